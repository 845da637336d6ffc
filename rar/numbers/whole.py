"""The whole state's numbers in one pass: the order in which each is made from those before it.

`compute` makes measures and comparisons first; then every line of PRODUCTS, in order, from what
is there by then. Adding a number that the store keeps adds a module and one line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path

import pandas as pd

from rar.dimensions import METRICS
from rar.numbers.availability import availability
from rar.numbers.benchmarks import Benchmarks
from rar.numbers.compare import compare_all, pool
from rar.numbers.findings import find
from rar.numbers.measure import index_all, indexed, measure_all
from rar.numbers.need import school_need, weighted_students, with_need_groups
from rar.settings import Settings
from rar.tables import LEVELS


@dataclass(frozen=True)
class Product:
    """A frame the store keeps: its name, whether it is cut by district_id, and what makes it.

    made_by is 'module:function', imported only when numbers are made (a notebook that opens a
    district needs none of it). The function takes the Whole and returns a frame, with a
    district_id column where it is cut by district.
    """

    name: str
    by_district: bool
    made_by: str

    def make(self, whole: Whole) -> pd.DataFrame:
        """Make the frame."""
        module, _, function = self.made_by.partition(":")
        return getattr(import_module(module), function)(whole)


PRODUCTS: tuple[Product, ...] = (
    Product("need_parts", True, "rar.numbers.need_parts:need_parts"),
    Product("doubts", True, "rar.numbers.doubts:doubts"),
    Product("few_people", False, "rar.numbers.doubts:few_people"),
    Product("sensitivity", True, "rar.numbers.patterns.sensitivity:sensitivity"),
    Product("tests", True, "rar.numbers.patterns.judge:judged"),
    Product("intervals", True, "rar.numbers.patterns.intervals:intervals"),
    Product("risks", True, "rar.numbers.groups.disproportion:risks"),
    Product("money_state", False, "rar.numbers.money.evenness:money_state"),
    Product("money", True, "rar.numbers.money.evenness:money"),
    Product("drivers", True, "rar.numbers.money.drivers:drivers"),
    Product("cuts", True, "rar.numbers.money.cuts:cuts"),
    Product("comparability", True, "rar.numbers.money.comparability:comparabilities"),
    Product("finance", True, "rar.numbers.money.rules:finance"),
    Product("rules", True, "rar.numbers.money.rules:rules"),
    Product("peers", True, "rar.numbers.state.peers:peers"),
    Product("peer_values", True, "rar.numbers.state.peers:peer_values"),
    Product("trends", True, "rar.numbers.state.trend:trends"),  # after doubts, which it leaves out
    Product("teacher_gaps", True, "rar.numbers.state.teacher_gaps:teacher_gaps"),
)
OWNER = ["school_id", "year", "district_id", "level", "need", "need_group"]


@dataclass
class Whole:
    """What the numbers are made from, and those made so far by name (`made`).

    tables: canonical tables as read. frames: the same indexed by their keys, with need and need
    group joined to schools. references: the folder of the agency's optional reference tables.
    """

    settings: Settings
    benchmarks: Benchmarks
    tables: Mapping[str, pd.DataFrame]
    frames: dict[str, pd.DataFrame]
    references: Path
    made: dict[str, pd.DataFrame]

    @property
    def schools(self) -> pd.DataFrame:
        """Schools of all years with need, need_position and need_group; school_id, year columns."""
        return self.made["schools"]

    @property
    def measures(self) -> pd.DataFrame:
        """Every metric by school, group and year, with its school's district, level and need."""
        return self.made["measures"]

    @property
    def comparisons(self) -> pd.DataFrame:
        """Every comparison of every year (`rar.numbers.compare`)."""
        return self.made["comparisons"]

    @cached_property
    def review_year(self) -> int:
        """The year under review: the agency's choice, else the latest there is."""
        return self.settings.review_year or int(self.schools["year"].max())


