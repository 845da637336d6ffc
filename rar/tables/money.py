"""Tables of money: by school, by district, and the rules it is given out by."""

from rar.tables.column import NUMBER, TEXT, Column, Table, count, dollars, flag
from rar.tables.keys import DISTRICT, SCHOOL, YEAR
from rar.tables.plausible import Leap, Parts, Repeat

_OFFICE = "Ask the business office what was counted"
_MONEY_OF = f"{_OFFICE}, and for which year."

TABLES = (
    Table(
        "spending",
        "Spending per pupil as ESSA 1111(h)(1)(C)(x) has states report it, central costs shared "
        "out to schools unless the profile's caveats say otherwise.",
        (SCHOOL, YEAR),
        (
            count("pupils", "the pupils the dollars are divided by"),
            dollars(
                "total",
                "all funds",
                Leap("{value} per student from all funds", _MONEY_OF),
                Repeat("{value} per student from all funds", _MONEY_OF),
            ),
            dollars(
                "state_local",
                "state and local funds",
                Leap("{value} of state and local money per student", _MONEY_OF),
            ),
            dollars("federal", "federal funds"),
            dollars("state_local_personnel", "state and local funds, personnel"),
            dollars("state_local_nonpersonnel", "state and local funds, other than personnel"),
            dollars("federal_personnel", "federal funds, personnel"),
            dollars("federal_nonpersonnel", "federal funds, other than personnel"),
            dollars("title1", "Title I, Part A, a part of federal"),
            dollars(
                "allocated",
                "all funds as budgeted at the start of the year",
                Leap("{value} allocated per student", _MONEY_OF),
            ),
            dollars("salaries", "salaries"),
            dollars("benefits", "employee benefits"),
            dollars("services", "purchased services"),
            dollars("supplies", "supplies and materials"),
            dollars("equipment", "instructional equipment"),
            dollars("other_objects", "other objects"),
            dollars("central", "the school's share of central expense"),
            dollars("flexible", "dollars the principal decides on"),
        ),
        doubts=(
            Parts(
                "total",
                ("state_local", "federal"),
                "{value} per student from all funds",
                f"{_OFFICE} in the total and left out of its parts, or the other way round.",
            ),
            Parts(
                "state_local",
                ("state_local_personnel", "state_local_nonpersonnel"),
                "{value} of state and local money per student",
                f"{_OFFICE} neither as personnel nor as anything else.",
            ),
            Parts(
                "federal",
                ("federal_personnel", "federal_nonpersonnel"),
                "{value} of federal money per student",
                f"{_OFFICE} neither as personnel nor as anything else.",
            ),
            Parts(
                "total",
                ("salaries", "benefits", "services", "supplies", "equipment", "other_objects"),
                "{value} per student from all funds",
                f"{_OFFICE} in the total and under none of the objects.",
                perhaps="central",
            ),
        ),
    ),
    Table(
        "district_finance",
        "Revenue and wealth of whole districts, and how much of its money goes out by rules.",
        (DISTRICT, YEAR),
        (
            Column("revenue_federal", NUMBER, "federal revenue", "dollars", low=0),
            Column("revenue_state", NUMBER, "state revenue", "dollars", low=0),
            Column("revenue_local", NUMBER, "local revenue", "dollars", low=0),
            Column("property_wealth", NUMBER, "taxable property", "dollars per pupil", low=0),
            Column("ruled", NUMBER, "money given to schools by a rule", "dollars", low=0),
            Column("need_sensitive", NUMBER, "of it, by rules that use need", "dollars", low=0),
            Column("public_rules", NUMBER, "of it, by rules that are public", "dollars", low=0),
        ),
    ),
    Table(
        "allocation_rules",
        "Finer: the rules by which a district gives money or posts to schools. Reduces into "
        "district_finance.",
        (Column("rule_id", TEXT, "rule", required=True), DISTRICT, YEAR),
        (
            Column("rule", TEXT, "the rule in words", required=True),
            Column("driver", TEXT, "what it counts: students, teachers, square feet"),
            Column("amount", NUMBER, "money it moves in the year", "dollars", low=0),
            flag("need_sensitive", "it gives more where needs are greater"),
            flag("public", "it is published"),
            Column("decided_by", TEXT, "who may change it"),
        ),
    ),
)
