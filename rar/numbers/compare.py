"""Comparisons: the only place where one number is subtracted from another.

Every comparison pools numerators and denominators over schools (never averages their rates) and
stays within one level unless it says 'all'. The gap is always focus minus reference: greater need
minus lesser need, the group minus the rest, the district minus the state.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from rar.numbers.coded import coded_as, numbered, stacked, tuples
from rar.numbers.groups.pairs import PAIR, group_and_rest
from rar.numbers.metric import Metric
from rar.numbers.need import LEAST_NEED, MOST_NEED
from rar.numbers.slope import slopes
from rar.tables import GROUPS, LEVELS

COLUMNS = [
    "district_id", "year", "metric", "kind", "level", "focus", "reference", "focus_value",
    "reference_value", "gap", "ratio", "focus_n", "reference_n", "focus_schools",
    "reference_schools", "schools", "schools_total", "withheld", "between", "within",
    "between_levels", "status", "reason",
]  # fmt: skip
OF_PAIRS = "pairs"  # the remainder of schools in which a group, or all others, are withheld
BEHIND = ("schools", "schools_total", "withheld", "untold")
WITHHELD = "withheld to protect people: counts of some of its schools are small"
FOCUS_GROUPS = tuple(g for g in GROUPS if g not in ("all", "f", "m") and not g.startswith("non_"))
_CELL = ["district_id", "year", "metric", "level"]


def compare_all(
    wide: pd.DataFrame, metrics: Mapping[str, Metric], state: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Every comparison of every metric, district, year and level; columns COLUMNS.

    wide holds measures (`rar.numbers.measure`) with their school's district_id, level, need and
    need_group (`rar.numbers.need`). state holds the metrics pooled over the state
    (`rar.numbers.whole.statewide`); without it, wide is the whole state. In an edition that
    withholds counts, rows with a `remainder` are their sums (`rar.disclosure.remainders`).
    """
    plain = [m.id for m in metrics.values() if m.kind == "counts"]
    grouped = [m.id for m in metrics.values() if m.kind == "counts" and m.groups]
    everyone = wide[(wide["group"] == "all") & wide["metric"].isin(plain)]
    if "remainder" in wide:
        everyone = everyone[everyone["remainder"] != OF_PAIRS]
        wide = wide[wide["remainder"].isin(("", OF_PAIRS))]
    scale = {m.id: 100.0 if m.unit == "per 100" else 1.0 for m in metrics.values()}
    parts = [
        compare_need_groups(everyone, scale),
        compare_with_state(everyone, scale, state),
        compare_student_groups(wide[wide["metric"].isin(grouped)], scale),
        compare_slopes(everyone[everyone["metric"].isin(steady_state(metrics))]),
    ]
    made = stacked([part.reindex(columns=COLUMNS) for part in parts])
    return made.sort_values(COLUMNS[:6], ignore_index=True)


def steady_state(metrics: Mapping[str, Metric]) -> list[str]:
    """The metrics whose relation with need is a slope: dollars per student.

    Dollars per weighted student are adjusted for need already: a line over need would count it
    twice.
    """
    return [
        m.id for m in metrics.values()
        if m.kind == "counts" and m.unit == "dollars" and m.counted == "students"
    ]  # fmt: skip


def pool(frame: pd.DataFrame, by: list[str], scale: Mapping[str, float]) -> pd.DataFrame:
    """Counts summed over schools that have both, indexed by `by`.

    Returns value (numerator over denominator, times 100 for rates per 100), n (the summed
    denominator), schools (that have both counts), schools_total and withheld, the schools whose
    own counts an edition withholds. Their sum is in the frame as a row of its own
    (`rar.disclosure.remainders`); without it there is no value, since the schools that are shown
    are not like those that are not. `by` must name 'metric'.
    """
    both = frame["numerator"].notna() & frame["denominator"].notna()
    frame = frame.assign(
        numerator=frame["numerator"].where(both),
        denominator=frame["denominator"].where(both),
        **_schools_behind(frame, both),
    )
    groups = frame.groupby(by, sort=True, observed=True)
    pooled = groups[["numerator", "denominator"]].sum(min_count=1)
    behind = groups[list(BEHIND)].sum().astype("int64")
    pooled = pooled.where(behind["untold"] == 0).join(behind)
    factor = pooled.index.get_level_values("metric").map(scale).astype(float)
    positive = pooled["denominator"].where(pooled["denominator"] > 0)
    pooled["value"] = factor * pooled["numerator"] / positive
    return pooled.rename(columns={"denominator": "n"}).drop(columns="untold")


