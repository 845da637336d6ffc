"""What can be computed and what cannot, metric by metric, and which field is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from rar.dimensions import DIMENSION_OF
from rar.numbers.metric import Metric
from rar.numbers.roll import rows_where
from rar.tables import TABLES, absent

COLUMNS = [
    "district_id", "year", "metric", "dimension", "label", "status", "reason", "missing_field",
    "missing_name", "holder", "schools", "schools_total",
]  # fmt: skip


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
    "suppressed": "the state withholds it for every school of the district",
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
    parts = []
    for metric in metrics.values():
        lacking = missing[metric.id]
        counts = _reports(metric, comparisons, indices, measures)
        part = districts.merge(counts, on=["district_id", "year"], how="left")
        part["schools_total"] = part["schools_total"].fillna(part.pop("schools_in_district"))
        part["schools"] = part["schools"].fillna(0)
        part = part.merge(_why_silent(metric, measures), on=["district_id", "year"], how="left")
        for column, say in (("missing_field", field_words), ("missing_name", str)):
            told = {year: "; ".join(map(say, fields)) for year, fields in lacking.items()}
            part[column] = part["year"].map(told)
        parts.append(part.assign(metric=metric.id, label=metric.label, holder=metric.holder))
    made = pd.concat(parts, ignore_index=True)
    made["dimension"] = made["metric"].map({m: d.key for m, d in DIMENSION_OF.items()})
    return _words(made)[COLUMNS].sort_values(COLUMNS[:3], ignore_index=True)


def _reports(metric: Metric, comparisons, indices, measures) -> pd.DataFrame:
    """How many schools report, by district and year."""
    key = ["district_id", "year"]
    if metric.kind == "index":
        rows = indices[(indices["metric"] == metric.id) & indices["value"].notna()]
        some = rows.drop_duplicates(key)[key]
        return some.assign(schools=1, schools_total=1)
    if metric.kind == "composition":
        rows = measures[(measures["metric"] == metric.id) & (measures["group"] != "all")]
        known = rows[rows["value"].notna()].groupby(key)["school_id"].nunique()
        total = rows.groupby(key)["school_id"].nunique()
        return pd.DataFrame({"schools": known, "schools_total": total}).fillna(0).reset_index()
    rows = comparisons[
        (comparisons["metric"] == metric.id)
        & (comparisons["kind"] == "state")
        & (comparisons["level"] == "all")
    ]
    return rows[[*key, "schools", "schools_total"]]


def _why_silent(metric: Metric, measures: pd.DataFrame) -> pd.DataFrame:
    """Why a district's schools have no value, where it is the same for all: district, year, why."""
    rows = measures[(measures["metric"] == metric.id) & (measures["group"] == "all")]
    by = rows.groupby(["district_id", "year"])["status"]
    alike = pd.DataFrame({"why": by.min().where(by.min() == by.max())})
    return alike.reset_index()


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
