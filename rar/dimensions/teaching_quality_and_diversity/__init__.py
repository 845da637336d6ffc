"""Dimension 2, Teaching Quality & Diversity: who teaches where, who stays, who is represented?"""

from rar.dimensions import Dimension
from rar.dimensions.teaching_quality_and_diversity.assignment import (
    exposure_to_novices,
    ineffective_teacher_share,
    novice_teacher_share,
    out_of_field_share,
    provisional_credential_share,
    teacher_absence,
    teacher_attendance,
    vacancy_share,
)
from rar.dimensions.teaching_quality_and_diversity.conditions import (
    collaboration_time,
    practice_at_standard,
    secondary_load,
)
from rar.dimensions.teaching_quality_and_diversity.representation import (
    teacher_student_representation,
)
from rar.dimensions.teaching_quality_and_diversity.retention import (
    retention_of_other_teachers,
    retention_of_teachers_of_color,
    teacher_retention,
    teachers_moved,
)

DIMENSION = Dimension(
    2,
    "teaching_quality_and_diversity",
    "Teaching Quality & Diversity",
    "Do students with greater needs have experienced, prepared teachers who stay, and do teachers "
    "reflect the students?",
    {
        "2.1": "Do students with greater needs have access to strong teachers?",
        "2.2": "Do students with greater needs meet teaching that engages them, respects their "
        "cultures and aims at the standards?",
        "2.3": "Does the teaching workforce reflect the students?",
    },
    (
        novice_teacher_share,
        exposure_to_novices,
        teacher_retention,
        teachers_moved,
        out_of_field_share,
        provisional_credential_share,
        ineffective_teacher_share,
        vacancy_share,
        teacher_absence,
        teacher_attendance,
        secondary_load,
        collaboration_time,
        practice_at_standard,
        teacher_student_representation,
        retention_of_teachers_of_color,
        retention_of_other_teachers,
    ),
)
