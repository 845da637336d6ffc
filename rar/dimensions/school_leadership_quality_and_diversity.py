"""Dimension 3, School Leadership Quality & Diversity: who leads where, and for how long?"""

from rar.dimensions import Dimension
from rar.numbers.metric import metric, ratio, weighted

NEW_PRINCIPAL_YEARS = 3  # a principal with at most this many years as principal counts as new
MANY_PRINCIPALS = 3  # this many different principals in five years counts as churn
_SOURCE = "staff files of the state"
_HOLDER = "the district's human resources office"


@metric(
    id="3b",
    label="Principal's years at the school",
    unit="years",
    better="higher",
    question="3.1",
    says="the average student's principal has led the school for {value} years",
    needs=("leaders.years_at_school", "schools.enrollment"),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="one_principal",
)
def principal_years_at_school(leaders, schools):
    """Years the principal has led the school, each student counting once.

    leaders: years_at_school; schools: enrollment, the weight.

    >>> import pandas as pd
    >>> leaders = pd.DataFrame({"years_at_school": [2.0, 10.0]})
    >>> schools = pd.DataFrame({"enrollment": [300.0, 100.0]})
    >>> pooled = principal_years_at_school(leaders, schools).sum(numeric_only=True)
    >>> float(pooled["numerator"] / pooled["denominator"])
    4.0
    """
    return weighted(leaders, "years_at_school", schools["enrollment"])


@metric(
    id="3a",
    label="Students led by a new principal",
    unit="share",
    better="lower",
    question="3.1",
    says="{value} of students have a principal who is new to the role",
    needs=("leaders.years_as_principal|leaders.inexperienced", "schools.enrollment"),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="one_principal",
)
def new_principal_share(leaders, schools):
    """Share of students whose principal is new: at most three years as principal.

    Where years are not published, the state's own count of inexperienced principals is taken.

    >>> import pandas as pd
    >>> leaders = pd.DataFrame({"years_as_principal": [1.0, 8.0],
    ...     "inexperienced": [None, None], "principals": [1.0, 1.0]}, dtype=float)
    >>> schools = pd.DataFrame({"enrollment": [300.0, 100.0]})
    >>> new_principal_share(leaders, schools)["numerator"].tolist()
    [300.0, 0.0]
    """
    years = leaders["years_as_principal"]
    new = (years <= NEW_PRINCIPAL_YEARS).astype(float).where(years.notna())
    new = new.fillna(leaders["inexperienced"] / leaders["principals"])
    students = schools["enrollment"].reindex(leaders.index)
    return ratio(leaders, new * students, students, uses=("years_as_principal", "inexperienced"))


@metric(
    id="3bc",
    label="Students in schools with many principals",
    unit="share",
    better="lower",
    question="3.1",
    says="{value} of students are in schools that had three or more principals in five years",
    needs=("leaders.principals_last_5_years", "schools.enrollment"),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="one_principal",
)
def principal_churn(leaders, schools):
    """Share of students in schools that had three or more principals in five years.

    >>> import pandas as pd
    >>> leaders = pd.DataFrame({"principals_last_5_years": [4.0, 1.0]})
    >>> schools = pd.DataFrame({"enrollment": [300.0, 100.0]})
    >>> principal_churn(leaders, schools)["numerator"].tolist()
    [300.0, 0.0]
    """
    count = leaders["principals_last_5_years"]
    many = (count >= MANY_PRINCIPALS).astype(float).where(count.notna())
    students = schools["enrollment"].reindex(leaders.index)
    return ratio(leaders, many * students, students, uses=("principals_last_5_years",))


DIMENSION = Dimension(
    3,
    "school_leadership_quality_and_diversity",
    "School Leadership Quality & Diversity",
    "Do students with greater needs have school leaders who are experienced and stay?",
    {"3.1": "Do students with greater needs have access to strong, lasting school leadership?"},
    (principal_years_at_school, new_principal_share, principal_churn),
)
