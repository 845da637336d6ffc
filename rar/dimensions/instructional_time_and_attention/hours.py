"""Who gets more time: core hours, school hours, tutoring, summer, and time lost (question 5.1)."""

from rar.numbers.metric import metric, ratio, rows, weighted

MINUTES_IN_AN_HOUR = 60
_HOLDER = "the district's master schedule and student information system"
_PROGRAMS = "the district office that runs tutoring and summer programs"


@metric(
    id="5a",
    label="Hours of English and mathematics a year",
    unit="hours",
    better="more for need",
    question="5.1",
    says="{group} have {value} hours of English and mathematics a year",
    needs=("core_classes.minutes", "core_classes.students"),
    source="course sections and their students",
    holder=_HOLDER,
    groups=True,
    caveat="core_hours",
)
def core_hours(core_classes):
    """Scheduled hours of English and mathematics a year for each student, by group.

    core_classes: minutes (a year, summed over students) and students. The group to look at first
    is students below proficient the year before: equal hours mean no time to catch up.

    >>> import pandas as pd
    >>> core = pd.DataFrame({"minutes": [1_080_000.0], "students": [100.0]})
    >>> core_hours(core)[["numerator", "denominator"]].iloc[0].tolist()
    [18000.0, 100.0]
    """
    hours = core_classes["minutes"] / MINUTES_IN_AN_HOUR
    return ratio(core_classes, hours, "students", uses=("minutes",))


@metric(
    id="5p",
    label="Prime instructional time",
    unit="share",
    better="higher",
    question="5.1",
    says="students and teachers were both present for {value} of instructional time",
    needs=("time.prime_instructional_time", "schools.enrollment"),
    source="the state's report card",
    holder=_HOLDER,
    caveat="prime_time",
)
def prime_instructional_time(time, schools):
    """Share of instructional time when both students and teachers were present.

    Stands in for scheduled minutes, which few states collect. Weighted by enrollment.

    >>> import pandas as pd
    >>> time = pd.DataFrame({"prime_instructional_time": [0.8, 0.9]})
    >>> schools = pd.DataFrame({"enrollment": [100.0, 300.0]})
    >>> pooled = prime_instructional_time(time, schools).sum(numeric_only=True)
    >>> round(float(pooled["numerator"] / pooled["denominator"]), 3)
    0.875
    """
    return weighted(time, "prime_instructional_time", schools["enrollment"])


@metric(
    id="5b",
    label="Hours of instruction a year",
    unit="hours",
    better="more for need",
    question="5.1",
    says="{value} hours of instruction are scheduled a year",
    needs=("time.days_per_year", "time.minutes_per_day", "schools.enrollment"),
    source="school calendars reported to the state",
    holder=_HOLDER,
)
def instructional_hours(time, schools):
    """Scheduled hours of instruction a year, each student counting once.

    >>> import pandas as pd
    >>> time = pd.DataFrame({"days_per_year": [180.0], "minutes_per_day": [360.0]})
    >>> schools = pd.DataFrame({"enrollment": [10.0]})
    >>> float(instructional_hours(time, schools)["numerator"].iloc[0])
    10800.0
    """
    hours = time["days_per_year"] * time["minutes_per_day"] / MINUTES_IN_AN_HOUR
    students = schools["enrollment"].reindex(time.index)
    return ratio(time, hours * students, students, uses=("days_per_year", "minutes_per_day"))


@metric(
    id="5g",
    label="Time lost to absence",
    unit="share",
    better="lower",
    question="5.1",
    says="{value} of student days were lost to absence",
    needs=("time.average_daily_attendance", "time.average_daily_membership"),
    source="attendance reported to the state",
    holder=_HOLDER,
)
def time_lost_to_absence(time):
    """Student days lost: one minus average daily attendance over average daily membership.

    >>> import pandas as pd
    >>> time = pd.DataFrame({"average_daily_attendance": [570.0],
    ...     "average_daily_membership": [600.0]})
    >>> time_lost_to_absence(time)[["numerator", "denominator"]].iloc[0].tolist()
    [30.0, 600.0]
    """
    member, present = time["average_daily_membership"], time["average_daily_attendance"]
    return ratio(
        time,
        member - present,
        "average_daily_membership",
        uses=("average_daily_attendance",),
    )


@metric(
    id="5e",
    label="Tutoring reaches those who need it",
    unit="share",
    better="more for need",
    question="5.1",
    says="{value} of {group} who need tutoring receive it",
    needs=("services.served[tutoring]", "services.needing[tutoring]"),
    source="program records of the district",
    holder=_PROGRAMS,
    groups=True,
    caveat="reach",
)
def tutoring_coverage(services):
    """Share of students who need high-dosage tutoring (three times a week or more) and receive it.

    services: served of needing for the service tutoring, by group; who needs it is the source's
    definition, usually students below proficient.

    >>> import pandas as pd
    >>> key = pd.MultiIndex.from_tuples([("01", 2022, "tutoring", "all")],
    ...     names=["school_id", "year", "service", "group"])
    >>> services = pd.DataFrame({"served": [12.0], "needing": [60.0]}, index=key)
    >>> tutoring_coverage(services)[["numerator", "denominator"]].iloc[0].tolist()
    [12.0, 60.0]
    """
    return ratio(rows(services, service="tutoring"), "served", "needing")


@metric(
    id="5bs",
    label="Summer programs reach those they are offered to",
    unit="share",
    better="more for need",
    question="5.1",
    says="{value} of {group} who were offered a summer program took part",
    needs=("services.served[summer]", "services.needing[summer]"),
    source="program records of the district",
    holder=_PROGRAMS,
    groups=True,
    caveat="reach",
)
def summer_coverage(services):
    """Share of students offered a summer program who took part, by group; counted as 5e.

    >>> import pandas as pd
    >>> key = pd.MultiIndex.from_tuples([("01", 2022, "summer", "all")],
    ...     names=["school_id", "year", "service", "group"])
    >>> services = pd.DataFrame({"served": [0.0], "needing": [45.0]}, index=key)
    >>> summer_coverage(services)[["numerator", "denominator"]].iloc[0].tolist()
    [0.0, 45.0]
    """
    return ratio(rows(services, service="summer"), "served", "needing")
