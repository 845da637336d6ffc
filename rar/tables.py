"""The canonical tables: what every state's files must become. This is the data dictionary.

One row of a table is one school (or district, or student group in a school) in one year, where
`year` is the spring of the school year. Besides its declared columns, a table as read carries for
each measured column `c` a companion `absent:c` that says why a cell is empty (`ABSENCES`), and ''
where it is not: missing, suppressed, not applicable and zero stay four different things.
"""

from __future__ import annotations

from dataclasses import dataclass, field

ABSENCES = {
    "missing": "the cell is blank at the source, or holds the state's word for 'no data'",
    "suppressed": "the source withholds it to protect people",
    "not applicable": "the question does not arise for this school",
    "not published": "the state's files of that year do not have this field at all",
}

GROUPS = {
    "all": "All students",
    "ai": "American Indian or Alaska Native",
    "as": "Asian",
    "bl": "Black or African American",
    "hi": "Hispanic or Latino",
    "hp": "Native Hawaiian or Pacific Islander",
    "ap": "Asian or Pacific Islander",
    "tr": "Two or more races",
    "wh": "White",
    "ed": "Economically disadvantaged",
    "non_ed": "Not economically disadvantaged",
    "el": "English learners",
    "non_el": "Not English learners",
    "swd": "Students with disabilities",
    "non_swd": "Students without disabilities",
    "homeless": "Students experiencing homelessness",
    "foster": "Students in foster care",
    "migrant": "Migrant students",
    "military": "Military-connected students",
    "f": "Female",
    "m": "Male",
}
RACES = ("ai", "as", "bl", "hi", "hp", "ap", "tr", "wh")
LEVELS = ("elementary", "middle", "high")
GRADES = ("PK", "K", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13")

NUMBER, SHARE, COUNT, FLAG, TEXT = "number", "share", "count", "flag", "text"


@dataclass(frozen=True)
class Column:
    """One column: its name, kind, unit and meaning.

    kind: 'count' (>= 0), 'number', 'share' (0 to 1), 'flag' (1 yes, 0 no) or 'text'. allowed lists
    the only values a text column may hold; low and high bound a number.
    """

    name: str
    kind: str
    meaning: str
    unit: str = ""
    allowed: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    required: bool = False

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """Lowest and highest possible value; None where there is no bound."""
        if self.kind == SHARE:
            return 0.0, 1.0
        if self.kind == FLAG:
            return 0.0, 1.0
        return (0.0 if self.kind == COUNT and self.low is None else self.low), self.high


@dataclass(frozen=True)
class Table:
    """One canonical table: its keys (one row each), its columns, and whether rows are people."""

    name: str
    meaning: str
    keys: tuple[Column, ...]
    columns: tuple[Column, ...]
    person_level: bool = False
    by_name: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self):
        object.__setattr__(self, "by_name", {c.name: c for c in (*self.keys, *self.columns)})

    @property
    def key_names(self) -> list[str]:
        return [column.name for column in self.keys]

    @property
    def measured(self) -> list[str]:
        """The columns that are not keys; each has an `absent:` companion."""
        return [column.name for column in self.columns]


def absent(column: str) -> str:
    """The name of the companion that says why a cell of `column` is empty.

    >>> absent("novice")
    'absent:novice'
    """
    return f"absent:{column}"


_ID = "as the state writes it, leading zeros kept"
YEAR = Column("year", COUNT, "spring of the school year: 2022 is 2021-22", low=1990, high=2100)
SCHOOL = Column("school_id", TEXT, f"the school's id, {_ID}", required=True)
DISTRICT = Column("district_id", TEXT, f"the district's id, {_ID}", required=True)
GROUP = Column("group", TEXT, "student group", allowed=tuple(GROUPS))
RACE = Column("race", TEXT, "race or ethnicity", allowed=(*RACES, "unknown"))
COURSES = (
    "ap", "ib", "dual_enrollment", "cte", "gifted", "algebra1_grade8", "algebra2", "calculus",
    "physics", "chemistry", "computer_science", "world_language", "arts",
)  # fmt: skip


