"""Tables of buildings and equipment."""

from rar.tables.column import NUMBER, TEXT, Column, Table, count, dollars, share
from rar.tables.keys import SCHOOL, YEAR

TABLES = (
    Table(
        "facilities",
        "Buildings and equipment.",
        (SCHOOL, YEAR),
        (
            share("condition_index", "facility condition index: needed repairs of value"),
            Column("year_built", NUMBER, "year built", "year", low=1700, high=2100),
            Column("year_renovated", NUMBER, "year last renovated", "year", low=1700, high=2100),
            count("capacity", "students the building is made for"),
            count("portable_seats", "students taught in portable rooms"),
            count("devices", "computers and tablets for students", "devices"),
            Column("students_per_device", NUMBER, "students per device", "students", low=0),
            share("wireless_share", "classrooms with wireless access"),
            share("one_to_one_share", "students with a device of their own"),
            dollars("capital_five_years", "capital spending of the last five years"),
            count("environment_checks", "checks of air, water, heat, cooling and access", "checks"),
            count("environment_failed", "of these, failed", "checks"),
            count("rooms_expected", "special rooms a school of its level should have", "rooms"),
            count(
                "rooms_present",
                "of these, there: laboratory, library, art room, gymnasium",
                "rooms",
            ),
        ),
    ),
    Table(
        "buildings",
        "Finer: buildings of a school. Reduces into facilities.",
        (Column("building_id", TEXT, "building", required=True), SCHOOL, YEAR),
        (
            Column("repairs", NUMBER, "repairs needed", "dollars", low=0),
            Column("value", NUMBER, "what replacing it would cost", "dollars", low=0),
            Column("year_built", NUMBER, "year built", "year", low=1700, high=2100),
            count("capacity", "students it is made for"),
            count("portable_seats", "students taught in portable rooms"),
        ),
    ),
)
