"""Who is prepared, and who is on the way (key question 4.2)."""

from rar.numbers.metric import metric, ratio


@metric(
    id="4d",
    label="Prepared students not in advanced courses",
    unit="share",
    better="lower",
    question="4.2",
    says="{value} of {group} who were proficient the year before are in no advanced course",
    needs=("milestones.proficient", "milestones.proficient_in_advanced"),
    source="last year's test results joined to this year's courses",
    holder="the district's testing office and student information system, joined by student",
    groups=True,
    levels=("middle", "high"),
    caveat="prepared",
)
def prepared_but_not_enrolled(milestones):
    """Share of students proficient the year before who take no advanced course, by group.

    milestones: proficient less proficient_in_advanced, of proficient; only grades in which there
    are advanced courses. Students without a test result are left out of both counts.

    >>> import pandas as pd
    >>> milestones = pd.DataFrame(
    ...     {"proficient": [80.0, 20.0], "proficient_in_advanced": [60.0, 20.0]})
    >>> prepared_but_not_enrolled(milestones)["numerator"].tolist()
    [20.0, 0.0]
    """
    without = milestones["proficient"] - milestones["proficient_in_advanced"]
    return ratio(milestones, without, "proficient", uses=("proficient_in_advanced",))


@metric(
    id="4e",
    label="Ninth-graders on track",
    unit="share",
    better="higher",
    question="4.2",
    says="{value} of ninth-grade {group} are on track",
    needs=("milestones.grade9_on_track", "milestones.grade9_students"),
    source="credits earned, reported to the state",
    holder="the district's student information system (credits earned)",
    groups=True,
    levels=("high",),
    caveat="on_track",
)
def ninth_grade_on_track(milestones):
    """Share of ninth-graders with the core courses and credits of their year, by group.

    milestones: grade9_on_track of grade9_students.

    >>> import pandas as pd
    >>> milestones = pd.DataFrame({"grade9_on_track": [150.0], "grade9_students": [200.0]})
    >>> ninth_grade_on_track(milestones)[["numerator", "denominator"]].iloc[0].tolist()
    [150.0, 200.0]
    """
    return ratio(milestones, "grade9_on_track", "grade9_students")
