"""Dimension 3, School Leadership Quality & Diversity: who leads where, how long, who is seen?"""

from rar.dimensions import Dimension
from rar.dimensions.school_leadership_quality_and_diversity.diversity import (
    leader_staff_representation,
    leader_student_representation,
    retention_of_other_principals,
    retention_of_principals_of_color,
)
from rar.dimensions.school_leadership_quality_and_diversity.principals import (
    effective_principals,
    leadership_capacity,
    new_principal_share,
    principal_churn,
    principal_retention,
    principal_years_at_school,
    teachers_view_of_leadership,
)

DIMENSION = Dimension(
    3,
    "school_leadership_quality_and_diversity",
    "School Leadership Quality & Diversity",
    "Do students with greater needs have school leaders who are experienced and stay, and do "
    "leaders reflect students and staff?",
    {
        "3.1": "Do students with greater needs have access to strong, lasting school leadership?",
        "3.2": "Do school leaders reflect the students and the staff?",
    },
    (
        principal_years_at_school,
        new_principal_share,
        principal_churn,
        principal_retention,
        effective_principals,
        teachers_view_of_leadership,
        leadership_capacity,
        leader_student_representation,
        leader_staff_representation,
        retention_of_principals_of_color,
        retention_of_other_principals,
    ),
)
