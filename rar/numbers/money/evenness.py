"""How unevenly money is spread, and where that arises: between districts or inside one.

Two products: `money_state` for the whole state, over its schools and over its districts, and
`money` for each district beside it. One row a year, metric, level ('all' too) and statistic.
"""

from __future__ import annotations

import pandas as pd

from rar.dimensions.diverse_classrooms_and_schools.schools import students_by_group
from rar.numbers.measure import STATEWIDE
from rar.numbers.money import inequality
from rar.numbers.money.need_adjusted import CELL, dollars_moved, need_adjusted_rows, stat_rows
from rar.tables import LEVELS

METRICS = ("1a", "1b")  # all funds, and without federal funds
SPENT = METRICS[0]
DESCRIBED = ("mean", "median", "low", "high", "range")  # said of any number of schools
DISTRICTS_FOR_TYPICAL = 3
SCHOOLS, DISTRICTS = "schools", "districts"
FACTS = ["value", "n_pupils", "schools", "note"]
COLUMNS = ["district_id", *CELL, "statistic", "value", "state_value", "typical", *FACTS[1:]]
STATE_COLUMNS = ["district_id", *CELL, "over", "statistic", *FACTS]


def money_state(whole) -> pd.DataFrame:
    """The state's statistics; columns STATE_COLUMNS, district_id 'statewide'.

    over 'schools': every school a row, with Theil's T cut into theil_between (districts),
    theil_levels (levels inside them) and theil_within (schools of one level and district). over
    'districts': every district pooled, with wealth neutrality and the equity factor. schools is
    the number of rows counted.
    """
    schools = school_dollars(whole)
    districts = pooled(schools)
    fewest = whole.settings.small.verdict_from_schools
    over_schools = [
        _long(inequality.spread(schools, CELL), fewest),
        _long(_theil_parts(schools), fewest),
        _progressivity(schools, CELL, fewest),
        *_adequacy(whole, schools, CELL),
    ]
    over_districts = [
        _long(inequality.spread(districts, CELL), fewest),
        *_neutrality(whole, districts, fewest),
        _equity_factor(districts),
    ]
    made = pd.concat(
        [
            pd.concat(over_schools).assign(over=SCHOOLS),
            pd.concat(over_districts).assign(over=DISTRICTS),
        ]
    )
    order = [*CELL, "over", "statistic"]
    return made.assign(district_id=STATEWIDE)[STATE_COLUMNS].sort_values(order, ignore_index=True)


def money(whole) -> pd.DataFrame:
    """Each district's statistics beside the state's; columns COLUMNS.

    state_value is the same over all schools of the state, which includes what lies between
    districts; typical the median of the districts with enough schools. Where there are too few
    schools for a statistic its value is missing and note says so.
    """
    schools = school_dollars(whole)
    fewest = whole.settings.small.verdict_from_schools
    by = ["district_id", *CELL]
    parts = [
        _long(inequality.spread(schools, by), fewest),
        _long(distances(schools), fewest),
        _progressivity(schools, by, fewest),
        *_adequacy(whole, schools, by),
        need_adjusted_rows(whole),
        dollars_moved(whole.comparisons),
    ]
    made = pd.concat(parts, ignore_index=True)
    return _beside_state(made, whole.made["money_state"])


def _beside_state(made: pd.DataFrame, state: pd.DataFrame) -> pd.DataFrame:
    key = [*CELL, "statistic"]
    whole = state[state["over"] == SCHOOLS][[*key, "value"]].rename(columns={"value": "of_state"})
    made = made.merge(whole, on=key, how="left")
    made["state_value"] = made["state_value"].fillna(made.pop("of_state"))
    known = made.dropna(subset=["value"]).groupby(key)["value"].agg(["median", "size"])
    known = known["median"].where(known["size"] >= DISTRICTS_FOR_TYPICAL).rename("typical")
    made = made.join(known, on=key)
    return made[COLUMNS].sort_values(["district_id", *key], ignore_index=True)


def school_dollars(whole) -> pd.DataFrame:
    """Dollars per pupil of every school, metric and year, and once more with level 'all'.

    district_id, school_id, year, metric, level, own_level, value, pupils, poor (pupils in
    poverty: the share economically disadvantaged times pupils).
    """
    rows = whole.measures
    rows = rows[rows["metric"].isin(METRICS) & (rows["group"] == "all") & rows["value"].notna()]
    rows = rows.rename(columns={"denominator": "pupils"})
    schools = whole.frames["schools"]
    counts = students_by_group(whole.frames["enrollment"], schools)
    ed = counts[counts.index.get_level_values("group") == "ed"].droplevel("group")
    share = schools["ed_share"].fillna(ed["students"] / ed["total"].where(ed["total"] > 0))
    rows = rows.join(share.rename("poverty"), on=["school_id", "year"])
    rows["poor"] = rows["poverty"] * rows["pupils"]
    rows["own_level"] = rows["level"].where(rows["level"].isin(LEVELS), "other")
    columns = ["district_id", "school_id", *CELL, "own_level", "value", "pupils", "poor"]
    known = rows[rows["level"].isin(LEVELS)]
    return pd.concat([known, rows.assign(level="all")], ignore_index=True)[columns]


