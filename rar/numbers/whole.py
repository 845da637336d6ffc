"""The whole state's numbers: the order in which each is made from those before it.

Three steps, so that a state of any size is computed in the same memory and on all cores:

1. over the whole state, metric by metric: measures, and all that needs no other metric;
2. over some districts (a block), with all their metrics: comparisons, tests, findings;
3. over the whole state again, from what the first two left.

Every line of PRODUCTS says in which step it is made, from what is there by then. Adding a number
that the store keeps adds a module and one line here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd

from rar.dimensions import METRICS
from rar.numbers.availability import availability, missing_fields
from rar.numbers.benchmarks import Benchmarks
from rar.numbers.coded import as_texts, coded
from rar.numbers.compare import OF_PAIRS, compare_all, pool
from rar.numbers.findings import find
from rar.numbers.frames import Frames, Measures
from rar.numbers.measure import INDEX_KEYS, index_all, measured
from rar.numbers.metric import Metric
from rar.numbers.money.need_adjusted import SALARY
from rar.numbers.need import school_need, weighted_students, with_need_groups
from rar.numbers.roll import Roll
from rar.numbers.run import Run
from rar.settings import Settings
from rar.tables import LEVELS

FIRST, METRIC, BLOCK, LAST = "first", "metric", "block", "last"


@dataclass(frozen=True)
class Product:
    """A frame the store keeps: its name, whether it is cut by district_id, and what makes it.

    made_by is 'module:function', imported only when numbers are made (a notebook that opens a
    district needs none of it). The function takes the Whole and returns a frame, with a
    district_id column where it is cut by district. step says what the Whole then holds: FIRST and
    LAST every school of the state, and the measures of all students of METRICS_OF_STATE in LAST;
    METRIC one metric of every school, with texts as categories; BLOCK every metric of some
    districts. A product of METRIC that names metrics is made of those alone.
    """

    name: str
    by_district: bool
    made_by: str
    step: str = LAST
    sorted_by: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()

    def make(self, whole: Whole) -> pd.DataFrame:
        """Make the frame."""
        module, _, function = self.made_by.partition(":")
        return getattr(import_module(module), function)(whole)


COUNTED = ("6d", "6as", "6a", "6ai", "6cx", "6c", "6cr")  # absence and exclusion
_RISK_KEYS = ("district_id", "year", "metric", "group")
PRODUCTS: tuple[Product, ...] = (
    Product("need_parts", True, "rar.numbers.need_parts:need_parts", FIRST),
    Product("doubts", True, "rar.numbers.doubts:doubts", FIRST),
    Product("few_people", False, "rar.numbers.doubts:few_people", METRIC, ("metric", "year")),
    Product("risks", True, "rar.numbers.groups.disproportion:risks", METRIC, _RISK_KEYS, COUNTED),
    Product("sensitivity", True, "rar.numbers.patterns.sensitivity:sensitivity", BLOCK),
    Product("tests", True, "rar.numbers.patterns.judge:judged", BLOCK),
    Product("intervals", True, "rar.numbers.patterns.intervals:intervals", BLOCK),
    Product("trends", True, "rar.numbers.state.trend:trends", BLOCK),
    Product("money_state", False, "rar.numbers.money.evenness:money_state"),
    Product("money", True, "rar.numbers.money.evenness:money"),
    Product("drivers", True, "rar.numbers.money.drivers:drivers"),
    Product("cuts", True, "rar.numbers.money.cuts:cuts"),
    Product("comparability", True, "rar.numbers.money.comparability:comparabilities"),
    Product("finance", True, "rar.numbers.money.rules:finance"),
    Product("rules", True, "rar.numbers.money.rules:rules"),
    Product("peers", True, "rar.numbers.state.peers:peers"),
    Product("peer_values", True, "rar.numbers.state.peers:peer_values"),
    Product("teacher_gaps", True, "rar.numbers.state.teacher_gaps:teacher_gaps"),
)
_STATE_KEYS = ["metric", "year", "level", "group"]
_DISTRICT_KEYS = ["metric", "year", "district_id"]
_ORDER = {"state": _STATE_KEYS, "districts": _DISTRICT_KEYS, "indices": INDEX_KEYS}
METRICS_OF_STATE = ("1a", "1b", "1c", "2a", "2c", "2cp", "2d")
OWNER = ["school_id", "year", "district_id", "level", "need", "need_group"]
OF_STATE = "of the state"
# The remainders of what an edition withholds (`rar.disclosure.remainders`), by what they complete.
NEED_GROUP, LEVEL = "need group", "level of district"
OF_DISTRICTS = (NEED_GROUP, LEVEL, "district")
OF_STATES = ("level of state", "state")
REMAINDER = ["remainder", "metric", "group", "district_id", "level", "need_group", "school_id",
             "year", "numerator", "denominator", "withheld"]  # fmt: skip
INDICES_OF_GROUPS = ["10b", "10x", "10xe", "10d"]  # of how a group is spread over schools
INDICES_OF_RACE = ["2g", "3e"]  # of all races of a district at once


@dataclass
class Whole:
    """What the numbers are made from, and those made so far by name (`made`).

    tables: canonical tables as read. frames: the same indexed by their keys, with need and need
    group joined to schools. references: the folder of the agency's optional reference tables. What
    of the state is there depends on the step (`Product`).
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
        """Metrics by school, group and year, with their school's district, level and need."""
        return self.made["measures"]

    @property
    def comparisons(self) -> pd.DataFrame:
        """Comparisons of every year (`rar.numbers.compare`): of a block, and in LAST of all
        districts those that `is_of_state` names.
        """
        return self.made["comparisons"]

    @property
    def years(self) -> set[int]:
        """The years in which anything is compared in the state."""
        state = self.made.get("state")
        if state is None:
            return set(self.comparisons["year"])
        counted = [m.id for m in METRICS.values() if m.kind == "counts"]
        return set(state.loc[state["metric"].isin(counted) & (state["group"] == "all"), "year"])

    @cached_property
    def review_year(self) -> int:
        """The year under review: the agency's choice, else the latest there is."""
        return self.settings.review_year or int(self.schools["year"].max())


