"""Dimension 2, Teaching Quality & Diversity: who teaches where, who stays, who is represented?"""

import pandas as pd

from rar.dimensions import Dimension
from rar.numbers.metric import metric, people_behind, ratio, weighted
from rar.tables import RACES

_SOURCE = "staff files of the state"
_HOLDER = "the district's human resources office"


def _share_of_counted(teachers, count: str, share: str):
    """People with a trait over the people it was counted among (see `people_behind`)."""
    top, bottom = people_behind(teachers[count], teachers[share], teachers["teachers"])
    top = top.fillna(teachers[share] * bottom)
    return ratio(teachers, top, bottom, uses=(count, share))


@metric(
    id="2a",
    label="Novice teachers",
    unit="share",
    better="lower",
    question="2.1",
    says="{value} of teachers are novices",
    needs=("teachers.novice|teachers.novice_share", "teachers.teachers"),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="few_teachers",
)
def novice_teacher_share(teachers):
    """Share of teachers who are novices (inexperienced), as the state defines it.

    teachers: novice and, where the state publishes it, novice_share, from which the number of
    teachers counted follows; otherwise all teachers are the denominator.

    >>> import pandas as pd
    >>> teachers = pd.DataFrame({"novice": [2.0], "novice_share": [0.111], "teachers": [32.0]})
    >>> novice_teacher_share(teachers)[["numerator", "denominator"]].iloc[0].tolist()
    [2.0, 18.0]
    """
    return _share_of_counted(teachers, "novice", "novice_share")


@metric(
    id="2c",
    label="Teaching out of field",
    unit="share",
    better="lower",
    question="2.1",
    says="{value} of teachers teach out of their field",
    needs=("teachers.out_of_field|teachers.out_of_field_share", "teachers.teachers"),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="few_teachers",
)
def out_of_field_share(teachers):
    """Share of teachers who teach outside the field of their license.

    teachers: out_of_field and out_of_field_share, read as in 2a.

    >>> import pandas as pd
    >>> teachers = pd.DataFrame(
    ...     {"out_of_field": [0.0], "out_of_field_share": [0.0], "teachers": [20.0]})
    >>> out_of_field_share(teachers)[["numerator", "denominator"]].iloc[0].tolist()
    [0.0, 20.0]
    """
    return _share_of_counted(teachers, "out_of_field", "out_of_field_share")


@metric(
    id="2cp",
    label="Emergency or provisional credentials",
    unit="share",
    better="lower",
    question="2.1",
    says="{value} of teachers hold an emergency or provisional credential",
    needs=("teachers.provisional", "teachers.teachers"),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="few_teachers",
)
def provisional_credential_share(teachers):
    """Share of teachers on emergency or provisional credentials.

    >>> import pandas as pd
    >>> teachers = pd.DataFrame({"provisional": [3.0], "teachers": [24.0]})
    >>> provisional_credential_share(teachers)[["numerator", "denominator"]].iloc[0].tolist()
    [3.0, 24.0]
    """
    return ratio(teachers, "provisional", "teachers")


@metric(
    id="2d",
    label="Teachers rated below effective",
    unit="share",
    better="lower",
    question="2.1",
    says="{value} of rated teachers are rated below effective",
    needs=("teachers.ineffective", "teachers.rated"),
    source="evaluation ratings of the state",
    holder="the state's educator evaluation office",
    caveat="few_teachers",
)
def ineffective_teacher_share(teachers):
    """Share of teachers with a rating who are rated below effective.

    Teachers without a rating are left out of both counts.

    >>> import pandas as pd
    >>> teachers = pd.DataFrame({"ineffective": [1.0], "rated": [16.0]})
    >>> ineffective_teacher_share(teachers)[["numerator", "denominator"]].iloc[0].tolist()
    [1.0, 16.0]
    """
    return ratio(teachers, "ineffective", "rated")


@metric(
    id="2e",
    label="Long-vacant teaching posts",
    unit="share",
    better="lower",
    question="2.1",
    says="{value} of teaching posts were long vacant",
    needs=("teachers.vacancy_share", "teachers.teachers"),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="few_teachers",
)
def vacancy_share(teachers):
    """Share of teaching posts vacant for more than nine weeks, weighted by teachers.

    >>> import pandas as pd
    >>> teachers = pd.DataFrame({"vacancy_share": [0.0625], "teachers": [32.0]})
    >>> vacancy_share(teachers)[["numerator", "denominator"]].iloc[0].tolist()
    [2.0, 32.0]
    """
    return weighted(teachers, "vacancy_share", teachers["teachers"])


@metric(
    id="2f",
    label="Teachers who returned",
    unit="share",
    better="higher",
    question="2.1",
    says="{value} of last year's teachers returned",
    needs=("teachers.returned_share", "teachers.teachers"),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="few_teachers",
)
def teacher_retention(teachers):
    """Share of last year's teachers who teach at the same school this year.

    The state's share is weighted by this year's teachers, since last year's are not published
    with it.

    >>> import pandas as pd
    >>> teachers = pd.DataFrame({"returned_share": [0.75], "teachers": [40.0]})
    >>> teacher_retention(teachers)[["numerator", "denominator"]].iloc[0].tolist()
    [30.0, 40.0]
    """
    return weighted(teachers, "returned_share", teachers["teachers"])


