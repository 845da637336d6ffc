"""Courses, milestones, time, and early learning."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .draws import bell, happens, stream, whole
from .plan import YEARS, District
from .pupils import Pupils
from .schools import GRADE8, GRADE9, GRADE12, PK, K

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
ADVANCED = ("AP", "IB", "DUAL", "ALG1_8", "CALC")
OFTEN_OFFERED = {"AP": 0.85, "IB": 0.35, "CALC": 0.85, "PHYS": 0.9, "COMPSCI": 0.75, "ALG1_8": 0.9}
COURSE_GROUPS = ("all", "ai", "as", "bl", "hi", "hp", "tr", "wh", "ed", "non_ed", "el", "non_el",
                 "swd", "non_swd", "f", "m")  # fmt: skip


def courses(
    seed: int, schools: pd.DataFrame, pupils: Pupils, year: int, plan: tuple[District, ...]
) -> tuple[dict[str, pd.DataFrame], np.ndarray]:
    """For each course a frame of the schools with its grades: offered, and counts by group.

    With it the pupils (True or False for each) who take an advanced course.
    """
    frames, advanced = {}, np.zeros(len(pupils.grade), dtype=bool)
    for course in COURSES:
        rng = stream(seed, f"course {course}", year)
        frames[course], takes = _course(rng, seed, course, schools, pupils, plan)
        if course in ADVANCED:
            advanced |= takes
    return frames, advanced


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
    return frame[frame["of all"] > 0], takes


def milestones(
    seed: int, schools: pd.DataFrame, pupils: Pupils, advanced: np.ndarray, year: int
) -> dict[str, np.ndarray]:
    """Who is ready for what comes next, each an array of schools by groups.

    proficient: proficient the year before, in grades 8 and 10-12, in which a course of ADVANCED is
    meant to be taken; advanced: of these, who take one.
    """
    rng = stream(seed, "milestones", year)
    ed, below = pupils.members["ed"], pupils.members["below"]
    need = schools["need"].to_numpy()[pupils.school]
    meant = (pupils.grade >= GRADE8) & (pupils.grade != GRADE9)
    ninth, senior = pupils.grade == GRADE9, pupils.grade == GRADE12
    proficient = meant & ~below
    parts = {
        "proficient": proficient,
        "in_advanced": proficient & advanced,
        "grade9": ninth,
        "on_track": ninth & happens(rng, 0.92 - 0.06 * ed - 0.14 * below - 0.05 * need),
        "seniors": senior,
        "fafsa": senior & happens(rng, 0.74 - 0.08 * ed - 0.12 * need),
        "applied": senior & happens(rng, 0.80 - 0.12 * ed - 0.08 * need),
        "met_counselor": senior & happens(rng, 0.82 - 0.10 * need),
    }
    return {name: pupils.tally(who) for name, who in parts.items()}


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
    aides = stream(seed, "aides", year).random(count)
    frame["aides"] = np.round(enrolled * (0.6 + need) / 160 * (0.8 + 0.4 * aides) * 2) / 2
    return frame


def early(
    seed: int, schools: pd.DataFrame, pupils: Pupils, year: int, plan: tuple[District, ...]
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Pre-kindergarten and kindergarten, each an array of schools by groups.

    With it the kindergartners who attended pre-kindergarten, each an array of schools.
    """
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
    more = stream(seed, "pre-kindergarten", year)
    attended = kindergarten & happens(more, 0.42 + 0.16 * ready)
    of_attended = {
        name: pupils.count(who & attended) for name, who in parts.items() if name != "prek"
    }
    need = schools["need"].to_numpy()
    full_day = happens(stream(seed, "full day", year), 0.85 - 0.2 * need)[pupils.school]
    counted = prek & happens(more, np.full(len(ed), 0.97))
    parts |= {
        "top_rated": prek & happens(more, 0.78 - 0.25 * need[pupils.school]),
        "full_day": prek & full_day,
        "prek_chronic": counted & happens(more, 0.18 + 0.12 * ed),
        "prek_counted": counted,
    }
    return {name: pupils.tally(who) for name, who in parts.items()}, of_attended
