"""Tables of courses, classes and time."""

from rar.tables.column import NUMBER, TEXT, Column, Table, count, flag, share
from rar.tables.keys import COURSES, GRADES, GROUP, SCHOOL, SUBJECTS, YEAR
from rar.tables.plausible import Crowd, Rare

_SCHEDULE = "Ask the office that keeps the schedule what was counted."
_POSTS = "Ask the human resources office how posts are counted."

TABLES = (
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
            flag("offered", "the school offers it (group 'all' only)"),
            count("enrolled", "students taking part"),
            count("eligible", "students of the group in the grades it is meant for"),
            share("participation", "enrolled of eligible, where the state gives only the share"),
            count("examined", "examinations taken", "examinations"),
            count("passed", "of these, passed", "examinations"),
        ),
    ),
    Table(
        "milestones",
        "Who is ready for what comes next, by group.",
        (SCHOOL, YEAR, GROUP),
        (
            count(
                "proficient", "students proficient the year before, in grades with advanced courses"
            ),
            count("proficient_in_advanced", "of these, in an advanced course this year"),
            count("grade9_students", "ninth-graders"),
            count("grade9_on_track", "of these, with the core courses and credits of the year"),
            count("seniors", "students in the last grade"),
            count("fafsa_completed", "of these, who completed the application for student aid"),
            count("college_applied", "of these, who applied to a college"),
            count("counselor_met", "of these, who met a counselor about what comes after school"),
        ),
    ),
    Table(
        "curriculum",
        "Materials and activities.",
        (SCHOOL, YEAR),
        (
            count(
                "classes_reviewed",
                "English and mathematics classes whose materials are known",
                "classes",
            ),
            count(
                "classes_aligned",
                "of these, with materials rated as aligned to standards",
                "classes",
            ),
            flag("culture_reviewed", "materials were reviewed for cultural relevance"),
            count("activities", "activities and enrichment courses offered", "activities"),
            count("activities_with_fee", "of these, that cost families money", "activities"),
        ),
    ),
    Table(
        "time",
        "Instructional time.",
        (SCHOOL, YEAR),
        (
            share(
                "prime_instructional_time",
                "share of instructional time when both students and teachers were present",
                # Presence of students times presence of teachers: 0.86 to 0.90 in half of the
                # schools of a state that publishes it.
                Rare(
                    "{value} of instructional time with students and teachers present",
                    _SCHEDULE,
                    low=0.60,
                    high=0.995,
                ),
            ),
            Column(
                "students_per_teacher",
                NUMBER,
                "students per core teacher",
                "students",
                low=0,
                doubts=(Rare("{value} students per core teacher", _SCHEDULE, 4.0, 60.0),),
            ),
            Column("days_per_year", NUMBER, "days of instruction", "days", low=0, high=366),
            Column("minutes_per_day", NUMBER, "minutes of instruction a day", "minutes", low=0),
            count("average_daily_attendance", "average daily attendance"),
            count("average_daily_membership", "average daily membership"),
            count(
                "interventionists",
                "interventionists",
                "full-time equivalents",
                Crowd("{value} full-time equivalents of interventionists", _POSTS),
            ),
            count(
                "aides",
                "classroom aides",
                "full-time equivalents",
                Crowd("{value} full-time equivalents of classroom aides", _POSTS, students_each=4),
            ),
        ),
    ),
    Table(
        "class_sizes",
        "Average class sizes by course or grade.",
        (SCHOOL, YEAR, Column("course", TEXT, "course or grade as the state names it")),
        (
            Column("average_size", NUMBER, "average students in a section", "students", low=0),
            count("sections", "sections", "sections"),
            Column(
                "size_experienced",
                NUMBER,
                "section size the average student sits in: sum of squares over sum",
                "students",
                low=0,
            ),
            count("students", "students in those sections"),
        ),
    ),
    Table(
        "core_classes",
        "Seats in core classes, by group: one student in four core classes has four. Made from "
        "sections and section_students where the state gives those.",
        (SCHOOL, YEAR, GROUP),
        (
            count("seats", "seats of the group in core classes", "seats"),
            count("novice_seats", "of these, in classes of novice teachers", "seats"),
            count("size_total", "students in the class of each seat, summed", "students"),
            count(
                "minutes",
                "minutes a year of English and mathematics, summed over students",
                "minutes",
            ),
            count("students", "students whose English and mathematics minutes are counted"),
        ),
    ),
    Table(
        "class_targets",
        "How large the classes of grade 9 are beside electives of grade 12.",
        (SCHOOL, YEAR),
        (
            count("grade9_core_seats", "seats in core classes of grade 9", "seats"),
            count("grade9_core_size_total", "students in the class of each, summed", "students"),
            count("grade12_elective_seats", "seats in electives of grade 12", "seats"),
            count(
                "grade12_elective_size_total", "students in the class of each, summed", "students"
            ),
        ),
    ),
    Table(
        "class_mixing",
        "How unlike the school its core classes are.",
        (SCHOOL, YEAR),
        (
            count("sections", "core classes whose students are counted by group", "classes"),
            count(
                "sections_apart_by_race",
                "of these, whose share of students of color is more than 20 points from that of "
                "the school's core classes of the same grade",
                "classes",
            ),
            count(
                "sections_apart_by_income",
                "the same for economically disadvantaged students",
                "classes",
            ),
        ),
    ),
    Table(
        "sections",
        "Finer: course sections. Reduces into class_sizes, core_classes, class_targets and "
        "class_mixing.",
        (Column("section_id", TEXT, "section", required=True), SCHOOL, YEAR),
        (
            Column("course", TEXT, "course or grade", required=True),
            count("students", "students in the section"),
            Column("minutes_per_week", NUMBER, "minutes a week", "minutes", low=0),
            Column("subject", TEXT, "subject", allowed=SUBJECTS),
            Column("grade", TEXT, "the grade it is meant for", allowed=GRADES),
            flag("elective", "not a core class"),
            Column("teacher_id", TEXT, "the teacher's person_id of table staff"),
            Column("weeks", NUMBER, "weeks it is taught", "weeks", low=0, high=53),
        ),
    ),
    Table(
        "section_students",
        "Finer: students of a section by group. With sections it reduces into core_classes and "
        "class_mixing.",
        (Column("section_id", TEXT, "section", required=True), SCHOOL, YEAR, GROUP),
        (count("students", "students of the group in the section"),),
    ),
)
