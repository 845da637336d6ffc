"""Reductions from finer tables, with numbers that can be checked by hand."""

import pandas as pd
import pytest
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


# Last year's people


def test_teachers_of_last_year_stay_leave_or_move_and_newcomers_are_none_of_them():
    staff = people(
        {"fte": 1.0, "returned": 1, "race": "bl"},
        {"fte": 1.0, "returned": 1, "race": "wh"},
        {"fte": 0.0, "returned": 0, "moved": 1, "race": "hi"},
        {"fte": 0.0, "returned": 0, "moved": 0, "race": "unknown"},
        {"fte": 1.0, "race": "as"},  # came this year
    )
    made = reduce_tables({"staff": staff})["teachers"].iloc[0]
    assert (made["last_year"], made["returned"], made["moved"]) == (4, 2, 1)
    assert (made["last_year_of_color"], made["returned_of_color"]) == (2, 1)
    assert made["teachers"] == 3


def test_where_a_leaver_went_unknown_nobody_is_said_to_have_moved():
    staff = people({"returned": 0, "moved": 1}, {"returned": 0}, {"returned": 1})
    made = reduce_tables({"staff": staff})["teachers"].iloc[0]
    assert (made["last_year"], made["returned"]) == (3, 1)
    assert pd.isna(made["moved"]) and made[absent("moved")] == "missing"


def test_last_years_principal_is_known_though_the_post_is_vacant_now():
    staff = people({"role": "principal", "fte": 0.0, "returned": 0, "race": "bl"})
    made = reduce_tables({"staff": staff})["leaders"].iloc[0]
    assert (made["last_year"], made["returned"]) == (1, 0)
    assert (made["last_year_of_color"], made["returned_of_color"]) == (1, 0)
    assert pd.isna(made["principals"])


def test_principals_rated_below_effective_are_rated_and_those_not_rated_are_not():
    staff = people(
        {"role": "principal", "rating": "effective"},
        {"role": "principal", "rating": "ineffective"},
        {"role": "principal", "rating": "none"},
    )
    made = reduce_tables({"staff": staff})["leaders"].iloc[0]
    assert (made["rated"], made["effective"]) == (2, 1)


# Classes


def sections(*rows: dict) -> pd.DataFrame:
    base = {"school_id": "1", "year": 2022, "course": "English", "subject": "english",
            "grade": "9", "minutes_per_week": 100, "weeks": 36, "elective": 0}  # fmt: skip
    frame = canonical("sections", [{**base, "section_id": str(n), **r} for n, r in enumerate(rows)])
    return frame.assign(teacher_id=frame["teacher_id"].replace("", None))


def rosters(*counts: dict, school: str = "1") -> pd.DataFrame:
    rows = [
        {"section_id": str(n), "school_id": school, "year": 2022, "group": group,
         **(cell if isinstance(cell, dict) else {"students": cell})}
        for n, of_section in enumerate(counts) for group, cell in of_section.items()
    ]  # fmt: skip
    return canonical("section_students", rows)


SUPPRESSED = {"students": float("nan"), absent("students"): "suppressed"}


def by_group(tables: dict, name: str = "core_classes") -> pd.DataFrame:
    return reduce_tables(tables)[name].set_index("group")


def test_a_seat_is_a_student_in_a_core_class_and_sits_in_the_size_of_that_class():
    made = by_group(
        {
            "sections": sections(
                {"students": 10}, {"students": 30}, {"students": 9, "elective": 1}
            ),
            "section_students": rosters({"ed": 8}, {"ed": 6}, {"ed": 9}),
        }
    )
    assert made["seats"].to_dict() == {"all": 40, "ed": 14}
    assert made.loc["ed", "size_total"] == 8 * 10 + 6 * 30
    assert made.loc["all", "size_total"] == 10 * 10 + 30 * 30


def test_novice_seats_are_those_in_the_classes_of_teachers_with_fewer_than_three_years():
    staff = people({"years_experience": 2}, {"years_experience": 3})
    tables = {
        "staff": staff,
        "sections": sections(
            {"students": 10, "teacher_id": "0"}, {"students": 30, "teacher_id": "1"}
        ),
        "section_students": rosters({"ed": 8, "el": 0}, {"ed": 6, "el": 5}),
    }
    assert by_group(tables)["novice_seats"].to_dict() == {"all": 10, "ed": 8, "el": 0}


def test_seats_of_an_unknown_teacher_leave_the_number_of_novice_seats_unknown():
    tables = {
        "staff": people({"years_experience": 2}),
        "sections": sections({"students": 10, "teacher_id": "0"}, {"students": 30}),
        "section_students": rosters({"ed": 8, "el": 5}, {"ed": 6, "el": 0}),
    }
    made = by_group(tables)
    assert made.loc["el", "novice_seats"] == 5  # none of them has the unknown teacher
    assert pd.isna(made.loc["ed", "novice_seats"])
    assert made.loc["ed", absent("novice_seats")] == "missing"
    assert made.loc["ed", "seats"] == 14


