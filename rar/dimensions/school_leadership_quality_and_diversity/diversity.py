"""Whom students and staff see in the lead, and which leaders stay (key question 3.2)."""

from rar.numbers.groups.representation import side_by_side, staff_by_race, students_by_race
from rar.numbers.metric import metric, ratio
from rar.numbers.retention import ALL, OF_COLOR, others_who_returned

_SOURCE = "school leaders by race"
_HOLDER = "the district's human resources office"


@metric(
    id="3e",
    label="Leaders who share students' race",
    unit="share",
    better="zero",
    question="3.2",
    says="{value} of students are {group}, of school leaders {reference}",
    needs=("staff_race.fte[principal]", "enrollment.students|district_enrollment.students"),
    source=_SOURCE,
    holder=_HOLDER,
    kind="index",
    caveat="few_leaders",
)
def leader_student_representation(staff_race, enrollment, district_enrollment, schools):
    """Students' share of each race beside school leaders' share of it, for the whole district.

    value is the students' share, reference the leaders'; people whose race is not reported are
    left out of both. Returns one row for each district, year and race (`part`).
    """
    students = students_by_race(enrollment, district_enrollment, schools)
    return side_by_side(students, staff_by_race(staff_race, "principal"))


@metric(
    id="3es",
    label="Leaders who share teachers' race",
    unit="share",
    better="zero",
    question="3.2",
    says="{value} of teachers are {group}, of school leaders {reference}",
    needs=("staff_race.fte[principal]", "staff_race.fte[teacher]"),
    source=_SOURCE,
    holder=_HOLDER,
    kind="index",
    caveat="few_leaders",
)
def leader_staff_representation(staff_race):
    """Teachers' share of each race beside school leaders' share of it, for the whole district.

    value is the teachers' share, reference the leaders'; otherwise as 3e.
    """
    return side_by_side(
        staff_by_race(staff_race, "teacher"), staff_by_race(staff_race, "principal")
    )


@metric(
    id="3cc",
    label="Principals of color who returned",
    unit="share",
    better="higher",
    question="3.2",
    says="{value} of last year's principals of color returned",
    needs=tuple(f"leaders.{field}" for field in OF_COLOR),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="few_leaders",
)
def retention_of_principals_of_color(leaders):
    """Share of last year's principals of color who lead the same school this year.

    >>> import pandas as pd
    >>> leaders = pd.DataFrame({"returned_of_color": [1.0, 0.0], "last_year_of_color": [1.0, 0.0]})
    >>> retention_of_principals_of_color(leaders)["reason"].tolist()
    ['', 'not applicable']
    """
    return ratio(leaders, *OF_COLOR)


@metric(
    id="3co",
    label="Principals other than those of color who returned",
    unit="share",
    better="higher",
    question="3.2",
    says="{value} of last year's principals other than those of color returned",
    needs=tuple(f"leaders.{field}" for field in (*ALL, *OF_COLOR)),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="few_leaders",
)
def retention_of_other_principals(leaders):
    """Share of last year's principals not known as of color who returned; read beside 3cc.

    Counts as `rar.numbers.retention.others_who_returned`.
    """
    return others_who_returned(leaders)
