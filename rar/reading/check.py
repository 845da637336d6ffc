"""Checking a canonical table against its declaration, every problem at once.

The checks are made by pandera from the Table; our own layer says where in the state's file each
failure stands, what was found and what is allowed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pandera.pandas as pa

from rar.errors import Problem
from rar.tables import SHARE, TEXT, Column, Table
from rar.tables.keys import DISTRICT, SCHOOL

CELLS_QUOTED = 500  # of one table: a file on the wrong scale fails in every row
IDS = (SCHOOL.name, DISTRICT.name)
LONGEST_ID = 64  # letters; the federal ids of schools have 12
UNIQUE = "multiple_fields_uniqueness"

Where = Callable[[str, int], Problem]


def schema(table: Table) -> pa.DataFrameSchema:
    """The pandera schema of a canonical table: kinds, bounds, allowed values, unique keys."""
    columns = {column.name: _column(column) for column in (*table.keys, *table.columns)}
    for key in table.keys:
        columns[key.name].nullable = False
    return pa.DataFrameSchema(columns, unique=table.key_names, strict=False)


def _column(column: Column) -> pa.Column:
    if column.kind == TEXT:
        checks = [pa.Check.isin(column.allowed)] if column.allowed else []
        if column.required:
            checks.append(pa.Check.str_length(min_value=1))
        if column.name in IDS:
            checks.append(pa.Check(_can_be_read, name="can_be_read"))
        return pa.Column("str", checks, nullable=not column.required)
    low, high = column.bounds
    checks = [pa.Check.ge(low)] if low is not None else []
    checks += [pa.Check.le(high)] if high is not None else []
    dtype = "int64" if column.name == "year" else "float64"
    return pa.Column(dtype, checks, nullable=not column.required)


def _can_be_read(ids: pd.Series) -> pd.Series:
    """Which ids a person can read and type: they stand in letters, on pages and in the log."""
    odd = [one for one in ids.unique() if not one.isprintable() or len(one) > LONGEST_ID]
    return ~ids.isin(odd)


def check_table(table: Table, frame: pd.DataFrame, where: Where | None = None) -> list[Problem]:
    """What is impossible in a table: [] when nothing is.

    where(column, position) gives the cell a value came from; without it the table's own names are
    quoted. Of a person-level table the cell alone is quoted, never the person's key.
    """
    try:
        schema(table).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases
    else:
        return []
    problems = []
    for case in cases.head(CELLS_QUOTED).itertuples():
        problems.append(_problem(table, frame, case, where))
    return list(dict.fromkeys(problems))


def _problem(table: Table, frame: pd.DataFrame, case, where: Where | None) -> Problem:
    column = table.by_name.get(str(case.column))
    at = None if pd.isna(case.index) else int(case.index)
    if UNIQUE in str(case.check) or (column is None and at is not None):
        keys = "" if table.person_level else _keys(table, frame, at)
        return Problem(f"two rows of table {table.name} have the same keys", value=keys)
    if column is None or at is None:
        return Problem(f"table {table.name}, column {case.column}: {case.check}")
    cell = where(column.name, at) if where else Problem("", column=f"{table.name}.{column.name}")
    value = cell.value or ("" if pd.isna(case.failure_case) else str(case.failure_case))
    return replace(cell, what=_what(column, value), value=value, allowed=_allowed(column),
                   cure=_cure(column, case.failure_case))  # fmt: skip


def _keys(table: Table, frame: pd.DataFrame, at: int) -> str:
    return ", ".join(f"{name} {frame[name].iloc[at]}" for name in table.key_names)


def _what(column: Column, value: str) -> str:
    return f"not possible as {column.meaning}" if value else f"nothing is given for {column.name}"


def _allowed(column: Column) -> str:
    """The allowed values of a column in words.

    >>> _allowed(Column("novice_share", SHARE, "novice teachers"))
    '0 to 1 (0 % to 100 %)'
    """
    if column.allowed:
        return ", ".join(column.allowed)
    if column.name in IDS:
        return f"1 to {LONGEST_ID} letters, and none that is not seen or that turns the text around"
    if column.kind == TEXT:
        return "a text" if column.required else "any text"
    low, high = column.bounds
    if column.kind == SHARE:
        return "0 to 1 (0 % to 100 %)"
    if low is None and high is None:
        return "a number"
    return f"at least {low:g}" if high is None else f"{low:g} to {high:g}"


def _cure(column: Column, value: object) -> str:
    if column.kind == SHARE and isinstance(value, float) and value > 1:
        return (
            "mend the cell; if the column holds percentages, write convert percent in columns.csv; "
            "if the agency cannot mend a published value, set it aside in exceptions.csv"
        )
    return "mend the cell, or set it aside in exceptions.csv and say why"
