"""Tables of discipline, attendance and survey answers."""

from rar.tables.column import NUMBER, TEXT, Column, Table, count, share
from rar.tables.keys import GROUP, SCHOOL, YEAR
from rar.tables.plausible import Extreme, Repeat

TABLES = (
    Table(
        "discipline",
        "Exclusion from class and school, by group.",
        (SCHOOL, YEAR, GROUP),
        (
            count("students", "students of the group"),
            count("in_school_suspensions", "in-school suspensions", "as the state counts them"),
            count(
                "out_of_school_suspensions",
                "out-of-school suspensions",
                "as the state counts them",
            ),
            count("expulsions", "expulsions", "as the state counts them"),
            count("referrals", "referrals to law enforcement and arrests", "events"),
            count("bullying", "reported cases of bullying and harassment", "events"),
            count("students_suspended", "students suspended once or more, in or out of school"),
            count("days_suspended", "days of out-of-school suspension", "days"),
            count("restraints", "times a student was restrained or secluded", "events"),
        ),
    ),
    Table(
        "attendance",
        "Chronic absence, by group.",
        (SCHOOL, YEAR, GROUP),
        (
            count("chronically_absent", "students absent 10 % of days or more"),
            count(
                "students",
                "students whose attendance is counted",
                "students",
                Repeat(
                    "attendance of {value} students",
                    "Ask the state whether last year's file was published again.",
                ),
            ),
            share(
                "chronic_absence",
                "the share, where the state gives no counts",
                # Were only 1 student in 50 absent so often, none among 200 would come up less
                # than twice in a hundred schools. No such rule for discipline: a school without a
                # suspension is common.
                Extreme(
                    "{value} of {people} as chronically absent",
                    "Ask the attendance office whether absences were recorded to the end.",
                    "students",
                    people_from=200,
                    count="chronically_absent",
                    or_enrollment=True,
                ),
            ),
        ),
    ),
    Table(
        "attendance_records",
        "Finer: how students attended, one row a student, or one row for students alike. The "
        "groups an agency defines in review.toml are counted from it; never leaves the store.",
        (Column("record_id", TEXT, "a number that is not a name", required=True), SCHOOL, YEAR),
        (
            count("students", "students the row stands for"),
            Column("days_enrolled", NUMBER, "days enrolled", "days", low=0, high=366),
            Column("days_present", NUMBER, "days present", "days", low=0, high=366),
            Column("days_virtual", NUMBER, "days of virtual instruction", "days", low=0, high=366),
            count("months_interrupted", "months of schooling missed before enrolling", "months"),
            count("schools_attended", "schools attended in the year", "schools"),
        ),
        person_level=True,
    ),
    Table(
        "survey",
        "Survey answers. part tells apart two levels of one school that are surveyed apart.",
        (
            SCHOOL,
            YEAR,
            Column("part", TEXT, "part of the school surveyed; '' for the whole"),
            Column("respondent", TEXT, "who answered", allowed=("student", "teacher", "parent")),
            Column(
                "item",
                TEXT,
                "what was asked about",
                allowed=(
                    "safe",
                    "rules",
                    "bullying",
                    "learning",
                    "surroundings",
                    "home_school",
                    "leadership",
                    "belonging",
                ),
            ),
        ),
        (
            share("favorable", "favorable answers of valid answers"),
            count("responses", "valid answers", "answers"),
        ),
    ),
    Table(
        "survey_counts",
        "Survey answers by group. Reduces into survey, where the group is 'all'.",
        (
            SCHOOL,
            YEAR,
            Column("respondent", TEXT, "who answered", allowed=("student", "teacher", "parent")),
            Column(
                "item",
                TEXT,
                "what was asked about",
                allowed=(
                    "safe",
                    "rules",
                    "bullying",
                    "learning",
                    "surroundings",
                    "home_school",
                    "leadership",
                    "belonging",
                ),
            ),
            GROUP,
        ),
        (
            count("favorable", "favorable answers", "answers"),
            count("valid", "valid answers", "answers"),
            count("invited", "people asked", "people"),
        ),
    ),
)
