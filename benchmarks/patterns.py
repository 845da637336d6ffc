"""How often districts without any pattern are told one, and how often a planted gap is found.

    python benchmarks/patterns.py                     every table of the README; some minutes
    python benchmarks/patterns.py --districts 100     quicker, rougher

Districts are invented as measures (`rar.numbers.measure`) and go through the very functions that
make the store: need groups, comparisons, tests and checks.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from rar import places
from rar.dimensions import METRICS
from rar.numbers.benchmarks import Benchmarks
from rar.numbers.compare import compare_all
from rar.numbers.metric import Metric
from rar.numbers.need import SmallNumbers, with_need_groups
from rar.numbers.patterns.certainty import PATTERN
from rar.numbers.patterns.judge import judge
from rar.settings import Settings

YEARS = (2020, 2021, 2022)
NUMBER_OF_METRICS = 40
LASTING = 0.8  # of the variance between schools, what stays from year to year
AT_ONCE = 6_000  # schools in one go
MEAN = 12_000.0
PLANTED = "m00"


@dataclass(frozen=True)
class State:
    """Districts of one level with `schools` schools each.

    noise: spread (SD) of a metric between schools, as a share of its mean. common: the share of
    that variance that all metrics have in common. gap: the difference between the quarter of
    greatest and that of least need in the metric PLANTED, as a share of the mean. groups: how
    many of the metrics are rates of a student group instead, in which it fares as the others do.
    """

    schools: int
    districts: int = 1000
    noise: float = 0.06
    common: float = 0.0
    gap: float = 0.0
    groups: int = 0
    seed: int = 2022


def metrics_of(state: State) -> Mapping[str, Metric]:
    """40 metrics: dollars, and where asked shares that are known for a student group."""
    dollars = replace(METRICS["1a"], levels=("elementary",))
    share = replace(METRICS["6d"], groups=True, levels=("elementary",))
    made = {}
    for number in range(NUMBER_OF_METRICS):
        kind = share if number >= NUMBER_OF_METRICS - state.groups else dollars
        made[f"m{number:02d}"] = replace(kind, id=f"m{number:02d}")
    return made


def draw(state: State, first: int, districts: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Measures and schools of some districts, for all years."""
    rng = np.random.default_rng([state.seed, state.schools, first])
    number = districts * state.schools
    ids = [f"{first + i // state.schools:04d}-{i % state.schools:03d}" for i in range(number)]
    schools = pd.DataFrame({"school_id": ids, "name": ids, "level": "elementary"})
    schools["district_id"] = schools["school_id"].str[:4]
    schools["enrollment"] = np.exp(rng.normal(np.log(520), 0.4, number)).round()
    need = rng.beta(2.5, 2, number)
    every = pd.concat([schools.assign(year=year) for year in YEARS], ignore_index=True)
    index = pd.MultiIndex.from_frame(every[["school_id", "year"]])
    needs = pd.Series(np.tile(need, len(YEARS)), index=index)
    grouped = with_need_groups(every.set_index(index.names), needs, SmallNumbers())
    shape = (len(YEARS), NUMBER_OF_METRICS, number)
    lasting = rng.normal(size=shape[1:])[None] * np.sqrt(LASTING)
    own = lasting + rng.normal(size=shape) * np.sqrt(1 - LASTING)
    joint = rng.normal(size=(1, 1, number))
    effect = state.noise * (np.sqrt(state.common) * joint + np.sqrt(1 - state.common) * own)
    if state.gap:
        effect[:, 0] += state.gap * _slant(grouped, number)
    values = MEAN * np.maximum(1 + effect, 0.05)
    return _measures(state, grouped, values, rng), grouped


