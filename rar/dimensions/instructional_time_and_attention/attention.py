"""Who gets more attention: teachers, interventionists, smaller classes (question 5.2)."""

from rar.numbers.metric import metric, ratio, rows
from rar.tables import absent

_SCHEDULE = "the district's master schedule and student information system"


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
    holder=_SCHEDULE,
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
    id="5cc",
    label="Core class size by student group",
    unit="students",
    better="less for need",
    question="5.2",
    says="{group} sit in core classes of {value}",
    needs=("core_classes.size_total", "core_classes.seats"),
    source="course sections and their students",
    holder=_SCHEDULE,
    groups=True,
    caveat="class_size",
    counted="seats",
)
def core_class_size(core_classes):
    """Size of the core class the average student of a group sits in.

    core_classes: size_total (students in the class of each seat, summed) over seats. Apart from
    5c, which counts all classes and has no groups, so that a group and all students are always
    counted in the same classes.

    >>> import pandas as pd
    >>> core = pd.DataFrame({"size_total": [2600.0, 220.0], "seats": [100.0, 10.0]})
    >>> core_class_size(core)["numerator"].tolist()
    [2600.0, 220.0]
    """
    return ratio(core_classes, "size_total", "seats")


@metric(
    id="5d",
    label="Core classes of grade 9 beside electives of grade 12",
    unit="share",
    better="lower",
    question="5.2",
    says="core classes of grade 9 are {value} of the size of grade 12 electives",
    needs=(
        "class_targets.grade9_core_seats",
        "class_targets.grade9_core_size_total",
        "class_targets.grade12_elective_seats",
        "class_targets.grade12_elective_size_total",
    ),
    source="course sections and their students",
    holder=_SCHEDULE,
    levels=("high",),
    caveat="class_targets",
)
def class_size_targeting(class_targets):
    """Class size a ninth-grader sits in for core subjects, as a share of grade 12 electives.

    numerator: students in the class of each grade 9 core seat, summed; denominator: the same sum
    had each of these classes the size of the school's own grade 12 electives. So a school's value
    is the ratio of its two sizes, and schools pool by their grade 9 seats. Above 100 % the smaller
    classes are the electives. A school without grade 12 electives is left out.

    >>> import pandas as pd
    >>> targets = pd.DataFrame({
    ...     "grade9_core_seats": [100.0], "grade9_core_size_total": [2800.0],
    ...     "grade12_elective_seats": [50.0], "grade12_elective_size_total": [1000.0]})
    >>> class_size_targeting(targets)[["numerator", "denominator"]].iloc[0].tolist()
    [2800.0, 2000.0]
    """
    electives = class_targets["grade12_elective_seats"]
    size = class_targets["grade12_elective_size_total"] / electives.where(electives > 0)
    alike = (class_targets["grade9_core_seats"] * size).mask(electives == 0, 0.0)
    uses = ("grade9_core_seats", "grade12_elective_seats", "grade12_elective_size_total")
    return ratio(class_targets, "grade9_core_size_total", alike, uses=uses)


@metric(
    id="5fi",
    label="Interventionists for students below proficient",
    unit="per 100",
    better="more for need",
    question="5.2",
    says="there are {value} interventionists for 100 students below proficient",
    needs=("time.interventionists", "enrollment.students[below]"),
    source="staff files, and last year's test results",
    holder="the district's human resources office",
    caveat="interventionists",
)
def interventionists_per_100(time, enrollment):
    """Full-time interventionists for each 100 students below proficient the year before.

    time: interventionists; enrollment: students of the group 'below'. A school where no student
    was below proficient is not applicable.

    >>> import pandas as pd
    >>> key = pd.MultiIndex.from_tuples([("01", 2022)], names=["school_id", "year"])
    >>> time = pd.DataFrame({"interventionists": [1.5]}, index=key)
    >>> students = pd.DataFrame({"students": [120.0]}, index=pd.MultiIndex.from_tuples(
    ...     [("01", 2022, "below")], names=["school_id", "year", "group"]))
    >>> interventionists_per_100(time, students)[["numerator", "denominator"]].iloc[0].tolist()
    [1.5, 120.0]
    """
    below = rows(enrollment, group="below").reindex(time.index)
    table = time.assign(**{absent("students"): below.get(absent("students"))})
    return ratio(table, "interventionists", below["students"], uses=("students",))
