"""What can be computed and what cannot, metric by metric, and which field is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from rar.dimensions import DIMENSION_OF
from rar.numbers.coded import as_texts
from rar.numbers.metric import Metric
from rar.numbers.roll import rows_where
from rar.tables import TABLES, absent

COLUMNS = [
    "district_id", "year", "metric", "dimension", "label", "status", "reason", "missing_field",
    "missing_name", "holder", "schools", "schools_total",
]  # fmt: skip
_KEY = ["metric", "district_id", "year"]


def missing_fields(
    metric: Metric, frames: Mapping[str, pd.DataFrame], years: Iterable[int]
) -> dict[int, list[str]]:
    """For each year, the needed fields ('table.column') that no school of the state has.

    Where one of several alternatives would do, the first is named.
    """
    known = {
        need: set().union(*(_years_with(field, frames) for field in need.split("|")))
        for need in metric.needs
    }
    return {
        year: [need.split("|")[0] for need in metric.needs if year not in known[need]]
        for year in years
    }


def _years_with(field: str, frames: Mapping[str, pd.DataFrame]) -> set[int]:
    """The years in which some school has a field, or the state withholds it."""
    table, _, column = field.partition(".")
    column, _, part = column.partition("[")
    frame = frames[table]
    known = frame[column].notna()
    if absent(column) in frame:
        known |= frame[absent(column)] == "suppressed"
    keep = known.to_numpy(dtype=bool)
    for key, value in zip(_PART_KEYS.get(table, ()), part.rstrip("]").split(":"), strict=False):
        if value:
            keep = keep & rows_where(frame.index, key, value)
    return set(frame.index[keep].unique("year"))


SILENT = {
    "missing": "no school of the district reports it",
    "suppressed": "it is withheld for every school of the district, to protect people",
    "not applicable": "it does not apply to the district's schools",
}
_PART_KEYS = {
    "courses": ("course",),
    "enrollment": ("group",),
    "services": ("service",),
    "staff_race": ("role",),
    "survey": ("respondent", "item"),
}


def field_words(field: str) -> str:
    """A field in words: its meaning in the data dictionary.

    >>> field_words("supports.counselors"), field_words("courses.offered[ap]")
    ('school counselors', "the school offers it (group 'all' only), ap")
    """
    table, _, column = field.partition(".")
    column, _, part = column.partition("[")
    words = TABLES[table].by_name[column].meaning
    detail = f", {part.rstrip(']').replace('_', ' ').replace(':', ', ')}" if part else ""
    return f"{words}{detail}"


def availability(
    metrics: Mapping[str, Metric],
    missing: Mapping[str, Mapping[int, list[str]]],
    comparisons: pd.DataFrame,
    indices: pd.DataFrame,
    measures: pd.DataFrame,
    districts: pd.DataFrame,
) -> pd.DataFrame:
    """Status of every metric for every district and year; columns COLUMNS.

    status: computed, partial (some schools do not report), or not computable, with the reason in
    words and, where the state's files lack a field, the field in words and by its name. missing
    holds the `missing_fields` of each metric; districts has district_id, year and
    schools_in_district.
    """
    made = districts.merge(_facts(metrics, missing), on="year", how="left")
    made = made.merge(_reports(metrics, comparisons, indices, measures), on=_KEY, how="left")
    made["schools_total"] = made["schools_total"].fillna(made.pop("schools_in_district"))
    made["schools"] = made["schools"].fillna(0)
    made = made.merge(_why_silent(measures), on=_KEY, how="left")
    return _words(made)[COLUMNS].sort_values(COLUMNS[:3], ignore_index=True)


def _facts(metrics: Mapping[str, Metric], missing: Mapping) -> pd.DataFrame:
    """What is the same in every district: one row a metric and year."""
    rows = [
        (metric.id, year, DIMENSION_OF[metric.id].key, metric.label, metric.holder,
         *("; ".join(map(say, fields)) for say in (field_words, str)))
        for metric in metrics.values() for year, fields in missing[metric.id].items()
    ]  # fmt: skip
    columns = ["metric", "year", "dimension", "label", "holder", "missing_field", "missing_name"]
    return pd.DataFrame(rows, columns=columns)


def _reports(metrics: Mapping[str, Metric], comparisons, indices, measures) -> pd.DataFrame:
    """How many schools report, by metric, district and year."""
    composed = [metric.id for metric in metrics.values() if metric.kind == "composition"]
    counts = (comparisons["kind"] == "state") & (comparisons["level"] == "all")
    counts &= ~comparisons["metric"].isin(composed)
    some = indices[indices["value"].notna()].drop_duplicates(_KEY)[_KEY]
    rows = measures[measures["metric"].isin(composed) & (measures["group"] != "all")]
    parts = [rows[rows["value"].notna()], rows]
    known, total = (
        one.drop_duplicates([*_KEY, "school_id"]).groupby(_KEY, observed=True).size()
        for one in parts
    )
    composition = pd.DataFrame({"schools": known, "schools_total": total}).fillna(0)
    every = (
        comparisons.loc[counts, [*_KEY, "schools", "schools_total"]],
        composition.reset_index(),
        some.assign(schools=1, schools_total=1),
    )
    return pd.concat([as_texts(one) for one in every if len(one)], ignore_index=True)


def _why_silent(measures: pd.DataFrame) -> pd.DataFrame:
    """Why a district's schools have no value, where it is the same for all: keys and why."""
    rows = measures[measures["group"] == "all"]
    status = rows["status"].astype("category").cat
    by = status.codes.groupby([rows[name] for name in _KEY], observed=True)
    first = by.min()
    alike = first.index[first == by.max()].to_frame(index=False)
    names = pd.Series(status.categories)[first[first == by.max()]]
    return as_texts(alike).assign(why=names.to_numpy())


def _words(made: pd.DataFrame) -> pd.DataFrame:
    none, some = made["schools"] == 0, made["schools"] < made["schools_total"]
    schools = made["schools"].astype("int64").astype("str")
    total = made["schools_total"].astype("int64").astype("str")
    lacking = made["missing_field"].ne("")
    for column in ("missing_field", "missing_name"):
        made[column] = made[column].where(none, "")
    made["status"] = "computed"
    made["status"] = made["status"].mask(some, "partial").mask(none, "not computable")
    made["reason"] = (schools + " of " + total + " schools report it").where(some, "")
    silent = made.pop("why").map(SILENT).fillna(SILENT["missing"])
    made["reason"] = made["reason"].mask(none, silent)
    made["reason"] = made["reason"].mask(
        none & lacking, "the state's files of this year do not have it"
    )
    return made
