"""Benchmarks: dated, sourced numbers to compare with, in a CSV the agency owns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from rar.agency_csv import frame_of
from rar.errors import Problem, RarError
from rar.numbers.metric import UNITS, Metric

COLUMNS = ["applies_to", "kind", "value", "unit", "from_year", "source", "note"]
KINDS = ("practical", "norm")
OF_THE_MEAN = "share of the mean"


@dataclass(frozen=True)
class Benchmarks:
    """All benchmarks; `practical` is the smallest difference worth talking about."""

    frame: pd.DataFrame

    @classmethod
    def read(cls, file: Path) -> Benchmarks:
        """Read benchmarks.csv; a RarError names every line that cannot be used."""
        frame = frame_of(file)
        lost = [column for column in COLUMNS if column not in frame.columns]
        if lost:
            raise RarError(f"{file.name}: columns are missing: {', '.join(lost)}")
        value = pd.to_numeric(frame["value"], errors="coerce")
        problems = []
        for line, row in enumerate(frame.to_dict("records"), start=2):
            for column, wrong, allowed in (
                ("value", pd.isna(value.iloc[line - 2]), "a number"),
                ("kind", row["kind"] not in KINDS, ", ".join(KINDS)),
                ("source", not row["source"].strip(), "who says so"),
            ):
                if wrong:
                    problems.append(
                        Problem("this cannot be used", file.name, row=line, column=column,
                                value=row[column], allowed=allowed)
                    )  # fmt: skip
        if problems:
            raise RarError(f"{file.name} does not fit", problems)
        return cls(frame.assign(value=value))

    @cached_property
    def _practical(self) -> dict[str, list[tuple[float, str]]]:
        lines = self.frame[self.frame["kind"] == "practical"]
        found: dict[str, list[tuple[float, str]]] = {}
        for name, value, unit in lines[["applies_to", "value", "unit"]].itertuples(index=False):
            found.setdefault(name, []).append((float(value), unit))
        return found

    def practical(self, metric: Metric, mean: float | None) -> float:
        """The smallest difference worth talking about, in the metric's own unit.

        The metric's own lines win over those of its unit; of several lines the largest threshold
        counts. Thresholds given as a share of the mean are multiplied by `mean`.
        """
        return max(
            value * (abs(mean or 0.0) if unit == OF_THE_MEAN else 1.0)
            for value, unit in self._lines(metric)
        )

    def practicals(self, metrics: Mapping[str, Metric], ids: pd.Series, means) -> np.ndarray:
        """`practical` of many rows: the metrics of these ids, each with its own mean."""
        codes, values = pd.factorize(ids)
        lines = [self._lines(metrics[one]) for one in values]

        def largest(of_the_mean: bool) -> np.ndarray:
            found = [
                [v for v, unit in one if (unit == OF_THE_MEAN) is of_the_mean] for one in lines
            ]
            return np.array([max(one, default=np.nan) for one in found], dtype="float64")[codes]

        return np.fmax(largest(False), largest(True) * np.abs(np.asarray(means, dtype="float64")))

    def _lines(self, metric: Metric) -> list[tuple[float, str]]:
        for name in (metric.id, metric.unit):
            if name in self._practical:
                return self._practical[name]
        raise RarError(
            f"benchmarks.csv has no practical threshold for {metric.id} or {metric.unit!r}",
            cure=f"Add a line; units are {', '.join(UNITS)}.",
        )
