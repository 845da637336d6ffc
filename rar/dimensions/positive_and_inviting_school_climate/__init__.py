"""Dimension 6, Positive & Inviting School Climate: safety, exclusion, absence, belonging."""

from rar.dimensions import Dimension
from rar.dimensions.positive_and_inviting_school_climate.belonging import (
    bullying_reports,
    chronic_absence,
    home_school_relations,
    parents_say_safe,
    students_belong,
    students_feel_safe,
    students_satisfied,
)
from rar.dimensions.positive_and_inviting_school_climate.exclusion import (
    days_lost_to_suspension,
    expulsion,
    in_school_suspension,
    law_enforcement_referral,
    officers_to_helping_adults,
    out_of_school_suspension,
    restraint_and_seclusion,
    students_suspended,
)

DIMENSION = Dimension(
    6,
    "positive_and_inviting_school_climate",
    "Positive & Inviting School Climate",
    "Are schools safe and inviting for every student, and are rules applied alike?",
    {
        "6.1": "Is school safe, with rules that are known and applied alike?",
        "6.2": "Do students have positive relationships, and do they come to school?",
        "6.4": "Are families informed and heard?",
    },
    (
        chronic_absence,
        students_suspended,
        out_of_school_suspension,
        in_school_suspension,
        days_lost_to_suspension,
        law_enforcement_referral,
        expulsion,
        restraint_and_seclusion,
        officers_to_helping_adults,
        bullying_reports,
        students_feel_safe,
        students_belong,
        students_satisfied,
        parents_say_safe,
        home_school_relations,
    ),
)