def compute(
    tables: Mapping[str, pd.DataFrame], settings: Settings, benchmarks: Benchmarks, references: Path
) -> dict[str, pd.DataFrame]:
    """All numbers of the whole state by name: what `rar.store` keeps."""
    frames = indexed(tables)
    schools = schools_with_need(frames, settings)
    frames["schools"] = schools.set_index(["school_id", "year"]).sort_index()
    measures = measure_all(METRICS.values(), frames).merge(schools[OWNER], on=OWNER[:2])
    made = {
        "schools": schools,
        "measures": measures,
        "indices": index_all(METRICS.values(), frames),
        "comparisons": compare_all(measures, METRICS),
        "state": statewide(measures),
        "districts": by_district(measures, schools, tables["districts"]),
    }
    whole = Whole(settings, benchmarks, tables, frames, references, made)
    for product in PRODUCTS:
        made[product.name] = product.make(whole)
    made["findings"] = findings(whole)
    made["availability"] = _availability(whole)
    return made


def schools_with_need(frames: Mapping[str, pd.DataFrame], settings: Settings) -> pd.DataFrame:
    """Schools with need, need_position, need_group and weighted_students; keys as columns."""
    need = school_need(frames, settings.need, settings.groups)
    schools = with_need_groups(frames["schools"], need, settings.small_numbers)
    weighted = weighted_students(frames["schools"], frames["enrollment"], settings.weights)
    return schools.merge(weighted.reset_index(), on=OWNER[:2])


def findings(whole: Whole) -> pd.DataFrame:
    """The findings of the year under review."""
    rows = whole.comparisons
    rows = rows[rows["year"] == whole.review_year]
    beside = [whole.made.get(name) for name in ("tests", "sensitivity", "doubts")]
    return find(rows, METRICS, whole.benchmarks, whole.schools, *beside)


def _availability(whole: Whole) -> pd.DataFrame:
    size = whole.schools.groupby(["district_id", "year"]).size().rename("schools_in_district")
    made = whole.made
    return availability(METRICS, whole.frames, made["comparisons"], made["indices"],
                        made["measures"], size.reset_index())  # fmt: skip


def statewide(measures: pd.DataFrame) -> pd.DataFrame:
    """Every metric pooled over the state: metric, year, level ('all' too), group, value, n."""
    by = ["metric", "year", "level", "group"]
    parts = [pool(measures, by, scales()), pool(measures.assign(level="all"), by, scales())]
    made = pd.concat(parts).reset_index().rename(columns={"n": "denominator"})
    return made[made["level"].isin([*LEVELS, "all"])].sort_values(by, ignore_index=True)


def by_district(measures: pd.DataFrame, schools: pd.DataFrame, names: pd.DataFrame) -> pd.DataFrame:
    """Every metric pooled by district (group all), with the district's name, need and size."""
    everyone = measures[measures["group"] == "all"]
    pooled = pool(everyone, ["metric", "year", "district_id"], scales()).reset_index()
    known = schools.dropna(subset=["need", "enrollment"])
    weight = (
        (known["need"] * known["enrollment"]).groupby([known["district_id"], known["year"]]).sum()
    )
    size = schools.groupby(["district_id", "year"])["enrollment"].sum(min_count=1)
    of_known = known.groupby(["district_id", "year"])["enrollment"].sum()
    facts = pd.DataFrame({"need": weight / of_known, "enrollment": size}).reset_index()
    made = pooled.merge(facts, on=["district_id", "year"], how="left")
    made = made.merge(names[["district_id", "year", "name", "kind"]], how="left",
                      on=["district_id", "year"])  # fmt: skip
    columns = ["district_id", "name", "kind", "year", "metric", "value", "need", "enrollment"]
    return made[columns].sort_values(["metric", "year", "district_id"], ignore_index=True)


def scales() -> dict[str, float]:
    """What pooled values are multiplied with, by metric: 100 for rates per 100."""
    return {m.id: 100.0 if m.unit == "per 100" else 1.0 for m in METRICS.values()}
