"""The invented state holds what its answer key says was planted, and what is doubtful there."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sample_tables import tables_of

SAMPLE = Path(__file__).resolve().parents[1] / "data_samples"
KEY = json.loads((SAMPLE / "answer_key.json").read_text(encoding="utf-8"))
PATTERNS = {pattern["id"]: pattern for pattern in KEY["patterns"]}
DOUBTS = {doubt["id"]: doubt for doubt in KEY["doubtful"]}


@pytest.fixture
def tables(sample):
    """The canonical tables of the sample state, all years."""
    return tables_of(sample)


def _schools_of(tables, pattern):
    schools = tables["schools"]
    of = (schools["district_id"] == pattern["district_id"]) & (schools["year"] == pattern["year"])
    if pattern["level"] != "all":
        of &= schools["level"] == pattern["level"]
    return schools[of]


def slope(tables, pattern):
    schools = _schools_of(tables, pattern).drop(columns="title1")
    schools = schools[schools["school_id"] != pattern["school"]]
    frame = schools.merge(tables["spending"], on=["school_id", "year"])
    frame["total minus title1"] = frame["total"] - frame["title1"]
    x, y, weight = (frame[name] for name in ("ed_share", pattern["of"], "enrollment"))
    x, mean = x - np.average(x, weights=weight), np.average(y, weights=weight)
    return 0.1 * (weight * x * (y - mean)).sum() / (weight * x * x).sum() / mean


def _two_groups(tables, pattern):
    name, event, base = {
        "chronic absence": ("attendance", "chronically_absent", "students"),
        "out-of-school suspensions": ("discipline", "out_of_school_suspensions", "students"),
        "ap": ("courses", "enrolled", "eligible"),
        "prepared but not enrolled": ("milestones", "not_enrolled", "proficient"),
    }[pattern["of"]]
    frame = tables[name]
    if event == "not_enrolled":
        frame = frame.assign(not_enrolled=frame["proficient"] - frame["proficient_in_advanced"])
    if name == "courses":
        frame = frame[frame["course"] == pattern["of"]]
    frame = frame[frame["year"] == pattern["year"]]
    frame = frame[frame["school_id"].isin(_schools_of(tables, pattern)["school_id"])]
    wide = frame[frame["group"].isin(["ed", "non_ed"])].pivot(
        index="school_id", columns="group", values=[event, base]
    )
    wide = wide.dropna()
    spread = wide[base] / wide[base].sum()
    return wide[event].sum() / wide[base].sum(), wide[event] / wide[base], spread


def gap(tables, pattern):
    pooled, _, _ = _two_groups(tables, pattern)
    return pooled["ed"] - pooled["non_ed"]


def share_within(tables, pattern):
    """Kitagawa: the part of the gap that is left when both groups go to the same schools."""
    pooled, rate, spread = _two_groups(tables, pattern)
    return _kitagawa(pooled, rate, spread, "ed", "non_ed")


def _kitagawa(pooled, rate, spread, group, rest):
    within = (spread.mean(axis=1) * (rate[group] - rate[rest])).sum()
    between = ((spread[group] - spread[rest]) * rate.mean(axis=1)).sum()
    assert np.isclose(within + between, pooled[group] - pooled[rest])
    return within / (within + between)


def dissimilarity(tables, pattern):
    first, second = pattern["of"].split()
    frame = tables["enrollment"][tables["enrollment"]["year"] == pattern["year"]]
    wide = frame.pivot(index="school_id", columns="group", values="students")
    wide = wide.reindex(_schools_of(tables, pattern)["school_id"]).fillna(0)
    apart = wide[first] / wide[first].sum() - wide[second] / wide[second].sum()
    return apart.abs().sum() / 2


def novice_gap(tables, pattern):
    schools = _schools_of(tables, pattern).sort_values("ed_share")
    quarter = len(schools) // 4
    staff = tables["staff"].query("role == 'teacher' and fte > 0")
    staff = staff[staff["year"] == pattern["year"]]

    def share(ids):
        people = staff[staff["school_id"].isin(ids)]
        return people.loc[people["years_experience"] < 3, "fte"].sum() / people["fte"].sum()

    ids = schools["school_id"]
    return share(ids.tail(quarter)) - share(ids.head(quarter))


def without_counselor(tables, pattern):
    schools = _schools_of(tables, pattern).merge(tables["supports"], on=["school_id", "year"])
    limit = float(pattern["of"].split()[-1])
    needy = schools["ed_share"] >= limit
    schools = schools[needy if "at least" in pattern["of"] else ~needy]
    none = schools["counselors"] == 0
    return schools.loc[none, "enrollment"].sum() / schools["enrollment"].sum()


def _minutes(tables, pattern):
    """Minutes and students of the group and of the rest, by school."""
    frame = tables["core_classes"]
    frame = frame[frame["year"] == pattern["year"]]
    frame = frame[frame["school_id"].isin(_schools_of(tables, pattern)["school_id"])]
    wide = frame.pivot(index="school_id", columns="group", values=["minutes", "students"])
    sides = {}
    for column in ("minutes", "students"):
        group, everyone = wide[column][pattern["of"]], wide[column]["all"]
        sides[column] = pd.DataFrame({"group": group, "rest": everyone - group})
    known = sides["minutes"].notna().all(axis=1) & sides["students"].notna().all(axis=1)
    return sides["minutes"][known], sides["students"][known]


def minutes_ratio(tables, pattern):
    minutes, students = _minutes(tables, pattern)
    each = minutes.sum() / students.sum()
    return each["group"] / each["rest"]


def minutes_within(tables, pattern):
    minutes, students = _minutes(tables, pattern)
    pooled, spread = minutes.sum() / students.sum(), students / students.sum()
    return _kitagawa(pooled, minutes / students, spread, "group", "rest")


def favorable_need_gap(tables, pattern):
    schools = _schools_of(tables, pattern).sort_values("ed_share")
    quarter = len(schools) // 4
    answers = tables["survey_counts"].query("group == 'all' and respondent == 'student'")
    answers = answers[(answers["item"] == pattern["of"]) & (answers["year"] == pattern["year"])]

    def share(ids):
        told = answers[answers["school_id"].isin(ids)]
        return told["favorable"].sum() / told["valid"].sum()

    ids = schools["school_id"]
    return share(ids.tail(quarter)) - share(ids.head(quarter))


def service_reach(tables, pattern):
    service, *_, limit = pattern["of"].split()
    frame = tables["services"].query("group == 'all'")
    frame = frame[frame["service"] == service].merge(
        _schools_of(tables, pattern), on=["school_id", "year"]
    )
    needy = frame["ed_share"] >= float(limit)
    frame = frame[needy if "at least" in pattern["of"] else ~needy]
    return frame["served"].sum() / frame["needing"].sum()


MEASURES = {
    "slope": slope,
    "slope without one school": slope,
    "gap": gap,
    "share within schools": share_within,
    "dissimilarity": dissimilarity,
    "novice gap": novice_gap,
    "without counselor": without_counselor,
    "minutes ratio": minutes_ratio,
    "minutes within schools": minutes_within,
    "favorable need gap": favorable_need_gap,
    "service reach": service_reach,
}


@pytest.mark.parametrize("name", PATTERNS)
def test_the_data_hold_what_the_answer_key_says(tables, name):
    pattern = PATTERNS[name]
    found = MEASURES[pattern["measure"]](tables, pattern)
    assert pattern["low"] <= found <= pattern["high"], f"{pattern['sentence']} found {found:.4f}"


def test_the_answer_key_explains_every_measure_it_uses():
    assert {pattern["measure"] for pattern in KEY["patterns"]} == set(KEY["measures"])
    assert set(KEY["measures"]) == set(MEASURES)


def test_elsewhere_students_below_proficient_get_no_fewer_minutes(tables):
    for district in ("0120", "0230", "0340", "0450"):
        assert minutes_ratio(tables, {**PATTERNS["fewer-minutes"], "district_id": district}) > 1


def test_in_districts_with_a_pattern_of_belonging_it_is_to_be_seen(tables):
    pattern = {**PATTERNS["belonging-no-pattern"], "district_id": "0110"}
    assert favorable_need_gap(tables, pattern) < -0.04


# What is doubtful


def _of_doubt(tables, name):
    doubt = DOUBTS[name]
    frame = tables[doubt["table"]]
    ids = frame["school_id"].str.startswith(doubt["school"] or doubt["district_id"])
    return frame[ids], doubt


def test_a_district_spends_nearly_double_in_one_year_whatever_the_school(tables):
    frame, doubt = _of_doubt(tables, "spending-nearly-doubled")
    by_year = frame.pivot(index="school_id", columns="year", values="total")
    beside = by_year[[doubt["year"] - 1, doubt["year"] + 1]].mean(axis=1)
    assert len(by_year) == 5
    assert (by_year[doubt["year"]] / beside).between(1.8, 2.1).all()
    whole = frame[frame["year"] == doubt["year"]]
    assert (whole["state_local"] + whole["federal"] == whole["total"]).all()


def test_a_school_of_over_four_hundred_has_no_absence_at_all_in_one_year(tables):
    frame, doubt = _of_doubt(tables, "no-absence")
    now = frame[(frame["year"] == doubt["year"]) & (frame["group"] == "all")].iloc[0]
    assert now["students"] > 400 and now["chronically_absent"] == 0
    others = tables["attendance"].query("group == 'all' and students >= 400")
    others = others[others["year"] == doubt["year"]]
    assert (others["chronically_absent"] == 0).sum() == 1


def test_one_school_has_more_psychologists_than_any_other_by_far(tables):
    frame, doubt = _of_doubt(tables, "forty-psychologists")
    assert frame.loc[frame["year"] == doubt["year"], "psychologists"].tolist() == [40]
    assert tables["supports"]["psychologists"].nlargest(2).iloc[1] < 4


def test_one_total_is_not_what_its_parts_make(tables):
    frame, doubt = _of_doubt(tables, "parts-not-total")
    now = frame[frame["year"] == doubt["year"]].iloc[0]
    assert now["total"] - now["state_local"] - now["federal"] == 1500
