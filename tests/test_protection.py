"""Random tables, protected, then attacked by the auditor, which knows nothing of the protector.

T1 of the disclosure reference: 2 to 6 districts of 1 to 12 schools with 3 to 8 groups; the totals
of every level are printed.
"""

import numpy as np
import pandas as pd
import pytest

from rar.audit.attack import bounds
from rar.audit.released import Released
from rar.audit.statements import Cell, Sum
from rar.disclosure.cells import Builder, Cells
from rar.disclosure.suppress import suppress

N = 10
DEAR = {"school": 0.0, "all of a school": 5.0, "district": 10.0, "state": 40.0}


def random_table(seed: int) -> Cells:
    """A table whose counts of 1 to 9 are hidden; zeros are shown."""
    chance, made = np.random.default_rng(seed), Builder()
    groups = int(chance.integers(3, 9))
    alpha = chance.choice([0.2, 0.5, 1.0])

    def cell(counts: np.ndarray, kind: str) -> int:
        value, parts = float(counts.sum()), float((counts > 0).sum())
        small = 0 < value < N
        # A sum is at least the number of its parts that are not zero: zeros are shown.
        low, high = (min(parts, value), N - 1.0) if small else (np.nan, np.nan)
        cost = np.log1p(value) + DEAR[kind]
        total = kind in ("district", "state")
        return made.add(value, min(parts, value), 1e9, low, high, small, value > 0, cost, total)

    def totals(schools: np.ndarray, kind: str) -> list[int]:
        """The totals of every group, and of all groups last."""
        places = [cell(schools[:, group], kind) for group in range(groups)]
        places.append(cell(schools.ravel(), kind))
        made.total(places[-1], places[:-1])
        return places

    districts = []
    for _ in range(chance.integers(2, 7)):
        sizes = chance.lognormal(5.5, 0.9, chance.integers(1, 13)).astype(int)
        districts.append(
            np.array(
                [chance.multinomial(size, chance.dirichlet([alpha] * groups)) for size in sizes]
            )
        )
    state = totals(np.vstack(districts), "state")
    places = [totals(schools, "district") for schools in districts]
    for schools, own in zip(districts, places, strict=True):
        rows = []
        for school in schools:
            row = [cell(school[[group]], "school") for group in range(groups)]
            row.append(cell(school, "all of a school"))
            made.total(row[-1], row[:-1])
            rows.append(row)
        for group, whole in enumerate(own):
            made.total(whole, [row[group] for row in rows])
    for group, whole in enumerate(state):
        made.total(whole, [own[group] for own in places])
    return made.cells()


def released(cells: Cells) -> Released:
    """What is printed of a table: shown cells, and that its totals are sums."""
    shown = [
        Cell(str(place), np.nan if hides else value, 1.0 if hides else 0.0, np.inf)
        for place, (value, hides) in enumerate(zip(cells.value, cells.hidden, strict=True))
    ]
    rows = cells.sums.tolil()
    sums = [
        Sum(f"sum {at}", dict(zip(map(str, places), signs, strict=True)))
        for at, (places, signs) in enumerate(zip(rows.rows, rows.data, strict=True))
    ]
    return Released.of(shown, sums)


def attacked(seeds: range) -> dict[str, int]:
    """How the protected tables stand up to the auditor."""
    found = dict.fromkeys(("cells", "primary", "secondary", "blocked", "exact", "unsafe"), 0)
    for seed in seeds:
        cells = random_table(seed)
        primary = cells.hidden.copy()
        made = suppress(cells)
        ends = bounds(released(cells)).cells
        told = pd.DataFrame(
            {"low": cells.low, "high": cells.high}, index=map(str, range(len(cells)))
        ).loc[np.flatnonzero(primary).astype(str)]
        own = ends.loc[told.index]
        exact = own["lower"] == own["upper"]
        unsafe = (own["lower"] > told["low"]) | (own["upper"] < told["high"])
        unsafe &= ~told.index.isin(made.blocked.astype(str))
        found["cells"] += len(cells)
        found["primary"] += int(primary.sum())
        found["secondary"] += int((cells.hidden & ~primary).sum())
        found["blocked"] += len(made.blocked)
        found["exact"] += int(exact.sum())
        found["unsafe"] += int(unsafe.sum())
    return found


def test_no_small_count_of_a_random_table_can_be_told_from_what_is_printed():
    """None exactly, and none more closely than 'fewer than ten'."""
    found = attacked(range(1000, 1040))
    assert found["primary"] > 500 and found["secondary"] > 100
    assert (found["exact"], found["unsafe"], found["blocked"]) == (0, 0, 0)


@pytest.mark.slow
def test_no_small_count_of_a_thousand_random_tables_can_be_told(record_property):
    found = attacked(range(1000))
    for name, count in found.items():
        record_property(name, count)
    print(found)
    assert (found["exact"], found["unsafe"], found["blocked"]) == (0, 0, 0)
