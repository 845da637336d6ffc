"""The canonical tables: what every state's files must become. This is the data dictionary.

One row of a table is one school (or district, or student group in a school) in one year, where
`year` is the spring of the school year. Besides its declared columns, a table as read carries for
each measured column `c` a companion `absent:c` that says why a cell is empty (`ABSENCES`), and ''
where it is not: missing, suppressed, not applicable and zero stay four different things.

The tables are declared by subject: schools, money, people, learning, services, climate, places. A
table called finer is not compared itself; `rar.reading.reduce` makes canonical values of it.
"""

from rar.tables import climate, learning, money, people, places, schools, services
from rar.tables.column import COUNT, FLAG, NUMBER, SHARE, TEXT, Column, Table, absent
from rar.tables.keys import (
    ABSENCES,
    COURSES,
    GRADES,
    GROUPS,
    LEVELS,
    LOCALES,
    RACES,
    SERVICES,
    SUBJECTS,
)

TABLES: dict[str, Table] = {
    table.name: table
    for module in (schools, money, people, learning, services, climate, places)
    for table in module.TABLES
}

__all__ = [
    "ABSENCES",
    "COUNT",
    "COURSES",
    "FLAG",
    "GRADES",
    "GROUPS",
    "LEVELS",
    "LOCALES",
    "NUMBER",
    "RACES",
    "SERVICES",
    "SHARE",
    "SUBJECTS",
    "TABLES",
    "TEXT",
    "Column",
    "Table",
    "absent",
]
