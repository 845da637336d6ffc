"""Tables of districts, schools and who attends them."""

from rar.tables.column import TEXT, Column, Table, count, flag, share
from rar.tables.keys import DISTRICT, GRADES, GROUP, LEVELS, LOCALES, RACES, SCHOOL, YEAR
from rar.tables.plausible import Change, GroupParts, Repeat

_MEMBERSHIP = "Ask the enrollment office"
_REPEAT = Repeat("{value} students", "Ask the state whether last year's file was published again.")

TABLES = (
    Table(
        "districts",
        "Districts (and charter authorizers or charter schools that are districts of their own).",
        (DISTRICT, YEAR),
        (
            Column("name", TEXT, "the district's name as it calls itself", required=True),
            Column("kind", TEXT, "what sort of district", allowed=("district", "charter", "other")),
            Column("locale", TEXT, "where it lies", allowed=LOCALES),
        ),
    ),
    Table(
        "schools",
        "Schools: one row a school and year, however many levels it serves.",
        (SCHOOL, YEAR),
        (
            DISTRICT,
            Column("name", TEXT, "the school's name", required=True),
            Column("grade_low", TEXT, "lowest grade served", allowed=GRADES),
            Column("grade_high", TEXT, "highest grade served", allowed=GRADES),
            Column(
                "level",
                TEXT,
                "the one level the school is compared in: where most of its grades lie, the lower "
                "on a tie; taken from the grades served where the state does not say",
                allowed=LEVELS,
            ),
            Column("levels", TEXT, "all levels served, joined by ';', as the state reports them"),
            flag("charter", "a charter school"),
            flag("title1", "receives Title I, Part A money"),
            flag("csi", "identified for comprehensive support and improvement"),
            flag("tsi", "identified for targeted support and improvement"),
            flag("atsi", "identified for additional targeted support and improvement"),
            count(
                "enrollment",
                "students enrolled, as the school's headcount of that year",
                "students",
                Change(
                    "{value} students",
                    f"{_MEMBERSHIP} whether attendance zones or programs moved, and which day "
                    "was counted.",
                ),
                _REPEAT,
            ),
            share("ed_share", "students economically disadvantaged (in poverty), of all students"),
        ),
    ),
    Table(
        "enrollment",
        "Students by group.",
        (SCHOOL, YEAR, GROUP),
        (count("students", "students of the group", "students", _REPEAT),),
        doubts=(
            GroupParts(
                "students",
                RACES,
                "{value} students",
                f"{_MEMBERSHIP} whether some students were counted in no racial or ethnic group, "
                "or in two.",
            ),
        ),
    ),
    Table(
        "enrollment_by_grade",
        "Students by grade.",
        (SCHOOL, YEAR, Column("grade", TEXT, "grade", allowed=GRADES)),
        (count("students", "students in the grade"),),
    ),
    Table(
        "district_enrollment",
        "Students by group for whole districts, where the state does not give them by school.",
        (DISTRICT, YEAR, GROUP),
        (count("students", "students of the group"),),
    ),
    Table(
        "adjacent_schools",
        "Schools whose attendance zones touch; each pair stands once.",
        (SCHOOL, YEAR, Column("other_school_id", TEXT, "the other school's id", required=True)),
        (flag("adjacent", "their zones touch"),),
    ),
)
