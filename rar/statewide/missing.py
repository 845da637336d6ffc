"""What is missing again and again: the field, in how many districts, and whom to ask for it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from rar.dimensions import METRICS
from rar.numbers.availability import field_words
from rar.statewide.reviewed import Statewide

PART_OF = "of these"  # how the data dictionary begins the words of a part
ALL_STUDENTS = " (group 'all' only)"  # its note for those who write a profile
NOT_IN_FILES = "the state's files of this year do not have it"


def missing_rows(state: Statewide) -> pd.DataFrame:
    """What could not be computed, field by field and, where the field is there, reason by reason.

    what (the field, or the measure whose schools are silent, in words), name (in the data
    dictionary, '' for a measure), why, metrics (ids, in their order), districts (how many), holder
    (who usually has it), names ('' where it is every reviewed district).
    """
    lost = state.availability[state.availability["status"] == "not computable"]
    found: dict[tuple[str, str, str], _Gap] = defaultdict(_Gap)
    for row in lost.itertuples(index=False):
        if row.missing_name:
            for name in row.missing_name.split("; "):
                found[name, field_in_words(name), NOT_IN_FILES].add(row)
        else:
            found["", METRICS[row.metric].label, row.reason].add(row)
    order = {metric: place for place, metric in enumerate(METRICS)}
    ranked = sorted(found.items(), key=lambda one: (min(map(order.get, one[1].metrics)), one[0]))
    rows = [
        {
            "what": what,
            "name": name,
            "why": why,
            "metrics": sorted(gap.metrics, key=order.get),
            "districts": len(gap.districts),
            "holder": "; ".join(sorted(gap.holders)),
            "names": "" if len(gap.districts) == len(state.packets) else state.named(gap.districts),
        }
        for (name, what, why), gap in ranked
    ]
    columns = ["what", "name", "why", "metrics", "districts", "holder", "names"]
    return pd.DataFrame(rows, columns=columns)


@dataclass
class _Gap:
    metrics: set[str] = field(default_factory=set)
    districts: set[str] = field(default_factory=set)
    holders: set[str] = field(default_factory=set)

    def add(self, row) -> None:
        self.metrics.add(row.metric)
        self.districts.add(row.district_id)
        self.holders.add(row.holder)


def asked(state: Statewide) -> pd.DataFrame:
    """What to ask for, a row for each measure whose fields the state's files lack.

    metric, label, fields (in words), districts (how many), holder; in the order of the measures.
    """
    lost = state.availability[state.availability["missing_name"] != ""]
    by = ["metric", "missing_name", "holder"]
    counted = lost.groupby(by, sort=False)["district_id"].nunique().reset_index()
    order = {metric: place for place, metric in enumerate(METRICS)}
    counted = counted.sort_values("metric", key=lambda ids: ids.map(order), kind="stable")
    return pd.DataFrame(
        {
            "metric": counted["metric"],
            "label": [METRICS[metric].label for metric in counted["metric"]],
            "fields": [_in_words(names.split("; ")) for names in counted["missing_name"]],
            "districts": counted["district_id"],
            "holder": counted["holder"],
        }
    ).reset_index(drop=True)


def _in_words(names: list[str]) -> str:
    """Several fields, those that are a part of another ('of these') after it.

    >>> _in_words(["placement.swd_regular_80", "placement.swd_students"])
    'placement: students with disabilities whose placement is known; of these, in regular classes \
80 % of the time or more'
    """
    told: dict[str, list[str]] = defaultdict(list)
    for name in names:
        table, _, words = field_in_words(name).partition(": ")
        told[table].append(words)
    return "; ".join(
        f"{table}: {'; '.join(sorted(words, key=lambda one: one.startswith(PART_OF)))}"
        for table, words in told.items()
    )


def field_in_words(name: str) -> str:
    """A field with the table it belongs to, since its meaning may lean on the table.

    >>> field_in_words("placement.swd_students")
    'placement: students with disabilities whose placement is known'
    >>> field_in_words("courses.offered[ap]")
    'courses: the school offers it, ap'
    """
    table = name.partition(".")[0].replace("_", " ")
    return f"{table}: {field_words(name).replace(ALL_STUDENTS, '')}"


def request(row: dict[str, Any], year_label: str) -> str:
    """What to write to those who have it, in one sentence; row is one of `missing_rows`.

    >>> row = {"what": "rooms: students who can be seated", "name": "rooms.seats", "names": ""}
    >>> request(row, "2021–22")
    'Please send by school, for 2021–22: rooms: students who can be seated.'
    """
    if row["name"]:
        return f"Please send by school, for {year_label}: {row['what']}."
    who = row["names"] or "all districts reviewed"
    return f"Please look into it, for {year_label}: {row['what']}; {row['why']} ({who})."