@metric(
    id="2h",
    label="Teachers absent more than 10 days",
    unit="share",
    better="lower",
    question="2.1",
    says="{value} of teachers were absent more than 10 days",
    needs=("teachers.absent_over_10_days", "teachers.teachers"),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="few_teachers",
)
def teacher_absence(teachers):
    """Share of teachers absent more than 10 school days.

    >>> import pandas as pd
    >>> teachers = pd.DataFrame({"absent_over_10_days": [6.0], "teachers": [30.0]})
    >>> teacher_absence(teachers)[["numerator", "denominator"]].iloc[0].tolist()
    [6.0, 30.0]
    """
    return ratio(teachers, "absent_over_10_days", "teachers")


@metric(
    id="2ha",
    label="Teacher attendance",
    unit="share",
    better="higher",
    question="2.1",
    says="teachers were present on {value} of their days",
    needs=("teachers.attendance_share", "teachers.teachers"),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="few_teachers",
)
def teacher_attendance(teachers):
    """Share of working days on which teachers were present, weighted by teachers.

    >>> import pandas as pd
    >>> teachers = pd.DataFrame({"attendance_share": [0.9, 0.95], "teachers": [30.0, 10.0]})
    >>> pooled = teacher_attendance(teachers).sum(numeric_only=True)
    >>> round(float(pooled["numerator"] / pooled["denominator"]), 4)
    0.9125
    """
    return weighted(teachers, "attendance_share", teachers["teachers"])


@metric(
    id="2g",
    label="Teachers who share students' race",
    unit="share",
    better="zero",
    question="2.3",
    says="{value} of students are {group}, of teachers {reference}",
    needs=("staff_race.fte", "enrollment.students|district_enrollment.students"),
    source="teachers by race, and students by race",
    holder=_HOLDER,
    kind="index",
)
def teacher_student_representation(staff_race, enrollment, district_enrollment, schools):
    """Students' share of each race beside teachers' share of it, for the whole district.

    value is the students' share, reference the teachers'; people whose race is not reported are
    left out of both. Students are summed over schools, or taken from the district's own count
    where schools' are not published. Returns one row for each district, year and race (`part`).
    """
    teachers = _race_shares(_teachers_by_race(staff_race, schools), "race")
    by_school = _students_by_race(enrollment, schools)
    by_district = district_enrollment["students"].rename_axis(index={"group": "race"})
    students = _race_shares(by_district.combine_first(by_school), "race")
    both = students.rename(columns={"share": "value"}).join(
        teachers["share"].rename("reference"), how="inner"
    )
    return both.reset_index().rename(columns={"race": "part"}).assign(level="all")


def _teachers_by_race(staff_race, schools) -> pd.Series:
    """Teachers by district, year and race: the district's own row, else the sum of its schools."""
    teachers = rows_of_role(staff_race, "teacher").reset_index()
    own = teachers["school_id"] == ""
    key = ["district_id", "year", "race"]
    whole = teachers[own].groupby(key)["fte"].sum()
    return whole.combine_first(teachers[~own].groupby(key)["fte"].sum())


def rows_of_role(staff_race, role: str):
    """The rows of one role (teacher or principal)."""
    return staff_race[staff_race.index.get_level_values("role") == role]


def _students_by_race(enrollment, schools) -> pd.Series:
    """Students by district, year and race, summed over schools."""
    frame = enrollment[["students"]].join(schools["district_id"]).reset_index()
    frame = frame[frame["group"].isin(RACES)].rename(columns={"group": "race"})
    return frame.groupby(["district_id", "year", "race"])["students"].sum(min_count=1)


def _race_shares(people: pd.Series, race: str) -> pd.DataFrame:
    """The share of each race among the people whose race is known; n is that number of people."""
    people = people[people.index.get_level_values(race).isin(RACES)].dropna()
    total = people.groupby(level=["district_id", "year"]).transform("sum")
    return pd.DataFrame({"share": people / total.where(total > 0), "n": total})


DIMENSION = Dimension(
    2,
    "teaching_quality_and_diversity",
    "Teaching Quality & Diversity",
    "Do students with greater needs have experienced, prepared teachers who stay, and do teachers "
    "reflect the students?",
    {
        "2.1": "Do students with greater needs have access to strong teachers?",
        "2.3": "Does the teaching workforce reflect the students?",
    },
    (
        novice_teacher_share,
        teacher_retention,
        out_of_field_share,
        provisional_credential_share,
        ineffective_teacher_share,
        vacancy_share,
        teacher_absence,
        teacher_attendance,
        teacher_student_representation,
    ),
)
