"""The public edition follows from nothing that it hides (T6, T7 of the disclosure reference)."""

import hashlib
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from a_public_store import put_public_store, short_sample, true_tables
from an_edition import breaches, grep

from rar.batch.run import Choices, run_districts
from rar.dimensions import METRICS
from rar.disclosure.people import OPEN, protection
from rar.numbers.compare import pool
from rar.numbers.whole import OF_DISTRICTS
from rar.store import Store
from rar.workspace import PUBLIC, Workspace

pytestmark = pytest.mark.slow
FIELDS = {  # a metric and the column its numerator is counted in
    "6a": ("discipline", "out_of_school_suspensions"),
    "6ai": ("discipline", "in_school_suspensions"),
    "6c": ("discipline", "referrals"),
    "6d": ("attendance", "chronically_absent"),
    "2a": ("teachers", "novice"),
}


@pytest.fixture(scope="module")
def frozen(sample, shared, tmp_path_factory):
    """A workspace, its true tables, what is protected, its public store, the files of a public
    packet, and the comparisons of the public edition.
    """
    whole, made = short_sample(sample, shared)
    folder = shutil.copytree(whole, tmp_path_factory.mktemp("public") / "ws")
    workspace = Workspace.open(folder)
    store = Store.open(workspace, PUBLIC)
    # before other tests put other numbers into this store
    return folder, workspace, true_tables(workspace), made, store, _files(folder), _compared(store)


def _files(folder: Path) -> dict[str, str]:
    """The hash of every file of a public packet, made anew."""
    packets = folder / "packets" / PUBLIC
    shutil.rmtree(packets, ignore_errors=True)
    assert run_districts(folder, ["0110"], 2022, Choices(PUBLIC))[0].made
    files = sorted(one for one in packets.rglob("*") if one.is_file())
    return {one.relative_to(packets).as_posix(): hashlib.sha256(one.read_bytes()).hexdigest()
            for one in files}  # fmt: skip


def _hidden(made, metric: str, group: str = "all") -> pd.DataFrame:
    own = made.measures[(made.measures["metric"] == metric) & (made.measures["withheld"] > 0)]
    return own[own["group"] == group]


def _set(tables: dict, metric: str, values: pd.Series, group: str = "all") -> None:
    """Write values (by school and year) into the cells that a metric counts."""
    table, column = FIELDS[metric]
    frame = tables[table].copy()
    keys = pd.MultiIndex.from_frame(frame[["school_id", "year"]])
    new = pd.Series(values.reindex(keys).to_numpy(), index=frame.index)
    if "group" in frame:
        new = new.where(frame["group"] == group)
    tables[table] = frame.assign(**{column: new.fillna(frame[column])})


def _moved(made, tables: dict) -> int:
    """Move one event from a hidden school to another of the same remainder; how many were moved."""
    count = 0
    for metric in ("6a", "6ai", "6c"):
        table, column = FIELDS[metric]
        known = tables[table]
        known = known[known["group"] == "all"].set_index(["school_id", "year"])[column]
        own = made.measures[made.measures["metric"] == metric]
        own = own[own["value"].notna() | (own["withheld"] > 0)]
        groups = own.groupby(["school_id", "year"])["group"].agg(
            lambda all_: " ".join(sorted(all_))
        )
        hidden = _hidden(made, metric).join(groups.rename("told"), on=["school_id", "year"])
        changes = {}
        # Of the same groups: all students are summed over the schools that tell of a group.
        by = ["district_id", "level", "need_group", "year", "told"]
        for _, part in hidden.groupby(by):
            keys = list(zip(part["school_id"], part["year"], strict=True))
            giving = [key for key in keys if known[key] >= 2]
            taking = [key for key in keys if key not in giving[:1]]
            if giving and taking:
                changes[giving[0]] = known[giving[0]] - 1
                changes[taking[0]] = known[taking[0]] + 1
                count += 1
        index = pd.MultiIndex.from_tuples(changes, names=["school_id", "year"])
        _set(tables, metric, pd.Series(list(changes.values()), index=index))
    return count


def test_two_states_that_differ_only_in_hidden_cells_give_the_same_public_files(frozen):
    """T6: the pattern frozen, hidden counts moved within their sums, every file to the byte."""
    _, workspace, tables, made, _, before, _ = frozen
    other = dict(tables)
    assert _moved(made, other) > 10
    put_public_store(workspace, other, made.layers)
    assert _files(workspace.folder) == before


