"""Adults beyond the classroom: counselors, psychologists, social workers, nurses, liaisons.

A school without anyone has no number of students for each adult (never 'infinite'), but its
students count when schools are pooled, and 7e tells how many students are in such schools.
"""

from rar.numbers.metric import metric, ratio, weighted

_SOURCE = "staff files of the state (EDFacts FS059)"
_HOLDER = "the district's human resources office"


def _students_per(supports, schools, post: str):
    return ratio(supports, schools["enrollment"].reindex(supports.index), post)


@metric(
    id="7a",
    label="Students per counselor",
    unit="students",
    better="less for need",
    question="7.1",
    says="there are {value} students for each counselor",
    needs=("supports.counselors", "schools.enrollment"),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="support_staff",
)
def students_per_counselor(supports, schools):
    """Enrollment over school counselors (full-time equivalents).

    >>> import pandas as pd
    >>> supports = pd.DataFrame({"counselors": [2.0, 0.0]})
    >>> schools = pd.DataFrame({"enrollment": [500.0, 100.0]})
    >>> made = students_per_counselor(supports, schools)
    >>> made["reason"].tolist()
    ['', 'not applicable']
    >>> pooled = made.sum(numeric_only=True)
    >>> float(pooled["numerator"] / pooled["denominator"])
    300.0
    """
    return _students_per(supports, schools, "counselors")


@metric(
    id="7b",
    label="Students per psychologist",
    unit="students",
    better="less for need",
    question="7.1",
    says="there are {value} students for each school psychologist",
    needs=("supports.psychologists", "schools.enrollment"),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="support_staff",
)
def students_per_psychologist(supports, schools):
    """Enrollment over school psychologists (full-time equivalents)."""
    return _students_per(supports, schools, "psychologists")


@metric(
    id="7c",
    label="Students per social worker",
    unit="students",
    better="less for need",
    question="7.1",
    says="there are {value} students for each social worker",
    needs=("supports.social_workers", "schools.enrollment"),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="support_staff",
)
def students_per_social_worker(supports, schools):
    """Enrollment over school social workers (full-time equivalents)."""
    return _students_per(supports, schools, "social_workers")


@metric(
    id="7d",
    label="Students per nurse",
    unit="students",
    better="less for need",
    question="7.1",
    says="there are {value} students for each nurse",
    needs=("supports.nurses", "schools.enrollment"),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="support_staff",
)
def students_per_nurse(supports, schools):
    """Enrollment over school nurses (full-time equivalents)."""
    return _students_per(supports, schools, "nurses")


@metric(
    id="7e",
    label="Students in schools without a counselor",
    unit="share",
    better="lower",
    question="7.1",
    says="{value} of students are in a school without a counselor",
    needs=("supports.counselors", "schools.enrollment"),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="support_staff",
)
def students_without_counselor(supports, schools):
    """Share of students in schools whose number of counselors is zero.

    >>> import pandas as pd
    >>> supports = pd.DataFrame({"counselors": [2.0, 0.0]})
    >>> schools = pd.DataFrame({"enrollment": [500.0, 100.0]})
    >>> students_without_counselor(supports, schools)["numerator"].tolist()
    [0.0, 100.0]
    """
    students = schools["enrollment"].reindex(supports.index)
    none = (supports["counselors"] == 0).astype(float).where(supports["counselors"].notna())
    return ratio(supports, none * students, students, uses=("counselors",))


@metric(
    id="7i",
    label="Students whose school has a health center",
    unit="share",
    better="higher",
    question="7.1",
    says="{value} of students are in a school with a health center",
    needs=("supports.health_center", "schools.enrollment"),
    source="the state's or the district's list of school-based health centers",
    holder="the district's health services office",
    caveat="one_school",
)
def students_with_health_center(supports, schools):
    """Share of students in schools that have a health center.

    >>> import pandas as pd
    >>> supports = pd.DataFrame({"health_center": [1.0, 0.0]})
    >>> schools = pd.DataFrame({"enrollment": [500.0, 100.0]})
    >>> students_with_health_center(supports, schools)["numerator"].tolist()
    [500.0, 0.0]
    """
    return weighted(supports, "health_center", schools["enrollment"])


@metric(
    id="7if",
    label="Students whose school has a family liaison",
    unit="share",
    better="higher",
    question="7.1",
    says="{value} of students are in a school with a family liaison",
    needs=("supports.family_liaisons", "schools.enrollment"),
    source="staff files of the district",
    holder=_HOLDER,
    caveat="support_staff",
)
def students_with_family_liaison(supports, schools):
    """Share of students in schools that have a family liaison, full-time or in part.

    >>> import pandas as pd
    >>> supports = pd.DataFrame({"family_liaisons": [0.5, 0.0]})
    >>> schools = pd.DataFrame({"enrollment": [500.0, 100.0]})
    >>> students_with_family_liaison(supports, schools)["numerator"].tolist()
    [500.0, 0.0]
    """
    liaisons = supports["family_liaisons"]
    some = (liaisons > 0).astype(float).where(liaisons.notna())
    students = schools["enrollment"].reindex(supports.index)
    return ratio(supports, some * students, students, uses=("family_liaisons",))
