"""Being sent out: suspension, expulsion, restraint, the law, and who stands at the door."""

from rar.numbers.metric import metric, ratio

_SOURCE = "discipline reported to the state"
_HOLDER = "the district's student information system"
HELPING = ("counselors", "psychologists", "social_workers", "nurses")


def _per_student(discipline, events: str):
    return ratio(discipline, events, "students")


@metric(
    id="6as",
    label="Students suspended once or more",
    unit="share",
    better="lower",
    question="6.1",
    says="{value} of {group} were suspended once or more, in or out of school",
    needs=("discipline.students_suspended", "discipline.students"),
    source=_SOURCE,
    holder=_HOLDER,
    groups=True,
    caveat="discipline",
)
def students_suspended(discipline):
    """Share of students suspended once or more, in or out of school, by group.

    A student counts once, however often suspended; 6a counts as the state does.

    >>> import pandas as pd
    >>> discipline = pd.DataFrame({"students_suspended": [30.0], "students": [500.0]})
    >>> students_suspended(discipline)[["numerator", "denominator"]].iloc[0].tolist()
    [30.0, 500.0]
    """
    return _per_student(discipline, "students_suspended")


@metric(
    id="6a",
    label="Out-of-school suspension",
    unit="per 100",
    better="lower",
    question="6.1",
    says="there were {value} out-of-school suspensions for each 100 {group}",
    needs=("discipline.out_of_school_suspensions", "discipline.students"),
    source=_SOURCE,
    holder=_HOLDER,
    groups=True,
    caveat="discipline",
)
def out_of_school_suspension(discipline):
    """Out-of-school suspensions for each 100 students, by group.

    Counted in students or in events, as the state counts them; see its caveats.

    >>> import pandas as pd
    >>> discipline = pd.DataFrame(
    ...     {"out_of_school_suspensions": [32.0], "students": [6554.0]})
    >>> out_of_school_suspension(discipline)[["numerator", "denominator"]].iloc[0].tolist()
    [32.0, 6554.0]
    """
    return _per_student(discipline, "out_of_school_suspensions")


@metric(
    id="6ai",
    label="In-school suspension",
    unit="per 100",
    better="lower",
    question="6.1",
    says="there were {value} in-school suspensions for each 100 {group}",
    needs=("discipline.in_school_suspensions", "discipline.students"),
    source=_SOURCE,
    holder=_HOLDER,
    groups=True,
    caveat="discipline",
)
def in_school_suspension(discipline):
    """In-school suspensions for each 100 students, by group; as 6a."""
    return _per_student(discipline, "in_school_suspensions")


@metric(
    id="6b",
    label="Days lost to out-of-school suspension",
    unit="per 100",
    better="lower",
    question="6.1",
    says="{value} days were lost to out-of-school suspension for each 100 {group}",
    needs=("discipline.days_suspended", "discipline.students"),
    source=_SOURCE,
    holder=_HOLDER,
    groups=True,
    caveat="days_lost",
)
def days_lost_to_suspension(discipline):
    """Days of out-of-school suspension for each 100 students, by group.

    >>> import pandas as pd
    >>> discipline = pd.DataFrame({"days_suspended": [96.0], "students": [400.0]})
    >>> days_lost_to_suspension(discipline)[["numerator", "denominator"]].iloc[0].tolist()
    [96.0, 400.0]
    """
    return _per_student(discipline, "days_suspended")


@metric(
    id="6c",
    label="Referral to law enforcement and arrest",
    unit="per 100",
    better="lower",
    question="6.1",
    says="there were {value} referrals to law enforcement or arrests for each 100 {group}",
    needs=("discipline.referrals", "discipline.students"),
    source=_SOURCE,
    holder=_HOLDER,
    groups=True,
    caveat="discipline",
)
def law_enforcement_referral(discipline):
    """Referrals to law enforcement and arrests for each 100 students, by group."""
    return _per_student(discipline, "referrals")


@metric(
    id="6cx",
    label="Expulsion",
    unit="per 100",
    better="lower",
    question="6.1",
    says="there were {value} expulsions for each 100 {group}",
    needs=("discipline.expulsions", "discipline.students"),
    source=_SOURCE,
    holder=_HOLDER,
    groups=True,
    caveat="discipline",
)
def expulsion(discipline):
    """Expulsions for each 100 students, by group."""
    return _per_student(discipline, "expulsions")


@metric(
    id="6cr",
    label="Restraint and seclusion",
    unit="per 100",
    better="lower",
    question="6.1",
    says="students were restrained or secluded {value} times for each 100 {group}",
    needs=("discipline.restraints", "discipline.students"),
    source="restraint and seclusion reported to the state and to the federal Civil Rights Data "
    "Collection",
    holder=_HOLDER,
    groups=True,
    caveat="discipline",
)
def restraint_and_seclusion(discipline):
    """Times a student was restrained or secluded for each 100 students, by group.

    >>> import pandas as pd
    >>> discipline = pd.DataFrame({"restraints": [3.0], "students": [60.0]})
    >>> restraint_and_seclusion(discipline)[["numerator", "denominator"]].iloc[0].tolist()
    [3.0, 60.0]
    """
    return _per_student(discipline, "restraints")


@metric(
    id="6h",
    label="Security officers for each 100 helping adults",
    unit="per 100",
    better="lower",
    question="6.1",
    says="there are {value} officers and guards for each 100 counselors, psychologists, social "
    "workers and nurses",
    needs=("supports.security_officers", *(f"supports.{post}" for post in HELPING)),
    source="staff files of the state, and the federal Civil Rights Data Collection",
    holder="the district's human resources office",
    caveat="officers",
)
def officers_to_helping_adults(supports):
    """Officers and guards over counselors, psychologists, social workers and nurses (FTE).

    A school without any helping adult has no ratio, which is not applicable and never infinite;
    its officers count when schools are pooled.

    >>> import pandas as pd
    >>> supports = pd.DataFrame({"security_officers": [1.0, 1.0], "counselors": [2.0, 0.0],
    ...     "psychologists": [1.0, 0.0], "social_workers": [0.5, 0.0], "nurses": [0.5, 0.0]})
    >>> officers_to_helping_adults(supports)[["numerator", "denominator", "reason"]].to_numpy()
    array([[1.0, 4.0, ''],
           [1.0, 0.0, 'not applicable']], dtype=object)
    """
    helping = supports[list(HELPING)].sum(axis=1, skipna=False)
    return ratio(supports, "security_officers", helping, uses=HELPING)