def pooled(schools: pd.DataFrame) -> pd.DataFrame:
    """Districts: dollars over pupils of all their schools, by metric, level and year."""
    rows = schools.assign(dollars=schools["value"] * schools["pupils"])
    sums = rows.groupby(["district_id", *CELL])[["dollars", "pupils", "poor"]].sum(min_count=1)
    return sums.assign(value=sums["dollars"] / sums["pupils"]).reset_index()


def _long(wide: pd.DataFrame, fewest: int) -> pd.DataFrame:
    """One row a statistic: value, n_pupils, schools and note; of too few schools described only."""
    by = list(wide.index.names)
    made = wide.reset_index().melt(
        id_vars=[*by, "units", "pupils"], var_name="statistic", value_name="value"
    )
    made = made.rename(columns={"units": "schools", "pupils": "n_pupils"})
    few = (made["schools"] < fewest) & ~made["statistic"].isin(DESCRIBED)
    said = "described only: " + made["schools"].astype("int64").astype("str") + " of them, and "
    made["note"] = (said + f"fewer than {fewest} say nothing of a spread").where(few, "")
    made["value"] = made["value"].mask(few)
    return made.assign(state_value=float("nan"))


def _theil_parts(schools: pd.DataFrame) -> pd.DataFrame:
    parts = inequality.theil_split(schools, CELL, ["district_id", "own_level"])
    parts.columns = ["theil_between", "theil_levels", "theil_within"]
    size = schools.groupby(CELL).agg(units=("value", "size"), pupils=("pupils", "sum"))
    return parts.join(size)


def distances(schools: pd.DataFrame) -> pd.DataFrame:
    """Where a district's distance from the state lies: part_from_state and part_inside, sum 1.

    Of the mean squared distance of its schools from the state's mean of their level,
    part_from_state is what its own mean of that level is away from the state's, part_inside what
    its schools are away from its own mean. from_state is the district's mean over the state's (of
    the same mix of levels), less 1.
    """
    rows = schools.assign(dollars=schools["value"] * schools["pupils"])
    means = {}
    for name, by in (("state", []), ("own", ["district_id"])):
        sums = rows.groupby([*by, *CELL, "own_level"])[["dollars", "pupils"]].transform("sum")
        means[name] = sums["dollars"] / sums["pupils"]
    rows["away"] = rows["pupils"] * (means["own"] - means["state"]) ** 2
    rows["inside"] = rows["pupils"] * (rows["value"] - means["own"]) ** 2
    rows["expected"] = rows["pupils"] * means["state"]
    groups = rows.groupby(["district_id", *CELL])
    sums = groups[["away", "inside", "expected", "dollars", "pupils"]].sum()
    total = sums["away"] + sums["inside"]
    made = pd.DataFrame({"part_from_state": sums["away"] / total.where(total > 0)})
    made["part_inside"] = 1 - made["part_from_state"]
    made["from_state"] = sums["dollars"] / sums["expected"] - 1
    return made.assign(units=groups.size(), pupils=sums["pupils"])


def _progressivity(schools: pd.DataFrame, by: list[str], fewest: int) -> pd.DataFrame:
    groups = schools.groupby(by)
    found = inequality.progressivity(schools, by, "poor").reindex(groups.size().index)
    made = _long(
        found.to_frame().assign(units=groups.size(), pupils=groups["pupils"].sum()), fewest
    )
    said = "there are not students of both kinds, or they are not known"
    made["note"] = made["note"].mask(made["value"].isna() & (made["note"] == ""), said)
    return made


def _adequacy(whole, schools: pd.DataFrame, by: list[str]) -> list[pd.DataFrame]:
    """Odden and Picus, where the agency has set a level in benchmarks.csv (applies_to adequacy)."""
    lines = whole.benchmarks.frame
    lines = lines[(lines["applies_to"] == "adequacy") & (lines["unit"] == "dollars")]
    rows = schools[schools["metric"] == SPENT]
    groups = rows.groupby(by)
    return [
        stat_rows(
            inequality.adequacy(rows, by, float(level)),
            "adequacy",
            groups["pupils"].sum(),
            groups.size(),
        )
        for level in lines["value"][:1]
    ]


def _neutrality(whole, districts: pd.DataFrame, fewest: int) -> list[pd.DataFrame]:
    finance = whole.frames["district_finance"]["property_wealth"].reset_index()
    rows = districts.merge(finance, on=["district_id", "year"], how="left")
    if rows["property_wealth"].isna().all():
        none = rows.groupby(CELL).size().astype(float).mul(float("nan"))
        note = "the state's files have no property wealth of districts"
        return [stat_rows(none, name, note=note) for name in ("correlation", "slope", "elasticity")]
    found = inequality.neutrality(rows, CELL, "property_wealth")
    return [_long(found, fewest)]


def _equity_factor(districts: pd.DataFrame) -> pd.DataFrame:
    rows = districts[districts["metric"] == SPENT].rename(columns={"pupils": "enrollment"})
    return stat_rows(inequality.equity_factor(rows.drop(columns="value"), CELL), "equity_factor")
