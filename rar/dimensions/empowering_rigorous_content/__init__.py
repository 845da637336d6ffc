"""Dimension 4, Empowering, Rigorous Content: materials, courses offered, and who takes them."""

from rar.dimensions import Dimension
from rar.dimensions.empowering_rigorous_content.materials import (
    activities_with_fee,
    aligned_materials,
    materials_reviewed_for_culture,
)
from rar.dimensions.empowering_rigorous_content.offered import OFFERED
from rar.dimensions.empowering_rigorous_content.ready import (
    ninth_grade_on_track,
    prepared_but_not_enrolled,
)
from rar.dimensions.empowering_rigorous_content.taken import (
    algebra1_by_grade8,
    ap_exams_passed,
    ap_participation,
    arts_participation,
    cte_participation,
    dual_enrollment_participation,
    gifted_participation,
)

DIMENSION = Dimension(
    4,
    "empowering_rigorous_content",
    "Empowering, Rigorous Content",
    "Do students with greater needs have, and take, rigorous and enriching courses?",
    {
        "4.1": "Do students with greater needs learn from strong, culturally relevant materials?",
        "4.2": "Are students with greater needs enrolled in rigorous courses?",
        "4.3": "Do students have arts and enrichment?",
    },
    (
        gifted_participation,
        ap_participation,
        dual_enrollment_participation,
        cte_participation,
        algebra1_by_grade8,
        prepared_but_not_enrolled,
        ap_exams_passed,
        ninth_grade_on_track,
        *(offered for course, offered in OFFERED.items() if course != "arts"),
        arts_participation,
        OFFERED["arts"],
        activities_with_fee,
        aligned_materials,
        materials_reviewed_for_culture,
    ),
)