def _schools_behind(frame: pd.DataFrame, both: pd.Series) -> dict[str, pd.Series]:
    """How many schools each row stands for, has, withholds, and leaves untold in a sum.

    A row's `withheld` is 1 where an edition withholds it, and minus the number of schools where
    it is the sum of withheld ones; without the column nothing is withheld.
    """
    withheld = frame.get("withheld", pd.Series(0, index=frame.index))
    summed = withheld < 0
    return {
        "schools": both * (-withheld).where(summed, 1),
        "schools_total": (~summed).astype("int64"),
        "withheld": withheld.clip(lower=0),
        "untold": withheld,
    }


def compare_need_groups(everyone: pd.DataFrame, scale: Mapping[str, float]) -> pd.DataFrame:
    """Schools of greatest against schools of least need, within district and level.

    A level with too few schools for groups has a row with the status 'too few'.
    """
    everyone = everyone[everyone["level"].isin(LEVELS)]
    whole = pool(everyone, _CELL, scale)
    sides = {}
    for side, names in (("focus", MOST_NEED), ("reference", LEAST_NEED)):
        part = everyone[everyone["need_group"].isin(names)]
        pooled = pool(part, [*_CELL, "need_group"], scale).reset_index("need_group")
        sides[side] = pooled.rename(
            columns={"need_group": side, "value": f"{side}_value", "n": f"{side}_n",
                     "schools": f"{side}_schools"}
        )[[side, f"{side}_value", f"{side}_n", f"{side}_schools"]]  # fmt: skip
    made = whole[["schools", "schools_total", "withheld"]]
    made = made.join(sides["focus"]).join(sides["reference"])
    made = _gap(made.reset_index().assign(kind="need"))
    grouped, none = made["focus"].notna(), made["gap"].isna()
    conditions = [~grouped, none & (made["withheld"] > 0), none,
                  made["schools"] < made["schools_total"]]  # fmt: skip
    statuses = ["too few", "withheld", "not computable", "partial"]
    made["status"] = np.select(conditions, statuses, "computed")
    reason = np.full(len(made), "", dtype="object")
    reason[conditions[3]] = _some_report(made[conditions[3]])
    reason[conditions[2]] = "no school of the group reports it"
    reason[conditions[1]] = WITHHELD
    reason[~grouped] = [
        f"{schools} schools in this level: they are listed, not grouped"
        for schools in made.loc[~grouped, "schools_total"].tolist()
    ]
    return made.assign(reason=reason)


