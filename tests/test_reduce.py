"""Reductions from finer tables, with numbers that can be checked by hand."""

import pandas as pd
from core import canonical

from rar.reading.reduce import reduce_tables, with_level
from rar.tables import absent


def people(*rows: dict) -> pd.DataFrame:
    base = {"school_id": "1", "year": 2022, "role": "teacher"}
    frame = canonical("staff", [{**base, "person_id": str(n), **r} for n, r in enumerate(rows)])
    return frame.assign(**{c: frame[c].replace("", None) for c in ("race", "rating")})


def schools(**more) -> pd.DataFrame:
    row = {"school_id": "1", "year": 2022, "district_id": "01", "name": "Ash", **more}
    frame = canonical("schools", [row])
    texts = ["grade_low", "grade_high", "level", "levels"]
    return frame.assign(**{c: frame[c].replace("", None) for c in texts})


def test_people_are_pooled_by_full_time_equivalents():
    staff = people(
        {"fte": 1.0, "years_experience": 1, "salary": 40000},
        {"fte": 0.5, "years_experience": 2, "salary": 20000},
        {"fte": 1.0, "years_experience": 12, "salary": 60000},
        {"fte": 1.0},
    )
    made = reduce_tables({"staff": staff})["teachers"].iloc[0]
    assert made["teachers"] == 3.5
    assert made["novice"] == 1.5
    assert made["novice_share"] == 1.5 / 2.5  # of the people whose experience is known
    assert made["average_salary"] == (40000 + 10000 + 60000) / 2.5
    assert made[absent("provisional")] == "missing"
    assert made[absent("vacancy_share")] == "not published"


def test_what_the_state_gives_is_not_replaced():
    staff = people({"fte": 1.0, "years_experience": 1})
    given = canonical("teachers", [{"school_id": "1", "year": 2022, "teachers": 30}])
    made = reduce_tables({"staff": staff, "teachers": given})["teachers"].iloc[0]
    assert made["teachers"] == 30
    assert made["novice"] == 1


def test_staff_race_is_counted_by_school_and_role():
    staff = people({"race": "bl"}, {"race": "bl", "fte": 0.5}, {"race": "wh", "role": "principal"})
    made = reduce_tables({"staff": staff, "schools": schools()})["staff_race"]
    told = dict(zip(zip(made["role"], made["race"], strict=True), made["fte"], strict=True))
    assert told == {("teacher", "bl"): 1.5, ("principal", "wh"): 1.0}
    assert made["district_id"].unique().tolist() == ["01"]


def test_sections_reduce_to_the_size_the_average_student_sits_in():
    rows = [
        {"section_id": str(n), "school_id": "1", "year": 2022, "course": "Algebra", "students": s}
        for n, s in enumerate([10, 30])
    ]
    made = reduce_tables({"sections": canonical("sections", rows)})["class_sizes"].iloc[0]
    assert made["average_size"] == 20
    assert made["size_experienced"] == 25  # (10 x 10 + 30 x 30) / 40


def test_enrollment_and_need_come_from_students_by_group_when_absent():
    groups = canonical(
        "enrollment",
        [
            {"school_id": "1", "year": 2022, "group": "all", "students": 200},
            {"school_id": "1", "year": 2022, "group": "ed", "students": 150},
            {"school_id": "9", "year": 2022, "group": "all", "students": 10},
        ],
    )
    made = reduce_tables({"schools": schools(), "enrollment": groups})["schools"]
    assert made["school_id"].tolist() == ["1"]
    assert made["enrollment"].tolist() == [200]
    assert made["ed_share"].tolist() == [0.75]
    assert made[absent("ed_share")].tolist() == [""]
    given = schools(ed_share=0.3)
    kept = reduce_tables({"schools": given, "enrollment": groups})["schools"]
    assert kept["ed_share"].tolist() == [0.3]


def test_the_level_is_where_most_grades_lie_among_the_levels_the_state_names():
    def level(**more) -> str:
        return with_level(schools(**more))["level"].iloc[0]

    assert level(grade_low="PK", grade_high="8") == "elementary"
    assert level(grade_low="6", grade_high="12") == "high"
    assert level(grade_low="PK", grade_high="12", levels="middle;high") == "high"
    assert level(grade_low="7", grade_high="12", levels="middle") == "middle"
    assert level(levels="elementary;middle") == "elementary"
    assert pd.isna(level())


def test_a_principal_who_left_after_last_year_is_not_one_of_this_years():
    staff = people(
        {"role": "principal", "fte": 1.0, "years_experience": 1, "years_at_school": 1},
        {"role": "principal", "fte": 0.0, "years_experience": 9, "years_at_school": 9},
    )
    made = reduce_tables({"staff": staff})["leaders"].iloc[0]
    assert (made["principals"], made["years_at_school"]) == (1, 1)
