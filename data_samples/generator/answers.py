"""The answer key: what was planted, in a sentence each, with bounds a measurement must meet."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd

from .doubtful import DOUBTS
from .plan import DISTRICTS, PUBLISHER, STATE

HOW = {
    "slope": "weighted least squares of a column of table spending (or total minus title1) on "
    "schools.ed_share over the schools of the level, weights schools.enrollment; the change for "
    "0.1 more of ed_share, divided by the weighted mean",
    "slope without one school": "the same with the school left out that is named in 'school'",
    "gap": "rate of economically disadvantaged students minus rate of the others, counts pooled "
    "over the district's schools whose counts of both groups are published",
    "share within schools": "of that gap, the part sum((pA + pB) / 2 * (rA - rB)) over schools, "
    "where p is how a group is spread over schools and r its rate in the school",
    "dissimilarity": "half the sum over the district's elementary schools of |a/A - b/B|, Black "
    "and White students (suppressed counts as 0)",
    "novice gap": "teachers (FTE) with fewer than three completed years, of all teachers of the "
    "year: share in the quarter of schools of greatest need minus share in the quarter of least",
    "without counselor": "share of the students of schools with ed_share of at least (or below) "
    "the limit, who are in schools with 0 counselors",
    "minutes ratio": "minutes of English and mathematics a year per student of the group, divided "
    "by that of all other students of the same schools (table core_classes, counts pooled)",
    "minutes within schools": "of the difference of the two, the part within schools, by the "
    "formula of 'share within schools'",
    "favorable need gap": "favorable of valid answers of students about the item, all students: "
    "share in the quarter of schools of greatest need minus share in the quarter of least",
    "service reach": "students served of those who need the service, counts pooled over the "
    "schools with ed_share of at least (or below) the limit",
}


@dataclass(frozen=True)
class Answer:
    """One planted pattern: where, how it is measured (a key of HOW, and of what), its bounds."""

    id: str
    district_id: str
    dimension: str
    metric: str
    measure: str
    of: str
    low: float
    high: float
    pattern: str
    sentence: str
    level: str = "all"
    year: int = 2022
    school: str = ""


FUNDING, CLIMATE = "school_funding", "positive_and_inviting_school_climate"
CONTENT, SUPPORTS = "empowering_rigorous_content", "student_supports_and_intervention"
TIME = "instructional_time_and_attention"
TEACHING = "teaching_quality_and_diversity"
DIVERSE = "diverse_classrooms_and_schools"
E = "elementary"

ANSWERS = (
    Answer("inverse-money", "0110", FUNDING, "1d", "slope", "total", -0.030, -0.015, "inverse",
           "Elementary schools of greater need spend clearly less per student.", E),
    Answer("inverse-money-budget", "0110", FUNDING, "1d", "slope", "allocated", -0.005, 0.005,
           "equal", "The budgets of the same schools were equal: the gap arises in spending.", E),
    Answer("equal-money", "0120", FUNDING, "1d", "slope", "total", -0.006, 0.006, "equal",
           "Elementary schools spend the same per student whatever their need.", E),
    Answer("equal-by-title1", "0120", FUNDING, "1b", "slope", "total minus title1", -0.020, -0.010,
           "inverse", "Without Title I the schools of greater need would spend less: federal money "
           "makes the spending look equal.", E),
    Answer("positive-money", "0230", FUNDING, "1d", "slope", "total", 0.018, 0.035, "positive",
           "Elementary schools of greater need spend clearly more per student.", E),
    Answer("positive-money-2018", "0230", FUNDING, "1d", "slope", "total", -0.006, 0.006, "equal",
           "Five years earlier the same schools spent equally: the pattern has grown.", E, 2018),
    Answer("no-pattern", "0450", FUNDING, "1d", "slope", "total", 0.015, 0.080, "none",
           "There is no pattern of spending to speak of: what slope there is hangs on one school.",
           E),
    Answer("no-pattern-without-one", "0450", FUNDING, "1d", "slope without one school", "total",
           -0.045, -0.005, "none", "Without that school the slope has the other sign.", E,
           school="greatest need"),
    Answer("absence-gap-within", "0120", CLIMATE, "6d", "gap", "chronic absence", 0.12, 0.20,
           "gap", "Economically disadvantaged students are chronically absent far more often."),
    Answer("absence-within", "0120", CLIMATE, "6d", "share within schools", "chronic absence",
           0.90, 1.10, "within", "That gap lies within schools: schools are alike, groups differ."),
    Answer("absence-gap-between", "0230", CLIMATE, "6d", "gap", "chronic absence", 0.08, 0.18,
           "gap", "Economically disadvantaged students are chronically absent far more often."),
    Answer("absence-between", "0230", CLIMATE, "6d", "share within schools", "chronic absence",
           -0.15, 0.15, "between", "That gap lies between schools: in a school both groups are "
           "alike, but schools of greater need have more absence."),
    Answer("suspension-within", "0120", CLIMATE, "6a", "share within schools",
           "out-of-school suspensions", 0.85, 1.20, "within",
           "The gap in suspensions lies within schools as well."),
    Answer("suspension-between", "0230", CLIMATE, "6a", "share within schools",
           "out-of-school suspensions", -0.20, 0.25, "between",
           "The gap in suspensions lies between schools as well."),
    Answer("ap-within", "0120", CONTENT, "4b", "share within schools", "ap", 0.80, 1.20, "within",
           "Every high school offers AP; within each, disadvantaged students take it less."),
    Answer("novice-cluster", "0110", TEACHING, "2a", "novice gap", "", 0.20, 0.45, "cluster",
           "Novice teachers are found mostly in the schools of greatest need."),
    Answer("novice-even", "0450", TEACHING, "2a", "novice gap", "", -0.06, 0.06, "none",
           "Novice teachers are spread with no clear relation to need."),
    Answer("segregated", "0230", DIVERSE, "10b", "dissimilarity", "bl wh", 0.45, 0.75, "high",
           "Black and White students mostly go to different schools.", E),
    Answer("integrated", "0120", DIVERSE, "10b", "dissimilarity", "bl wh", 0.0, 0.15, "low",
           "Black and White students go to the same schools.", E),
    Answer("no-counselors-high-need", "0340", SUPPORTS, "7e", "without counselor",
           "ed_share at least 0.65", 1.0, 1.0, "none there",
           "No school of great need has a counselor."),
    Answer("counselors-low-need", "0340", SUPPORTS, "7e", "without counselor",
           "ed_share below 0.5", 0.0, 0.0, "all there", "Every school of less need has one."),
    Answer("fewer-minutes", "0110", TIME, "5a", "minutes ratio", "below", 0.85, 0.95, "fewer",
           "Students below proficient get fewer minutes of English and mathematics than others; "
           "elsewhere they get a few more."),
    Answer("fewer-minutes-within", "0110", TIME, "5a", "minutes within schools", "below", 0.90,
           1.10, "within", "That difference lies within schools."),
    Answer("not-enrolled-gap", "0120", CONTENT, "4d", "gap", "prepared but not enrolled", 0.14,
           0.26, "gap", "Of proficient students, those economically disadvantaged are far more "
           "often in no advanced course."),
    Answer("not-enrolled-within", "0120", CONTENT, "4d", "share within schools",
           "prepared but not enrolled", 0.85, 1.15, "within", "That gap lies within schools."),
    Answer("belonging-no-pattern", "0230", CLIMATE, "6e", "favorable need gap", "belonging",
           -0.04, 0.04, "none", "Students feel that they belong as often where need is great."),
    Answer("little-tutoring-high-need", "0340", TIME, "5e", "service reach",
           "tutoring ed_share at least 0.65", 0.0, 0.12, "few", "In schools of great need few who "
           "need tutoring get it."),
    Answer("tutoring-low-need", "0340", TIME, "5e", "service reach", "tutoring ed_share below 0.5",
           0.35, 0.60, "many", "In schools of less need nearly half of them do."),
)  # fmt: skip


def write(path: Path, schools: pd.DataFrame) -> None:
    """Write the answer key as JSON; low and high are the bounds of what must be measured.

    'doubtful' names the values that are doubtful at the source, and ask to be checked.

    schools: all schools ever open, from which the id of a school of 'greatest need' is taken.
    """
    names = {district.id: district.name for district in DISTRICTS}
    patterns = [{**asdict(answer), "district": names[answer.district_id]} for answer in ANSWERS]
    needy = schools[(schools["level"] == "E") & (schools["z"] == 1)].set_index("district_id")
    for pattern in patterns:
        if pattern["school"]:
            pattern["school"] = needy.loc[pattern["district_id"], "school_id"]
    doubts = [{**asdict(doubt), "district": names[doubt.district_id]} for doubt in DOUBTS]
    key = {"state": STATE, "publisher": PUBLISHER, "measures": HOW, "patterns": patterns,
           "doubtful": doubts}  # fmt: skip
    text = json.dumps(key, indent=1, ensure_ascii=False) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")
