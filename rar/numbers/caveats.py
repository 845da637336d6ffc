"""The caveats a finding may carry: written and reviewed once, named by a key.

What a state's own files can and cannot say stands in that state's profile (caveats.csv).
"""

CAVEATS = {
    "small_schools": "Small schools cost more per student whatever their students' needs, because "
    "a principal and a building are shared by fewer students.",
    "weights": "A weighted student counts more than one where needs are greater; the weights are "
    "the agency's choice, in review.toml.",
    "cuts": "A school may have fewer dollars per student for a planned reason, such as a program "
    "that moved; the test does not know it.",
    "salary": "Salaries follow years of service: a gap says where experienced teachers work.",
    "few_teachers": "In a school with few teachers one person moves the percentage by several "
    "points.",
    "few_of_color": "Where few teachers of color work, one who leaves moves the percentage by many "
    "points; the years together say more than one year.",
    "few_in_district": "In a district with few teachers one person moves a share by several "
    "points.",
    "seats": "A student in four core classes counts four times; classes whose teacher's experience "
    "is not known are left out.",
    "load": "Students a teacher meets in two courses count once; the number says nothing of class "
    "sizes.",
    "collaboration": "Time on the schedule; how it is used is not known.",
    "walkthroughs": "Observers differ in what they look for and how strictly; a school that is "
    "visited more is not better or worse for it.",
    "few_leaders": "A district has few principals: one person moves the percentage by many points.",
    "leadership_posts": "Schools with fewer students have more adults for each 100, because a post "
    "cannot be cut in parts; some give the same work to people with other titles.",
    "one_principal": "A school has one principal: a single change moves the number of a whole "
    "group of schools.",
    "participation": "A low share may mean that the course is not offered, not scheduled, or not "
    "taken; the numbers do not tell which.",
    "offering": "Offered means that at least one student takes it or the school lists it; it says "
    "nothing of how many places there are.",
    "examinations": "Where few students take part they may be those most likely to pass: read it "
    "beside who takes the course.",
    "prepared": "Proficient on last year's test is one sign of preparation, not the only one; some "
    "students choose otherwise.",
    "on_track": "Rules for credits and retaken courses differ between schools.",
    "materials": "It tells which materials are there, not how they are used.",
    "fees": "A fee may be small or waived; how many families stay away is not known.",
    "flexible": "What counts as the principal's decision differs between districts.",
    "core_hours": "Minutes on the schedule; help outside class is not in them.",
    "reach": "Schools differ in whom they list as needing it: a short list makes a high share.",
    "class_targets": "Above 100% the electives are the smaller classes; laboratories and other "
    "rooms may limit an elective's size.",
    "interventionists": "People with other titles may do the same work.",
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
    "days_lost": "A few long suspensions weigh as much as many short ones.",
    "officers": "Officers whom the police or a contractor sends may not be in staff files.",
    "one_school": "A large school with or without one moves the percentage by many points.",
    "seniors": "Seniors who left before the last grade are not counted.",
    "program_rating": "Programs that were not rated count as not top-rated.",
    "waiting": "A child may wait in several places, and families who gave up are on no list.",
    "few_children": "With few children of that age one child moves the percentage by several "
    "points.",
    "few_classes": "Most schools have one or two such classes: one class moves the number far.",
    "condition_estimate": "Condition assessments are estimates, and a building just under the "
    "limit is like one just over it.",
    "capital": "One new roof or wing makes most of a school's five years; ask what was built.",
    "checks": "Where more is checked more is found.",
    "meeting": "It depends on how many of the group there are; compare it with the group's share "
    "of all students, not with other districts.",
    "feasible": "A calculation, not a proposal: it knows neither distances nor seats nor families' "
    "wishes, and other changes of zones could do more or less.",
    "small_classes": "In a class of twenty, chance alone often makes a difference of ten points.",
    "theil": "A student counts in each core class, and small classes differ by chance alone.",
    "placement": "More is not better for every student: each plan is made for one child.",
}


def caveat_text(key: str) -> str:
    """The sentence of a caveat key; '' for no key."""
    return CAVEATS[key] if key else ""
