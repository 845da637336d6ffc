"""Help, placement, materials and pre-kindergarten places: who needs what and who gets it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .draws import bell, happens, stream, whole
from .plan import District
from .pupils import Pupils
from .schools import GRADE6, PK

SERVICE_GROUPS = ("all", "bl", "hi", "wh", "ed", "el", "swd")
TUTORING_WHERE_FEW = 0.07  # of those who need it, where the plan withholds it
LARGE = 480  # pupils; a larger school has two tutoring programs


def services(
    seed: int, schools: pd.DataFrame, pupils: Pupils, year: int, plan: tuple[District, ...]
) -> list[tuple[str, str, np.ndarray, np.ndarray]]:
    """Programs: code, service, needing and served, the last two schools by SERVICE_GROUPS."""
    rng = stream(seed, "programs", year)
    ed, swd, below = (pupils.members[group] for group in ("ed", "swd", "below"))
    need = schools["need"].to_numpy()[pupils.school]
    limit = np.array([district.no_tutoring_above for district in plan])[schools["plan"]]
    few = (schools["need"].to_numpy() > limit)[pupils.school]
    tutored = np.where(few, TUTORING_WHERE_FEW, 0.46 - 0.06 * (need - 0.5))
    large = (pupils.count(pupils.members["all"]) > LARGE)[pupils.school]
    after = large & happens(rng, np.full(len(ed), 0.4))
    older = pupils.grade >= GRADE6
    flagged = older & happens(rng, 0.10 + 0.10 * ed)
    plans = {
        ("TUT1", "TUTORING"): (below & ~after, tutored),
        ("TUT2", "TUTORING"): (below & after, tutored),
        ("SUMM", "SUMMER"): (below & happens(rng, np.full(len(ed), 0.5)), 0.48 - 0.10 * need),
        ("MTS2", "TIER2"): (happens(rng, 0.09 + 0.06 * ed), 0.86 - 0.16 * need),
        ("MTS3", "TIER3"): (happens(rng, 0.02 + 0.02 * ed + 0.05 * swd), 0.90 - 0.20 * need),
        ("EWRN", "EARLYWARN"): (flagged, 0.74 - 0.14 * need),
    }
    return [
        (code, service, pupils.tally(wants, SERVICE_GROUPS),
         pupils.tally(wants & happens(rng, chance), SERVICE_GROUPS))
        for (code, service), (wants, chance) in plans.items()
    ]  # fmt: skip


def placement(seed: int, schools: pd.DataFrame, pupils: Pupils, year: int) -> pd.DataFrame:
    """Students with disabilities and English learners, and how they are placed."""
    rng = stream(seed, "placement", year)
    need = schools["need"].to_numpy()[pupils.school]
    swd, el = pupils.members["swd"], pupils.members["el"]
    regular = swd & happens(rng, 0.76 - 0.18 * need)
    separate = el & happens(rng, np.where(pupils.grade >= GRADE6, 0.26, 0.14))
    frame = pd.DataFrame({"school_id": schools["school_id"]})
    for name, who in (
        ("swd", swd),
        ("swd_regular_80", regular),
        ("el", el),
        ("el_separate", separate),
    ):
        frame[name] = pupils.count(who)
    return frame


def curriculum(seed: int, schools: pd.DataFrame, pupils: Pupils, year: int) -> pd.DataFrame:
    """Classes whose materials are known and aligned, review for culture, activities and fees."""
    rng = stream(seed, "curriculum", year)
    count, need = len(schools), schools["need"].to_numpy()
    enrolled = pupils.count(pupils.members["all"])
    last = int(schools["index"].max()) + 1
    reviewed = stream(seed, "culture review").random(last)[schools["index"]] < 0.45
    classes = np.maximum(np.round(enrolled / 12), 4)
    aligned = np.clip(0.80 - 0.20 * need + bell(rng, count, 0.06), 0, 1)
    activities = np.round(5 + enrolled / 55 * (1.25 - 0.5 * need))
    return pd.DataFrame(
        {
            "school_id": schools["school_id"],
            "classes": classes,
            "aligned": np.round(classes * aligned),
            "culture": reviewed,
            "activities": activities,
            "with_fee": np.floor(activities * (0.20 + 0.25 * rng.random(count))),
        }
    )


def prek(seed: int, schools: pd.DataFrame, pupils: Pupils, year: int) -> pd.DataFrame:
    """Places, waiting lists and classes of the schools that have a pre-kindergarten."""
    rng = stream(seed, "pre-kindergarten places", year)
    children = pupils.count(pupils.grade == PK)
    classes = np.ceil(children / 19).astype(np.int64)
    meeting = np.floor(classes * (0.45 + 0.6 * rng.random(len(schools))))
    frame = pd.DataFrame(
        {
            "school_id": schools["school_id"],
            "seats": classes * 20,
            "waiting": whole(rng, 2 + 22 * schools["need"].to_numpy() * rng.random(len(schools))),
            "classes": classes,
            "meeting": np.minimum(meeting, classes),
        }
    )
    return frame[children > 0]
