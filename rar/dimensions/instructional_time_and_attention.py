"""Dimension 5, Instructional Time & Attention: who gets more time, and smaller groups?"""

from rar.dimensions import Dimension
from rar.numbers.metric import metric, ratio, weighted

MINUTES_IN_AN_HOUR = 60
_HOLDER = "the district's master schedule and student information system"


@metric(
    id="5f",
    label="Students per teacher",
    unit="students",
    better="less for need",
    question="5.2",
    says="there are {value} students for each teacher",
    needs=("teachers.teachers", "schools.enrollment"),
    source="enrollment and staff files of the state",
    holder="the district's human resources office",
    caveat="students_per_teacher",
)
def students_per_teacher(teachers, schools):
    """Enrollment over teachers. All teachers count, also those without a class of their own.

    >>> import pandas as pd
    >>> teachers = pd.DataFrame({"teachers": [20.0, 30.0]})
    >>> schools = pd.DataFrame({"enrollment": [300.0, 600.0]})
    >>> pooled = students_per_teacher(teachers, schools).sum(numeric_only=True)
    >>> float(pooled["numerator"] / pooled["denominator"])
    18.0
    """
    students = schools["enrollment"].reindex(teachers.index)
    return ratio(teachers, students, "teachers", uses=())


@metric(
    id="5c",
    label="Class size the average student sits in",
    unit="students",
    better="less for need",
    question="5.2",
    says="the average student sits in a class of {value}",
    needs=(
        "class_sizes.size_experienced|class_sizes.average_size",
        "class_sizes.students|schools.enrollment",
    ),
    source="course sections reported to the state",
    holder=_HOLDER,
    caveat="class_size",
)
def class_size_experienced(class_sizes, schools):
    """Size of the section the average student sits in, over courses and grades.

    Student-weighted (sum of squares over sum) where sections are known; else the published
    average of each course, weighted by its students or, where these are not published, alike
    within the school.

    >>> import pandas as pd
    >>> key = pd.MultiIndex.from_tuples([("01", 2022, "ELA"), ("01", 2022, "Math")],
    ...     names=["school_id", "year", "course"])
    >>> sizes = pd.DataFrame({"size_experienced": [20.0, 26.0], "average_size": [19.0, 24.0],
    ...     "students": [100.0, 200.0]}, index=key)
    >>> schools = pd.DataFrame({"enrollment": [300.0]}, index=key.droplevel("course")[:1])
    >>> pooled = class_size_experienced(sizes, schools).sum(numeric_only=True)
    >>> float(pooled["numerator"] / pooled["denominator"])
    24.0
    """
    size = class_sizes["size_experienced"].fillna(class_sizes["average_size"])
    school_year = class_sizes.index.droplevel("course")
    listed = size.groupby(level=["school_id", "year"]).transform("count")
    even = schools["enrollment"].reindex(school_year).to_numpy() / listed.where(listed > 0)
    students = class_sizes["students"].fillna(even).where(size.notna())
    made = ratio(class_sizes, size * students, students, uses=("average_size",))
    made.index = school_year
    return made


@metric(
    id="5a",
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


DIMENSION = Dimension(
    5,
    "instructional_time_and_attention",
    "Instructional Time & Attention",
    "Do students who need more time and attention get more of both?",
    {
        "5.1": "Do students who need more instructional time get it?",
        "5.2": "Do students who need more attention get it, in smaller groups?",
    },
    (
        students_per_teacher,
        class_size_experienced,
        prime_instructional_time,
        instructional_hours,
        time_lost_to_absence,
    ),
)
