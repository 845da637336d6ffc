"""Metrics of climate, supports, early learning, facilities and diversity, on hand-made schools."""

import pandas as pd
import pytest
from core import canonical, frames, schools

from rar import show
from rar.dimensions import DIMENSIONS, METRICS
from rar.numbers.measure import index_all, measure
from rar.review import Review

TWO = (("1", "elementary", 300, 0.8), ("2", "elementary", 100, 0.2))
HIGH = (("1", "high", 300, 0.8),)


def one(table: str, **values) -> pd.DataFrame:
    """A canonical table of one row: school 1, 2022, and group 'all' where there are groups."""
    return canonical(table, [{"school_id": "1", "year": 2022, "group": "all"} | values])


def measured(metric: str, where=TWO, **tables) -> pd.DataFrame:
    made = measure(METRICS[metric], frames(schools=schools(*where), **tables))
    return made.set_index(["school_id", "group"])


@pytest.mark.parametrize(
    ("metric", "table", "fields", "value"),
    [
        ("6as", "discipline", {"students_suspended": 15, "students": 300}, 0.05),
        ("6b", "discipline", {"days_suspended": 60, "students": 300}, 20.0),
        ("6cr", "discipline", {"restraints": 3, "students": 300}, 1.0),
        ("7i", "supports", {"health_center": 1}, 1.0),
        ("7if", "supports", {"family_liaisons": 0.5}, 1.0),
        ("8b", "early_learning", {"prek_high_quality": 10, "prek_students": 40}, 0.25),
        ("8c", "early_learning", {"prek_full_day": 30, "prek_students": 40}, 0.75),
        ("8cs", "early_learning", {"prek_seats": 30, "kindergarten_students": 60}, 50.0),
        ("8cw", "early_learning", {"prek_waiting": 6, "prek_seats": 30}, 20.0),
        ("8d", "early_learning",
         {"prek_chronically_absent": 9, "prek_attendance_counted": 36}, 0.25),
        ("8e", "early_learning", {"prek_classes_meeting": 1, "prek_classes": 2}, 0.5),
        ("9bp", "facilities", {"portable_seats": 75}, 0.25),
        ("9d", "facilities", {"capital_five_years": 2_500}, 2_500.0),
        ("9e", "facilities", {"environment_failed": 2, "environment_checks": 8}, 0.25),
        ("9g", "facilities", {"rooms_present": 3, "rooms_expected": 4}, 0.75),
        ("10c", "class_mixing", {"sections_apart_by_race": 3, "sections": 12}, 0.25),
        ("10ci", "class_mixing", {"sections_apart_by_income": 6, "sections": 12}, 0.5),
        ("10e", "placement", {"swd_regular_80": 33, "swd_students": 44}, 0.75),
        ("10el", "placement", {"el_separate": 5, "el_students": 50}, 0.1),
    ],
)  # fmt: skip
def test_the_value_is_the_part_over_the_whole_in_its_unit(metric, table, fields, value):
    made = measured(metric, **{table: one(table, **fields)})
    assert made.loc[("1", "all"), "value"] == pytest.approx(value)
    assert made.loc[("2", "all"), "status"] == "missing"


@pytest.mark.parametrize(
    ("metric", "field"),
    [("7h", "fafsa_completed"), ("7hc", "college_applied"), ("7hm", "counselor_met")],
)
def test_seniors_are_counted_in_high_schools_and_no_other_school_is_missing(metric, field):
    where = (("1", "high", 300, 0.8), ("2", "elementary", 100, 0.2))
    made = measured(metric, where, milestones=one("milestones", seniors=80, **{field: 20}))
    assert made.loc[("1", "all"), "value"] == pytest.approx(0.25)
    assert "2" not in made.index.get_level_values("school_id")


GROUPED = ["6as", "6b", "6cr", "6e", "6eb", "6ef", "7f", "7g", "7h", "7hc", "7hm", "8b", "8c", "8d"]


