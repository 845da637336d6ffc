"""Metrics of teaching, leadership, content and time: each from a small table, by hand."""

import pandas as pd
import pytest
from core import canonical, frames, schools

from rar.dimensions import METRICS
from rar.numbers.availability import missing_fields
from rar.numbers.compare import compare_student_groups
from rar.numbers.measure import index_all, measure

ONE, TWO = ({"school_id": school, "year": 2022} for school in "12")
TEACHERS = {
    "returned": 18, "last_year": 20, "moved": 1, "returned_of_color": 3, "last_year_of_color": 4,
    "secondary_load": 1200, "secondary_teachers": 10, "collaboration_90": 15,
    "collaboration_asked": 20, "practice_met": 30, "practice_observed": 40,
}  # fmt: skip
LEADERS = {
    "returned": 1, "last_year": 1, "returned_of_color": 0, "last_year_of_color": 0, "rated": 1,
    "effective": 1, "assistant_principals": 1, "coaches": 0.5, "teacher_leaders": 0.5,
}  # fmt: skip
CORE = {
    "group": "all", "seats": 400, "novice_seats": 100, "size_total": 10_000, "minutes": 1_200_000,
    "students": 100,
}  # fmt: skip
MILESTONES = {
    "group": "all", "proficient": 80, "proficient_in_advanced": 60, "grade9_students": 50,
    "grade9_on_track": 40,
}  # fmt: skip
CURRICULUM = {
    "classes_reviewed": 20, "classes_aligned": 15, "culture_reviewed": 1, "activities": 10,
    "activities_with_fee": 4,
}  # fmt: skip
TARGETS = {
    "grade9_core_seats": 100, "grade9_core_size_total": 2800, "grade12_elective_seats": 50,
    "grade12_elective_size_total": 1000,
}  # fmt: skip
AP = {"course": "ap", "group": "all", "passed": 30, "examined": 50}
TUTORING = {"service": "tutoring", "group": "all", "needing": 60, "served": 12}
SUMMER = TUTORING | {"service": "summer", "served": 30}
LEADERSHIP = {
    "part": "", "respondent": "teacher", "item": "leadership", "favorable": 0.75, "responses": 40,
}  # fmt: skip
SPENDING = {"pupils": 100, "total": 12_000, "flexible": 600}


def value(metric: str, status: str = "computed", full: dict | None = None, **tables: list[dict]):
    """A metric's value for school 1 (200 students, a high school), group 'all'.

    full is a row of the (one) table for a second school: a year in which no school reports is left
    out altogether.
    """
    rows = {name: [ONE | row for row in given] for name, given in tables.items()}
    for given in rows.values():
        given += [TWO | full] if full else []
    made = frames(
        schools=schools(("1", "high", 200, 0.5), ("2", "high", 100, 0.5)),
        **{name: canonical(name, given) for name, given in rows.items()},
    )
    found = measure(METRICS[metric], made)
    [row] = found[(found["school_id"] == "1") & (found["group"] == "all")].to_dict("records")
    assert row["status"] == status
    return row["value"]


