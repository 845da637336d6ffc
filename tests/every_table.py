"""Small releases, and what is possible in them by listing every table there is."""

import numpy as np
import pandas as pd

from rar.audit.released import Released
from rar.audit.statements import Cell, Rate, Sum

ROOM = 1e-9  # for sums of a few small whole numbers


def small_release(seed: int, rates: bool) -> Released:
    """A table of at most 3 x 3 counts with a total of at most 30, some withheld, all totals shown.

    With rates, one or two shares of two of its cells or of a cell and its row's total are printed
    with 0 to 2 decimals, as percents.
    """
    drawn = np.random.default_rng(seed)
    table = _table(drawn)
    names = {at: f"r{at[0]}c{at[1]}" for at in np.ndindex(table.shape)}
    hidden = drawn.random(table.shape) < 0.75
    cells = [_cell(names[at], int(table[at]), bool(hidden[at])) for at in names]
    height, width = table.shape
    sums = [_sum(drawn, [(names[row, c], table[row, c]) for c in range(width)], cells, f"r{row}")
            for row in range(height)]  # fmt: skip
    sums += [_sum(drawn, [(names[r, col], table[r, col]) for r in range(height)], cells, f"c{col}")
             for col in range(width)]  # fmt: skip
    rated = [_rate(drawn, names, table) for _ in range(drawn.integers(1, 3))] if rates else []
    return Released.of(cells, sums + [rate for rate in rated if rate])


def _table(drawn: np.random.Generator) -> np.ndarray:
    shape = tuple(drawn.integers(1, 4, 2))
    chances = drawn.dirichlet(np.full(shape[0] * shape[1], drawn.choice([0.2, 0.5, 1.0])))
    return drawn.multinomial(drawn.integers(1, 31), chances).reshape(shape)


def _cell(name: str, count: int, hidden: bool) -> Cell:
    """Withheld cells say nothing, or that zeros are shown, or how large they are at most."""
    if not hidden:
        return Cell(name, value=count)
    if 1 <= count < 10:
        return Cell(name, least=1, most=9)
    return Cell(name)


def _sum(drawn, parts: list[tuple[str, int]], cells: list[Cell], name: str) -> Sum:
    """The parts and their total, which is shown; cells gets the total."""
    total = sum(count for _, count in parts)
    cells.append(Cell(f"{name} total", value=total))
    return Sum(f"{name} adds up", {**dict.fromkeys(dict(parts), 1.0), f"{name} total": -1.0})


def _rate(drawn, names: dict, table: np.ndarray) -> Rate | None:
    """The share of one cell in another at least as large, printed."""
    places = list(names)
    one, other = (places[at] for at in drawn.integers(0, len(places), 2))
    if one == other or table[other] == 0:
        return None
    text = f"{100 * table[one] / table[other]:.{drawn.integers(0, 3)}f}"
    return Rate.printed(f"{names[one]} per {names[other]}", names[one], names[other], text)


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
