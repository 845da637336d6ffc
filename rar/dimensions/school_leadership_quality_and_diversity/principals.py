"""Who leads, for how long, and with whom (key question 3.1)."""

from rar.numbers.metric import metric, ratio, survey_answers, weighted

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


@metric(
    id="3c",
    label="Principals who returned",
    unit="share",
    better="higher",
    question="3.1",
    says="{value} of last year's principals lead the same school this year",
    needs=("leaders.returned", "leaders.last_year"),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="one_principal",
)
def principal_retention(leaders):
    """Share of last year's principals who lead the same school this year.

    A school that had no principal last year (a new school) is not applicable.

    >>> import pandas as pd
    >>> leaders = pd.DataFrame({"returned": [1.0, 0.0, 0.0], "last_year": [1.0, 1.0, 0.0]})
    >>> principal_retention(leaders)["reason"].tolist()
    ['', '', 'not applicable']
    """
    return ratio(leaders, "returned", "last_year")


@metric(
    id="3d",
    label="Principals rated effective",
    unit="share",
    better="higher",
    question="3.1",
    says="{value} of rated principals are rated effective or better",
    needs=("leaders.effective", "leaders.rated"),
    source="evaluation ratings of the state",
    holder="the state's educator evaluation office",
    caveat="one_principal",
)
def effective_principals(leaders):
    """Share of principals with a rating who are rated effective or better.

    Principals without a rating are left out of both counts.

    >>> import pandas as pd
    >>> leaders = pd.DataFrame({"effective": [1.0, 0.0], "rated": [1.0, 1.0]})
    >>> effective_principals(leaders)["numerator"].tolist()
    [1.0, 0.0]
    """
    return ratio(leaders, "effective", "rated")


@metric(
    id="3ds",
    label="Teachers who speak well of school leadership",
    unit="share",
    better="higher",
    question="3.1",
    says="{value} of teachers' answers on school leadership are favorable",
    needs=("survey.favorable[teacher:leadership]", "survey.responses[teacher:leadership]"),
    source="teacher survey of the state or district",
    holder="the district office that runs the teacher survey",
    caveat="survey",
)
def teachers_view_of_leadership(survey):
    """Favorable answers of teachers about their school's leadership, of valid answers.

    >>> import pandas as pd
    >>> key = pd.MultiIndex.from_tuples([("01", 2022, "", "teacher", "leadership")],
    ...     names=["school_id", "year", "part", "respondent", "item"])
    >>> survey = pd.DataFrame({"favorable": [0.75], "responses": [40.0]}, index=key)
    >>> teachers_view_of_leadership(survey)[["numerator", "denominator"]].iloc[0].tolist()
    [30.0, 40.0]
    """
    return survey_answers(survey, "teacher", "leadership")


@metric(
    id="3f",
    label="Assistant principals, coaches and teacher leaders",
    unit="per 100",
    better="more for need",
    question="3.1",
    says="there are {value} assistant principals, coaches and teacher leaders for 100 students",
    needs=(
        "leaders.assistant_principals",
        "leaders.coaches",
        "leaders.teacher_leaders",
        "schools.enrollment",
    ),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="leadership_posts",
)
def leadership_capacity(leaders, schools):
    """Full-time assistant principals, coaches and teacher leaders for each 100 students.

    All three posts have to be known: a cell that is absent is not a zero, and a sum of two posts
    would look like a school with fewer leaders. The principal is not counted.

    >>> import pandas as pd
    >>> leaders = pd.DataFrame({"assistant_principals": [1.0, 1.0], "coaches": [0.0, None],
    ...     "teacher_leaders": [1.5, 2.0]})
    >>> schools = pd.DataFrame({"enrollment": [500.0, 400.0]})
    >>> leadership_capacity(leaders, schools)["numerator"].tolist()
    [2.5, nan]
    """
    posts = ("assistant_principals", "coaches", "teacher_leaders")
    adults = leaders[list(posts)].sum(axis=1, skipna=False)
    return ratio(leaders, adults, schools["enrollment"].reindex(leaders.index), uses=posts)
