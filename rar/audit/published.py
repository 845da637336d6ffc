"""What a store that may be handed on says: its frames as anybody could read them.

Read with pandas from the folder of a finished build; nothing of what made it is used.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from rar.errors import RarError

FACTS, POINTER = "facts.json", "current.txt"
EVERYONE = "all"
TEXTS = (
    "metric",
    "school_id",
    "group",
    "district_id",
    "level",
    "need_group",
    "remainder",
    "status",
)


@dataclass(frozen=True)
class Published:
    """A build's measures and the sums of what it withholds.

    measures    metric, year, school_id, group, numerator, denominator, district_id, level,
                need_group, hidden: only rows that are part of sums (computed, or withheld)
    remainders  remainder (kind), metric, year, group, district_id, level, need_group, school_id,
                numerator, denominator, withheld (minus the number of schools)
    n, zeros    the rule, which is public: the smallest count shown; 'shown' or 'hidden'
    """

    measures: pd.DataFrame
    remainders: pd.DataFrame
    n: int
    zeros: str

    @cached_property
    def _sums(self) -> dict[tuple[str, int], np.ndarray]:
        return self.remainders.groupby(["metric", "year"], sort=False).indices

    def of(self, metrics: list[str], year: int) -> Published:
        """Some metrics of one year."""
        rows = [self._rows.get((one, year), np.zeros(0, int)) for one in metrics]
        sums = [self._sums.get((one, year), np.zeros(0, int)) for one in metrics]
        measures = self.measures.take(np.concatenate(rows)).reset_index(drop=True)
        told = self.remainders.take(np.concatenate(sums)).reset_index(drop=True)
        return Published(measures, told, self.n, self.zeros)

    def with_everyone(self) -> Published:
        """Of a composition: all students are among all students, so their number is both counts."""
        rows = self.measures
        everyone = rows["group"] == EVERYONE
        told = rows["numerator"].where(~everyone, rows["denominator"])
        return replace(self, measures=rows.assign(numerator=told))

    @cached_property
    def _rows(self) -> dict[tuple[str, int], np.ndarray]:
        return self.measures.groupby(["metric", "year"], sort=False).indices

    def part(self, metric: str, places: np.ndarray) -> Published:
        """One metric of one year: the rows at these places."""
        told = self.remainders[self.remainders["metric"] == metric].reset_index(drop=True)
        return Published(
            self.measures.take(places).reset_index(drop=True), told, self.n, self.zeros
        )


def current(store: Path, edition: str) -> Path:
    """The folder of an edition's build in use; RarError where there is none."""
    pointer = store / edition / POINTER
    if not pointer.is_file():
        raise RarError(
            f"There is no store of the {edition} edition to audit.",
            cure=f"Make the packets first: rarkit packets FOLDER --edition {edition}",
        )
    return pointer.parent / pointer.read_text(encoding="utf-8").strip()


def read_published(build: Path, years: list[int] | None = None) -> Published:
    """Read a build; years: only these. RarError where it does not say its rule."""
    told = json.loads((build / FACTS).read_text(encoding="utf-8")).get("disclosure")
    if told is None:
        raise RarError(
            f"{build.name}: the store does not say by which rule it withholds numbers.",
            cure="Only the stores of the public edition can be audited.",
        )
    measures = _frames(build, "measures", years)
    hidden = measures["withheld"].to_numpy() > 0
    shown = measures["numerator"].notna() & measures["denominator"].notna()
    measures = measures.assign(hidden=hidden)[hidden | shown.to_numpy()]
    remainders = pd.concat(
        [
            _frames(build, "remainders", years),
            _read(build / "state/state_remainders.parquet", years),
        ]
    )
    return Published(
        measures.reset_index(drop=True), remainders.reset_index(drop=True),
        int(told["n"]), str(told["zeros"]),
    )  # fmt: skip


def withheld_cells(build: Path) -> set[str]:
    """The ids of the values a build withholds: metric|year|school|group."""
    measures = _frames(build, "measures", None)
    hidden = measures[measures["withheld"] > 0]
    names = [hidden[one].astype(str) for one in ("metric", "year", "school_id", "group")]
    return set(names[0] + "|" + names[1] + "|" + names[2] + "|" + names[3])


def true_counts(build: Path, years: list[int] | None = None) -> pd.DataFrame:
    """The internal build's counts: numerator and denominator by metric, year, school and group."""
    keys = ["metric", "year", "school_id", "group"]
    return _frames(build, "measures", years).set_index(keys)[["numerator", "denominator"]]


def _frames(build: Path, name: str, years: list[int] | None) -> pd.DataFrame:
    files = sorted(build.glob(f"districts/*/{name}.parquet"))
    return pd.concat([_read(file, years) for file in files], ignore_index=True)


def _read(file: Path, years: list[int] | None) -> pd.DataFrame:
    frame = pd.read_parquet(file, filters=[("year", "in", years)] if years else None)
    texts = {name: "object" for name in TEXTS if name in frame}
    frame = frame.astype(texts)
    for name in texts:
        frame[name] = frame[name].where(frame[name].notna(), "")
    return frame.astype({"numerator": np.float64, "denominator": np.float64})
