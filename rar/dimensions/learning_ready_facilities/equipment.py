"""Equipment: devices for students and wireless access."""

from rar.numbers.metric import metric, ratio, weighted

_TECHNOLOGY = "the district's technology office"


@metric(
    id="9f",
    label="Students with a device of their own",
    unit="share",
    better="higher",
    question="9.2",
    says="{value} of students have a device of their own",
    needs=("facilities.one_to_one_share", "schools.enrollment"),
    source="the state's technology survey",
    holder=_TECHNOLOGY,
)
def one_to_one_devices(facilities, schools):
    """Share of students served by one-to-one learning, weighted by enrollment."""
    return weighted(facilities, "one_to_one_share", schools["enrollment"])


@metric(
    id="9fd",
    label="Students per device",
    unit="students",
    better="lower",
    question="9.2",
    says="there are {value} students for each device",
    needs=("facilities.devices|facilities.students_per_device", "schools.enrollment"),
    source="the state's technology survey",
    holder=_TECHNOLOGY,
)
def students_per_device(facilities, schools):
    """Enrollment over devices for students.

    Where the state gives students per device only, devices are enrollment over it, so that
    pooling counts students and devices.

    >>> import pandas as pd
    >>> facilities = pd.DataFrame({"devices": [None], "students_per_device": [2.0]}, dtype=float)
    >>> schools = pd.DataFrame({"enrollment": [100.0]})
    >>> students_per_device(facilities, schools)[["numerator", "denominator"]].iloc[0].tolist()
    [100.0, 50.0]
    """
    students = schools["enrollment"].reindex(facilities.index)
    per = facilities["students_per_device"]
    devices = facilities["devices"].fillna(students / per.where(per > 0))
    return ratio(facilities, students, devices, uses=("devices", "students_per_device"))


@metric(
    id="9fw",
    label="Classrooms with wireless access",
    unit="share",
    better="higher",
    question="9.2",
    says="{value} of classrooms of the average student's school have wireless access",
    needs=("facilities.wireless_share", "schools.enrollment"),
    source="the state's technology survey",
    holder=_TECHNOLOGY,
)
def wireless_classrooms(facilities, schools):
    """Share of classrooms with wireless access, weighted by enrollment."""
    return weighted(facilities, "wireless_share", schools["enrollment"])
