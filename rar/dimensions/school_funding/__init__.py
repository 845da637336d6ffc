"""Dimension 1, School Funding: does money follow need, with and without federal funds?"""

from rar.dimensions import Dimension
from rar.dimensions.school_funding.differences import (
    average_teacher_salary,
    disproportionate_cuts,
    drivers_of_difference,
)
from rar.dimensions.school_funding.dollars import (
    allocated_per_pupil,
    flexible_share,
    spending_per_pupil,
    spending_without_federal,
    spending_without_title1,
)
from rar.dimensions.school_funding.need import need_adjusted_level, need_adjusted_spending

DIMENSION = Dimension(
    1,
    "school_funding",
    "School Funding",
    "Does money follow need, from every source and without federal money?",
    {"1.1": "Is funding distributed so that schools with greater needs have more to work with?"},
    (
        spending_per_pupil,
        spending_without_federal,
        spending_without_title1,
        need_adjusted_spending,
        allocated_per_pupil,
        need_adjusted_level,
        drivers_of_difference,
        average_teacher_salary,
        flexible_share,
        disproportionate_cuts,
    ),
)
