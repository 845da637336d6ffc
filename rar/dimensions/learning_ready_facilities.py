"""Dimension 9, Learning-Ready Facilities: buildings, room, and working equipment."""

from rar.dimensions import Dimension
from rar.numbers.metric import metric, ratio, survey_answers, weighted

_FACILITIES = "the district's facilities office"
_TECHNOLOGY = "the district's technology office"


@metric(
    id="9a",
    label="Repairs needed, of the building's value",
    unit="share",
    better="lower",
    question="9.1",
    says="needed repairs are {value} of the value of the average student's building",
    needs=("facilities.condition_index", "schools.enrollment"),
    source="facility condition assessment",
    holder=_FACILITIES,
)
def facility_condition(facilities, schools):
    """Facility condition index (needed repairs over replacement value), weighted by students."""
    return weighted(facilities, "condition_index", schools["enrollment"])


@metric(
    id="9b",
    label="Years since built or renovated",
    unit="years",
    better="lower",
    question="9.1",
    says="the average student's building was built or renovated {value} years ago",
    needs=("facilities.year_built|facilities.year_renovated", "schools.enrollment"),
    source="facility inventory",
    holder=_FACILITIES,
)
def building_age(facilities, schools):
    """Years since the building was built or last renovated, each student counting once.

    >>> import pandas as pd
    >>> key = pd.MultiIndex.from_tuples([("01", 2022)], names=["school_id", "year"])
    >>> facilities = pd.DataFrame(
    ...     {"year_built": [1962.0], "year_renovated": [2012.0]}, index=key)
    >>> schools = pd.DataFrame({"enrollment": [100.0]}, index=key)
    >>> float(building_age(facilities, schools)["numerator"].iloc[0])
    1000.0
    """
    latest = facilities[["year_built", "year_renovated"]].max(axis=1)
    age = facilities.index.get_level_values("year") - latest
    students = schools["enrollment"].reindex(facilities.index)
    return ratio(facilities, age * students, students, uses=("year_built",))


@metric(
    id="9c",
    label="Use of the building's capacity",
    unit="share",
    better="none",
    question="9.1",
    says="{value} of the places in the buildings are used",
    needs=("facilities.capacity", "schools.enrollment"),
    source="facility inventory",
    holder=_FACILITIES,
    caveat="utilization",
)
def building_utilization(facilities, schools):
    """Enrollment over the students the building is made for; above 100 % it is crowded."""
    return ratio(facilities, schools["enrollment"].reindex(facilities.index), "capacity")


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


@metric(
    id="9s",
    label="Students satisfied with their surroundings",
    unit="share",
    better="higher",
    question="9.1",
    says="{value} of students who answered are satisfied with the social and physical surroundings",
    needs=("survey.favorable[student:surroundings]", "survey.responses"),
    source="the state's school climate survey",
    holder="the state's or the district's school climate survey",
    caveat="surroundings",
)
def students_satisfied_with_surroundings(survey):
    """Students' favorable answers on the social and physical surroundings, of valid answers.

    Stands in for the state of the building where no facility data is published; it mixes
    building and people.
    """
    return survey_answers(survey, "student", "surroundings")


DIMENSION = Dimension(
    9,
    "learning_ready_facilities",
    "Learning-Ready Facilities",
    "Are buildings safe and well kept, and does equipment work, where needs are greatest?",
    {
        "9.1": "Are school buildings safe and well maintained?",
        "9.2": "Is equipment working and up to date?",
    },
    (
        facility_condition,
        one_to_one_devices,
        students_per_device,
        wireless_classrooms,
        building_age,
        building_utilization,
        students_satisfied_with_surroundings,
    ),
)