@pytest.mark.parametrize(
    ("metric", "table", "row", "expected"),
    [
        ("1h", "spending", SPENDING, 0.05),
        ("2b", "core_classes", CORE, 0.25),
        ("2f", "teachers", TEACHERS, 0.9),
        ("2fm", "teachers", TEACHERS, 0.05),
        ("2fc", "teachers", TEACHERS, 0.75),
        ("2fo", "teachers", TEACHERS, 15 / 16),
        ("2i", "teachers", TEACHERS, 120),
        ("2ic", "teachers", TEACHERS, 0.75),
        ("2j", "teachers", TEACHERS, 0.75),
        ("3c", "leaders", LEADERS, 1),
        ("3co", "leaders", LEADERS, 1),
        ("3d", "leaders", LEADERS, 1),
        ("3ds", "survey", LEADERSHIP, 0.75),
        ("3f", "leaders", LEADERS, 1.0),  # 2 adults for 200 students
        ("4d", "milestones", MILESTONES, 0.25),
        ("4e", "milestones", MILESTONES, 0.8),
        ("4f", "curriculum", CURRICULUM, 0.75),
        ("4fc", "curriculum", CURRICULUM, 1),
        ("4hf", "curriculum", CURRICULUM, 0.4),
        ("4p", "courses", AP, 0.6),
        ("5a", "core_classes", CORE, 200),  # 20,000 hours of 100 students
        ("5bs", "services", SUMMER, 0.5),
        ("5cc", "core_classes", CORE, 25),
        ("5d", "class_targets", TARGETS, 1.4),  # classes of 28 beside electives of 20
        ("5e", "services", TUTORING, 0.2),
    ],
)
def test_each_metric_is_what_a_reader_computes_by_hand(metric, table, row, expected):
    assert value(metric, **{table: [row]}) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("metric", "table", "row", "zero"),
    [
        ("2b", "core_classes", CORE, "novice_seats"),
        ("2fc", "teachers", TEACHERS, "returned_of_color"),
        ("2ic", "teachers", TEACHERS, "collaboration_90"),
        ("2j", "teachers", TEACHERS, "practice_met"),
        ("3c", "leaders", LEADERS, "returned"),
        ("3d", "leaders", LEADERS, "effective"),
        ("4e", "milestones", MILESTONES, "grade9_on_track"),
        ("4fc", "curriculum", CURRICULUM, "culture_reviewed"),
        ("4hf", "curriculum", CURRICULUM, "activities_with_fee"),
        ("4p", "courses", AP, "passed"),
        ("5e", "services", TUTORING, "served"),
        ("1h", "spending", SPENDING, "flexible"),
    ],
)
def test_a_zero_is_a_value_and_an_absent_or_withheld_cell_is_not(metric, table, row, zero):
    assert value(metric, **{table: [row | {zero: 0}]}) == 0
    blank = {key: cell for key, cell in row.items() if key != zero}
    assert pd.isna(value(metric, "missing", row, **{table: [blank]}))
    hidden = blank | {zero: None, f"absent:{zero}": "suppressed"}
    assert pd.isna(value(metric, "suppressed", row, **{table: [hidden]}))


@pytest.mark.parametrize("post", ["assistant_principals", "coaches", "teacher_leaders"])
def test_leadership_capacity_needs_all_three_posts_because_absent_is_not_zero(post):
    assert value("3f", leaders=[LEADERS | {post: 0}]) < 1
    without = {key: cell for key, cell in LEADERS.items() if key != post}
    assert pd.isna(value("3f", "missing", LEADERS, leaders=[without]))


def test_where_nobody_could_return_retention_does_not_apply():
    assert pd.isna(value("3cc", "not applicable", leaders=[LEADERS]))
    none = TEACHERS | {"returned_of_color": 0, "last_year_of_color": 0}
    assert pd.isna(value("2fc", "not applicable", teachers=[none]))
    assert value("2fo", teachers=[none]) == pytest.approx(0.9)


def test_retention_falls_back_on_the_published_share_weighted_by_teachers():
    assert value("2f", teachers=[{"returned_share": 0.75, "teachers": 40}]) == 0.75


def test_a_school_without_electives_has_no_class_size_to_set_beside():
    none = TARGETS | {"grade12_elective_seats": 0, "grade12_elective_size_total": 0}
    assert pd.isna(value("5d", "not applicable", class_targets=[none]))


def test_class_targets_of_two_schools_pool_by_the_seats_of_grade_9():
    """28 beside 20 for 100 seats, 15 beside 30 for 300: 7300 over 11,000 students in class."""
    made = frames(
        schools=schools(("1", "high", 200, 0.5), ("2", "high", 400, 0.5)),
        class_targets=canonical("class_targets", [
            ONE | TARGETS,
            {"school_id": "2", "year": 2022, "grade9_core_seats": 300,
             "grade9_core_size_total": 4500, "grade12_elective_seats": 10,
             "grade12_elective_size_total": 300},
        ]),
    )  # fmt: skip
    found = measure(METRICS["5d"], made)
    assert found["numerator"].sum() / found["denominator"].sum() == pytest.approx(7300 / 11_000)


def test_interventionists_are_counted_for_the_students_below_proficient_only():
    students = [{"group": "all", "students": 200}, {"group": "below", "students": 50}]
    time = [{"interventionists": 2}]
    assert value("5fi", time=time, enrollment=students) == 4.0
    assert pd.isna(value("5fi", "missing", time=time, enrollment=students[:1]))
    hidden = {"group": "below", "students": None, "absent:students": "suppressed"}
    assert pd.isna(value("5fi", "suppressed", time=time, enrollment=[students[0], hidden]))
    nobody = {"group": "below", "students": 0}
    assert pd.isna(value("5fi", "not applicable", time=time, enrollment=[students[0], nobody]))


