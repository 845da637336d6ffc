"""What cannot be computed says why: the field is not there, withheld, or no school reports it."""

import pytest
from core import canonical, frames, schools

from rar.dimensions import METRICS
from rar.numbers.availability import availability, field_words, missing_fields
from rar.numbers.compare import compare_all
from rar.numbers.measure import index_all, measure_all
from rar.numbers.whole import schools_with_need
from rar.settings import Settings


def status(**tables):
    table = schools(("1", "elementary", 100, 0.1), ("2", "elementary", 100, 0.2))
    made = frames(schools=table, **tables)
    grouped = schools_with_need(made, Settings(state="x"))
    made["schools"] = grouped.set_index(["school_id", "year"]).sort_index()
    measures = measure_all(METRICS.values(), made)
    owner = ["school_id", "year", "district_id", "level", "need", "need_group"]
    measures = measures.merge(grouped[owner], on=["school_id", "year"])
    size = grouped.groupby(["district_id", "year"]).size().rename("schools_in_district")
    lacking = {m.id: missing_fields(m, made, [2022]) for m in METRICS.values()}
    rows = availability(
        METRICS, lacking, compare_all(measures, METRICS), index_all(METRICS.values(), made),
        measures, size.reset_index(),
    )  # fmt: skip
    return rows.set_index("metric")


def teachers(*rows):
    return canonical(
        "teachers", [{"school_id": i, "year": 2022, "novice": n, "teachers": t, "absent:novice": w}
                     for i, n, t, w in rows],
    )  # fmt: skip


def test_a_field_the_state_does_not_publish_is_named_with_who_usually_has_it():
    row = status().loc["7a"]
    assert row["status"] == "not computable"
    assert row["missing_field"] == "school counselors"
    assert row["missing_name"] == "supports.counselors"
    assert "human resources" in row["holder"]


def test_a_school_that_does_not_report_makes_the_metric_partial():
    row = status(teachers=teachers(("1", 2, 10, ""))).loc["2a"]
    assert (row["status"], row["reason"]) == ("partial", "1 of 2 schools report it")


def test_withheld_everywhere_is_not_the_same_as_not_reported():
    hidden = teachers(("1", None, 10, "suppressed"), ("2", None, 12, "suppressed"))
    row = status(teachers=hidden).loc["2a"]
    assert (row["status"], row["missing_field"]) == ("not computable", "")
    assert row["reason"] == "it is withheld for every school of the district, to protect people"


def test_one_alternative_field_is_enough():
    made = frames(
        schools=schools(("1", "elementary", 100, 0.1)),
        attendance=canonical(
            "attendance",
            [{"school_id": "1", "year": 2022, "group": "all", "chronic_absence": 0.1}],
        ),
    )
    assert missing_fields(METRICS["6d"], made, [2022]) == {2022: []}


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda m: m.id)
def test_every_needed_field_can_be_said_in_words(metric):
    for need in metric.needs:
        for field in need.split("|"):
            assert field_words(field)