@pytest.mark.parametrize("metric", GROUPED)
def test_what_is_known_by_student_group_is_declared_so(metric):
    assert METRICS[metric].groups and "{group}" in METRICS[metric].says


ADULTS = {"counselors": 1.0, "psychologists": 0.5, "social_workers": 0.5, "nurses": 0.0}


def test_officers_are_told_for_each_hundred_helping_adults():
    made = measured("6h", supports=one("supports", security_officers=1, **ADULTS))
    assert made.loc[("1", "all"), "value"] == pytest.approx(50)


def test_a_school_with_officers_and_no_helping_adult_is_not_infinite():
    nobody = dict.fromkeys(ADULTS, 0.0)
    made = measured("6h", supports=one("supports", security_officers=2, **nobody))
    row = made.loc[("1", "all")]
    assert row["status"] == "not applicable" and pd.isna(row["value"])
    assert row["numerator"] == 2, "its officers count when schools are pooled"


def test_one_kind_of_helping_adult_that_is_not_reported_leaves_no_ratio():
    made = measured("6h", supports=one("supports", security_officers=1, counselors=1, nurses=1))
    assert made.loc[("1", "all"), "status"] == "missing"


def survey(favorable: float, responses: float, item: str) -> pd.DataFrame:
    return one("survey", respondent="student", item=item, favorable=favorable, responses=responses)


@pytest.mark.parametrize(
    ("metric", "item"), [("6e", "learning"), ("6eb", "belonging"), ("6ef", "safe")]
)
def test_all_answers_come_from_the_survey_and_groups_from_its_counts(metric, item):
    counts = canonical(
        "survey_counts",
        [
            {"school_id": "1", "year": 2022, "respondent": who, "item": what, "group": g,
             "favorable": f, "valid": v}
            for who, what, g, f, v in (
                ("student", item, "all", 150, 200), ("student", item, "el", 24, 40),
                ("parent", item, "el", 1, 99), ("student", "rules", "swd", 1, 99),
            )
        ],
    )  # fmt: skip
    made = measured(metric, survey=survey(0.75, 200, item), survey_counts=counts)
    known = made[made["status"] == "computed"]["value"]
    assert known.to_dict() == {("1", "all"): 0.75, ("1", "el"): 0.6}


def services(*rows: tuple) -> pd.DataFrame:
    return canonical(
        "services",
        [{"school_id": "1", "year": 2022, "service": service, "group": g, "needing": n, "served": s}
         for service, g, n, s in rows],
    )  # fmt: skip


def test_targeted_and_intensive_support_are_pooled_and_tutoring_is_not():
    table = services(("tier2", "all", 40, 30), ("tier3", "all", 10, 5), ("tutoring", "all", 99, 1))
    assert measured("7f", services=table).loc[("1", "all"), "value"] == pytest.approx(0.7)


def test_early_warnings_with_a_plan_are_told_by_group():
    table = services(("early_warning", "all", 40, 10), ("early_warning", "ed", 20, 4))
    made = measured("7g", services=table)
    assert made.loc[("1", "ed"), "value"] == pytest.approx(0.2)


def test_readiness_of_children_who_attended_prekindergarten_is_set_beside_all():
    early = pd.concat(
        [one("early_learning", ready=40, assessed=80),
         one("early_learning", group="prek", ready=24, assessed=30)]
    )  # fmt: skip
    made = measured("8f", early_learning=early)
    assert made.loc[("1", "prek"), "value"] == pytest.approx(0.8)
    assert made.loc[("1", "all"), "value"] == pytest.approx(0.5)


def test_a_waiting_list_in_a_school_without_places_has_no_ratio():
    made = measured("8cw", early_learning=one("early_learning", prek_waiting=6, prek_seats=0))
    assert made.loc[("1", "all"), "status"] == "not applicable"


