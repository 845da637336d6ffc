"""Random tables to protect and to attack, and what is printed of them."""

from __future__ import annotations

import numpy as np

from rar.audit.released import Released
from rar.audit.statements import Cell, Sum
from rar.disclosure.cells import NOBODY, Builder, Cells

N = 10
DEAR = {"school": 0.0, "all of a school": 5.0, "district": 10.0, "state": 40.0}


class Making:
    """A table as it is made: schools of groups, and totals of everything."""

    def __init__(self, groups: int, n: int, most: float) -> None:
        self.groups, self.n, self.most, self.made = groups, n, most, Builder()
        self.owner = NOBODY  # the district whose cells are made

    def cell(self, counts: np.ndarray, kind: str) -> int:
        """The sum of some counts; hidden where it is less than n and not zero."""
        value, parts = float(counts.sum()), float((counts > 0).sum())
        small = 0 < value < self.n
        # A sum is at least the number of its parts that are not zero: zeros are shown.
        low, high = (min(parts, value), self.n - 1.0) if small else (np.nan, np.nan)
        cost, total = np.log1p(value) + DEAR[kind], kind in ("district", "state")
        facts = (value, min(parts, value), self.most * counts.size, low, high)
        return self.made.add(*facts, small, value > 0, cost, total, owner=self.owner)

    def totals(self, schools: np.ndarray, kind: str) -> list[int]:
        """The totals of every group, and of all groups last."""
        places = [self.cell(schools[:, group], kind) for group in range(self.groups)]
        places.append(self.cell(schools.ravel(), kind))
        self.made.total(places[-1], places[:-1])
        return places

    def schools(self, counts: np.ndarray, own: list[int]) -> None:
        """Schools x groups, which add up to the totals `own`."""
        rows = []
        for school in counts:
            row = [self.cell(school[[group]], "school") for group in range(self.groups)]
            row.append(self.cell(school, "all of a school"))
            self.made.total(row[-1], row[:-1])
            rows.append(row)
        for group, whole in enumerate(own):
            self.made.total(whole, [row[group] for row in rows])


def random_state(seed: int) -> Cells:
    """2 to 6 districts of 1 to 12 schools with 3 to 8 groups, all totals of every level."""
    chance = np.random.default_rng(seed)
    groups = int(chance.integers(3, 9))
    alpha = chance.choice([0.2, 0.5, 1.0])
    districts = []
    for _ in range(chance.integers(2, 7)):
        sizes = chance.lognormal(5.5, 0.9, chance.integers(1, 13)).astype(int)
        shares = [chance.dirichlet([alpha] * groups) for _ in sizes]
        counts = zip(sizes, shares, strict=True)
        districts.append(np.array([chance.multinomial(size, share) for size, share in counts]))
    table = Making(groups, N, 1e9)
    state = table.totals(np.vstack(districts), "state")
    places = []
    for table.owner, schools in enumerate(districts):
        places.append(table.totals(schools, "district"))
        table.schools(schools, places[-1])
    for group, whole in enumerate(state):
        table.made.total(whole, [own[group] for own in places])
    return table.made.cells()


def random_district(chance: np.random.Generator, n: int, most: float) -> Cells:
    """One district of 2 or 3 schools with 2 or 3 groups; counts up to `most`."""
    schools, groups = chance.integers(2, 4, 2)
    counts = np.minimum(chance.poisson(chance.choice([3.0, 5.0, 8.0]), (schools, groups)), most)
    table = Making(int(groups), n, most)
    table.schools(counts, table.totals(counts, "district"))
    return table.made.cells()


def released(cells: Cells) -> Released:
    """What is printed of a table: shown cells, and that its totals are sums."""
    facts = zip(cells.value, cells.hidden, cells.least, cells.most, strict=True)
    shown = [
        Cell(str(place), np.nan if hides else value, least if hides else 0.0, most)
        for place, (value, hides, least, most) in enumerate(facts)
    ]
    rows = cells.sums.tolil()
    sums = [
        Sum(f"sum {at}", dict(zip(map(str, places), signs, strict=True)))
        for at, (places, signs) in enumerate(zip(rows.rows, rows.data, strict=True))
    ]
    return Released.of(shown, sums)
