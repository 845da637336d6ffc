"""The schools of Meridian: ids, names, levels, years open, and what lasts over the years."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .draws import bell, happens, stream
from .plan import YEARS, District

LEVEL_NAMES = ("E", "M", "H", "K8")
PK, K, GRADE4, GRADE5, GRADE6, GRADE8, GRADE9, GRADE12 = 0, 1, 5, 6, 7, 9, 10, 13
GRADE_LABELS = ("PK", "K", *(str(grade) for grade in range(1, 13)))
PRINTED_GRADES = ("PK", "KG", *(f"{grade:02d}" for grade in range(1, 13)))
SPAN = {"E": (K, GRADE5), "M": (GRADE6, GRADE8), "H": (GRADE9, GRADE12), "K8": (K, GRADE8)}
SIZES = {"E": (250, 590), "M": (380, 760), "H": (520, 1180), "K8": (430, 620)}
SUFFIX = {"E": "Elementary School", "M": "Middle School", "H": "High School", "K8": "School"}
PLACES = ("Birch", "Cobble", "Drover", "Ember", "Fallow", "Gannet", "Heron", "Ibis", "Juniper",
          "Kestrel", "Larch", "Millrace", "Nettle", "Osprey", "Plover", "Quarry", "Rowan", "Sorrel",
          "Tanner", "Umber", "Vesper", "Willet", "Yarrow", "Zephyr")  # fmt: skip
FEATURES = ("Creek", "Hill", "Road", "Park", "Bend", "Crossing", "Grove", "Lane", "Meadow",
            "Point", "Run", "Street", "Terrace", "View", "Mill", "Landing")  # fmt: skip

# Names that spreadsheets and programs stumble over, by school id.
AWKWARD_NAMES = {
    "0110003": "José Quintavalle Elementary School",
    "0110007": "=Equal Opportunity Academy",
    "0110025": "O'Brien Street Middle School",
    "0110034": "Harbor View\nEarly College\nHigh School",
    "0120004": "Marlowe, Finch and Dray Elementary School",
    "0230002": 'Peter "Pip" Åsgård Elementary School',
    "0120013": "The Honorable Theodora Wilhelmina Abernathy-Castellanos Memorial Academy for "
    "Science, Technology, Engineering, the Arts, Mathematics and International Studies",
    "0670001": "Marrow Island School",
}
# First and last year of the schools that open, close or merge; all others are always open.
OPENED = {"0110022": 2020, "0120012": 2021, "0901002": 2019}
CLOSED = {"0230011": 2019, "0120010": 2020, "0120011": 2020}
MERGED_INTO = {"0120010": "0120012", "0120011": "0120012"}
RENAMED = {"0340002": ("Drover Colony Elementary School", 2020)}  # the old name, and its last year
# A K-2 school and its 3-5 partner: the partner has no kindergarten to be ready for.
PRIMARY, INTERMEDIATE = "0110001", "0110002"


def make(seed: int, districts: tuple[District, ...]) -> pd.DataFrame:
    """One row a school, sorted by id, with everything that stays the same over the years.

    z is the school's place between the lowest (-1) and highest (1) need of its district and level;
    size the students it is made for; fraction columns are 0 to 1. `plan` is the row of its
    district in `districts`.
    """
    rng = stream(seed, "schools")
    parts = [_of_district(rng, row, district) for row, district in enumerate(districts)]
    schools = pd.concat(parts, ignore_index=True)
    schools["opened"] = schools["school_id"].map(OPENED).fillna(YEARS[0]).astype(int)
    schools["closed"] = schools["school_id"].map(CLOSED).fillna(YEARS[-1]).astype(int)
    schools["prek"] = _has_prek(rng, schools)
    schools.loc[schools["prek"], "low"] = PK
    schools.loc[schools["school_id"] == PRIMARY, "high"] = K + 2
    schools.loc[schools["school_id"] == INTERMEDIATE, ["low", "high"]] = [K + 3, GRADE5]
    schools["name"] = schools["school_id"].map(AWKWARD_NAMES).fillna(schools["name"])
    return _identify(rng, schools)


def in_year(schools: pd.DataFrame, year: int) -> pd.DataFrame:
    """The schools open in a year, under the names they had then, numbered from 0."""
    now = schools[(schools["opened"] <= year) & (schools["closed"] >= year)].copy()
    for school, (old_name, last_year) in RENAMED.items():
        if year <= last_year:
            now.loc[now["school_id"] == school, "name"] = old_name
    return now.reset_index()


def _of_district(rng: np.random.Generator, row: int, district: District) -> pd.DataFrame:
    parts = [
        _of_level(rng, district, level, count)
        for level, count in zip(LEVEL_NAMES, district.counts, strict=True)
        if count
    ]
    frame = pd.concat(parts, ignore_index=True)
    number = np.arange(1, len(frame) + 1)
    start = rng.integers(0, len(PLACES) * len(FEATURES))
    step = (start + 35 * number) % (len(PLACES) * len(FEATURES))  # 35 and 384 share no factor
    frame["school_id"] = [f"{district.id}{n:03d}" for n in number]
    frame["district_id"] = district.id
    frame["plan"] = row
    frame["charter"] = district.kind == "charter"
    frame["name"] = [
        f"{PLACES[place % 24]} {FEATURES[place // 24]} {SUFFIX[level]}"
        for place, level in zip(step, frame["level"], strict=True)
    ]
    return frame


def _of_level(rng: np.random.Generator, district: District, level: str, count: int):
    """Schools spread evenly over need and over size, the two having nothing to do with another."""
    z = rng.permutation(np.linspace(-1, 1, count)) if count > 1 else np.zeros(1)
    place = (rng.permutation(count) + 0.5) / count
    smallest, largest = SIZES[level]
    need = np.clip(district.need + district.spread * z + bell(rng, count, 0.01), 0.05, 0.97)
    minority = district.minority + district.segregation * z + bell(rng, count, 0.01)
    return pd.DataFrame(
        {
            "level": level,
            "low": SPAN[level][0],
            "high": SPAN[level][1],
            "z": z,
            "need": need,
            "minority": np.clip(minority, 0.03, 0.95),
            "size": (smallest + (largest - smallest) * place) * district.size,
        }
    )


def _has_prek(rng: np.random.Generator, schools: pd.DataFrame) -> np.ndarray:
    """Most schools of greater need that have a kindergarten also have a pre-kindergarten."""
    young = (schools["low"] == K) & (schools["school_id"] != INTERMEDIATE)
    return young.to_numpy() & happens(rng, (0.25 + 0.8 * schools["need"]).to_numpy())


def _identify(rng: np.random.Generator, schools: pd.DataFrame) -> pd.DataFrame:
    """Title I by need; the schools identified for support are mostly those of greater need."""
    chance = rng.random(len(schools))
    need = schools["need"].to_numpy()
    schools["title1"] = (need >= 0.5) & (schools["level"] != "H").to_numpy()
    schools["csi"] = chance < 0.45 * (need - 0.5)
    schools["tsi"] = ~schools["csi"] & (chance < 0.65 * (need - 0.2))
    schools["atsi"] = schools["tsi"] & (chance > 0.16)
    return schools