@pytest.mark.parametrize(("index", "share"), [(0.02, 1.0), (0.099, 1.0), (0.10, 0.0), (0.4, 0.0)])
def test_a_building_is_learning_ready_below_a_tenth_of_its_value(index, share):
    made = measured("9al", facilities=one("facilities", condition_index=index))
    assert made.loc[("1", "all"), "value"] == share


def test_capital_dollars_are_pooled_by_students_and_not_averaged_over_schools():
    both = pd.concat(
        [one("facilities", capital_five_years=1_000),
         one("facilities", school_id="2", capital_five_years=3_000)]
    )  # fmt: skip
    made = measured("9d", facilities=both)
    assert made["numerator"].sum() / made["denominator"].sum() == pytest.approx(1_500)


def index(metric: str, table, **tables) -> pd.DataFrame:
    made = index_all([METRICS[metric]], frames(schools=table, **tables))
    return made.set_index(["level", "part"])


def students(**by_school: tuple[int, int]) -> pd.DataFrame:
    """Enrollment of economically disadvantaged and of all students, by school."""
    return canonical(
        "enrollment",
        [{"school_id": school.strip("_"), "year": 2022, "group": g, "students": n}
         for school, pair in by_school.items() for g, n in zip(("ed", "all"), pair, strict=True)],
    )  # fmt: skip


def test_dissimilarity_stands_beside_what_chance_would_give():
    table = schools(("1", "elementary", 2, 0.5), ("2", "elementary", 2, 0.5))
    made = index("10b", table, enrollment=students(_1=(2, 2), _2=(0, 2))).loc[("elementary", "ed")]
    assert made["value"] == 1.0
    # of six ways to seat two and two in two rooms of two, two part them and four mix them
    assert made["reference"] == pytest.approx(2 / 6)


def test_isolation_and_exposure_add_up_and_the_reference_is_an_even_spread():
    table = schools(("1", "elementary", 40, 0.75), ("2", "elementary", 40, 0.25))
    enrollment = students(_1=(30, 40), _2=(10, 40))
    alone = index("10x", table, enrollment=enrollment).loc[("elementary", "ed")]
    others = index("10xe", table, enrollment=enrollment).loc[("elementary", "ed")]
    assert (alone["value"], alone["reference"]) == (0.625, 0.5)
    assert (others["value"], others["reference"]) == (0.375, 0.5)


def neighbors(*pairs: tuple[str, str]) -> pd.DataFrame:
    return canonical(
        "adjacent_schools",
        [{"school_id": a, "year": 2022, "other_school_id": b, "adjacent": 1} for a, b in pairs],
    )


FOUR = (
    ("1", "elementary", 50, 0.8), ("2", "elementary", 50, 0.2), ("3", "elementary", 50, 0.8),
    ("4", "elementary", 50, 0.2),
)  # fmt: skip
SPREAD = {"_1": (40, 50), "_2": (10, 50), "_3": (40, 50), "_4": (10, 50)}


def test_pairing_two_unlike_neighbors_takes_their_part_from_dissimilarity():
    made = index("10d", schools(*FOUR), enrollment=students(**SPREAD),
                 adjacent_schools=neighbors(("1", "2")))  # fmt: skip
    row = made.loc[("elementary", "ed")]
    assert (row["reference"], row["value"]) == (pytest.approx(0.6), pytest.approx(0.3))


def test_a_school_is_paired_once_and_alike_neighbors_change_nothing():
    made = index("10d", schools(*FOUR), enrollment=students(**SPREAD),
                 adjacent_schools=neighbors(("1", "2"), ("2", "3"), ("1", "3")))  # fmt: skip
    assert made.loc[("elementary", "ed"), "value"] == pytest.approx(0.3)


def test_without_neighbors_of_the_same_level_nothing_is_said_of_what_could_be():
    made = index("10d", schools(*FOUR, ("5", "high", 50, 0.5)), enrollment=students(**SPREAD),
                 adjacent_schools=neighbors(("1", "5")))  # fmt: skip
    assert made.empty


