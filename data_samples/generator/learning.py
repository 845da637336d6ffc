"""Courses, sections and class sizes, time, and early learning."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .draws import bell, happens, stream, whole
from .plan import YEARS, District
from .pupils import Pupils
from .schools import GRADE_LABELS, PK, K

# Course: the grades it is meant for (PK is 0), its usual rate, and whether every school has it.
COURSES = {
    "AP": (11, 13, 0.26, False),
    "IB": (12, 13, 0.12, False),
    "DUAL": (12, 13, 0.20, False),
    "CTE": (10, 13, 0.44, True),
    "GIFTED": (2, 13, 0.11, True),
    "ALG1_8": (9, 9, 0.34, False),
    "ALG2": (11, 12, 0.46, True),
    "CALC": (13, 13, 0.15, False),
    "PHYS": (12, 13, 0.27, False),
    "CHEM": (11, 12, 0.41, True),
    "COMPSCI": (7, 13, 0.16, False),
    "WLANG": (7, 13, 0.38, True),
    "ARTS": (1, 13, 0.55, True),
}
OFTEN_OFFERED = {"AP": 0.85, "IB": 0.35, "CALC": 0.85, "PHYS": 0.9, "COMPSCI": 0.75, "ALG1_8": 0.9}
COURSE_GROUPS = ("all", "ai", "as", "bl", "hi", "hp", "tr", "wh", "ed", "non_ed", "el", "non_el",
                 "swd", "non_swd", "f", "m")  # fmt: skip


def courses(
    seed: int, schools: pd.DataFrame, pupils: Pupils, year: int, plan: tuple[District, ...]
) -> dict[str, pd.DataFrame]:
    """For each course a frame of the schools with its grades: offered, and counts by group."""
    return {
        course: _course(stream(seed, f"course {course}", year), seed, course, schools, pupils, plan)
        for course in COURSES
    }


def _course(rng, seed: int, course: str, schools: pd.DataFrame, pupils: Pupils, plan):
    low, high, rate, _ = COURSES[course]
    everything = np.array([district.offers_all for district in plan])[schools["plan"]]
    offered = _offered(seed, course, schools) | everything
    eligible = (pupils.grade >= low) & (pupils.grade <= high)
    chance = rate + _advantage(schools, pupils, plan, rate)
    takes = eligible & offered[pupils.school] & happens(rng, chance)
    examined = takes & happens(rng, np.full(len(takes), 0.8))
    passed = examined & happens(rng, 0.68 - 0.22 * pupils.members["ed"])
    frame = pd.DataFrame({"school_id": schools["school_id"], "offered": offered})
    for who, prefix in ((takes, "n"), (eligible, "of")):
        counts = pupils.tally(who, COURSE_GROUPS)
        for column, group in enumerate(COURSE_GROUPS):
            frame[f"{prefix} {group}"] = counts[:, column]
    for group in ("all", "ed", "non_ed"):
        frame[f"exams {group}"] = pupils.count(examined & pupils.members[group])
        frame[f"passed {group}"] = pupils.count(passed & pupils.members[group])
    return frame[frame["of all"] > 0]


def _offered(seed: int, course: str, schools: pd.DataFrame) -> np.ndarray:
    """Lasting over the years; advanced courses stand less often in schools of greater need."""
    last = int(schools["index"].max()) + 1
    drawn = stream(seed, f"offered {course}").random(last)[schools["index"]]
    if COURSES[course][3]:
        return np.ones(len(schools), dtype=bool)
    return drawn < OFTEN_OFFERED.get(course, 0.94) - 0.35 * (schools["need"].to_numpy() - 0.4)


def _advantage(schools: pd.DataFrame, pupils: Pupils, plan, rate: float) -> np.ndarray:
    """How far a pupil's chance lies from the usual rate, by the same plan as absence."""
    school = pupils.school
    of_plan = schools["plan"].to_numpy()[school]
    within = np.array([district.within for district in plan])[of_plan]
    between = np.array([district.between for district in plan])[of_plan]
    ed = pupils.members["ed"]
    need = schools["need"].to_numpy()[school]
    return -3.0 * rate * (within * (ed - 0.5) + between * (need - 0.5))


