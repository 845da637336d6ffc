"""Dimension 4, Empowering, Rigorous Content: which courses are there, and who takes them?"""

from rar.dimensions import Dimension
from rar.numbers.metric import counted_or_share, enrollment_of_all, metric, ratio, rows

_SOURCE = "course enrollment reported to the state"
_HOLDER = "the district's student information system (course enrollment)"


def _participation(courses, schools, course: str):
    """Students who take part over the students it is meant for, by group.

    Where neither the eligible students nor a share are published for all students, the school's
    enrollment stands in.
    """
    table = rows(courses, course=course)
    otherwise = enrollment_of_all(table, schools)
    return counted_or_share(table, "enrolled", "eligible", "participation", otherwise)


def _offered(courses, schools, course: str, level: str | None):
    """Students in schools that offer a course, over students in schools that report on it.

    A school offers it where the state says so, or where at least one student takes part; the
    latter only in years in which some school reports that no one does, since a state that leaves
    zeros out does not tell who offers nothing.
    """
    table = rows(courses, course=course, group="all")
    if level:
        table = table[schools["level"].reindex(table.index) == level]
    taking = (table["enrolled"] > 0).astype(float).where(table["enrolled"].notna())
    year = table.index.get_level_values("year")
    zeros_are_told = (table["enrolled"] == 0).groupby(year).transform("any")
    offers = table["offered"].fillna(taking.where(zeros_are_told))
    students = schools["enrollment"].reindex(table.index)
    return ratio(table, offers * students, students, uses=("offered", "enrolled"))


@metric(
    id="4b",
    label="Taking Advanced Placement",
    unit="share",
    better="higher",
    question="4.2",
    says="{value} of {group} take Advanced Placement",
    needs=(
        "courses.enrolled[ap]|courses.participation[ap]",
        "courses.eligible[ap]|schools.enrollment",
    ),
    source=_SOURCE,
    holder=_HOLDER,
    groups=True,
    levels=("high",),
    caveat="participation",
)
def ap_participation(courses, schools):
    """Share of students who take Advanced Placement, by group.

    courses: enrolled over eligible, or the published participation; for all students the
    school's enrollment where no number of eligible students is published.

    >>> import pandas as pd
    >>> key = pd.MultiIndex.from_tuples(
    ...     [("01", 2022, "ap", "all"), ("01", 2022, "ap", "ed")],
    ...     names=["school_id", "year", "course", "group"])
    >>> courses = pd.DataFrame({"enrolled": [40.0, 5.0], "eligible": [None, 50.0],
    ...     "participation": [None, None]}, index=key, dtype=float)
    >>> schools = pd.DataFrame({"enrollment": [200.0]},
    ...     index=pd.MultiIndex.from_tuples([("01", 2022)], names=["school_id", "year"]))
    >>> ap_participation(courses, schools)["denominator"].tolist()
    [200.0, 50.0]
    """
    return _participation(courses, schools, "ap")


@metric(
    id="4bd",
    label="Taking college courses (dual enrollment)",
    unit="share",
    better="higher",
    question="4.2",
    says="{value} of {group} take college courses",
    needs=(
        "courses.enrolled[dual_enrollment]|courses.participation[dual_enrollment]",
        "courses.eligible[dual_enrollment]|schools.enrollment",
    ),
    source=_SOURCE,
    holder=_HOLDER,
    groups=True,
    levels=("high",),
    caveat="participation",
)
def dual_enrollment_participation(courses, schools):
    """Share of students who take college courses while in high school, by group; as 4b."""
    return _participation(courses, schools, "dual_enrollment")


@metric(
    id="4bc",
    label="Taking career and technical education",
    unit="share",
    better="none",
    question="4.2",
    says="{value} of {group} take career and technical education",
    needs=(
        "courses.enrolled[cte]|courses.participation[cte]",
        "courses.eligible[cte]|schools.enrollment",
    ),
    source=_SOURCE,
    holder=_HOLDER,
    groups=True,
    levels=("high",),
    caveat="participation",
)
def cte_participation(courses, schools):
    """Share of students who take career and technical education, by group; as 4b."""
    return _participation(courses, schools, "cte")