def compare_with_state(
    everyone: pd.DataFrame, scale: Mapping[str, float], state: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The district against the state, level by level and over all levels."""
    parts, by = [], ["metric", "year", "level"]
    for frame in (everyone[everyone["level"].isin(LEVELS)], everyone.assign(level="all")):
        district = pool(frame, _CELL, scale).reset_index()
        pooled = pool(frame, by, scale) if state is None else _of_everyone(state).set_index(by)
        pooled = coded_as(pooled.add_prefix("state_").reset_index(), district, by)
        parts.append(district.merge(pooled, on=by))
    made = stacked(parts).rename(
        columns={
            "value": "focus_value", "n": "focus_n", "state_value": "reference_value",
            "state_n": "reference_n", "state_schools": "reference_schools",
        }
    )  # fmt: skip
    made = made.assign(
        kind="state", focus="district", reference="state", focus_schools=made["schools"]
    )
    return _status_of_reports(_gap(made))


def _of_everyone(state: pd.DataFrame) -> pd.DataFrame:
    """The state's pooled metrics of all students, named as `pool` names them."""
    own = state[state["group"] == "all"].drop(columns="group")
    return own.rename(columns={"denominator": "n"})


def compare_student_groups(grouped: pd.DataFrame, scale: Mapping[str, float]) -> pd.DataFrame:
    """Each student group against all other students of the same schools, over all levels.

    The rest is all students minus the group, school by school, so a school counts only where
    both are known. The gap is split into a part between schools (the group attends other schools
    than the rest) and a part within schools (it fares differently in the same school): Kitagawa
    (1955), gap = sum (pA-pB)(rA+rB)/2 + sum (pA+pB)/2 (rA-rB), p the spread of each over schools.
    between_levels is the first term with levels in the place of schools: what of the part between
    schools arises because the group is spread differently over elementary, middle and high. What
    lies where is not told as soon as one school's counts are withheld.
    """
    pair = group_and_rest(grouped[grouped["group"].isin(("all", *FOCUS_GROUPS))])
    known = pair[PAIR].notna().all(axis=1)
    by = ["district_id", "year", "metric", "group"]
    pair = pair.assign(**_schools_behind(pair, known))
    behind = pair.groupby(by, observed=True)[list(BEHIND)].sum().astype("int64")
    pair = pair[known]
    made = _split(pair, by)
    made["between_levels"] = _between_levels(pair, by)
    made = made.join(behind, how="right").reset_index()
    made = _told_only(made)
    factor = made["metric"].map(scale).astype(float)
    for column in ("focus_value", "reference_value", "between", "within", "between_levels"):
        made[column] = made[column] * factor
    made = made.assign(kind="group", level="all", focus=made["group"], reference="rest")
    made = _gap(made.assign(focus_schools=made["schools"], reference_schools=made["schools"]))
    return _status_of_reports(made)


def _told_only(made: pd.DataFrame) -> pd.DataFrame:
    """Without values where withheld schools are not summed, without their split where they are."""
    values = ["focus_value", "reference_value", "focus_n", "reference_n"]
    split = ["between", "within", "between_levels"]
    made[values] = made[values].where(made["untold"] == 0)
    made[split] = made[split].where(made["withheld"] == 0)
    return made.drop(columns="untold")


def _split(pair: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Pooled rates of group (a of m) and rest (b of k) with the between and within parts."""
    number, _ = numbered(pair, by)
    sums = pair.groupby(number)[["m", "k"]].transform("sum")
    share_a = pair["m"] / sums["m"].where(sums["m"] > 0)
    share_b = pair["k"] / sums["k"].where(sums["k"] > 0)
    rate_a, rate_b = (
        pair["a"] / pair["m"].where(pair["m"] > 0),
        pair["b"] / pair["k"].where(pair["k"] > 0),
    )
    # A school without the group (or without others) has no difference within it.
    rate_a, rate_b = rate_a.fillna(rate_b), rate_b.fillna(rate_a)
    pair = pair.assign(
        between=(share_a - share_b) * (rate_a + rate_b) / 2,
        within=(share_a + share_b) / 2 * (rate_a - rate_b),
    )
    groups = pair.groupby(by, observed=True)
    made = groups[["a", "m", "b", "k", "between", "within"]].sum(min_count=1)
    made["focus_value"] = made["a"] / made["m"].where(made["m"] > 0)
    made["reference_value"] = made["b"] / made["k"].where(made["k"] > 0)
    return made.rename(columns={"m": "focus_n", "k": "reference_n"}).drop(columns=["a", "b"])


def _between_levels(pair: pd.DataFrame, by: list[str]) -> pd.Series:
    """The part between units of the same split, each level being one unit."""
    levels = pair.groupby([*by, "level"], observed=True)[["a", "m", "b", "k"]].sum()
    return _split(levels.reset_index(), by)["between"]


def compare_slopes(everyone: pd.DataFrame) -> pd.DataFrame:
    """The relation of need and dollars, within district and level (`rar.numbers.slope`)."""
    everyone = everyone[everyone["level"].isin(LEVELS)]
    total = everyone.groupby(_CELL, observed=True).size().rename("schools_total")
    known = everyone.dropna(subset=["value", "need"])
    made = slopes(known, by=_CELL, x="need", y="value", weight="denominator")
    made = made.join(total, how="right").reset_index()
    made["status"] = made["status"].fillna("not computable")
    made["reason"] = made["reason"].fillna("no school reports it with its need")
    return made.assign(
        kind="slope",
        focus="ten more points of need",
        reference="",
        schools=made["schools"].fillna(0),
        withheld=0,
    )


def _gap(made: pd.DataFrame) -> pd.DataFrame:
    """Add gap and ratio of focus over reference."""
    reference = made["reference_value"]
    return made.assign(
        gap=made["focus_value"] - reference,
        ratio=made["focus_value"] / reference.where(reference > 0),
    )


def _status_of_reports(made: pd.DataFrame) -> pd.DataFrame:
    """computed, partial (some schools do not report) or not computable (none does)."""
    some, none = made["schools"] < made["schools_total"], made["gap"].isna()
    withheld = none & (made["withheld"] > 0)
    reason = np.full(len(made), "", dtype="object")
    reason[some] = _some_report(made[some])
    reason[none] = "no school reports it"
    reason[withheld] = WITHHELD
    conditions = [withheld, none, some]
    status = np.select(conditions, ["withheld", "not computable", "partial"], "computed")
    return made.assign(status=status, reason=reason)


def _some_report(rows: pd.DataFrame) -> list[str]:
    return [
        f"{schools:.0f} of {every} schools report it"
        for schools, every in tuples(rows, "schools", "schools_total")
    ]
