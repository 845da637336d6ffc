"""The codes and keys that canonical tables share."""

from rar.tables.column import COUNT, TEXT, Column

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
    "below": "Below proficient the year before",
    "prek": "Children who attended pre-kindergarten",
    "f": "Female",
    "m": "Male",
}
RACES = ("ai", "as", "bl", "hi", "hp", "ap", "tr", "wh")
LEVELS = ("elementary", "middle", "high")
GRADES = ("PK", "K", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13")
LOCALES = ("city", "suburb", "town", "rural")
COURSES = (
    "ap", "ib", "dual_enrollment", "cte", "gifted", "algebra1_grade8", "algebra2", "calculus",
    "physics", "chemistry", "computer_science", "world_language", "arts",
)  # fmt: skip
SUBJECTS = ("english", "mathematics", "science", "social_studies", "other")
SERVICES = ("tutoring", "summer", "tier2", "tier3", "early_warning")

AS_WRITTEN = "as the state writes it, leading zeros kept"
YEAR = Column("year", COUNT, "spring of the school year: 2022 is 2021-22", low=1990, high=2100)
SCHOOL = Column("school_id", TEXT, f"the school's id, {AS_WRITTEN}", required=True)
DISTRICT = Column("district_id", TEXT, f"the district's id, {AS_WRITTEN}", required=True)
GROUP = Column("group", TEXT, "student group", allowed=tuple(GROUPS))
RACE = Column("race", TEXT, "race or ethnicity", allowed=(*RACES, "unknown"))
