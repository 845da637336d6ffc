"""Tables of help that some students need, of where they are taught, and of early learning."""

from rar.tables.column import TEXT, Column, Table, count, share
from rar.tables.keys import GROUP, SCHOOL, SERVICES, YEAR
from rar.tables.plausible import Extreme

TABLES = (
    Table(
        "placement",
        "Where students with disabilities and English learners are taught.",
        (SCHOOL, YEAR),
        (
            count("swd_students", "students with disabilities whose placement is known"),
            count("swd_regular_80", "of these, in regular classes 80 % of the time or more"),
            count("el_students", "English learners whose placement is known"),
            count("el_separate", "of these, in classes for English learners only"),
        ),
    ),
    Table(
        "services",
        "Help that some students need: who needs it and who gets it, by group.",
        (SCHOOL, YEAR, Column("service", TEXT, "what is given", allowed=SERVICES), GROUP),
        (
            count("needing", "students who need it, or to whom it is offered"),
            count("served", "of these, who get it"),
        ),
    ),
    Table(
        "programs",
        "Finer: programs by school. Reduces into services.",
        (
            Column("program_id", TEXT, "program", required=True),
            SCHOOL,
            YEAR,
            Column("service", TEXT, "what is given", allowed=SERVICES),
            GROUP,
        ),
        (
            count("needing", "students who need it, or to whom it is offered"),
            count("served", "of these, who get it"),
        ),
    ),
    Table(
        "early_learning",
        "Pre-kindergarten and kindergarten, by group.",
        (SCHOOL, YEAR, GROUP),
        (
            count("prek_students", "students in pre-kindergarten"),
            count("kindergarten_students", "students in kindergarten"),
            count("assessed", "kindergartners assessed for readiness"),
            count("ready", "kindergartners assessed as ready"),
            share(
                "ready_share",
                "the share ready, where the state gives no counts",
                Extreme(
                    "{value} of {people} as ready",
                    "Ask the early learning office whether every result was entered.",
                    "assessed",
                    people_from=40,
                    count="ready",
                ),
            ),
            count("prek_high_quality", "pre-kindergarten students in top-rated programs"),
            count("prek_seats", "pre-kindergarten places (group 'all' only)", "places"),
            count("prek_full_day", "pre-kindergarten students with a full day"),
            count("prek_waiting", "children on the waiting list (group 'all' only)", "children"),
            count(
                "prek_chronically_absent", "pre-kindergarten students absent 10 % of days or more"
            ),
            count(
                "prek_attendance_counted", "pre-kindergarten students whose attendance is counted"
            ),
            count("prek_classes", "pre-kindergarten classes (group 'all' only)", "classes"),
            count(
                "prek_classes_meeting",
                "of these, with 20 children or fewer, an adult for each 10, and a teacher with a "
                "bachelor's degree in early childhood (group 'all' only)",
                "classes",
            ),
        ),
    ),
)
