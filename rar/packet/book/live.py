"""What the live sheets share: which cells stand where, and the frames they are filled from.

A formula points to cells of other sheets; `Live` knows their places before anything is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from rar.dimensions import DIMENSION_OF, METRICS, Dimension
from rar.editions import FIT
from rar.exhibits.doubts import doubted_schools
from rar.numbers.benchmarks import Benchmarks
from rar.numbers.doubts import rests_on_few
from rar.numbers.metric import Metric
from rar.numbers.need import student_group
from rar.numbers.need_parts import parts_of
from rar.numbers.whole import scales
from rar.packet.book import places
from rar.packet.book.cells import COUNT, PLAIN, Column, Grid
from rar.packet.book.words import ALL_LEVELS, words
from rar.rows import rows_of
from rar.tables import LEVELS
from rar.words import CHECK, FEW_PEOPLE, WITHHELD

if TYPE_CHECKING:
    from rar.review import Review

NEED_COLUMNS = (
    Column("Key", width=18), Column("No.", COUNT, 6), Column("School", width=38),
    Column("Level", width=12), Column("Students", COUNT, 10),
    Column("Corrected students", COUNT, 11, live=True),
    Column("Students used", COUNT, 10, live=True), Column("Need", "share", 9),
    Column("Our need", "share", 9, live=True), Column("Compared as", width=15),
    Column("Our side", width=15, live=True), Column("As ours?", width=10, live=True),
    Column("Students that count", COUNT, 11, live=True), Column("Schools in the level", COUNT, 10),
    Column("Order by need", COUNT, 10, live=True), Column("Place among students", "share", 11),
    Column("Weighted students", COUNT, 11), Column("Our weighted students", COUNT, 12, live=True),
    Column("Edition", width=10),
)  # fmt: skip
PART_COLUMNS = (
    Column("Key", width=30), Column("School", width=38), Column("Part of need", width=44),
    Column("Published share", "share", 11), Column("Published students", COUNT, 11),
    Column("Corrected share", "share", 11, live=True), Column("Why corrected", width=30, live=True),
    Column("Share used", "share", 10, live=True),
    Column("Share times weight in need", "share", 12, live=True),
    Column("Students times what they count beyond 1", COUNT, 16, live=True),
    Column("Edition", width=10),
)  # fmt: skip
COUNT_COLUMNS = (
    Column("Key", width=16), Column("Measure", width=9), Column("Name", width=44),
    Column("School ID", width=13), Column("School", width=38), Column("Level", width=12),
    Column("Compared as", width=15), Column("Published count", COUNT, 13),
    Column("Published n", COUNT, 12), Column("Corrected count", COUNT, 12, live=True),
    Column("Corrected n", COUNT, 12, live=True), Column("Why corrected", width=30, live=True),
    Column("Used count", COUNT, 13, live=True), Column("Used n", COUNT, 12, live=True),
    Column("Value", "mixed", 14), Column("Our value", "mixed", 14, live=True),
    Column("Status", width=22), Column("Measure and level", width=16), Column("Edition", width=10),
)  # fmt: skip
BENCHMARK_COLUMNS = (
    Column("Key", width=18), Column("Applies to", width=20), Column("Name", width=44),
    Column("Kind", width=26), Column("Value", "weight", 11), Column("Ours", "weight", 9, live=True),
    Column("Unit", width=18), Column("From year", width=9), Column("Source", width=50),
    Column("Note", width=60), Column("Edition", width=10),
)  # fmt: skip
MEASURE_COLUMNS = (
    Column("Measure to choose", width=60), Column("Measure", width=9), Column("Unit", width=44),
    Column("Times", COUNT, 7), Column("Smallest, as a share of the mean", "weight", 14),
    Column("Smallest, in its own unit", "weight", 14),
    *(Column(f"Our difference, {level}", PLAIN, 12) for level in LEVELS),
    *(Column(f"State, {level}", PLAIN, 12) for level in (*LEVELS, ALL_LEVELS)),
)  # fmt: skip
WEIGHT_COLUMNS = (
    Column("Key", width=17), Column("Part of need", width=46),
    Column("Weight in need", "weight", 18), Column("Our weight", "weight", 10),
    Column("Counts beyond 1", "weight", 10), Column("Our beyond 1", "weight", 10),
)  # fmt: skip
CHOICES_TOP = 4  # of the sheet Try it: what counts as high need
WEIGHTS_TOP = 15  # below it: the weight of each part


@dataclass(frozen=True)
class Live:
    """The frames and places of one review's live sheets."""

    review: Review

    @property
    def fixed(self) -> bool:
        """Whether the workbook holds values only, so that words may stand in place of a number."""
        return not FIT[self.review.edition].live

    @cached_property
    def benchmarks(self) -> Benchmarks:
        """The agency's benchmarks, in the order of its file."""
        return Benchmarks.read(self.review.workspace.template("benchmarks.csv"))

    @cached_property
    def benchmark_lines(self) -> list[dict]:
        """The lines of that file, one dict each."""
        return self.benchmarks.frame.to_dict("records")

    @cached_property
    def schools(self) -> pd.DataFrame:
        """The year's schools with `no`: their place by id, which breaks ties of need."""
        frame = self.review.schools
        return frame.assign(no=frame["school_id"].rank(method="first").astype("int64"))

    @cached_property
    def row_of(self) -> dict[str, int]:
        """The row of a school on the sheets with one row a school."""
        return {school: row for row, school in enumerate(self.schools["school_id"])}

    @cached_property
    def parts(self) -> list[str]:
        """The parts of need with a weight, and those of which some school has a share."""
        settings, frame = self.review.settings, self.review.product("need_parts")
        known = set(frame.loc[frame["share"].notna(), "part"])
        known |= {part for part, weight in settings.need.items() if weight > 0}
        counted = {group for group, weight in settings.weights.items() if weight > 0}
        return [
            part for part in parts_of(settings) if part in known or student_group(part) in counted
        ]

    @cached_property
    def shares(self) -> pd.DataFrame:
        """share and students of every school and part, by (school_id, part); missing is missing."""
        frame = self.review.product("need_parts").set_index(["school_id", "part"])
        wanted = pd.MultiIndex.from_product([self.schools["school_id"], self.parts])
        return frame[["share", "students"]].reindex(wanted)

    @cached_property
    def counts(self) -> pd.DataFrame:
        """The year's two counts of every measure and school: a measure, then a level together.

        Measures of which the district has neither a value nor a withheld one are left out: the
        sheet Data request asks for them.
        """
        frame = self.review.measures
        plain = [m.id for m in METRICS.values() if m.kind == "counts"]
        here = (frame["year"] == self.review.year) & (frame["group"] == "all")
        frame = frame[here & frame["metric"].isin(plain)]
        told = frame["value"].notna() | (frame["status"] == "suppressed")
        frame = frame[told.groupby(frame["metric"]).transform("any")]
        order = {metric: place for place, metric in enumerate(METRICS)}
        return frame.assign(
            _metric=frame["metric"].map(order),
            _level=frame["level"].map({v: i for i, v in enumerate(LEVELS)}).fillna(len(LEVELS)),
            _school=frame["school_id"].map(self.row_of),
        ).sort_values(["_metric", "_level", "_school"], ignore_index=True)

    @cached_property
    def statuses(self) -> list[str]:
        """The status of each row of `counts` in words; of a value also what to look out for."""
        few = rests_on_few(self.counts, self.review.settings.small.minimum_group)
        doubts = self.review.product("doubts")
        about = doubts.loc[doubts["year"] == self.review.year, "metric"].unique()
        doubted = {metric: doubted_schools(self.review, metric) for metric in about}
        found = []
        for row, is_few in zip(rows_of(self.counts), few, strict=True):
            status = words(row.status)
            if pd.notna(row.value) and row.school_id in doubted.get(row.metric, ()):
                status = CHECK.lower()
            elif pd.notna(row.value) and is_few:
                status = FEW_PEOPLE
            found.append(status)
        return found

    @cached_property
    def metrics(self) -> list[Metric]:
        """The measures with counts, in the order of the dimensions."""
        return [METRICS[one] for one in self.counts["metric"].unique()]

    def metrics_of(self, dimension: Dimension) -> list[Metric]:
        """Those of one dimension."""
        return [one for one in self.metrics if DIMENSION_OF[one.id] is dimension]

    @cached_property
    def blocks(self) -> dict[tuple[str, str], tuple[int, int]]:
        """First and last row on Counts of a measure in a level; of the level 'all' all its rows."""
        rows = self.counts.reset_index(names="row")
        ends = pd.concat(
            frame.groupby(["metric", "level"], sort=False)["row"].agg(["min", "max"])
            for frame in (rows[rows["level"].isin(LEVELS)], rows.assign(level="all"))
        )
        return {key: (int(first), int(last)) for key, first, last in ends.itertuples()}

    def hides(self, metric: Metric, level: str, status: str) -> bool:
        """Whether a comparison that is absent is so since numbers are withheld; never of a live
        sheet, whose formulas see cells and not reasons.
        """
        if not self.fixed:
            return False
        first, last = self.blocks[metric.id, level]
        hidden = (self.counts["status"].iloc[first : last + 1] == "suppressed").any()
        return words(status) == WITHHELD or (hidden and status != "too few")

    @cached_property
    def compared(self) -> dict[tuple[str, str, str], tuple]:
        """The year's comparisons by need and with the state, by metric, kind and level."""
        frame = self.review.comparisons
        here = (frame["year"] == self.review.year) & frame["kind"].isin(["need", "state"])
        return {(r.metric, r.kind, r.level): r for r in rows_of(frame[here])}

    @cached_property
    def weights(self) -> Grid:
        """The inputs on the sheet Try it that give each part of need its weight."""
        return Grid(places.TRY, WEIGHT_COLUMNS, len(self.parts), WEIGHTS_TOP)

    @cached_property
    def measures(self) -> Grid:
        """The measures to choose from, on the sheet Lists."""
        return Grid(places.LISTS, MEASURE_COLUMNS, len(self.metrics))

    @cached_property
    def need(self) -> Grid:
        return Grid(places.NEED, NEED_COLUMNS, len(self.schools))

    @cached_property
    def part_rows(self) -> Grid:
        return Grid(places.PARTS, PART_COLUMNS, len(self.shares))

    @cached_property
    def count_rows(self) -> Grid:
        return Grid(places.COUNTS, COUNT_COLUMNS, len(self.counts))

    @cached_property
    def benchmark_rows(self) -> Grid:
        return Grid(places.BENCHMARKS, BENCHMARK_COLUMNS, len(self.benchmark_lines))

    @cached_property
    def scale(self) -> dict[str, int]:
        """What count over n is multiplied with, by measure: 100 for rates for each 100."""
        return {metric: int(scale) for metric, scale in scales().items()}


def times(metric: Metric) -> int:
    """What count over n is multiplied with where the unit stands in words: a share is percent."""
    return 100 if metric.unit in ("share", "per 100") else 1


def points(metric: Metric) -> int:
    """What a stored value is multiplied with there."""
    return 100 if metric.unit == "share" else 1


def gap_unit(metric: Metric) -> str:
    """The unit of a difference."""
    return f"gap {metric.unit}"
