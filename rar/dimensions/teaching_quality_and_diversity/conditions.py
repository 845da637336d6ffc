"""What teachers work with: their load, time together, and practice seen (2.1 and 2.2)."""

from rar.numbers.metric import metric, ratio

SECONDARY = ("middle", "high")
_SCHEDULE = "the district's master schedule and student information system"


@metric(
    id="2i",
    label="Students on the lists of a secondary teacher",
    unit="students",
    better="lower",
    question="2.1",
    says="a middle or high school teacher has {value} students",
    needs=("teachers.secondary_load", "teachers.secondary_teachers"),
    source="course sections and their teachers",
    holder=_SCHEDULE,
    levels=SECONDARY,
    caveat="load",
)
def secondary_load(teachers, schools):
    """Different students of the average teacher of middle and high school courses.

    teachers: secondary_load (each teacher's different students, summed) and secondary_teachers;
    only schools compared as middle or high schools.

    >>> import pandas as pd
    >>> teachers = pd.DataFrame({"secondary_load": [2400.0, 90.0], "secondary_teachers": [20.0, 1]})
    >>> schools = pd.DataFrame({"level": ["high", "elementary"]})
    >>> secondary_load(teachers, schools)[["numerator", "denominator"]].values.tolist()
    [[2400.0, 20.0]]
    """
    secondary = schools["level"].reindex(teachers.index).isin(SECONDARY)
    return ratio(teachers[secondary], "secondary_load", "secondary_teachers")


@metric(
    id="2ic",
    label="Teachers with 90 minutes a week to work together",
    unit="share",
    better="higher",
    question="2.1",
    says="{value} of teachers have 90 minutes a week or more to work together",
    needs=("teachers.collaboration_90", "teachers.collaboration_asked"),
    source="teachers' schedules",
    holder=_SCHEDULE,
    caveat="collaboration",
)
def collaboration_time(teachers):
    """Share of teachers with at least 90 scheduled minutes a week to work with colleagues.

    teachers: collaboration_90 of collaboration_asked (teachers whose schedule is known).

    >>> import pandas as pd
    >>> teachers = pd.DataFrame({"collaboration_90": [0.0], "collaboration_asked": [25.0]})
    >>> collaboration_time(teachers)[["numerator", "denominator"]].iloc[0].tolist()
    [0.0, 25.0]
    """
    return ratio(teachers, "collaboration_90", "collaboration_asked")


@metric(
    id="2j",
    label="Practice seen at standard",
    unit="share",
    better="higher",
    question="2.2",
    says="{value} of what walkthroughs looked for was seen at standard",
    needs=("teachers.practice_met", "teachers.practice_observed"),
    source="the district's classroom walkthroughs",
    holder="the district's curriculum and instruction office (walkthrough records)",
    caveat="walkthroughs",
)
def practice_at_standard(teachers):
    """Share of the items looked for on classroom walkthroughs that were seen at standard.

    teachers: practice_met of practice_observed, both counting items and not teachers.

    >>> import pandas as pd
    >>> teachers = pd.DataFrame({"practice_met": [84.0], "practice_observed": [120.0]})
    >>> practice_at_standard(teachers)[["numerator", "denominator"]].iloc[0].tolist()
    [84.0, 120.0]
    """
    return ratio(teachers, "practice_met", "practice_observed")
