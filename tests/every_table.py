"""Small releases, and what is possible in them by listing every table there is."""

import numpy as np
import pandas as pd

from rar.audit.released import Released
from rar.audit.statements import Cell, Rate, Sum

ROOM = 1e-9  # for sums of a few small whole numbers


def small_release(seed: int, rates: bool) -> Released:
    """A table of at most 3 x 3 counts with a total of at most 30, some of it withheld.

    The grand total is shown, the totals of rows and columns mostly (where some are withheld the
    table is smaller, so that it can be listed). With rates, shares of one to four cells in larger
    cells or in a total are printed as percents with 0 or 1 decimals.
    """
    drawn = np.random.default_rng(seed)
    open_totals = drawn.random() < 0.5
    table = _table(drawn, 12 if open_totals else 30)
    whole = np.zeros(np.add(table.shape, 1), int)
    whole[:-1, :-1] = table
    whole[-1, :-1], whole[:-1, -1], whole[-1, -1] = table.sum(0), table.sum(1), table.sum()
    hidden = drawn.random(whole.shape) < 0.85
    hidden[-1, :] = hidden[:, -1] = False
    if open_totals:
        hidden[drawn.integers(0, 3) % table.shape[0], -1] = True
        hidden[-1, drawn.integers(0, 3) % table.shape[1]] = True
    cells = [_cell(drawn, _name(at), int(whole[at]), hidden[at]) for at in np.ndindex(whole.shape)]
    places = [[(row, at) for at in range(whole.shape[1])] for row in range(whole.shape[0])]
    places += [[(at, column) for at in range(whole.shape[0])] for column in range(whole.shape[1])]
    sums = [_sum([_name(at) for at in line]) for line in places]
    rated = [_rate(drawn, whole) for _ in range(drawn.integers(1, 5))] if rates else []
    return Released.of(cells, sums + [rate for rate in rated if rate])


def _name(at: tuple[int, ...]) -> str:
    return f"r{at[0]}c{at[1]}"


def _table(drawn: np.random.Generator, most: int) -> np.ndarray:
    shape = tuple(drawn.choice([1, 2, 3, 3, 3], 2))
    chances = drawn.dirichlet(np.full(shape[0] * shape[1], drawn.choice([0.5, 1.0, 3.0])))
    return drawn.multinomial(drawn.integers(most // 3, most + 1), chances).reshape(shape)


def _cell(drawn: np.random.Generator, name: str, count: int, hidden: bool) -> Cell:
    """Withheld cells say nothing, or that they are 1 to 9 (where zeros are always shown)."""
    if not hidden:
        return Cell(name, value=count)
    labelled = 1 <= count <= 9 and drawn.random() < 0.3
    return Cell(name, least=1, most=9) if labelled else Cell(name)


def _sum(names: list[str]) -> Sum:
    """The parts, and last their total."""
    return Sum(f"{names[-1]} adds up", {**dict.fromkeys(names[:-1], 1.0), names[-1]: -1.0})


def _rate(drawn: np.random.Generator, whole: np.ndarray) -> Rate | None:
    """The share of one cell in another, printed; None where it cannot be."""
    places = list(np.ndindex(whole.shape))
    one, other = (places[at] for at in drawn.integers(0, len(places), 2))
    if one == other or whole[other] == 0:
        return None
    text = f"{100 * whole[one] / whole[other]:.{drawn.integers(0, 2)}f}"
    return Rate.printed(f"{_name(one)} in {_name(other)}", _name(one), _name(other), text)


def attainable(released: Released) -> pd.DataFrame:
    """lower and upper of every withheld cell over all tables that agree with the release."""
    cells = released.cells
    names = list(cells.index[cells["value"].isna()])
    tables = listed(released, names)
    return pd.DataFrame(
        {"lower": tables.min(axis=0), "upper": tables.max(axis=0)},
        index=pd.Index(names, name="id", dtype=cells.index.dtype),
    )


def listed(released: Released, names: list[str], most: int = 30) -> np.ndarray:
    """Every table of whole numbers up to most that agrees: one row each, one column per name.

    Cells are given values one after the other; a row is checked as soon as its last cell is set,
    and before that for what rows of positive parts cannot exceed.
    """
    matrix, low, high, least, top = _dense(released, names, most)
    tables = np.zeros((1, 0))
    for at in range(len(names)):
        values = np.arange(least[at], top[at] + 1)
        longer = np.repeat(tables, len(values), axis=0)
        tables = np.column_stack([longer, np.tile(values, len(tables))])
        sums = tables @ matrix[:, : at + 1].T
        rest = matrix[:, at + 1 :]
        fits = sums + np.minimum(rest * least[at + 1 :], rest * top[at + 1 :]).sum(1) <= high + ROOM
        fits &= sums + np.maximum(rest * least[at + 1 :], rest * top[at + 1 :]).sum(1) >= low - ROOM
        tables = tables[fits.all(axis=1)]
    return tables


def _dense(released: Released, names: list[str], most: int) -> tuple[np.ndarray, ...]:
    cells, rows, terms = released.cells, released.rows, released.terms
    matrix = np.zeros((len(rows), len(cells)))
    np.add.at(matrix, (terms["row"], cells.index.get_indexer(terms["cell"])), terms["times"])
    hidden = cells.index.get_indexer(names)
    shown = np.delete(matrix, hidden, axis=1) @ np.delete(cells["value"].to_numpy(), hidden)
    ends = cells.iloc[hidden]
    top = np.minimum(ends["most"].to_numpy(), most)
    return (
        matrix[:, hidden], rows["low"].to_numpy() - shown, rows["high"].to_numpy() - shown,
        ends["least"].to_numpy(), top,
    )  # fmt: skip
