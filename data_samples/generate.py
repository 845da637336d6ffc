"""Make the invented State of Meridian: its published files and the answer key.

    python data_samples/generate.py
    python data_samples/generate.py --out big --districts 1200 --schools 10000

The same arguments give the same bytes on every run. Every name and number is invented.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from generator import (
    answers,
    publish,
    publish_buildings,
    publish_classes,
    publish_climate,
    publish_learning,
    publish_people,
    publish_programs,
    pupils,
    staff,
)
from generator import schools as all_schools
from generator.plan import YEARS, districts

HERE = Path(__file__).resolve().parent
SEED = 20220901


def generate(out: Path, count: int = 8, schools: int = 113, seed: int = SEED) -> None:
    """Write out/data/ (a folder a year and facilities.xlsx) and out/answer_key.json."""
    plan = districts(count, schools)
    roster = all_schools.make(seed, plan)
    people = staff.make(seed, roster, plan)
    buildings = {}
    for year in YEARS:
        now = all_schools.in_year(roster, year)
        enrolled = pupils.make(seed, now, year)
        to = out / "data" / str(year)
        publish.write(seed, now, enrolled, year, plan, to)
        publish_people.write(seed, now, enrolled, people[year], year, plan, to)
        publish_learning.write(seed, now, enrolled, year, plan, to)
        publish_classes.write(seed, now, enrolled, people[year], year, plan, to)
        publish_programs.write(seed, now, enrolled, year, plan, to)
        publish_climate.write(seed, now, enrolled, year, plan, to)
        buildings[year] = publish_buildings.write(seed, now, enrolled, year, to)
    publish_buildings.write_workbook_of(buildings, out / "data")
    answers.write(out / "answer_key.json", roster)


def main() -> None:
    """Read the command line and generate."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write data/ into")
    parser.add_argument("--districts", type=int, default=8, help="at least 8")
    parser.add_argument("--schools", type=int, default=113, help="at least 113")
    parser.add_argument("--seed", type=int, default=SEED, help="another seed, another state")
    given = parser.parse_args()
    generate(given.out, given.districts, given.schools, given.seed)


if __name__ == "__main__":
    main()
