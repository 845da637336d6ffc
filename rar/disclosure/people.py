"""Whom a metric's two counts are about, and so how the metric is protected.

It is told from the fields the metric needs: what a column counts is its unit, and whom a share is a
share of stands in SHARES_OF. What counts posts, buildings, dollars or minutes tells of no person.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from rar.numbers.metric import Metric
from rar.tables import COUNT, SHARE, TABLES

STUDENTS, STAFF, ANSWERS, EVENTS, THINGS = "students", "staff", "answers", "events", "things"
UNITS = {  # of a column of counts: whom or what it counts
    "students": STUDENTS, "children": STUDENTS, "seats": STUDENTS, "examinations": STUDENTS,
    "teachers": STAFF, "principals": STAFF,
    "answers": ANSWERS, "people": ANSWERS,
    "events": EVENTS, "as the state counts them": EVENTS, "days": EVENTS,
}  # fmt: skip
SHARES_OF = {  # columns that are a share of people: of whom
    "schools.ed_share": STUDENTS, "attendance.chronic_absence": STUDENTS,
    "courses.participation": STUDENTS, "early_learning.ready_share": STUDENTS,
    "survey.favorable": ANSWERS,
    "teachers.novice_share": STAFF, "teachers.out_of_field_share": STAFF,
    "teachers.returned_share": STAFF, "teachers.returned_3yr_share": STAFF,
    "teachers.advanced_degree_share": STAFF,
}  # fmt: skip
STAFF_VALUES = ("teachers.vacancy_share", "teachers.attendance_share", "teachers.secondary_load")
# Averages over a whole school, of posts, rooms and days: no count of people with something in
# common, though the units are people.
OF_THE_SCHOOL = (
    "schools.enrollment", "spending.pupils", "time.average_daily_attendance",
    "class_sizes.average_size", "class_sizes.size_experienced",
    "class_targets.grade9_core_seats", "class_targets.grade9_core_size_total",
    "class_targets.grade12_elective_seats", "class_targets.grade12_elective_size_total",
    "early_learning.prek_seats", "courses.offered", "facilities.portable_seats",
    "facilities.capacity", "teachers.teachers",
)  # fmt: skip
AMOUNTS = ("core_classes.size_total",)  # summed over seats, though the unit is students
ONE_PERSON = ("leaders.years_at_school", "leaders.years_as_principal",
              "leaders.inexperienced", "leaders.principals_last_5_years")  # fmt: skip

PROPORTION, COUNTS, VALUE, COMPOSITION, PRINCIPAL, OPEN = (
    "proportion", "counts", "value", "composition", "principal", "open"
)  # fmt: skip


@dataclass(frozen=True)
class Protection:
    """How a metric is protected.

    kind: 'proportion' (numerator of the people of the denominator), 'counts' (of people or events
    beside other people), 'value' (an amount beside people), 'composition' (student groups of all
    students), 'principal' (of one person in a school), 'open' (tells of no person: computed from
    protected tables). of: whom the denominator counts.
    """

    kind: str
    of: str

    @property
    def numerator_counts(self) -> bool:
        """Whether the numerator is a count that needs protection of its own."""
        return self.kind in (PROPORTION, COUNTS)

    @property
    def denominator_counts(self) -> bool:
        """Whether the denominator is: people with something in common, not a school's staff."""
        return self.kind in (PROPORTION, COUNTS, VALUE) and self.of != STAFF


@cache
def protection(metric: Metric) -> Protection:
    """How a metric is protected, from the fields it needs."""
    if metric.kind == "composition":
        return Protection(COMPOSITION, STUDENTS)
    fields = [need.split("|")[0] for need in metric.needs]
    if metric.kind == "index" or _field(fields[0]) in OF_THE_SCHOOL:
        return Protection(OPEN, THINGS)
    if _field(fields[0]) in ONE_PERSON:
        return Protection(PRINCIPAL, STAFF)
    if _field(fields[0]) in STAFF_VALUES:
        return Protection(VALUE, STAFF)
    counted, of = counts(fields[0]), counts(fields[-1])
    if THINGS in (counted, of):
        one_group = fields[-1].startswith("enrollment.students[")
        by_group = of == STUDENTS and (metric.groups or one_group)
        return Protection(VALUE, of) if by_group else Protection(OPEN, THINGS)
    nested = metric.unit == "share" and counted == of
    return Protection(PROPORTION if nested else COUNTS, of)


def counts(field: str) -> str:
    """Whom or what a field 'table.column[part]' counts."""
    field = _field(field)
    if field in AMOUNTS:
        return THINGS
    table, _, name = field.partition(".")
    column = TABLES[table].by_name[name]
    if column.kind == COUNT:
        return UNITS.get(column.unit, THINGS)
    return SHARES_OF.get(field, THINGS) if column.kind == SHARE else THINGS


def _field(field: str) -> str:
    return field.split("[")[0]