def test_minutes_are_those_of_english_and_mathematics_and_support_adds_no_student():
    made = by_group(
        {
            "sections": sections(
                {"students": 20},
                {"students": 20, "subject": "mathematics", "minutes_per_week": 200},
                {"students": 5, "minutes_per_week": 50, "elective": 1},  # English support
                {"students": 20, "subject": "science"},
            ),
            "section_students": rosters({"below": 5}, {"below": 5}, {"below": 5}, {"below": 5}),
        }
    )
    assert made.loc["below", "students"] == 5
    assert made.loc["below", "minutes"] == 5 * 36 * (100 + 200 + 50)
    assert made.loc["all", "students"] == 20
    assert made.loc["all", "minutes"] == 20 * 36 * 300 + 5 * 36 * 50
    assert made.loc["below", "seats"] == 15


def test_a_suppressed_section_leaves_the_sum_suppressed_and_never_smaller():
    made = by_group(
        {
            "sections": sections({"students": 10}, {"students": 30}),
            "section_students": rosters({"ed": 8, "el": SUPPRESSED}, {"ed": 6, "el": 12}),
        }
    )
    assert made.loc["ed", "seats"] == 14
    for column in ("seats", "size_total", "minutes"):
        assert pd.isna(made.loc["el", column]), column
        assert made.loc["el", absent(column)] == "suppressed", column


def test_a_section_without_a_row_for_a_group_leaves_the_sum_missing():
    made = by_group(
        {
            "sections": sections({"students": 10}, {"students": 30}),
            "section_students": rosters({"ed": 8}, {"el": 5}),
        }
    )
    assert made.loc["all", "seats"] == 40
    assert made.loc[["ed", "el"], "seats"].isna().all()


def test_class_sizes_are_of_core_sections_and_electives_are_not_in_them():
    rows = sections({"students": 10}, {"students": 30}, {"students": 90, "elective": 1})
    made = reduce_tables({"sections": rows})["class_sizes"].iloc[0]
    assert (made["sections"], made["average_size"]) == (2, 20)


def test_core_classes_of_grade_9_stand_beside_electives_of_grade_12():
    rows = sections(
        {"students": 30},
        {"students": 20},
        {"students": 12, "grade": "12", "elective": 1, "course": "Art", "subject": "other"},
        {"students": 25, "grade": "12"},
        {"students": 8, "elective": 1},
    )
    made = reduce_tables({"sections": rows})["class_targets"].iloc[0]
    assert made["grade9_core_seats"] == 50
    assert made["grade9_core_size_total"] == 30 * 30 + 20 * 20
    assert made["grade12_elective_seats"] == 12
    assert made["grade12_elective_size_total"] == 144


def test_a_class_is_apart_when_more_than_20_points_from_its_grade():
    tables = {
        "sections": sections(
            {"students": 20},
            {"students": 20},
            {"students": 20, "grade": "10"},
            {"students": 10, "grade": "9", "elective": 1},
        ),
        # grade 9: of 40 students 20 are of color; 15/20 and 5/20 lie 25 points from a half
        "section_students": rosters(
            {"wh": 5, "ed": 14}, {"wh": 15, "ed": 6}, {"wh": 0, "ed": 20}, {"wh": 0, "ed": 0}
        ),
    }
    made = reduce_tables(tables)["class_mixing"].iloc[0]
    assert made["sections"] == 3
    assert made["sections_apart_by_race"] == 2
    assert made["sections_apart_by_income"] == 0  # 70 % and 30 % lie 20 points from a half


def test_a_class_of_unknown_students_leaves_the_number_apart_unknown():
    tables = {
        "sections": sections({"students": 20}, {"students": 20}),
        "section_students": rosters({"wh": SUPPRESSED, "ed": 14}, {"wh": 15, "ed": 6}),
    }
    made = reduce_tables(tables)["class_mixing"].iloc[0]
    assert made["sections"] == 2
    assert made[absent("sections_apart_by_race")] == "suppressed"
    assert made["sections_apart_by_income"] == 0


# Sums


def programs(*rows: dict) -> pd.DataFrame:
    base = {"school_id": "1", "year": 2022, "service": "tutoring", "group": "all"}
    return canonical("programs", [{**base, "program_id": str(n), **r} for n, r in enumerate(rows)])


def test_programs_of_one_service_add_up():
    rows = programs(
        {"needing": 30, "served": 10}, {"needing": 20, "served": 0}, {"service": "summer"}
    )
    made = reduce_tables({"programs": rows})["services"].set_index("service")
    assert made.loc["tutoring", ["needing", "served"]].tolist() == [50, 10]
    assert made.loc["summer", absent("served")] == "missing"