def _slant(grouped: pd.DataFrame, number: int) -> np.ndarray:
    """A line over need along which the quarters of greatest and least need are 1 apart."""
    one = grouped.iloc[:number]
    weighted = (one["need"] * one["enrollment"]).groupby([one["district_id"], one["need_group"]])
    people = one["enrollment"].groupby([one["district_id"], one["need_group"]]).sum()
    mean = (weighted.sum() / people).unstack()  # noqa: PD010
    top = mean["highest"] if "highest" in mean else mean["higher"]
    low = mean["lowest"] if "lowest" in mean else mean["lower"]
    middle, width = (top + low) / 2, top - low
    place = one["district_id"]
    return ((one["need"] - place.map(middle)) / place.map(width)).to_numpy()


def _measures(state: State, grouped: pd.DataFrame, values: np.ndarray, rng) -> pd.DataFrame:
    columns = ["school_id", "year", "district_id", "level", "need", "need_group"]
    people = grouped["enrollment"].to_numpy()
    parts = []
    for number in range(NUMBER_OF_METRICS):
        frame = grouped[columns].assign(metric=f"m{number:02d}", group="all", status="computed")
        if number < NUMBER_OF_METRICS - state.groups:
            value = values[:, number].reshape(-1)
            parts.append(frame.assign(numerator=value * people, denominator=people))
            continue
        # A rate of one in fifty to one in four, which differs from school to school alone.
        rate = np.clip(np.tile(rng.beta(2, 14, len(people) // len(YEARS)), len(YEARS)), 0.02, 0.6)
        inside = rng.binomial(people.astype(int), np.clip(grouped["need"] * 0.4, 0.02, 0.9))
        of_group, of_rest = (
            rng.binomial(inside, rate),
            rng.binomial(people.astype(int) - inside, rate),
        )
        counts = {"all": (of_group + of_rest, people), "swd": (of_group, inside)}
        for group, (top, bottom) in counts.items():
            parts.append(frame.assign(group=group, numerator=1.0 * top, denominator=1.0 * bottom))
    made = pd.concat(parts, ignore_index=True)
    made["value"] = made["numerator"] / made["denominator"].where(made["denominator"] > 0)
    return made


def told(state: State, settings: Settings | None = None) -> pd.DataFrame:
    """The patterns told: one row a district and metric, of `state.districts` districts."""
    settings = settings or Settings(state="invented")
    benchmarks = Benchmarks.read(places.templates() / "benchmarks.csv")
    metrics = metrics_of(state)
    step = max(1, AT_ONCE // state.schools)
    parts = []
    for first in range(0, state.districts, step):
        measures, schools = draw(state, first, min(step, state.districts - first))
        comparisons = compare_all(measures, metrics)
        made = judge(comparisons, measures, schools, metrics, benchmarks, settings, YEARS[-1])
        parts.append(made[made["certainty"] == PATTERN])
    found = pd.concat(parts)
    return found[["district_id", "metric"]].drop_duplicates()


def share_told_any(state: State) -> float:
    """The share of districts told at least one pattern."""
    return told(state)["district_id"].nunique() / state.districts


def share_found(state: State) -> float:
    """The share of districts in which the planted gap is called a pattern."""
    return float((told(state)["metric"] == PLANTED).sum()) / state.districts


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--districts", type=int, default=1000)
    count = parser.parse_args().districts
    print(f"{count} districts, {NUMBER_OF_METRICS} metrics, three years\n")
    print("No pattern anywhere: districts told one (at most 10 % is the aim)")
    variants = {
        "independent": {},
        "half in common": {"common": 0.5},
        "noise 20 %, 10 group rates": {"noise": 0.2, "common": 0.3, "groups": 10},
    }
    for name, options in variants.items():
        for schools in (5, 8, 15, 40):
            share = share_told_any(State(schools, count, **options))
            print(f"  {name:28} {schools:3} schools  {share:6.1%}", flush=True)
    print("\nA gap of 20 % in one of the metrics: districts in which it is found")
    for noise in (0.05, 0.06, 0.08, 0.10, 0.15):
        for schools in (8, 15, 25, 40):
            share = share_found(State(schools, count, noise=noise, gap=0.2))
            print(f"  noise {noise:4.0%}  {schools:3} schools  {share:6.1%}", flush=True)


if __name__ == "__main__":
    main()
