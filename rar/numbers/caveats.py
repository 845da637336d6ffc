"""The caveats a finding may carry: written and reviewed once, named by a key.

What a state's own files can and cannot say stands in that state's profile (caveats.csv).
"""

CAVEATS = {
    "small_schools": "Small schools cost more per student whatever their students' needs, because "
    "a principal and a building are shared by fewer students.",
    "salary": "Salaries follow years of service: a gap says where experienced teachers work.",
    "few_teachers": "In a school with few teachers one person moves the percentage by several "
    "points.",
    "one_principal": "A school has one principal: a single change moves the number of a whole "
    "group of schools.",
    "participation": "A low share may mean that the course is not offered, not scheduled, or not "
    "taken; the numbers do not tell which.",
    "offering": "Offered means that at least one student takes it or the school lists it; it says "
    "nothing of how many places there are.",
    "students_per_teacher": "All teachers count, also those who teach few students at a time; "
    "class sizes differ from this number.",
    "class_size": "The average over classes hides how sizes differ between subjects.",
    "prime_time": "Presence of students and teachers, not minutes on the schedule.",
    "absence": "Students count in the school that reports them; students who moved may count "
    "twice.",
    "discipline": "Schools differ in what they write down; few entries may mean few events or few "
    "reports.",
    "survey": "Only people who answered count; schools differ in how many did.",
    "surroundings": "People and building are asked about together.",
    "support_staff": "Staff who serve several schools may be counted in one of them.",
    "readiness": "It tells what children bring to kindergarten, not what the school did.",
    "prek": "Places outside public schools (Head Start, private providers) are not counted.",
    "utilization": "Neither a full nor a half-empty building is good or bad by itself.",
    "dissimilarity": "In small schools chance alone makes groups uneven.",
}


def caveat_text(key: str) -> str:
    """The sentence of a caveat key; '' for no key."""
    return CAVEATS[key] if key else ""
