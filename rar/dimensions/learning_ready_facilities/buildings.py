"""Buildings: their repair, age, room and air, and what is spent on them."""

from rar.numbers.metric import metric, ratio, survey_answers, weighted

_FACILITIES = "the district's facilities office"
# A building is called learning-ready while its needed repairs are below this share of its value.
# Engineers commonly call more than 10 % poor; Dallas ISD set its target in the same index.
LEARNING_READY = 0.10


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
    id="9al",
    label="Students in learning-ready buildings",
    unit="share",
    better="higher",
    question="9.1",
    says="{value} of students are in a building whose needed repairs are below 10% of its value",
    needs=("facilities.condition_index", "schools.enrollment"),
    source="facility condition assessment",
    holder=_FACILITIES,
    caveat="condition_estimate",
)
def learning_ready_buildings(facilities, schools):
    """Share of students in buildings with a facility condition index below `LEARNING_READY`.

    >>> import pandas as pd
    >>> facilities = pd.DataFrame({"condition_index": [0.04, 0.10]})
    >>> schools = pd.DataFrame({"enrollment": [300.0, 100.0]})
    >>> learning_ready_buildings(facilities, schools)["numerator"].tolist()
    [300.0, 0.0]
    """
    index = facilities["condition_index"]
    ready = (index < LEARNING_READY).astype(float).where(index.notna())
    students = schools["enrollment"].reindex(facilities.index)
    return ratio(facilities, ready * students, students, uses=("condition_index",))


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
    id="9bp",
    label="Students taught in portable rooms",
    unit="share",
    better="lower",
    question="9.1",
    says="{value} of students are taught in portable rooms",
    needs=("facilities.portable_seats", "schools.enrollment"),
    source="facility inventory",
    holder=_FACILITIES,
)
def students_in_portables(facilities, schools):
    """Students taught in portable rooms over all students.

    >>> import pandas as pd
    >>> facilities = pd.DataFrame({"portable_seats": [50.0]})
    >>> schools = pd.DataFrame({"enrollment": [400.0]})
    >>> students_in_portables(facilities, schools)[["numerator", "denominator"]].iloc[0].tolist()
    [50.0, 400.0]
    """
    return ratio(facilities, "portable_seats", schools["enrollment"].reindex(facilities.index))


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
    id="9d",
    label="Capital spending of five years",
    unit="dollars",
    better="more for need",
    question="9.1",
    says="capital spending of the last five years is {value} per student",
    needs=("facilities.capital_five_years", "schools.enrollment"),
    source="the district's capital accounts",
    holder="the district's finance office",
    caveat="capital",
)
def capital_spending(facilities, schools):
    """Capital spending of the last five years per student, weighted by enrollment.

    >>> import pandas as pd
    >>> facilities = pd.DataFrame({"capital_five_years": [3000.0]})
    >>> schools = pd.DataFrame({"enrollment": [400.0]})
    >>> float(capital_spending(facilities, schools)["numerator"].iloc[0])
    1200000.0
    """
    return weighted(facilities, "capital_five_years", schools["enrollment"])


@metric(
    id="9e",
    label="Environment checks that failed",
    unit="share",
    better="lower",
    question="9.1",
    says="{value} of checks of air, water, heat, cooling and access failed",
    needs=("facilities.environment_failed", "facilities.environment_checks"),
    source="inspections of air, water, heat, cooling and access",
    holder=_FACILITIES,
    caveat="checks",
)
def environment_failed(facilities):
    """Failed checks of air, water, heat, cooling and access, of all checks.

    >>> import pandas as pd
    >>> facilities = pd.DataFrame({"environment_failed": [2.0], "environment_checks": [10.0]})
    >>> environment_failed(facilities)[["numerator", "denominator"]].iloc[0].tolist()
    [2.0, 10.0]
    """
    return ratio(facilities, "environment_failed", "environment_checks")


@metric(
    id="9g",
    label="Special rooms that are there",
    unit="share",
    better="higher",
    question="9.1",
    says="{value} of the laboratories, libraries, art rooms and gymnasiums that schools of their "
    "level should have are there",
    needs=("facilities.rooms_present", "facilities.rooms_expected"),
    source="facility inventory",
    holder=_FACILITIES,
)
def special_rooms(facilities):
    """Laboratories, libraries, art rooms and gymnasiums present, of those expected at its level.

    >>> import pandas as pd
    >>> facilities = pd.DataFrame({"rooms_present": [3.0], "rooms_expected": [4.0]})
    >>> special_rooms(facilities)[["numerator", "denominator"]].iloc[0].tolist()
    [3.0, 4.0]
    """
    return ratio(facilities, "rooms_present", "rooms_expected")


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
