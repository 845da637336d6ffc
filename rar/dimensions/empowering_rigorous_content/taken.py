"""Which courses and programs students take, by group (key questions 4.2 and 4.3)."""

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
    id="4p",
    label="Advanced Placement exams passed",
    unit="share",
    better="higher",
    question="4.2",
    says="{group} passed {value} of their Advanced Placement exams",
    needs=("courses.passed[ap]", "courses.examined[ap]"),
    source="examination results reported to the state",
    holder="the district's testing office",
    groups=True,
    levels=("high",),
    caveat="examinations",
    counted="exams",
)
def ap_exams_passed(courses):
    """Share of the Advanced Placement exams taken that were passed, by group.

    courses: passed of examined. Schools where no exam was taken are not applicable.

    >>> import pandas as pd
    >>> key = pd.MultiIndex.from_tuples(
    ...     [("01", 2022, "ap", "all"), ("01", 2022, "ap", "ed")],
    ...     names=["school_id", "year", "course", "group"])
    >>> courses = pd.DataFrame({"passed": [30.0, 0.0], "examined": [50.0, 4.0]}, index=key)
    >>> ap_exams_passed(courses)["numerator"].tolist()
    [30.0, 0.0]
    """
    return ratio(rows(courses, course="ap"), "passed", "examined")
