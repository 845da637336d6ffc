"""The patterns planted in the invented state are the ones the kit finds."""

import json

import pytest

from rar.review import Review

SLOPE_OF = {"total": "1a", "total minus title1": "1bt", "allocated": "1d"}
SHARE_OF = {"chronic absence": "6d", "out-of-school suspensions": "6a", "ap": "4b"}


@pytest.fixture(scope="module")
def key(sample) -> dict[str, dict]:
    text = (sample / "answer_key.json").read_text(encoding="utf-8")
    return {pattern["id"]: pattern for pattern in json.loads(text)["patterns"]}


def row(sample, pattern: dict, **where):
    """The one comparison of the pattern's district and year."""
    review = Review.open(sample, pattern["district_id"], pattern["year"])
    rows = review.comparisons[review.comparisons["year"] == pattern["year"]]
    for column, value in where.items():
        rows = rows[rows[column] == value]
    assert len(rows) == 1
    return rows.iloc[0]


@pytest.mark.parametrize(
    "name",
    ["inverse-money", "inverse-money-budget", "equal-money", "equal-by-title1", "positive-money",
     "positive-money-2018"],
)  # fmt: skip
def test_the_relation_of_money_and_need_is_the_planted_one(sample, key, name):
    pattern = key[name]
    metric = SLOPE_OF[pattern["of"]]
    found = row(sample, pattern, kind="slope", metric=metric, level="elementary")
    assert found["reason"] == pattern["pattern"]
    assert pattern["low"] <= found["gap"] / found["focus_value"] <= pattern["high"]


def test_where_one_school_makes_the_line_the_kit_says_so(sample, key):
    found = row(sample, key["no-pattern"], kind="slope", metric="1a", level="elementary")
    assert found["reason"] == "depends on one school"


@pytest.mark.parametrize(
    "name",
    ["absence-within", "absence-between", "suspension-within", "suspension-between", "ap-within"],
)
def test_a_gap_lies_where_it_was_planted(sample, key, name):
    pattern = key[name]
    found = row(sample, pattern, kind="group", metric=SHARE_OF[pattern["of"]], focus="ed")
    assert pattern["low"] <= found["within"] / found["gap"] <= pattern["high"]


@pytest.mark.parametrize("name", ["absence-gap-within", "absence-gap-between"])
def test_the_size_of_a_gap_is_the_planted_one(sample, key, name):
    found = row(sample, key[name], kind="group", metric="6d", focus="ed")
    assert key[name]["low"] <= found["gap"] <= key[name]["high"]


def test_novice_teachers_cluster_where_they_were_planted(sample, key):
    found = row(sample, key["novice-cluster"], kind="need", metric="2a", level="elementary")
    assert found["gap"] >= key["novice-cluster"]["low"]


def test_a_segregated_and_an_integrated_district_are_told_apart(sample, key):
    """The key has Black against White students (0.52); the kit Black against all others."""
    values = {}
    for name in ("segregated", "integrated"):
        review = Review.open(sample, key[name]["district_id"], key[name]["year"])
        rows = review.indices.query("metric == '10b' and level == 'elementary' and part == 'bl'")
        values[name] = rows.loc[rows["year"] == key[name]["year"], "value"].iloc[0]
    assert values["segregated"] > 0.35
    assert values["integrated"] < 0.15


def test_schools_without_a_counselor_are_those_of_greater_need(sample, key):
    pattern = key["no-counselors-high-need"]
    review = Review.open(sample, pattern["district_id"], pattern["year"])
    measures = review.measures.query("metric == '7e' and group == 'all'")
    measures = measures[measures["year"] == pattern["year"]].set_index("school_id")["value"]
    need = review.schools.set_index("school_id")["need"]
    assert (measures[need >= 0.65] == 1).all()
    assert (measures[need < 0.5] == 0).all()