@metric(
    id="4c",
    label="Taking Algebra I by grade 8",
    unit="share",
    better="higher",
    question="4.2",
    says="{value} of grade 8 {group} take Algebra I",
    needs=("courses.enrolled[algebra1_grade8]", "courses.eligible[algebra1_grade8]"),
    source=_SOURCE,
    holder=_HOLDER,
    groups=True,
    levels=("middle",),
    caveat="participation",
)
def algebra1_by_grade8(courses):
    """Share of grade 8 students who take Algebra I, by group.

    courses: enrolled over eligible (grade 8 enrollment of the group). Schools without a grade 8
    have no row and are left out.
    """
    return ratio(rows(courses, course="algebra1_grade8"), "enrolled", "eligible")


@metric(
    id="4g",
    label="Served by gifted programs",
    unit="share",
    better="higher",
    question="4.2",
    says="{value} of {group} are served by gifted programs",
    needs=(
        "courses.enrolled[gifted]|courses.participation[gifted]",
        "courses.eligible[gifted]|schools.enrollment",
    ),
    source=_SOURCE,
    holder=_HOLDER,
    groups=True,
    caveat="participation",
)
def gifted_participation(courses, schools):
    """Share of students identified for and served by gifted programs, by group; as 4b."""
    return _participation(courses, schools, "gifted")


@metric(
    id="4h",
    label="Taking arts",
    unit="share",
    better="higher",
    question="4.3",
    says="{value} of {group} take an arts course",
    needs=("courses.enrolled[arts]|courses.participation[arts]", "courses.eligible[arts]"),
    source=_SOURCE,
    holder=_HOLDER,
    groups=True,
    caveat="participation",
)
def arts_participation(courses, schools):
    """Share of students who take an arts course, by group; as 4b."""
    return _participation(courses, schools, "arts")


@metric(
    id="4a",
    label="High school students whose school offers Advanced Placement",
    unit="share",
    better="higher",
    question="4.2",
    says="{value} of high school students are in a school that offers Advanced Placement",
    needs=("courses.offered[ap]|courses.enrolled[ap]", "schools.enrollment"),
    source=_SOURCE,
    holder=_HOLDER,
    levels=("high",),
    caveat="offering",
)
def ap_offered(courses, schools):
    """Share of students of schools compared as high schools whose school offers AP.

    >>> import pandas as pd
    >>> key = pd.MultiIndex.from_tuples(
    ...     [("01", 2022, "ap", "all"), ("02", 2022, "ap", "all")],
    ...     names=["school_id", "year", "course", "group"])
    >>> courses = pd.DataFrame(
    ...     {"offered": [1.0, None], "enrolled": [None, 0.0]}, index=key, dtype=float)
    >>> schools = pd.DataFrame({"enrollment": [300.0, 100.0], "level": ["high", "high"]},
    ...     index=key.droplevel(["course", "group"]))
    >>> pooled = ap_offered(courses, schools).sum(numeric_only=True)
    >>> float(pooled["numerator"] / pooled["denominator"])
    0.75
    """
    return _offered(courses, schools, "ap", "high")


@metric(
    id="4ac",
    label="High school students whose school offers calculus",
    unit="share",
    better="higher",
    question="4.2",
    says="{value} of high school students are in a school that offers calculus",
    needs=("courses.offered[calculus]|courses.enrolled[calculus]", "schools.enrollment"),
    source=_SOURCE,
    holder=_HOLDER,
    levels=("high",),
    caveat="offering",
)
def calculus_offered(courses, schools):
    """Share of students of schools compared as high schools whose school offers calculus."""
    return _offered(courses, schools, "calculus", "high")


@metric(
    id="4ar",
    label="Students whose school offers arts",
    unit="share",
    better="higher",
    question="4.3",
    says="{value} of students are in a school that offers arts",
    needs=("courses.offered[arts]|courses.enrolled[arts]", "schools.enrollment"),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="offering",
)
def arts_offered(courses, schools):
    """Share of students whose school offers at least one arts course."""
    return _offered(courses, schools, "arts", None)


DIMENSION = Dimension(
    4,
    "empowering_rigorous_content",
    "Empowering, Rigorous Content",
    "Do students with greater needs have, and take, rigorous and enriching courses?",
    {
        "4.2": "Are students with greater needs enrolled in rigorous courses?",
        "4.3": "Do students have arts and enrichment?",
    },
    (
        gifted_participation,
        ap_participation,
        dual_enrollment_participation,
        cte_participation,
        algebra1_by_grade8,
        ap_offered,
        calculus_offered,
        arts_participation,
        arts_offered,
    ),
)
