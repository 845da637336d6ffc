"""Dimension 10, Diverse Classrooms & Schools: are different students schooled together?"""

from rar.dimensions import Dimension
from rar.dimensions.diverse_classrooms_and_schools.classes import (
    classes_apart_by_income,
    classes_apart_by_race,
    english_learners_apart,
    in_regular_classes,
    theil_over_classes,
)
from rar.dimensions.diverse_classrooms_and_schools.schools import (
    dissimilarity_of_schools,
    exposure_to_others,
    isolation_of_groups,
    reachable_by_pairing,
    school_composition,
)

DIMENSION = Dimension(
    10,
    "diverse_classrooms_and_schools",
    "Diverse Classrooms & Schools",
    "Are schools and classrooms racially, ethnically and socioeconomically diverse?",
    {
        "10.1": "Are schools diverse, compared with the district they belong to?",
        "10.2": "Are classes diverse, compared with the school they belong to?",
    },
    (
        dissimilarity_of_schools,
        school_composition,
        isolation_of_groups,
        exposure_to_others,
        reachable_by_pairing,
        classes_apart_by_race,
        classes_apart_by_income,
        theil_over_classes,
        in_regular_classes,
        english_learners_apart,
    ),
)
