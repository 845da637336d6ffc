"""Dimension 5, Instructional Time & Attention: who gets more time, and smaller groups?"""

from rar.dimensions import Dimension
from rar.dimensions.instructional_time_and_attention.attention import (
    class_size_experienced,
    class_size_targeting,
    core_class_size,
    interventionists_per_100,
    students_per_teacher,
)
from rar.dimensions.instructional_time_and_attention.hours import (
    core_hours,
    instructional_hours,
    prime_instructional_time,
    summer_coverage,
    time_lost_to_absence,
    tutoring_coverage,
)

DIMENSION = Dimension(
    5,
    "instructional_time_and_attention",
    "Instructional Time & Attention",
    "Do students who need more time and attention get more of both?",
    {
        "5.1": "Do students who need more instructional time get it?",
        "5.2": "Do students who need more attention get it, in smaller groups?",
    },
    (
        students_per_teacher,
        class_size_experienced,
        core_class_size,
        class_size_targeting,
        interventionists_per_100,
        core_hours,
        tutoring_coverage,
        summer_coverage,
        prime_instructional_time,
        instructional_hours,
        time_lost_to_absence,
    ),
)