@pytest.mark.parametrize("why", ["suppressed", "missing"])
def test_services_that_lack_a_program_are_absent_for_the_same_reason(why):
    rows = programs({"needing": 30, "served": 10}, {"needing": 20, absent("served"): why})
    made = reduce_tables({"programs": rows})["services"].iloc[0]
    assert made["needing"] == 50
    assert pd.isna(made["served"]) and made[absent("served")] == why


def test_a_program_to_which_a_question_does_not_apply_is_left_out_of_the_sum():
    rows = programs({"served": 10}, {absent("served"): "not applicable"})
    assert reduce_tables({"programs": rows})["services"]["served"].tolist() == [10]


def rules(*rows: dict) -> pd.DataFrame:
    base = {"district_id": "01", "year": 2022, "rule": "a rule"}
    return canonical(
        "allocation_rules", [{**base, "rule_id": str(n), **r} for n, r in enumerate(rows)]
    )


def test_money_by_rules_is_summed_with_what_uses_need_and_what_is_public():
    made = reduce_tables(
        {
            "allocation_rules": rules(
                {"amount": 600, "need_sensitive": 1, "public": 1},
                {"amount": 300, "need_sensitive": 0, "public": 1},
                {"amount": 100, "need_sensitive": 1, "public": 0},
            )
        }
    )["district_finance"].iloc[0]
    told = made[["ruled", "need_sensitive", "public_rules"]].tolist()
    assert told == [1000, 700, 900]
    assert made[absent("revenue_local")] == "not published"


def test_a_rule_of_unknown_amount_leaves_the_districts_sums_unknown():
    rows = rules({"amount": 600, "need_sensitive": 0, "public": 1}, {"need_sensitive": 0})
    made = reduce_tables({"allocation_rules": rows})["district_finance"].iloc[0]
    assert made[["ruled", "need_sensitive", "public_rules"]].isna().all()


def buildings(*rows: dict) -> pd.DataFrame:
    base = {"school_id": "1", "year": 2022}
    return canonical(
        "buildings", [{**base, "building_id": str(n), **r} for n, r in enumerate(rows)]
    )


def test_buildings_pool_into_a_schools_condition_capacity_and_year():
    rows = buildings(
        {"repairs": 2e6, "value": 9e6, "year_built": 1960, "capacity": 400, "portable_seats": 0},
        {"repairs": 0, "value": 1e6, "year_built": 2010, "capacity": 50, "portable_seats": 24},
    )
    made = reduce_tables({"buildings": rows})["facilities"].iloc[0]
    assert made["condition_index"] == 0.2
    assert made["year_built"] == 1965  # nine tenths of the value are from 1960
    assert (made["capacity"], made["portable_seats"]) == (450, 24)


def test_repairs_beyond_a_buildings_value_count_as_its_value():
    rows = buildings({"repairs": 3e6, "value": 1e6}, {"repairs": 0, "value": 3e6})
    assert reduce_tables({"buildings": rows})["facilities"]["condition_index"].tolist() == [0.25]


def test_a_single_building_needs_no_value_for_its_year_but_for_its_condition():
    made = reduce_tables({"buildings": buildings({"repairs": 5e5, "year_built": 1988})})
    made = made["facilities"].iloc[0]
    assert made["year_built"] == 1988
    assert made[absent("condition_index")] == "missing"


def answers(*rows: dict) -> pd.DataFrame:
    base = {"school_id": "1", "year": 2022, "respondent": "student", "item": "safe", "group": "all"}
    return canonical("survey_counts", [{**base, **r} for r in rows])


def test_answers_by_group_become_the_survey_of_the_whole_school():
    rows = answers({"favorable": 60, "valid": 80, "invited": 100}, {"group": "ed", "favorable": 1})
    made = reduce_tables({"survey_counts": rows})["survey"]
    assert made[["part", "favorable", "responses"]].to_numpy().tolist() == [["", 0.75, 80]]


def test_a_school_surveyed_in_parts_is_not_counted_again_as_a_whole():
    given = canonical(
        "survey",
        [
            {"school_id": "1", "year": 2022, "part": part, "respondent": "student", "item": "safe",
             "favorable": 0.8, "responses": 40}
            for part in ("Lower", "Upper")
        ],
    )  # fmt: skip
    rows = answers(
        {"favorable": 60, "valid": 80}, {"item": "belonging", "favorable": 30, "valid": 50}
    )
    made = reduce_tables({"survey": given, "survey_counts": rows})["survey"]
    told = sorted(zip(made["item"], made["part"], made["favorable"], strict=True))
    assert told == [("belonging", "", 0.6), ("safe", "Lower", 0.8), ("safe", "Upper", 0.8)]
