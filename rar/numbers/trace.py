"""From a number on a page back to the cells of the state's files."""

from __future__ import annotations

import pandas as pd

from rar.numbers.metric import Metric
from rar.store import Store
from rar.tables import TABLES, absent

COLUMNS = ["table", "column", "keys", "value", "why", "file", "sheet", "row", "header"]


def trace_metric(store: Store, metric: Metric, school_id: str, year: int) -> pd.DataFrame:
    """The source cells behind one metric of one school in a year; columns COLUMNS.

    One row for each field the metric may use and each cell it was read from. value is the
    canonical value (a share is 0 to 1 whatever the source's scale); why says why it is empty.
    row is the row the spreadsheet shows; empty where the field was made from finer files (staff,
    sections).
    """
    fields = {field for need in metric.needs for field in need.split("|")}
    parts = [_trace_field(store, field, school_id, year) for field in sorted(fields)]
    parts = [part for part in parts if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)


def _trace_field(store: Store, field: str, school_id: str, year: int) -> pd.DataFrame:
    table, _, column = field.partition(".")
    column, _, part = column.partition("[")
    cells = _cells(store, table, column, school_id, year)
    cells = cells[[_matches(keys, part.rstrip("]")) for keys in cells["keys"]]]
    if not len(cells):
        return cells
    trace = store.statewide("trace")
    trace = trace[(trace["table"] == table) & (trace["column"] == column) & (trace["year"] == year)]
    rows = store.statewide("rows")
    rows = rows[(rows["id"] == school_id) & (rows["year"] == year)]
    sources = trace.merge(rows[["source", "row"]], on="source", how="left")
    sources = sources.rename(columns={"keys": "said"})
    made = cells.merge(sources.drop(columns=["table", "column", "year"]), how="cross")
    agree = [_agree(a, b) for a, b in zip(made["keys"], made["said"], strict=True)]
    return made[agree].reindex(columns=COLUMNS).drop_duplicates(ignore_index=True)


def _cells(store: Store, table: str, column: str, school_id: str, year: int) -> pd.DataFrame:
    """The canonical values of a column for one school and year, with their other keys."""
    empty = pd.DataFrame(columns=["table", "column", "keys", "value", "why"])
    try:
        frame = store.table(table)
    except FileNotFoundError:  # the state has no such table
        return empty
    if "school_id" not in frame.columns:
        return empty
    frame = frame[(frame["school_id"] == school_id) & (frame["year"] == year)]
    others = [k for k in TABLES[table].key_names if k not in ("school_id", "year")]
    keys = [
        ";".join(f"{k}={v}" for k, v in zip(others, values, strict=True))
        for values in frame[others].itertuples(index=False)
    ]
    return pd.DataFrame(
        {"table": table, "column": column, "keys": keys, "value": frame[column].to_numpy(),
         "why": frame[absent(column)].to_numpy()}
    )  # fmt: skip


def _matches(keys: str, part: str) -> bool:
    """Whether a row's keys hold every value of the part a field is limited to ('ap')."""
    values = {pair.partition("=")[2] for pair in keys.split(";")}
    return all(one in values for one in part.split(":") if one)


def _agree(keys: str, said: str) -> bool:
    """Whether a line of the crosswalk can have filled a row: its literal keys are the row's.

    >>> _agree("group=bl", "group=bl"), _agree("group=bl", "group=hi")
    (True, False)
    >>> _agree("group=bl", "group=@subgroup:group")
    True
    """
    own = dict(pair.partition("=")[::2] for pair in keys.split(";") if pair)
    for pair in str(said).replace(" ", ";").split(";"):
        key, _, value = pair.partition("=")
        if value and not value.startswith("@") and own.get(key, value) != value:
            return False
    return True