@pytest.mark.parametrize(
    ("metric", "course"),
    [(m.id, m.key.removesuffix("_offered")) for m in METRICS.values() if m.id.startswith("4a")],
)
def test_an_offering_counts_the_students_of_schools_that_offer_it(metric, course):
    level = METRICS[metric].levels[-1]
    made = frames(
        schools=schools(("1", level, 300, 0.5), ("2", level, 100, 0.5)),
        courses=canonical("courses", [
            {"school_id": school, "year": 2022, "course": course, "group": "all", "offered": flag}
            for school, flag in (("1", 1), ("2", 0))
        ]),
    )  # fmt: skip
    found = measure(METRICS[metric], made)
    assert found["numerator"].tolist() == [300, 0]
    assert found["denominator"].tolist() == [300, 100]


def test_the_classes_of_a_group_and_of_the_others_are_counted_in_the_same_classes():
    """100 of 400 seats are the group's: classes of 20, so the others sit in classes of 26.67."""
    made = frames(
        schools=schools(("1", "high", 200, 0.5)),
        core_classes=canonical("core_classes", [
            ONE | CORE,
            ONE | {"group": "below", "seats": 100, "size_total": 2000, "minutes": 480_000,
                   "students": 25},
        ]),
    )  # fmt: skip
    wide = pd.concat(measure(METRICS[m], made) for m in ("5a", "5cc"))
    wide = wide.assign(district_id="01", level="high")
    found = compare_student_groups(wide, {"5a": 1.0, "5cc": 1.0}).set_index("metric")
    assert found.loc["5cc", "focus_value"] == 20
    assert found.loc["5cc", "reference_value"] == pytest.approx(8000 / 300)
    # 8000 hours of 25 students below proficient; 12,000 hours of the other 75.
    assert found.loc["5a", ["focus_value", "reference_value"]].tolist() == [320, 160]


def by_race(*rows: tuple) -> pd.DataFrame:
    return canonical("staff_race", [
        {"district_id": "01", "school_id": "", "year": 2022, "role": role, "race": race, "fte": fte}
        for role, race, fte in rows
    ])  # fmt: skip


def representation(metric: str, staff: pd.DataFrame) -> pd.DataFrame:
    enrollment = canonical("enrollment", [
        ONE | {"group": race, "students": students} for race, students in (("bl", 60), ("wh", 40))
    ])  # fmt: skip
    made = frames(schools=schools(("1", "high", 100, 0.5)), staff_race=staff, enrollment=enrollment)
    return index_all([METRICS[metric]], made).set_index("part")


def test_leaders_are_set_beside_students_and_beside_teachers():
    staff = by_race(("teacher", "bl", 5), ("teacher", "wh", 15), ("principal", "bl", 1),
                    ("principal", "wh", 3), ("principal", "unknown", 1))  # fmt: skip
    beside_students = representation("3e", staff)
    assert beside_students.loc["bl", ["value", "reference"]].tolist() == [0.6, 0.25]
    beside_teachers = representation("3es", staff)
    assert beside_teachers.loc["bl", ["value", "reference"]].tolist() == [0.25, 0.25]
    assert representation("2g", staff).loc["wh", ["value", "reference"]].tolist() == [0.4, 0.75]


def test_a_race_no_leader_has_is_zero_where_the_state_counts_it_elsewhere():
    staff = by_race(("principal", "wh", 4))
    assert "bl" not in representation("3e", staff).index
    elsewhere = staff.assign(district_id="02", race="bl")
    both = pd.concat([staff, elsewhere], ignore_index=True)
    assert representation("3e", both).loc["bl", ["value", "reference"]].tolist() == [0.6, 0.0]


def test_a_race_whose_leaders_are_withheld_is_unknown_and_not_zero():
    staff = by_race(("principal", "wh", 4), ("principal", "bl", None))
    elsewhere = by_race(("principal", "bl", 2)).assign(district_id="02")
    found = representation("3e", pd.concat([staff, elsewhere], ignore_index=True))
    assert "bl" not in found.index


@pytest.mark.parametrize(
    ("metric", "table", "row", "lacking"),
    [
        ("5e", "services", SUMMER, ["services.served[tutoring]", "services.needing[tutoring]"]),
        ("5e", "services", TUTORING, []),
        ("3ds", "survey", LEADERSHIP | {"item": "safe"},
         ["survey.favorable[teacher:leadership]", "survey.responses[teacher:leadership]"]),
        ("5fi", "enrollment", {"group": "all", "students": 9},
         ["time.interventionists", "enrollment.students[below]"]),
    ],
)  # fmt: skip
def test_a_field_that_is_there_for_another_part_is_still_missing(metric, table, row, lacking):
    made = frames(
        schools=schools(("1", "high", 200, 0.5)), **{table: canonical(table, [ONE | row])}
    )
    assert missing_fields(METRICS[metric], made, [2022]) == {2022: lacking}
