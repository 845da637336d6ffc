"""Guidance to what comes after school: student aid, college applications, counselor meetings."""

from rar.numbers.metric import metric, ratio

_SOURCE = "the district's records of its seniors, and the state's student aid dashboard"
_HOLDER = "the district's counseling office"


@metric(
    id="7h",
    label="Seniors who completed the application for student aid",
    unit="share",
    better="higher",
    question="7.2",
    says="{value} of {group} in the last grade completed the application for student aid (FAFSA)",
    needs=("milestones.fafsa_completed", "milestones.seniors"),
    source=_SOURCE,
    holder=_HOLDER,
    groups=True,
    levels=("high",),
    caveat="seniors",
)
def fafsa_completed(milestones):
    """Seniors who completed the Free Application for Federal Student Aid, of all seniors, by group.

    >>> import pandas as pd
    >>> milestones = pd.DataFrame({"fafsa_completed": [45.0], "seniors": [90.0]})
    >>> fafsa_completed(milestones)[["numerator", "denominator"]].iloc[0].tolist()
    [45.0, 90.0]
    """
    return ratio(milestones, "fafsa_completed", "seniors")


@metric(
    id="7hc",
    label="Seniors who applied to a college",
    unit="share",
    better="higher",
    question="7.2",
    says="{value} of {group} in the last grade applied to a college",
    needs=("milestones.college_applied", "milestones.seniors"),
    source=_SOURCE,
    holder=_HOLDER,
    groups=True,
    levels=("high",),
    caveat="seniors",
)
def college_applied(milestones):
    """Seniors who applied to a college, of all seniors, by group.

    >>> import pandas as pd
    >>> milestones = pd.DataFrame({"college_applied": [45.0], "seniors": [90.0]})
    >>> college_applied(milestones)[["numerator", "denominator"]].iloc[0].tolist()
    [45.0, 90.0]
    """
    return ratio(milestones, "college_applied", "seniors")


@metric(
    id="7hm",
    label="Seniors who met a counselor about what comes next",
    unit="share",
    better="higher",
    question="7.2",
    says="{value} of {group} in the last grade met a counselor about what comes after school",
    needs=("milestones.counselor_met", "milestones.seniors"),
    source=_SOURCE,
    holder=_HOLDER,
    groups=True,
    levels=("high",),
    caveat="seniors",
)
def counselor_met(milestones):
    """Seniors who met a counselor about what comes after school, of all seniors, by group.

    >>> import pandas as pd
    >>> milestones = pd.DataFrame({"counselor_met": [45.0], "seniors": [90.0]})
    >>> counselor_met(milestones)[["numerator", "denominator"]].iloc[0].tolist()
    [45.0, 90.0]
    """
    return ratio(milestones, "counselor_met", "seniors")