def test_no_hidden_value_is_in_any_layer_of_any_public_file(frozen):
    """T7: every hidden count is a number of nine digits of its own; none of them is to be found."""
    folder, workspace, tables, made, _, _, _ = frozen
    other, canaries, number = dict(tables), [], 123_456_789
    for metric in FIELDS:
        own = _hidden(made, metric)
        values = [number + 7_919 * place for place in range(len(own))]
        number += 7_919 * len(own) + 13
        index = pd.MultiIndex.from_frame(own[["school_id", "year"]])
        _set(other, metric, pd.Series(values, index=index, dtype="float64"))
        canaries += values
    assert len(canaries) > 500
    store = put_public_store(workspace, other, made.layers)
    _files(folder)
    needles = [str(one) for one in canaries]
    assert not grep(folder / "packets" / PUBLIC, needles)
    assert not breaches(folder / "packets" / PUBLIC)
    for file in store.folder.rglob("*.parquet"):
        frame = pd.read_parquet(file)
        for name in frame.select_dtypes("number"):
            assert not frame[name].isin(canaries).any(), (file.name, name)


def test_pooled_values_of_the_public_edition_are_the_true_ones_or_none(frozen):
    """What a district's schools have together is told as it is, or not at all."""
    _, _, tables, made, _, _, _ = frozen
    measures = made.measures
    sums = made.remainders[made.remainders["remainder"].isin(OF_DISTRICTS)]
    rows = pd.concat([measures.assign(remainder=""), sums], ignore_index=True)
    rows = rows[(rows["group"] == "all") & rows["metric"].isin(list(FIELDS))]
    keys = ["metric", "year", "district_id"]
    told = pool(rows, keys, dict.fromkeys(FIELDS, 1.0))
    known = told[told["value"].notna()]
    assert len(known) > 30 and (known["withheld"] > 0).any()
    for metric, (table, column) in FIELDS.items():
        frame = tables[table]
        frame = frame[frame["group"] == "all"] if "group" in frame else frame
        true = frame.set_index(["school_id", "year"])[column]
        counted = measures[(measures["metric"] == metric) & (measures["group"] == "all")]
        both = counted[(counted["status"] == "computed") | (counted["withheld"] > 0)]
        at = pd.MultiIndex.from_frame(both[["school_id", "year"]])
        sums_of = true.reindex(at).groupby(
            [both["year"].to_numpy(), both["district_id"].to_numpy()]).sum()  # fmt: skip
        for (_, year, district), row in known.loc[[metric]].iterrows():
            assert row["numerator"] == pytest.approx(sums_of[year, district]), (metric, district)


def _compared(store: Store) -> pd.DataFrame:
    files = sorted(store.folder.glob("districts/*/comparisons.parquet"))
    made = pd.concat([pd.read_parquet(file) for file in files])
    made = made[made["kind"].isin(("group", "state"))]
    keys = ["kind", "metric", "year", "district_id", "level", "focus"]
    return made.astype(dict.fromkeys(keys, "str")).set_index(keys).sort_index()


def test_comparisons_of_the_public_edition_are_the_true_ones_or_none(frozen):
    """Of a group and all others, of the district and the state: both sides and their n."""
    workspace, public = frozen[1], frozen[-1]
    true = _compared(Store.open(workspace))
    of_people = [m.id for m in METRICS.values() if protection(m).kind != OPEN]
    summed = 0
    for side in ("focus", "reference"):
        told = public[public[f"{side}_value"].notna()]
        beside = true.reindex(told.index)
        assert beside[f"{side}_value"].notna().all(), "told, but not so in the internal edition"
        told = told[told.index.isin(of_people, level="metric")]
        for column in (f"{side}_value", f"{side}_n"):
            off = ~np.isclose(told[column], beside.loc[told.index, column])
            assert not off.any(), told[off].head()
        summed += int((told["withheld"] > 0).sum())
    assert summed > 500


def test_no_sum_is_told_of_one_school_or_of_fewer_people_than_the_limit(frozen):
    """A remainder stands for two schools or more, and for ten people or more."""
    made = frozen[3]
    assert (made.remainders["withheld"] <= -2).all()
    assert (made.remainders["denominator"] >= 10).all()


def test_the_public_store_holds_no_column_of_people_but_those_that_are_allowed(frozen):
    """Tables of persons are gone, and a count of people is there for no school."""
    store: Store = frozen[4]
    names = {file.stem for file in (store.folder / "state" / "tables").glob("*.parquet")}
    assert not names & {"staff", "attendance_records", "section_students", "sections"}
    discipline = store.table("discipline")
    counts = ["out_of_school_suspensions", "expulsions", "referrals", "students"]
    assert discipline[counts].isna().all().all()
    assert store.table("leaders")[["years_at_school", "years_as_principal"]].isna().all().all()
