"""Dimension 6, Positive & Inviting School Climate: safety, exclusion, absence, belonging."""

from rar.dimensions import Dimension
from rar.numbers.metric import (
    counted_or_share,
    enrollment_of_all,
    metric,
    ratio,
    survey_answers,
)

_HOLDER = "the district's student information system"
_SURVEY = "the state's or the district's school climate survey"


@metric(
    id="6d",
    label="Chronic absence",
    unit="share",
    better="lower",
    question="6.2",
    says="{value} of {group} are chronically absent",
    needs=(
        "attendance.chronically_absent|attendance.chronic_absence",
        "attendance.students|schools.enrollment",
    ),
    source="attendance reported to the state (EDFacts FS195)",
    holder=_HOLDER,
    groups=True,
    caveat="absence",
)
def chronic_absence(attendance, schools):
    """Share of students absent for 10 % of days or more, by group.

    Where the state gives only the share for all students, the school's enrollment is the weight.

    >>> import pandas as pd
    >>> key = pd.MultiIndex.from_tuples([("01", 2022, "all")],
    ...     names=["school_id", "year", "group"])
    >>> attendance = pd.DataFrame({"chronically_absent": [68.0], "students": [464.0],
    ...     "chronic_absence": [0.147]}, index=key)
    >>> schools = pd.DataFrame({"enrollment": [466.0]}, index=key.droplevel("group"))
    >>> chronic_absence(attendance, schools)[["numerator", "denominator"]].iloc[0].tolist()
    [68.0, 464.0]
    """
    otherwise = enrollment_of_all(attendance, schools)
    return counted_or_share(
        attendance, "chronically_absent", "students", "chronic_absence", otherwise
    )


def _per_student(discipline, events: str):
    return ratio(discipline, events, "students")


@metric(
    id="6a",
    label="Out-of-school suspension",
    unit="per 100",
    better="lower",
    question="6.1",
    says="there were {value} out-of-school suspensions for each 100 {group}",
    needs=("discipline.out_of_school_suspensions", "discipline.students"),
    source="discipline reported to the state",
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
    source="discipline reported to the state",
    holder=_HOLDER,
    groups=True,
    caveat="discipline",
)
def in_school_suspension(discipline):
    """In-school suspensions for each 100 students, by group; as 6a."""
    return _per_student(discipline, "in_school_suspensions")


@metric(
    id="6c",
    label="Referral to law enforcement and arrest",
    unit="per 100",
    better="lower",
    question="6.1",
    says="there were {value} referrals to law enforcement or arrests for each 100 {group}",
    needs=("discipline.referrals", "discipline.students"),
    source="discipline reported to the state",
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
    source="discipline reported to the state",
    holder=_HOLDER,
    groups=True,
    caveat="discipline",
)
def expulsion(discipline):
    """Expulsions for each 100 students, by group."""
    return _per_student(discipline, "expulsions")


@metric(
    id="6g",
    label="Bullying and harassment reported",
    unit="per 100",
    better="lower",
    question="6.1",
    says="there were {value} reports of bullying or harassment for each 100 {group}",
    needs=("discipline.bullying", "discipline.students"),
    source="incidents reported to the state",
    holder=_HOLDER,
    groups=True,
    caveat="discipline",
)
def bullying_reports(discipline):
    """Reports of bullying and harassment for each 100 students. Few reports may also mean that
    few are written down.
    """
    return _per_student(discipline, "bullying")


@metric(
    id="6e",
    label="Students satisfied with the learning environment",
    unit="share",
    better="higher",
    question="6.2",
    says="{value} of students who answered are satisfied with the learning environment",
    needs=("survey.favorable[student:learning]", "survey.responses"),
    source=_SURVEY,
    holder=_SURVEY,
    caveat="survey",
)
def students_satisfied(survey):
    """Students' favorable answers on the learning environment, of valid answers."""
    return survey_answers(survey, "student", "learning")


@metric(
    id="6es",
    label="Parents who say their child feels safe",
    unit="share",
    better="higher",
    question="6.1",
    says="{value} of parents who answered say their child feels safe at school",
    needs=("survey.favorable[parent:safe]", "survey.responses"),
    source=_SURVEY,
    holder=_SURVEY,
    caveat="survey",
)
def parents_say_safe(survey):
    """Parents' favorable answers on their child's safety at school, of valid answers."""
    return survey_answers(survey, "parent", "safe")


@metric(
    id="6f",
    label="Parents satisfied with home-school relations",
    unit="share",
    better="higher",
    question="6.4",
    says="{value} of parents who answered are satisfied with home-school relations",
    needs=("survey.favorable[parent:home_school]", "survey.responses"),
    source=_SURVEY,
    holder=_SURVEY,
    caveat="survey",
)
def home_school_relations(survey):
    """Parents' favorable answers on relations of home and school, of valid answers."""
    return survey_answers(survey, "parent", "home_school")


DIMENSION = Dimension(
    6,
    "positive_and_inviting_school_climate",
    "Positive & Inviting School Climate",
    "Are schools safe and inviting for every student, and are rules applied alike?",
    {
        "6.1": "Is school safe, with rules that are known and applied alike?",
        "6.2": "Do students have positive relationships, and do they come to school?",
        "6.4": "Are families informed and heard?",
    },
    (
        chronic_absence,
        out_of_school_suspension,
        in_school_suspension,
        law_enforcement_referral,
        expulsion,
        bullying_reports,
        students_satisfied,
        parents_say_safe,
        home_school_relations,
    ),
)