@dataclass(frozen=True)
class Given:
    """What an edition that withholds counts gives in place of what would be measured.

    measures: of metrics that count people, as `measured` makes them, with `withheld`; remainders:
    sums of what is withheld (`rar.disclosure.remainders`); lacking: the fields that the state's
    files lack, by metric and year; withheld_indices: district_id, year and part of the indices of
    INDICES_OF_GROUPS that are not told, part '' for all.
    """

    measures: pd.DataFrame
    remainders: pd.DataFrame
    lacking: Mapping[str, Mapping[int, list[str]]]
    withheld_indices: pd.DataFrame


@dataclass
class State:
    """A state while it is computed: what every process needs of it.

    schools are those of all years with need and need group, names the table of districts; given is
    None in the internal edition.
    """

    settings: Settings
    benchmarks: Benchmarks
    references: Path
    tables: Mapping[str, pd.DataFrame]
    frames: Frames
    schools: pd.DataFrame
    names: pd.DataFrame
    measures: Measures
    run: Run
    given: Given | None = None

    @cached_property
    def roll(self) -> Roll:
        """Its schools, with what is put beside their measures."""
        return Roll(self.frames["schools"], OWNER[2:])

    @cached_property
    def facts(self) -> pd.DataFrame:
        """Its districts by year, with name, kind, need and size."""
        return district_facts(self.schools, self.names)

    def whole(self, **made: pd.DataFrame) -> Whole:
        """What products are made from, with some frames that are made already."""
        return Whole(self.settings, self.benchmarks, self.tables, self.frames, self.references,
                     {"schools": self.schools, **made})  # fmt: skip


@dataclass(frozen=True)
class Block:
    """Some districts and what the steps before left of them.

    lacking are the fields the state's files lack, by metric and year; state the metrics pooled over
    the state, None where these are all its districts and nothing is withheld.
    """

    number: int
    of_districts: dict[str, pd.DataFrame]
    lacking: Mapping[str, Mapping[int, list[str]]]
    state: pd.DataFrame | None


