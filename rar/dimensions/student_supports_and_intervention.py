"""Dimension 7, Student Supports & Intervention: counselors, psychologists, social workers, nurses.

A school without anyone has no number of students for each adult (never 'infinite'), but its
students count when schools are pooled, and 7e tells how many students are in such schools.
"""

from rar.dimensions import Dimension
from rar.numbers.metric import metric, ratio

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


DIMENSION = Dimension(
    7,
    "student_supports_and_intervention",
    "Student Supports & Intervention",
    "Do students with greater needs have the adults who support them beyond the classroom?",
    {"7.1": "Are students' social, emotional, physical and mental health needs met?"},
    (
        students_per_counselor,
        students_per_psychologist,
        students_per_social_worker,
        students_per_nurse,
        students_without_counselor,
    ),
)
