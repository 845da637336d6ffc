"""Classes: sections, who sits in them, and who teaches them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .draws import happens, stream
from .plan import District
from .pupils import Pupils
from .schools import GRADE6, GRADE9, GRADE12, GRADE_LABELS, K

FIRST_YEAR_OF_SECTIONS = 2021
ROSTER_GROUPS = ("bl", "hi", "wh", "ed", "el", "swd", "below")
TIMED = ("English", "Mathematics")
ELECTIVES = ("Studio Art", "Psychology")
WEEKS = 36
WEEK, HOMEROOM_WEEK, ELECTIVE_WEEK, SUPPORT_WEEK, SHORT_WEEK = 275, 1500, 200, 90, 225  # minutes
MANY_BELOW = 0.08  # so much more than in its grade: a section that gets the short week
VACANT = (2022, "0450010")  # a school whose first section had no teacher that year


def sections(seed: int, schools: pd.DataFrame, pupils: Pupils, year: int) -> pd.DataFrame:
    """Core sections: a homeroom in grades K-5, English and mathematics in grades 6-12.

    school (its row), course, grade (from 0 = PK), subject, students, minutes a week, number.
    """
    return _numbered(_core(seed, schools, pupils, year), first=1)


def rosters(
    seed: int, schools: pd.DataFrame, pupils: Pupils, year: int, plan: tuple[District, ...]
) -> pd.DataFrame:
    """All sections: the core ones, then support classes and electives; 'n bl' ... count groups.

    Students below proficient sit together more often than chance has it. Where the plan says so
    their sections meet for fewer minutes; elsewhere some of them have a support class besides.
    """
    rng = stream(seed, "rosters", year)
    last = int(schools["index"].max()) + 1
    lasting = stream(seed, "tracking")
    track = (0.10 + 0.30 * lasting.random(last))[schools["index"]]
    apart = np.where(lasting.random(last) < 0.12, 0.7, 0.0)[schools["index"]]
    short = np.array([district.short_weeks for district in plan])[schools["plan"]]
    track = np.where(short, 0.45, track)
    core = []
    for part in _core(seed, schools, pupils, year):
        grade, subject = part.attrs["grade"], part.attrs["subject"]
        members = np.flatnonzero(pupils.grade == grade)
        school = pupils.school[members]
        lift = track[school] * pupils.members["below"][members]
        lift = lift + apart[school] * pupils.members["ed"][members]
        lift = lift if subject in TIMED else 0.0
        part = _with_students(part, pupils, members, rng.random(len(members)) - lift)
        if subject in TIMED:
            part["minutes"] = np.where(_much_below(part) & short[part["school"]], SHORT_WEEK, WEEK)
        core.append(part)
    core = _numbered(core, first=1).assign(elective=False)
    more = _further(stream(seed, "further sections", year), schools, pupils, short)
    more = _numbered(more, first=len(core) + 1).assign(elective=True)
    return pd.concat([core, more], ignore_index=True)


def _core(seed: int, schools: pd.DataFrame, pupils: Pupils, year: int) -> list[pd.DataFrame]:
    """The core sections of each grade and subject, which stand in attrs."""
    rng = stream(seed, "sections", year)
    grades = np.zeros((len(schools), len(GRADE_LABELS)), dtype=np.int64)
    np.add.at(grades, (pupils.school, pupils.grade), 1)
    spread = 6.0 * (1 - schools["need"].to_numpy())
    parts = []
    for grade in range(K, len(GRADE_LABELS)):
        for subject in ("Homeroom",) if grade < GRADE6 else TIMED:
            label = "Kindergarten" if grade == K else f"Grade {GRADE_LABELS[grade]}"
            course = label if subject == "Homeroom" else f"{subject} {GRADE_LABELS[grade]}"
            minutes = HOMEROOM_WEEK if subject == "Homeroom" else WEEK
            part = _of_course(rng, 19.0, spread, grades[:, grade])
            parts.append(_named(part, course, grade, subject, minutes))
    return parts


def _named(part: pd.DataFrame, course: str, grade: int, subject: str, minutes: int):
    part = part.assign(course=course, grade=grade, subject=subject, minutes=minutes)
    part.attrs = {"grade": grade, "subject": subject}
    return part


def _of_course(rng, base: float, spread: np.ndarray, enrolled: np.ndarray) -> pd.DataFrame:
    """The pupils of a course dealt out to sections of about the size usual at the school."""
    usual = base + spread * rng.random(len(spread)) + 2.0
    count = np.where(enrolled > 0, np.maximum(np.round(enrolled / usual), 1), 0).astype(np.int64)
    school = np.repeat(np.arange(len(spread)), count)
    place = np.arange(len(school)) - np.repeat(np.cumsum(count) - count, count)
    even = enrolled[school] // count[school]
    extra = place < enrolled[school] % count[school]
    # Of two neighboring sections one gives pupils to the other; their sum stays what it was.
    paired = (place - place % 2 + 1) < count[school]
    first_of_pair = np.arange(len(school)) - place % 2
    moved = np.floor(4 * rng.random(len(school)))[first_of_pair]
    shift = np.where(paired, np.minimum(moved, even - 1), 0)
    size = even + extra + np.where(place % 2 == 0, shift, -shift)
    return pd.DataFrame({"school": school, "students": size.astype(np.int64)})


def _with_students(part: pd.DataFrame, pupils: Pupils, members: np.ndarray, key: np.ndarray):
    """Seat the pupils `members` of a course in its sections, school by school in order of key."""
    seated = members[np.lexsort((key, pupils.school[members]))]
    section = np.repeat(np.arange(len(part)), part["students"])
    for group in ROSTER_GROUPS:
        inside = section[pupils.members[group][seated]]
        part[f"n {group}"] = np.bincount(inside, minlength=len(part))
    return part


def _much_below(part: pd.DataFrame) -> np.ndarray:
    """Sections with clearly more students below proficient than their grade."""
    of_school = part.groupby("school")[["n below", "students"]].transform("sum")
    usual = of_school["n below"] / of_school["students"]
    return (part["n below"] / part["students"] > usual + MANY_BELOW).to_numpy()


def _further(rng, schools: pd.DataFrame, pupils: Pupils, short: np.ndarray) -> list[pd.DataFrame]:
    """Support classes in grades 6-9 where weeks are not short, and electives of grade 12."""
    none, parts = np.zeros(len(schools)), []
    for grade in range(GRADE6, GRADE9 + 1):
        for subject in TIMED:
            helped = pupils.members["below"] & ~short[pupils.school] & (pupils.grade == grade)
            helped &= happens(rng, np.full(len(helped), 0.25))
            part = _of_course(rng, 10.0, none, pupils.count(helped))
            name = f"{subject} Support {GRADE_LABELS[grade]}"
            part = _named(part, name, grade, subject, SUPPORT_WEEK)
            members = np.flatnonzero(helped)
            parts.append(_with_students(part, pupils, members, rng.random(len(members))))
    for name in ELECTIVES:
        takes = (pupils.grade == GRADE12) & happens(rng, np.full(len(pupils.grade), 0.7))
        part = _of_course(rng, 13.0, none, pupils.count(takes))
        part = _named(part, f"{name} 12", GRADE12, "Elective", ELECTIVE_WEEK)
        members = np.flatnonzero(takes)
        parts.append(_with_students(part, pupils, members, rng.random(len(members))))
    return parts


def _numbered(parts: list[pd.DataFrame], first: int) -> pd.DataFrame:
    for part in parts:
        part.attrs = {}
    frame = pd.concat(parts, ignore_index=True).sort_values("school", kind="stable")
    frame["number"] = np.arange(first, first + len(frame))
    return frame.reset_index(drop=True)


def teachers(
    seed: int, schools: pd.DataFrame, people: pd.DataFrame, year: int, of: pd.DataFrame
) -> np.ndarray:
    """The person who teaches each section of `of` (a row of it), 0 where the post is vacant.

    In elementary schools everybody teaches one class, elsewhere four in a row, as long as there are
    teachers who have none.
    """
    here = people[(people["role"] == "T") & (people["fte"] > 0)]
    row = pd.Series(np.arange(len(schools)), index=schools["index"])
    school = row.loc[here["school"]].to_numpy()
    order = np.lexsort((stream(seed, "who teaches", year).random(len(here)), school))
    person = here["person_id"].to_numpy()[order]
    many = np.bincount(school, minlength=len(schools))
    first = np.cumsum(many) - many
    each = np.where(schools["level"] == "E", 1, 4)
    place = of.groupby("school").cumcount().to_numpy() // each[of["school"]]
    found = person[first[of["school"]] + place % many[of["school"]]]
    vacant = of["school"].map(schools["school_id"]).to_numpy() == VACANT[1]
    if year == VACANT[0] and vacant.any():
        found[np.argmax(vacant)] = 0
    return found


def class_sizes(sections_of_year: pd.DataFrame) -> pd.DataFrame:
    """What the state published before it published sections."""
    frame = sections_of_year.assign(square=sections_of_year["students"] ** 2)
    groups = frame.groupby(["school", "course"], sort=True)
    sums = groups[["students", "square"]].sum()
    sums["sections"] = groups.size()
    sums["average"] = (sums["students"] / sums["sections"]).round(2)
    sums["experienced"] = (sums["square"] / sums["students"]).round(2)
    return sums.reset_index()