def sections(seed: int, schools: pd.DataFrame, pupils: Pupils, year: int) -> pd.DataFrame:
    """Core sections: a homeroom in grades K-5, English and mathematics in grades 6-12."""
    rng = stream(seed, "sections", year)
    grades = np.zeros((len(schools), len(GRADE_LABELS)), dtype=np.int64)
    np.add.at(grades, (pupils.school, pupils.grade), 1)
    parts = []
    for grade in range(K, len(GRADE_LABELS)):
        for subject in ("Homeroom",) if grade < 7 else ("English", "Mathematics"):
            label = "Kindergarten" if grade == K else f"Grade {GRADE_LABELS[grade]}"
            course = label if subject == "Homeroom" else f"{subject} {GRADE_LABELS[grade]}"
            minutes = 1500 if subject == "Homeroom" else 275
            part = _of_course(rng, schools, grades[:, grade], course, minutes)
            parts.append(part)
    frame = pd.concat(parts, ignore_index=True).sort_values("school", kind="stable")
    frame["number"] = np.arange(1, len(frame) + 1)
    return frame.reset_index(drop=True)


def _of_course(rng, schools: pd.DataFrame, enrolled: np.ndarray, course: str, minutes: int):
    """The pupils of a grade dealt out to sections of about the size usual at the school."""
    usual = 19.0 + 6.0 * (1 - schools["need"].to_numpy()) * rng.random(len(schools)) + 2.0
    count = np.where(enrolled > 0, np.maximum(np.round(enrolled / usual), 1), 0).astype(np.int64)
    school = np.repeat(np.arange(len(schools)), count)
    place = np.arange(len(school)) - np.repeat(np.cumsum(count) - count, count)
    even = enrolled[school] // count[school]
    extra = place < enrolled[school] % count[school]
    # Of two neighboring sections one gives pupils to the other; their sum stays what it was.
    paired = (place - place % 2 + 1) < count[school]
    first_of_pair = np.arange(len(school)) - place % 2
    moved = np.floor(4 * rng.random(len(school)))[first_of_pair]
    shift = np.where(paired, np.minimum(moved, even - 1), 0)
    size = even + extra + np.where(place % 2 == 0, shift, -shift)
    students = size.astype(np.int64)
    return pd.DataFrame(
        {"school": school, "course": course, "students": students, "minutes": minutes}
    )


def class_sizes(sections_of_year: pd.DataFrame) -> pd.DataFrame:
    """What the state published before it published sections."""
    frame = sections_of_year.assign(square=sections_of_year["students"] ** 2)
    groups = frame.groupby(["school", "course"], sort=True)
    sums = groups[["students", "square"]].sum()
    sums["sections"] = groups.size()
    sums["average"] = (sums["students"] / sums["sections"]).round(2)
    sums["experienced"] = (sums["square"] / sums["students"]).round(2)
    return sums.reset_index()


def time(seed: int, schools: pd.DataFrame, pupils: Pupils, year: int) -> pd.DataFrame:
    """Instructional time and attention of each school."""
    rng = stream(seed, "time", year)
    count, need = len(schools), schools["need"].to_numpy()
    enrolled = pupils.count(pupils.members["all"])
    frame = pd.DataFrame({"school_id": schools["school_id"]})
    frame["prime"] = np.round(91.0 - 3.4 * need + bell(rng, count, 0.9), 1)
    frame["ratio"] = np.round(22.5 - 2.5 * need + bell(rng, count, 1.1), 1)
    frame["days"] = 175 if year == YEARS[2] else 180
    frame["minutes"] = np.where(schools["level"] == "E", 375, 400) + 5 * whole(rng, 2 * need)
    frame["adm"] = enrolled
    frame["ada"] = np.floor(enrolled * (0.955 - 0.03 * need))
    frame["interventionists"] = np.round(enrolled * (0.3 + need) / 450 * 2) / 2
    return frame


def early(
    seed: int, schools: pd.DataFrame, pupils: Pupils, year: int, plan: tuple[District, ...]
) -> dict[str, np.ndarray]:
    """Pre-kindergarten, kindergarten, assessed and ready, each an array of schools by groups."""
    rng = stream(seed, "early", year)
    ed, el, swd = (pupils.members[group] for group in ("ed", "el", "swd"))
    of_plan = schools["plan"].to_numpy()[pupils.school]
    gap = 0.08 + 1.1 * np.array([district.within for district in plan])[of_plan]
    kindergarten = pupils.grade == K
    assessed = kindergarten & happens(rng, np.full(len(ed), 0.965))
    chance = 0.64 - gap * ed - 0.12 * el - 0.15 * swd + 0.06 * pupils.members["f"]
    ready = assessed & happens(rng, chance)
    prek = pupils.grade == PK
    parts = {"prek": prek, "kindergarten": kindergarten, "assessed": assessed, "ready": ready}
    return {name: pupils.tally(who) for name, who in parts.items()}
