"""Being there and belonging: absence, bullying, and what students and parents answer."""

import pandas as pd

from rar.numbers.metric import (
    counted_or_share,
    enrollment_of_all,
    metric,
    ratio,
    rows,
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
    return ratio(discipline, "bullying", "students")


def answers_by_group(survey, survey_counts, item: str):
    """`ratio` of students' favorable over valid answers, with school_id, year and group.

    All students come from table survey, into which the answers of group 'all' are read; the
    groups from survey_counts.
    """
    everyone = survey_answers(survey, "student", item).assign(group="all")
    asked = rows(survey_counts, respondent="student", item=item)
    groups = ratio(asked, "favorable", "valid").reset_index("group")
    return pd.concat([everyone, groups[groups["group"] != "all"]]).set_index("group", append=True)


@metric(
    id="6e",
    label="Students satisfied with the learning environment",
    unit="share",
    better="higher",
    question="6.2",
    says="{value} of {group} who answered are satisfied with the learning environment",
    needs=("survey.favorable[student:learning]", "survey.responses"),
    source=_SURVEY,
    holder=_SURVEY,
    groups=True,
    caveat="survey",
)
def students_satisfied(survey, survey_counts):
    """Students' favorable answers on the learning environment, of valid answers, by group.

    >>> import pandas as pd
    >>> key = ["school_id", "year", "respondent", "item"]
    >>> survey = pd.DataFrame({"school_id": ["1"], "year": [2022], "part": [""],
    ...     "respondent": ["student"], "item": ["learning"], "favorable": [0.75],
    ...     "responses": [200.0]}).set_index([*key[:2], "part", *key[2:]])
    >>> counts = pd.DataFrame({"school_id": ["1"], "year": [2022], "respondent": ["student"],
    ...     "item": ["learning"], "group": ["el"], "favorable": [24.0], "valid": [40.0]})
    >>> made = students_satisfied(survey, counts.set_index([*key, "group"]))
    >>> made[["numerator", "denominator"]].to_numpy().tolist()
    [[150.0, 200.0], [24.0, 40.0]]
    """
    return answers_by_group(survey, survey_counts, "learning")


@metric(
    id="6eb",
    label="Students who feel they belong",
    unit="share",
    better="higher",
    question="6.2",
    says="{value} of {group} who answered feel that they belong at school",
    needs=("survey.favorable[student:belonging]", "survey.responses"),
    source=_SURVEY,
    holder=_SURVEY,
    groups=True,
    caveat="survey",
)
def students_belong(survey, survey_counts):
    """Students' favorable answers on belonging at school, of valid answers, by group; as 6e."""
    return answers_by_group(survey, survey_counts, "belonging")


@metric(
    id="6ef",
    label="Students who feel safe",
    unit="share",
    better="higher",
    question="6.1",
    says="{value} of {group} who answered feel safe at school",
    needs=("survey.favorable[student:safe]", "survey.responses"),
    source=_SURVEY,
    holder=_SURVEY,
    groups=True,
    caveat="survey",
)
def students_feel_safe(survey, survey_counts):
    """Students' favorable answers on feeling safe at school, of valid answers, by group; as 6e."""
    return answers_by_group(survey, survey_counts, "safe")


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
