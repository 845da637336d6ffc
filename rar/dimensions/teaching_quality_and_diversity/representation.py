"""Whom students see: teachers by race beside students by race (key question 2.3)."""

from rar.numbers.groups.representation import side_by_side, staff_by_race, students_by_race
from rar.numbers.metric import metric


@metric(
    id="2g",
    label="Teachers who share students' race",
    unit="share",
    better="zero",
    question="2.3",
    says="{value} of students are {group}, of teachers {reference}",
    needs=("staff_race.fte", "enrollment.students|district_enrollment.students"),
    source="teachers by race, and students by race",
    holder="the district's human resources office",
    kind="index",
    caveat="few_in_district",
)
def teacher_student_representation(staff_race, enrollment, district_enrollment, schools):
    """Students' share of each race beside teachers' share of it, for the whole district.

    value is the students' share, reference the teachers'; people whose race is not reported are
    left out of both. Returns one row for each district, year and race (`part`).
    """
    students = students_by_race(enrollment, district_enrollment, schools)
    return side_by_side(students, staff_by_race(staff_race, "teacher"))