def _count(name: str, meaning: str, unit: str = "students") -> Column:
    return Column(name, COUNT, meaning, unit)


def _share(name: str, meaning: str, unit: str = "share") -> Column:
    return Column(name, SHARE, meaning, unit)


def _dollars(name: str, meaning: str) -> Column:
    return Column(name, NUMBER, meaning, "dollars per pupil")


def _flag(name: str, meaning: str) -> Column:
    return Column(name, FLAG, meaning, "1 yes, 0 no")


_ALL = (
    Table(
        "districts",
        "Districts (and charter authorizers or charter schools that are districts of their own).",
        (DISTRICT, YEAR),
        (
            Column("name", TEXT, "the district's name as it calls itself", required=True),
            Column("kind", TEXT, "what sort of district", allowed=("district", "charter", "other")),
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
            _flag("charter", "a charter school"),
            _flag("title1", "receives Title I, Part A money"),
            _flag("csi", "identified for comprehensive support and improvement"),
            _flag("tsi", "identified for targeted support and improvement"),
            _flag("atsi", "identified for additional targeted support and improvement"),
            _count("enrollment", "students enrolled, as the school's headcount of that year"),
            _share("ed_share", "students economically disadvantaged (in poverty), of all students"),
        ),
    ),
    Table(
        "enrollment",
        "Students by group.",
        (SCHOOL, YEAR, GROUP),
        (_count("students", "students of the group"),),
    ),
    Table(
        "enrollment_by_grade",
        "Students by grade.",
        (SCHOOL, YEAR, Column("grade", TEXT, "grade", allowed=GRADES)),
        (_count("students", "students in the grade"),),
    ),
    Table(
        "district_enrollment",
        "Students by group for whole districts, where the state does not give them by school.",
        (DISTRICT, YEAR, GROUP),
        (_count("students", "students of the group"),),
    ),
    Table(
        "spending",
        "Spending per pupil as ESSA 1111(h)(1)(C)(x) has states report it, central costs shared "
        "out to schools unless the profile's caveats say otherwise.",
        (SCHOOL, YEAR),
        (
            _count("pupils", "the pupils the dollars are divided by"),
            _dollars("total", "all funds"),
            _dollars("state_local", "state and local funds"),
            _dollars("federal", "federal funds"),
            _dollars("state_local_personnel", "state and local funds, personnel"),
            _dollars("state_local_nonpersonnel", "state and local funds, other than personnel"),
            _dollars("federal_personnel", "federal funds, personnel"),
            _dollars("federal_nonpersonnel", "federal funds, other than personnel"),
            _dollars("title1", "Title I, Part A, a part of federal"),
            _dollars("allocated", "all funds as budgeted at the start of the year"),
            _dollars("salaries", "salaries"),
            _dollars("benefits", "employee benefits"),
            _dollars("services", "purchased services"),
            _dollars("supplies", "supplies and materials"),
            _dollars("equipment", "instructional equipment"),
            _dollars("other_objects", "other objects"),
            _dollars("central", "the school's share of central expense"),
        ),
    ),
    Table(
        "teachers",
        "Teachers of a school, in persons or full-time equivalents as the state counts them.",
        (SCHOOL, YEAR),
        (
            _count("teachers", "teachers", "teachers"),
            _count(
                "novice", "novice (inexperienced) teachers, as the state defines it", "teachers"
            ),
            _share("novice_share", "novice teachers of the teachers whose experience is counted"),
            _count("out_of_field", "teachers teaching out of their field", "teachers"),
            _share("out_of_field_share", "out-of-field teachers of those counted"),
            _count("provisional", "teachers on emergency or provisional credentials", "teachers"),
            _count("rated", "teachers with an evaluation rating", "teachers"),
            _count("ineffective", "teachers rated below effective", "teachers"),
            _share("returned_share", "teachers of last year who returned this year"),
            _share("returned_3yr_share", "the same, averaged over three years"),
            _share("vacancy_share", "teaching posts vacant for more than nine weeks"),
            _share("attendance_share", "days teachers were present, of days they were due"),
            _count("absent_over_10_days", "teachers absent more than 10 days", "teachers"),
            _share("advanced_degree_share", "teachers with a degree above the bachelor's"),
            Column("average_salary", NUMBER, "average teacher salary", "dollars", low=0),
        ),
    ),
    Table(
        "staff_race",
        "Teachers and leaders by race; school_id is '' where the state gives districts only.",
        (
            DISTRICT,
            Column("school_id", TEXT, f"the school's id, {_ID}; '' for the whole district"),
            YEAR,
            Column("role", TEXT, "whose race is counted", allowed=("teacher", "principal")),
            RACE,
        ),
        (_count("fte", "people of that race", "full-time equivalents"),),
    ),
    Table(
        "leaders",
        "Principals.",
        (SCHOOL, YEAR),
        (
            _count("principals", "principals", "principals"),
            _count("inexperienced", "principals the state counts as inexperienced", "principals"),
            Column(
                "years_at_school",
                NUMBER,
                "principal's years at this school",
                "years",
                low=0,
                high=60,
            ),
            Column(
                "years_as_principal",
                NUMBER,
                "principal's years as principal",
                "years",
                low=0,
                high=60,
            ),
            _count("principals_last_5_years", "different principals in five years", "principals"),
        ),
    ),
    Table(
        "courses",
        "Offering of and enrollment in courses and programs, by group.",
        (
            SCHOOL,
            YEAR,
            Column("course", TEXT, "course or program", allowed=COURSES),
            GROUP,
        ),
        (
            _flag("offered", "the school offers it (group 'all' only)"),
            _count("enrolled", "students taking part"),
            _count("eligible", "students of the group in the grades it is meant for"),
            _share("participation", "enrolled of eligible, where the state gives only the share"),
            _count("passed", "students who passed its examination"),
            _count("examined", "examinations taken", "examinations"),
        ),
    ),
    Table(
        "time",
        "Instructional time.",
        (SCHOOL, YEAR),
        (
            _share(
                "prime_instructional_time",
                "share of instructional time when both students and teachers were present",
            ),
            Column("students_per_teacher", NUMBER, "students per core teacher", "students", low=0),
            Column("days_per_year", NUMBER, "days of instruction", "days", low=0, high=366),
            Column("minutes_per_day", NUMBER, "minutes of instruction a day", "minutes", low=0),
            _count("average_daily_attendance", "average daily attendance"),
            _count("average_daily_membership", "average daily membership"),
            _count("interventionists", "interventionists", "full-time equivalents"),
        ),
    ),
    Table(
        "class_sizes",
        "Average class sizes by course or grade.",
        (SCHOOL, YEAR, Column("course", TEXT, "course or grade as the state names it")),
        (
            Column("average_size", NUMBER, "average students in a section", "students", low=0),
            _count("sections", "sections", "sections"),
            Column(
                "size_experienced",
                NUMBER,
                "section size the average student sits in: sum of squares over sum",
                "students",
                low=0,
            ),
            _count("students", "students in those sections"),
        ),
    ),
    Table(
        "discipline",
        "Exclusion from class and school, by group.",
        (SCHOOL, YEAR, GROUP),
        (
            _count("students", "students of the group"),
            _count("in_school_suspensions", "in-school suspensions", "as the state counts them"),
            _count(
                "out_of_school_suspensions",
                "out-of-school suspensions",
                "as the state counts them",
            ),
            _count("expulsions", "expulsions", "as the state counts them"),
            _count("referrals", "referrals to law enforcement and arrests", "events"),
            _count("bullying", "reported cases of bullying and harassment", "events"),
        ),
    ),
    Table(
        "attendance",
        "Chronic absence, by group.",
        (SCHOOL, YEAR, GROUP),
        (
            _count("chronically_absent", "students absent 10 % of days or more"),
            _count("students", "students whose attendance is counted"),
            _share("chronic_absence", "the share, where the state gives no counts"),
        ),
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
                allowed=("safe", "rules", "bullying", "learning", "surroundings", "home_school"),
            ),
        ),
        (
            _share("favorable", "favorable answers of valid answers"),
            _count("responses", "valid answers", "answers"),
        ),
    ),
    Table(
        "supports",
        "Support staff.",
        (SCHOOL, YEAR),
        (
            _count("counselors", "school counselors", "full-time equivalents"),
            _count("psychologists", "school psychologists", "full-time equivalents"),
            _count("social_workers", "school social workers", "full-time equivalents"),
            _count("nurses", "school nurses", "full-time equivalents"),
            _count("security_officers", "officers and guards", "full-time equivalents"),
        ),
    ),
    Table(
        "early_learning",
        "Pre-kindergarten and kindergarten, by group.",
        (SCHOOL, YEAR, GROUP),
        (
            _count("prek_students", "students in pre-kindergarten"),
            _count("kindergarten_students", "students in kindergarten"),
            _count("assessed", "kindergartners assessed for readiness"),
            _count("ready", "kindergartners assessed as ready"),
            _share("ready_share", "the share ready, where the state gives no counts"),
        ),
    ),
    Table(
        "facilities",
        "Buildings and equipment.",
        (SCHOOL, YEAR),
        (
            _share("condition_index", "facility condition index: needed repairs of value"),
            Column("year_built", NUMBER, "year built", "year", low=1700, high=2100),
            Column("year_renovated", NUMBER, "year last renovated", "year", low=1700, high=2100),
            _count("capacity", "students the building is made for"),
            _count("portable_seats", "students taught in portable rooms"),
            _count("devices", "computers and tablets for students", "devices"),
            Column("students_per_device", NUMBER, "students per device", "students", low=0),
            _share("wireless_share", "classrooms with wireless access"),
            _share("one_to_one_share", "students with a device of their own"),
        ),
    ),
    Table(
        "staff",
        "Finer: people. Reduces into teachers, leaders and staff_race; never leaves the store.",
        (
            Column("person_id", TEXT, "a number that is not a name", required=True),
            SCHOOL,
            YEAR,
            Column("role", TEXT, "role", allowed=("teacher", "principal")),
        ),
        (
            Column("fte", NUMBER, "full-time equivalents", "FTE", low=0, high=1.5),
            Column("years_experience", NUMBER, "completed years in the role", "years", low=0),
            Column("years_at_school", NUMBER, "completed years at the school", "years", low=0),
            _flag("in_field", "teaches in the field of the license"),
            _flag("fully_licensed", "holds a full license"),
            _flag("returned", "was at this school last year; 0 left it after last year"),
            Column("days_absent", NUMBER, "days absent", "days", low=0),
            Column("salary", NUMBER, "salary", "dollars", low=0),
            Column("race", TEXT, "race or ethnicity", allowed=(*RACES, "unknown")),
            Column(
                "rating", TEXT, "evaluation rating", allowed=("effective", "ineffective", "none")
            ),
        ),
        person_level=True,
    ),
    Table(
        "sections",
        "Finer: course sections. Reduces into class_sizes.",
        (Column("section_id", TEXT, "section", required=True), SCHOOL, YEAR),
        (
            Column("course", TEXT, "course or grade", required=True),
            _count("students", "students in the section"),
            Column("minutes_per_week", NUMBER, "minutes a week", "minutes", low=0),
        ),
    ),
)

TABLES: dict[str, Table] = {table.name: table for table in _ALL}
