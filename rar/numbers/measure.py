"""Measures: every metric for every school, student group and year of the state, in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from rar.numbers.metric import Metric
from rar.tables import TABLES, Table, absent

MEASURE_KEYS = ["metric", "year", "school_id", "group"]
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
    made = metric.function(*(frames[name] for name in metric.tables)).reset_index()
    if "group" not in made.columns:
        made["group"] = "all"
    schools = frames["schools"]
    made = made[pd.MultiIndex.from_frame(made[["school_id", "year"]]).isin(schools.index)]
    made = _pool_parts(made)
    made = made[made["reason"] != "not published"]
    made = _with_silent_schools(made, schools[schools["level"].isin(metric.levels)])
    scale = 100.0 if metric.unit == "per 100" else 1.0
    positive = made["denominator"].where(made["denominator"] > 0)
    made["value"] = scale * made["numerator"] / positive
    made["status"] = made["reason"].where(made["value"].isna(), "computed")
    made.insert(0, "metric", metric.id)
    return made[[*MEASURE_KEYS, "numerator", "denominator", "value", "status"]]


def _pool_parts(made: pd.DataFrame) -> pd.DataFrame:
    """One row a school, year and group; parts with both counts are summed."""
    key = ["school_id", "year", "group"]
    if not made.duplicated(key).any():
        return made
    both = made["numerator"].notna() & made["denominator"].notna()
    made[["numerator", "denominator"]] = made[["numerator", "denominator"]].where(both)
    groups = made.groupby(key, sort=False)
    pooled = groups[["numerator", "denominator"]].sum(min_count=1)
    pooled["reason"] = groups["reason"].max().where(pooled["numerator"].isna(), "")
    return pooled.reset_index()


def _with_silent_schools(made: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
    """Add schools that the source says nothing of, in the years it speaks of others."""
    spoken = made["numerator"].notna() | (made["reason"] == "suppressed")
    years = made.loc[spoken, "year"].unique()
    wanted = schools.index[schools.index.get_level_values("year").isin(years)]
    present = pd.MultiIndex.from_frame(made.loc[made["group"] == "all", ["school_id", "year"]])
    silent = wanted.difference(present).to_frame(index=False)
    silent = silent.assign(group="all", reason="missing")
    made = made[made["year"].isin(years)]
    return pd.concat([made, silent], ignore_index=True) if len(silent) else made.copy()


def measure_all(metrics: Iterable[Metric], frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """All metrics that are counts per school, stacked and sorted by their keys."""
    parts = [measure(metric, frames) for metric in metrics if metric.kind != "index"]
    return pd.concat(parts, ignore_index=True).sort_values(MEASURE_KEYS, ignore_index=True)


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
    keys = ["metric", "district_id", "year", "level", "part"]
    return pd.concat(parts, ignore_index=True).sort_values(keys, ignore_index=True)


def _as_one_district(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The same table as if the state were one district; rows that then share a key are summed."""
    if "district_id" in frame.columns:
        return frame.assign(district_id=STATEWIDE)
    if "district_id" not in frame.index.names:
        return frame
    keys = list(frame.index.names)
    flat = frame.reset_index().assign(district_id=STATEWIDE)
    return flat.groupby(keys).sum(numeric_only=True, min_count=1)