def compute(
    tables: Mapping[str, pd.DataFrame],
    settings: Settings,
    benchmarks: Benchmarks,
    references: Path,
    run: Run | None = None,
    given: Given | None = None,
) -> dict[str, pd.DataFrame]:
    """All numbers of the whole state by name: what `rar.store` keeps.

    run says where and in how many blocks it is done; what it keeps itself is not returned. The
    numbers are the same however a state is cut.
    """
    from rar.numbers.patterns.sensitivity import needs_otherwise

    state = _state(tables, settings, benchmarks, references, run or Run(), given)
    made = {"schools": state.schools, **_products(FIRST, state.whole())}
    alternatives = needs_otherwise(state.frames, state.settings)
    with state.run.workers(state) as each:
        parts = list(each(_of_metrics, _tasks(state.run)))
        lacking = {one: years for part in parts for one, years in part.pop("lacking").items()}
        made |= _stacked(parts)
        of_districts = {"needs_otherwise": alternatives} | {
            name: made[name] for name in ("schools", "doubts", "indices")
        }
        beside = made["state"] if given or len(state.measures.blocks) > 1 else None
        blocks = [
            Block(number, _cut(of_districts, ids), lacking, beside)
            for number, ids in enumerate(state.measures.blocks)
        ]
        parts = list(each(_of_block, blocks))
    of_state = _stacked([part.pop(OF_STATE) for part in parts])
    made |= _stacked(parts)
    of_state["measures"] = state.measures.of_all_students(METRICS_OF_STATE)
    sums = given.remainders if given else no_remainders()
    made["state_remainders"] = sums[sums["remainder"].isin(OF_STATES)]
    return made | _products(LAST, state.whole(**made | of_state))


def _state(
    tables, settings: Settings, benchmarks: Benchmarks, references: Path, run: Run,
    given: Given | None,
) -> State:  # fmt: skip
    schools = schools_with_need(Frames(tables), settings)
    frames = Frames(tables, {"schools": schools.set_index(OWNER[:2]).sort_index()})
    if settings.review_year is None:  # one district's latest year may be an earlier one
        settings = settings.model_copy(update={"review_year": int(schools["year"].max())})
    sizes = schools.groupby("district_id").size()
    measures = Measures(run.blocks(sizes), run.scratch)
    return State(settings, benchmarks, references, tables, frames, schools, tables["districts"],
                 measures, run, given)  # fmt: skip


def _products(step: str, whole: Whole, metrics: Iterable[str] = ()) -> dict[str, pd.DataFrame]:
    """The products of a step, in METRIC of some metrics; each may use those before it."""
    made = {}
    for product in PRODUCTS:
        if product.step == step and (not product.metrics or {*product.metrics} & {*metrics}):
            made[product.name] = whole.made[product.name] = product.make(whole)
    return made


def _tasks(run: Run) -> list[list[str]]:
    """The metrics that are measured together: all in one process, else those of the same tables.

    Metrics of student groups, which have many rows, are measured one by one. Tasks of the same
    tables follow one another, and find theirs in memory.
    """
    if not run.processes:
        return [sorted(METRICS)]
    tasks: dict[tuple, list[str]] = {}
    for one in sorted(METRICS):
        metric = METRICS[one]
        many = metric.groups or metric.kind == "index"
        tasks.setdefault((metric.tables, one if many else ""), []).append(one)
    return [tasks[key] for key in sorted(tasks)]


def _of_metrics(state: State, metric_ids: list[str]) -> dict:
    """The first step: measures are kept, and what needs no other metric is returned."""
    metrics = [METRICS[one] for one in metric_ids]
    years = sorted(state.schools["year"].unique())
    made: dict = {"lacking": _lacking(state, metrics, years)}
    if any(metric.kind == "index" for metric in metrics):
        made["indices"] = _told_indices(index_all(metrics, state.frames), state.given)
    if all(metric.kind == "index" for metric in metrics):
        return made
    measures, sums = _measures(state, metrics), _remainders(state.given, metric_ids)
    state.measures.add(measures)
    return made | {
        "state": statewide(measures, sums),
        "districts": by_district(with_remainders(measures, sums, OF_DISTRICTS), state.facts),
        **_products(METRIC, state.whole(measures=measures, remainders=sums), metric_ids),
    }


def _lacking(state: State, metrics: list[Metric], years: Iterable[int]) -> dict:
    if state.given is not None:
        return {metric.id: state.given.lacking[metric.id] for metric in metrics}
    return {metric.id: missing_fields(metric, state.frames, years) for metric in metrics}