def classes(*rows: tuple[str, str, dict], elective=()) -> dict[str, pd.DataFrame]:
    """Sections and their students by race, from (section, school, {race: students})."""
    sections = canonical(
        "sections",
        [{"section_id": i, "school_id": s, "year": 2022, "course": "English",
          "students": sum(mix.values()), "elective": float(i in elective)} for i, s, mix in rows],
    )  # fmt: skip
    counts = canonical(
        "section_students",
        [{"section_id": i, "school_id": s, "year": 2022, "group": g, "students": n}
         for i, s, mix in rows for g, n in mix.items()],
    )  # fmt: skip
    return {"sections": sections, "section_students": counts}


MIXED = {"bl": 10, "wh": 10}


def test_classes_sorted_inside_schools_are_apart_within_and_not_between():
    sorted_in = classes(("a", "1", {"bl": 20}), ("b", "1", {"wh": 20}), ("c", "2", {"bl": 20}),
                        ("d", "2", {"wh": 20}))  # fmt: skip
    made = index("10h", schools(*TWO), **sorted_in)["value"].xs("elementary")
    assert made.to_dict() == pytest.approx(
        {"between schools": 0.0, "total": 1.0, "within schools": 1.0}
    )


def test_schools_that_share_no_race_are_apart_between_and_not_within():
    parted = classes(("a", "1", {"bl": 20}), ("b", "1", {"bl": 20}), ("c", "2", {"wh": 40}))
    made = index("10h", schools(*TWO), **parted)["value"].xs("elementary")
    assert made.to_dict() == pytest.approx(
        {"between schools": 1.0, "total": 1.0, "within schools": 0.0}
    )


def test_electives_and_classes_with_a_group_withheld_are_left_out():
    rows = (("a", "1", MIXED), ("b", "1", MIXED), ("x", "1", {"bl": 20}), ("y", "1", {"wh": 9}))
    tables = classes(*rows, elective=("x",))
    hidden = tables["section_students"]["section_id"] == "y"
    tables["section_students"].loc[hidden, "students"] = float("nan")
    made = index("10h", schools(*TWO), **tables)
    assert made.loc[("elementary", "total"), "value"] == pytest.approx(0.0)
    assert made.loc[("elementary", "total"), "n"] == 40


PLACES = [m.id for d in DIMENSIONS if d.number >= 6 for m in d.metrics]


@pytest.mark.parametrize("metric", PLACES)
def test_every_metric_of_these_dimensions_is_computed_on_the_invented_state(sample, metric):
    status = Review.open(sample, "0110", 2022).status.set_index("metric")["status"]
    assert status[metric] in ("computed", "partial")


@pytest.mark.parametrize("district", ["0110", "0560", "0670", "0901"])
@pytest.mark.parametrize("metric", ["10b", "10d", "10h", "10x", "10xe"])
def test_a_whole_district_index_is_a_table_or_a_panel_with_a_word_in_every_cell(
    sample, district, metric
):
    made = show.indices(Review.open(sample, district, 2022), metric, "10.3")
    if made.status == "not computable":
        assert "Until then, ask in the room" in repr(made)
        return
    cells = made.body.frame.to_numpy().ravel()
    assert all(str(cell).strip() and str(cell) != "nan" for cell in cells)


def test_dissimilarity_is_drawn_beside_what_chance_would_give(sample):
    review = Review.open(sample, "0110", 2022)
    rows = review.indices.query("metric == '10b' and year == 2022 and level == 'elementary'")
    shown = show.segregation(review).numbers.frame
    first = shown[shown["Level"] == "elementary"].set_index("Group or part")
    chance = rows.set_index("part").loc["ed", "reference"]
    assert first.loc["Economically disadvantaged", "Chance alone"] == f"{chance:.2f}"
