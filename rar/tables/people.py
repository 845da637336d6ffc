"""Tables of teachers, leaders and support staff."""

from rar.tables.column import NUMBER, TEXT, Column, Table, count, flag, share
from rar.tables.keys import AS_WRITTEN, DISTRICT, RACE, RACES, SCHOOL, YEAR
from rar.tables.plausible import Crowd, Extreme, Leap, Rare

_STAFF = "Ask the human resources office"
_POSTS = f"{_STAFF} how posts are counted, and where people who serve several schools are."


def _crowd(who: str, each: float = 20.0) -> Crowd:
    """Full-time equivalents beyond any school's; the default is that of support staff."""
    return Crowd(f"{{value}} full-time equivalents of {who}", _POSTS, each)


def _all_teachers(which: str) -> Extreme:
    """Every teacher of a school of twenty or more: usually a share of something else."""
    ask = f"{_STAFF} what the percentage was taken of."
    return Extreme(f"{{value}} of {{people}} as {which}", ask, "teachers", 20, at=(1.0,))


TABLES = (
    Table(
        "teachers",
        "Teachers of a school, in persons or full-time equivalents as the state counts them.",
        (SCHOOL, YEAR),
        (
            count(
                "teachers",
                "teachers",
                "teachers",
                Leap("{value} as the number of teachers", _POSTS, least=10, by_students=True),
                Crowd("{value} teachers", _POSTS, students_each=4),
            ),
            count("novice", "novice (inexperienced) teachers, as the state defines it", "teachers"),
            share(
                "novice_share",
                "novice teachers of the teachers whose experience is counted",
                _all_teachers("novices"),
            ),
            count("out_of_field", "teachers teaching out of their field", "teachers"),
            share(
                "out_of_field_share",
                "out-of-field teachers of those counted",
                _all_teachers("teaching out of field"),
            ),
            count("provisional", "teachers on emergency or provisional credentials", "teachers"),
            count("rated", "teachers with an evaluation rating", "teachers"),
            count("ineffective", "teachers rated below effective", "teachers"),
            share(
                "returned_share",
                "teachers of last year who returned this year",
                Rare(
                    "{value} of last year's teachers as returned",
                    f"{_STAFF} whether the school was reorganized, or the list of names changed.",
                    low=0.10,
                ),
            ),
            share("returned_3yr_share", "the same, averaged over three years"),
            share(
                "vacancy_share",
                "teaching posts vacant for more than nine weeks",
                Rare(
                    "{value} of teaching posts as vacant for more than nine weeks",
                    f"{_STAFF} whether posts or weeks were counted.",
                    high=0.50,
                ),
            ),
            share("attendance_share", "days teachers were present, of days they were due"),
            count("absent_over_10_days", "teachers absent more than 10 days", "teachers"),
            share("advanced_degree_share", "teachers with a degree above the bachelor's"),
            Column(
                "average_salary",
                NUMBER,
                "average teacher salary",
                "dollars",
                low=0,
                doubts=(Leap("an average teacher salary of {value}", f"{_STAFF} to check it."),),
            ),
            count("last_year", "teachers of last year", "teachers"),
            count("returned", "of these, at the same school this year", "teachers"),
            count("moved", "of these, at another school of the district this year", "teachers"),
            count("last_year_of_color", "teachers of color of last year", "teachers"),
            count("returned_of_color", "of these, at the same school this year", "teachers"),
            count("secondary_teachers", "teachers of middle and high school courses", "teachers"),
            count("secondary_load", "different students of each of them, summed", "students"),
            count("collaboration_asked", "teachers whose weekly schedule is known", "teachers"),
            count(
                "collaboration_90", "of these, with 90 minutes a week or more together", "teachers"
            ),
            count("practice_observed", "items looked for on walkthroughs", "items"),
            count("practice_met", "of these, items seen at standard", "items"),
        ),
    ),
    Table(
        "staff_race",
        "Teachers and leaders by race; school_id is '' where the state gives districts only.",
        (
            DISTRICT,
            Column("school_id", TEXT, f"the school's id, {AS_WRITTEN}; '' for the whole district"),
            YEAR,
            Column("role", TEXT, "whose race is counted", allowed=("teacher", "principal")),
            RACE,
        ),
        (count("fte", "people of that race", "full-time equivalents"),),
    ),
    Table(
        "leaders",
        "Principals.",
        (SCHOOL, YEAR),
        (
            count("principals", "principals", "principals"),
            count("inexperienced", "principals the state counts as inexperienced", "principals"),
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
            count("principals_last_5_years", "different principals in five years", "principals"),
            count("last_year", "principals of last year", "principals"),
            count("returned", "of these, principal of the same school this year", "principals"),
            count("last_year_of_color", "principals of color of last year", "principals"),
            count(
                "returned_of_color",
                "of these, principal of the same school this year",
                "principals",
            ),
            count("rated", "principals with an evaluation rating", "principals"),
            count("effective", "of these, rated effective or better", "principals"),
            count(
                "assistant_principals",
                "assistant principals",
                "full-time equivalents",
                _crowd("assistant principals"),
            ),
            count(
                "coaches",
                "instructional coaches",
                "full-time equivalents",
                _crowd("instructional coaches"),
            ),
            count("teacher_leaders", "teacher leaders", "full-time equivalents"),
        ),
    ),
    Table(
        "supports",
        "Support staff.",
        (SCHOOL, YEAR),
        (
            count(
                "counselors",
                "school counselors",
                "full-time equivalents",
                _crowd("school counselors"),
            ),
            count(
                "psychologists",
                "school psychologists",
                "full-time equivalents",
                _crowd("school psychologists"),
            ),
            count(
                "social_workers",
                "school social workers",
                "full-time equivalents",
                _crowd("school social workers"),
            ),
            count("nurses", "school nurses", "full-time equivalents", _crowd("school nurses")),
            count(
                "security_officers",
                "officers and guards",
                "full-time equivalents",
                _crowd("officers and guards"),
            ),
            count(
                "family_liaisons",
                "family liaisons",
                "full-time equivalents",
                _crowd("family liaisons"),
            ),
            flag("health_center", "a health center in the school"),
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
            flag("in_field", "teaches in the field of the license"),
            flag("fully_licensed", "holds a full license"),
            flag("returned", "was at this school last year; 0 left it after last year"),
            Column("days_absent", NUMBER, "days absent", "days", low=0),
            Column("salary", NUMBER, "salary", "dollars", low=0),
            Column("race", TEXT, "race or ethnicity", allowed=(*RACES, "unknown")),
            Column(
                "rating", TEXT, "evaluation rating", allowed=("effective", "ineffective", "none")
            ),
            flag("moved", "left this school and works at another of the district"),
        ),
        person_level=True,
    ),
)