def _measures(state: State, metrics: list[Metric]) -> pd.DataFrame:
    """The measures of some metrics, those given and those made from the tables."""
    if state.given is None:
        return measured(metrics, state.frames, state.roll)
    every = state.given.measures
    given = every[every["metric"].isin([metric.id for metric in metrics])]
    there = set(every["metric"])
    others = [metric for metric in metrics if metric.id not in there and metric.kind != "index"]
    if not others:
        return coded(given)
    made = as_texts(measured(others, state.frames, state.roll)).assign(withheld=0)
    return coded(pd.concat([given, made], ignore_index=True).sort_values("metric", kind="stable"))


def _remainders(given: Given | None, metric_ids: Iterable[str]) -> pd.DataFrame:
    if given is None:
        return pd.DataFrame()
    return given.remainders[given.remainders["metric"].isin(list(metric_ids))]


def _told_indices(indices: pd.DataFrame, given: Given | None) -> pd.DataFrame:
    """The indices without those that rest on counts which are withheld."""
    if given is None or indices.empty:
        return indices
    untold = given.withheld_indices
    own = indices[["district_id", "year", "part"]].apply(tuple, axis=1)
    of_part = own.isin(set(untold.itertuples(index=False, name=None)))
    whole = set(untold.loc[untold["part"] == "", ["district_id", "year"]].itertuples(
        index=False, name=None))  # fmt: skip
    of_all = indices[["district_id", "year"]].apply(tuple, axis=1).isin(whole)
    spread = indices["metric"].isin(INDICES_OF_GROUPS) & of_part
    mix = indices["metric"].isin(INDICES_OF_RACE) & of_all
    indices = indices[~(spread | mix)]
    return indices.assign(
        state_value=indices["state_value"].mask(
            indices["metric"].isin(INDICES_OF_GROUPS + INDICES_OF_RACE)
        )
    )


def _of_block(state: State, block: Block) -> dict:
    """The second step: what is compared and found in some districts."""
    made, indices = {**block.of_districts, "state": block.state}, block.of_districts["indices"]
    made["measures"] = coded(state.measures.block(block.number))
    made["remainders"] = _remainders_of(state, state.measures.blocks[block.number])
    every = with_remainders(made["measures"], made["remainders"], (*OF_DISTRICTS, OF_PAIRS))
    made["comparisons"] = compare_all(every, METRICS, block.state)
    whole = state.whole(**made)
    kept = ("measures", "comparisons", "remainders")
    new = {name: made[name] for name in kept} | _products(BLOCK, whole)
    new["findings"] = findings(whole)
    size = whole.schools.groupby(["district_id", "year"]).size().rename("schools_in_district")
    new["availability"] = availability(METRICS, block.lacking, made["comparisons"], indices,
                                       made["measures"], size.reset_index())  # fmt: skip
    of_state = {"comparisons": as_texts(made["comparisons"][is_of_state(made["comparisons"])])}
    if state.run.keep is None:
        return {OF_STATE: of_state, **{name: as_texts(frame) for name, frame in new.items()}}
    districts = state.measures.blocks[block.number]
    state.run.keep(sum(map(len, state.measures.blocks[: block.number])), districts, new)
    return {OF_STATE: of_state}


def is_of_state(comparisons: pd.DataFrame) -> pd.Series:
    """Which comparisons the last step needs of all districts: with the state, and of salaries."""
    kind = comparisons["kind"]
    of_state = (kind == "state") & (comparisons["level"] == "all")
    return of_state | ((kind == "need") & (comparisons["metric"] == SALARY))


def _cut(frames: Mapping[str, pd.DataFrame], districts: list[str]) -> dict[str, pd.DataFrame]:
    return {name: frame[frame["district_id"].isin(districts)] for name, frame in frames.items()}


def _stacked(parts: list[dict[str, pd.DataFrame]]) -> dict[str, pd.DataFrame]:
    """The frames of each name as one, in the order of the parts; sorted where it has an order."""
    order = _ORDER | {one.name: list(one.sorted_by) for one in PRODUCTS if one.sorted_by}
    made = {}
    for name in dict.fromkeys(name for part in parts for name in part):
        frames = [part[name] for part in parts if name in part]
        full = [frame for frame in frames if len(frame)] or frames[:1]
        made[name] = pd.concat(full, ignore_index=True)
        if name in order:
            made[name] = made[name].sort_values(order[name], ignore_index=True)
    return made


