"""Measures: every metric for every school, student group and year of the state, in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from rar.numbers.coded import as_texts
from rar.numbers.metric import Metric
from rar.numbers.roll import GROUP, Roll, group_codes
from rar.tables import ABSENCES, TABLES, Table, absent

MEASURE_KEYS = ["metric", "year", "school_id", "group"]
STATUS = pd.CategoricalDtype(sorted(["", "computed", *ABSENCES]))
_COMPUTED, _MISSING, _NOT_PUBLISHED, _SUPPRESSED = STATUS.categories.get_indexer(
    ["computed", "missing", "not published", "suppressed"]
)
_EVERYONE = GROUP.categories.get_loc("all")
INDEX_KEYS = ["metric", "district_id", "year", "level", "part"]
INDEX_COLUMNS = ["metric", "district_id", "year", "level", "part", "value", "reference", "n"]
STATEWIDE = "statewide"  # stands for the district where an index is made of the whole state


def indexed(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Canonical tables by name, each indexed by its keys; a table the state lacks is empty."""
    return {
        name: tables.get(name, empty_table(table)).set_index(table.key_names).sort_index()
        for name, table in TABLES.items()
    }


def empty_table(table: Table) -> pd.DataFrame:
    """A canonical table without rows, with the columns and types it has when it is filled."""
    kinds = {column: "str" if table.by_name[column].kind == "text" else "float64"
             for column in [*table.key_names, *table.measured]}  # fmt: skip
    kinds |= {absent(column): "str" for column in table.measured} | {"year": "int64"}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})


def measure(metric: Metric, frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One metric for every school, group and year: numerator, denominator, value and status.

    frames comes from `indexed`. Rows of one school that the source tells apart (two parts
    surveyed apart, several courses) are pooled by their counts. Schools of the metric's levels
    without any row get one with the status 'missing' in years in which the metric is published at
    all; schools that are not in the table `schools` are left out.
    """
    return measure_all([metric], frames)


def measure_all(metrics: Iterable[Metric], frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """All metrics that are counts per school, stacked and sorted by their keys."""
    return as_texts(measured(metrics, frames, Roll(frames["schools"])))


def measured(
    metrics: Iterable[Metric], frames: Mapping[str, pd.DataFrame], roll: Roll
) -> pd.DataFrame:
    """`measure_all` with texts as categories, and beside each measure what the roll says."""
    counts = sorted((m for m in metrics if m.kind != "index"), key=lambda metric: metric.id)
    kind = pd.CategoricalDtype([metric.id for metric in counts])
    parts = []
    for code, metric in enumerate(counts):
        part = _measured(metric, frames, roll)
        named = pd.Categorical.from_codes(np.full(len(part), code), dtype=kind)
        part.insert(0, "metric", named)
        parts.append(part)
    return pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]


def _measured(metric: Metric, frames: Mapping[str, pd.DataFrame], roll: Roll) -> pd.DataFrame:
    """One metric without its id, sorted by year, school and group."""
    found = metric.function(*(frames[name] for name in metric.tables))
    cells = pd.DataFrame(
        {
            "place": roll.places(found.index),
            "group": group_codes(found.index),
            "numerator": found["numerator"].to_numpy(dtype="float64"),
            "denominator": found["denominator"].to_numpy(dtype="float64"),
            "status": _codes(found["reason"], STATUS),
        }
    )
    cells = _pool_parts(cells[cells["place"] >= 0])
    cells = cells[cells["status"] != _NOT_PUBLISHED]
    cells = _with_silent_schools(cells, roll, roll.level.isin(metric.levels).to_numpy())
    place, group = cells["place"].to_numpy(), cells["group"].to_numpy()
    order = np.lexsort((group, roll.id[place], roll.year[place]))
    cells, place = cells.take(order), place[order]
    scale = 100.0 if metric.unit == "per 100" else 1.0
    top, bottom = cells["numerator"].to_numpy(), cells["denominator"].to_numpy()
    value = scale * top / np.where(bottom > 0, bottom, np.nan)
    status = np.where(np.isnan(value), cells["status"], _COMPUTED)
    beside = roll.beside(place)
    return pd.DataFrame(
        {
            "year": roll.years.to_numpy()[roll.year[place]],
            "school_id": beside.pop("school_id"),
            "group": pd.Categorical.from_codes(cells["group"], dtype=GROUP),
            "numerator": top,
            "denominator": bottom,
            "value": value,
            "status": pd.Categorical.from_codes(status, dtype=STATUS),
            **beside,
        }
    )


def _pool_parts(cells: pd.DataFrame) -> pd.DataFrame:
    """One row a school, year and group; parts with both counts are summed."""
    key = cells["place"].to_numpy() * len(GROUP.categories) + cells["group"].to_numpy()
    if pd.Index(key).is_unique:
        return cells
    both = cells["numerator"].notna() & cells["denominator"].notna()
    counts = cells[["numerator", "denominator"]].where(both)
    pooled = counts.groupby(key, sort=False).sum(min_count=1)
    status = cells["status"].groupby(key, sort=False).max().where(pooled["numerator"].isna(), 0)
    place, group = np.divmod(pooled.index.to_numpy(), len(GROUP.categories))
    return pooled.assign(place=place, group=group, status=status)


def _with_silent_schools(cells: pd.DataFrame, roll: Roll, expected: np.ndarray) -> pd.DataFrame:
    """Add schools that the source says nothing of, in the years it speaks of others.

    expected tells of each place on the roll whether its school should report.
    """
    year = roll.year[cells["place"].to_numpy()]
    spoken = cells["numerator"].notna() | (cells["status"] == _SUPPRESSED)
    told = np.zeros(len(roll.years), dtype=bool)
    told[year[spoken.to_numpy()]] = True
    silent = expected & told[roll.year]
    silent[cells["place"][cells["group"] == _EVERYONE]] = False
    added = pd.DataFrame({"place": np.flatnonzero(silent)}).assign(
        group=_EVERYONE, numerator=np.nan, denominator=np.nan, status=_MISSING
    )
    cells = cells[told[year]]
    return pd.concat([cells, added], ignore_index=True) if len(added) else cells


def _codes(reasons: pd.Series, kind: pd.CategoricalDtype) -> np.ndarray:
    return pd.Categorical(reasons, dtype=kind).codes.astype("int64")


def index_all(metrics: Iterable[Metric], frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """All metrics that are whole-district values, with the state's own value beside them.

    Columns INDEX_COLUMNS and state_value, which is the same index made of the state as one
    district.
    """
    parts = []
    for metric in metrics:
        if metric.kind != "index":
            continue
        made = metric.function(*(frames[name] for name in metric.tables))
        whole = metric.function(*(_as_one_district(name, frames[name]) for name in metric.tables))
        whole = whole[["year", "level", "part", "value"]].rename(columns={"value": "state_value"})
        made = made.merge(whole, on=["year", "level", "part"], how="left")
        parts.append(made.assign(metric=metric.id).reindex(columns=[*INDEX_COLUMNS, "state_value"]))
    return pd.concat(parts, ignore_index=True).sort_values(INDEX_KEYS, ignore_index=True)


def _as_one_district(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The same table as if the state were one district; rows that then share a key are summed."""
    if "district_id" in frame.columns:
        return frame.assign(district_id=STATEWIDE)
    if "district_id" not in frame.index.names:
        return frame
    keys = list(frame.index.names)
    flat = frame.reset_index().assign(district_id=STATEWIDE)
    return flat.groupby(keys).sum(numeric_only=True, min_count=1)
