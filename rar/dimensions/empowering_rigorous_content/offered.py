"""Which courses a student's school offers (key questions 4.2 and 4.3), one metric a course."""

from rar.numbers.metric import Metric, metric, ratio, rows
from rar.tables import LEVELS

ANY_LEVEL = ""
COURSES = (  # id, course, its name in a sentence, key question, level of the schools that count
    ("4a", "ap", "Advanced Placement", "4.2", "high"),
    ("4ac", "calculus", "calculus", "4.2", "high"),
    ("4aa", "algebra2", "Algebra II", "4.2", "high"),
    ("4ach", "chemistry", "chemistry", "4.2", "high"),
    ("4aph", "physics", "physics", "4.2", "high"),
    ("4acs", "computer_science", "computer science", "4.2", "high"),
    ("4awl", "world_language", "a world language", "4.2", "high"),
    ("4aib", "ib", "International Baccalaureate", "4.2", "high"),
    ("4ade", "dual_enrollment", "college courses (dual enrollment)", "4.2", "high"),
    ("4act", "cte", "career and technical education", "4.2", "high"),
    ("4a8", "algebra1_grade8", "Algebra I in grade 8", "4.2", "middle"),
    ("4ar", "arts", "arts", "4.3", ANY_LEVEL),
)


def offering(courses, schools, course: str, level: str = ANY_LEVEL):
    """Students in schools that offer a course, over students in schools that report on it.

    Schools count in the one level they are compared in: grade 8 of a school that is compared as an
    elementary school is left out of middle school students. A school offers it where the state
    says so, or where at least one student takes part; the latter only in years in which some
    school reports that no one does, since a state that leaves zeros out does not tell who offers
    nothing.

    >>> import pandas as pd
    >>> key = pd.MultiIndex.from_tuples(
    ...     [("01", 2022, "ap", "all"), ("02", 2022, "ap", "all")],
    ...     names=["school_id", "year", "course", "group"])
    >>> courses = pd.DataFrame(
    ...     {"offered": [1.0, None], "enrolled": [None, 0.0]}, index=key, dtype=float)
    >>> schools = pd.DataFrame({"enrollment": [300.0, 100.0], "level": ["high", "high"]},
    ...     index=key.droplevel(["course", "group"]))
    >>> pooled = offering(courses, schools, "ap", "high").sum(numeric_only=True)
    >>> float(pooled["numerator"] / pooled["denominator"])
    0.75
    """
    table = rows(courses, course=course, group="all")
    if level:
        table = table[schools["level"].reindex(table.index) == level]
    taking = (table["enrolled"] > 0).astype(float).where(table["enrolled"].notna())
    year = table.index.get_level_values("year")
    zeros_are_told = (table["enrolled"] == 0).groupby(year).transform("any")
    offers = table["offered"].fillna(taking.where(zeros_are_told))
    students = schools["enrollment"].reindex(table.index)
    return ratio(table, offers * students, students, uses=("offered", "enrolled"))


def _metric_of(id: str, course: str, name: str, question: str, level: str) -> Metric:
    """The metric of one course: the share of students whose school offers it."""
    students = f"{level} school students" if level else "students"

    def offered(courses, schools):
        return offering(courses, schools, course, level)

    offered.__name__ = f"{course}_offered"
    offered.__doc__ = f"Share of {students} whose school offers {name}; see `offering`."
    return metric(
        id=id,
        label=f"Students offered {name}",
        unit="share",
        better="higher",
        question=question,
        says=f"{{value}} of {students} are in a school that offers {name}",
        needs=(f"courses.offered[{course}]|courses.enrolled[{course}]", "schools.enrollment"),
        source="course enrollment reported to the state",
        holder="the district's student information system (course enrollment)",
        levels=(level,) if level else LEVELS,
        caveat="offering",
    )(offered)


OFFERED: dict[str, Metric] = {facts[1]: _metric_of(*facts) for facts in COURSES}