def schools_with_need(frames: Mapping[str, pd.DataFrame], settings: Settings) -> pd.DataFrame:
    """Schools with need, need_position, need_group and weighted_students; keys as columns."""
    need = school_need(frames, settings.need, settings.groups)
    schools = with_need_groups(frames["schools"], need, settings.small_numbers)
    weighted = weighted_students(frames["schools"], frames["enrollment"], settings.weights)
    return as_texts(schools.merge(weighted.reset_index(), on=OWNER[:2]))


def findings(whole: Whole) -> pd.DataFrame:
    """The findings of the year under review."""
    rows = whole.comparisons
    rows = rows[rows["year"] == whole.review_year]
    beside = [whole.made.get(name) for name in ("tests", "sensitivity", "doubts")]
    return find(rows, METRICS, whole.benchmarks, whole.schools, *beside)


def statewide(measures: pd.DataFrame, sums: pd.DataFrame | None = None) -> pd.DataFrame:
    """Every metric pooled over the state: metric, year, level ('all' too), group, value, n.

    sums are the remainders of what is withheld.
    """
    sums = no_remainders() if sums is None or sums.empty else sums
    by_level = with_remainders(measures, sums, (NEED_GROUP, LEVEL, OF_STATES[0]))
    everywhere = with_remainders(measures, sums, (*OF_DISTRICTS, OF_STATES[1]))
    every = pd.Categorical.from_codes(np.zeros(len(everywhere), dtype="int8"), ["all"])
    frames = (by_level, everywhere.assign(level=every))
    parts = [as_texts(pool(frame, _STATE_KEYS, scales()).reset_index()) for frame in frames]
    made = pd.concat(parts, ignore_index=True).rename(columns={"n": "denominator"})
    made = made[made["level"].isin([*LEVELS, "all"])]
    return made.sort_values(_STATE_KEYS, ignore_index=True)


def with_remainders(
    measures: pd.DataFrame, sums: pd.DataFrame, kinds: Iterable[str]
) -> pd.DataFrame:
    """Measures with the remainders of some kinds as rows, which have no value of their own."""
    own = sums[sums["remainder"].isin(list(kinds))] if len(sums) else sums
    if own.empty:
        return measures
    rows = pd.concat([as_texts(measures).assign(remainder=""), own], ignore_index=True)
    return coded(rows)


def no_remainders() -> pd.DataFrame:
    """None, as in the internal edition."""
    texts = dict.fromkeys(REMAINDER[:8], "str") | {"year": "int64"}
    kinds = texts | dict.fromkeys(REMAINDER[8:10], "float64") | {"withheld": "int64"}
    return pd.DataFrame({name: pd.Series(dtype=kinds[name]) for name in REMAINDER})


def _remainders_of(state: State, districts: Iterable[str]) -> pd.DataFrame:
    if state.given is None:
        return no_remainders()
    sums = state.given.remainders
    return sums[sums["district_id"].isin(list(districts))]


def by_district(measures: pd.DataFrame, facts: pd.DataFrame) -> pd.DataFrame:
    """Every metric pooled by district (group all), beside the facts of `district_facts`."""
    everyone = measures[measures["group"] == "all"]
    pooled = pool(everyone, _DISTRICT_KEYS, scales()).reset_index()
    made = as_texts(pooled).merge(facts, on=["district_id", "year"], how="left")
    columns = ["district_id", "name", "kind", "year", "metric", "value", "need", "enrollment"]
    return made[columns].sort_values(_DISTRICT_KEYS, ignore_index=True)


def district_facts(schools: pd.DataFrame, names: pd.DataFrame) -> pd.DataFrame:
    """Every district and year with need (mean of its students), enrollment, name and kind."""
    key = ["district_id", "year"]
    known = schools.dropna(subset=["need", "enrollment"])
    weight = (known["need"] * known["enrollment"]).groupby([known[name] for name in key]).sum()
    size = schools.groupby(key)["enrollment"].sum(min_count=1)
    of_known = known.groupby(key)["enrollment"].sum()
    facts = pd.DataFrame({"need": weight / of_known, "enrollment": size}).reset_index()
    return facts.merge(names[[*key, "name", "kind"]], how="left", on=key)


def scales() -> dict[str, float]:
    """What pooled values are multiplied with, by metric: 100 for rates per 100."""
    return {m.id: 100.0 if m.unit == "per 100" else 1.0 for m in METRICS.values()}
