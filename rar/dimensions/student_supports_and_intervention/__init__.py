"""Dimension 7, Student Supports & Intervention: adults, help that reaches students, guidance."""

from rar.dimensions import Dimension
from rar.dimensions.student_supports_and_intervention.adults import (
    students_per_counselor,
    students_per_nurse,
    students_per_psychologist,
    students_per_social_worker,
    students_with_family_liaison,
    students_with_health_center,
    students_without_counselor,
)
from rar.dimensions.student_supports_and_intervention.guidance import (
    college_applied,
    counselor_met,
    fafsa_completed,
)
from rar.dimensions.student_supports_and_intervention.reach import (
    early_warning_action,
    support_reach,
)

DIMENSION = Dimension(
    7,
    "student_supports_and_intervention",
    "Student Supports & Intervention",
    "Do students with greater needs have the adults who support them beyond the classroom?",
    {
        "7.1": "Are students' social, emotional, physical and mental health needs met?",
        "7.2": "Are students guided to what comes after school?",
    },
    (
        students_per_counselor,
        students_per_psychologist,
        students_per_social_worker,
        students_per_nurse,
        students_without_counselor,
        support_reach,
        early_warning_action,
        students_with_health_center,
        students_with_family_liaison,
        counselor_met,
        college_applied,
        fafsa_completed,
    ),
)
