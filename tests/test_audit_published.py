"""The audit reads a store as anybody could, and finds what its sums give away."""

import json

import numpy as np
import pandas as pd
import pytest

from rar.audit.besides import Besides
from rar.audit.published import read_published, withheld_cells
from rar.audit.run import run, tasks
from rar.audit.sums import totals
from rar.errors import RarError

YEAR, METRIC = 2022, "6as"
NAN = np.nan
ROW = ["school_id", "group", "numerator", "denominator", "withheld", "district_id", "level"]
SUM = ["remainder", "group", "district_id", "level", "numerator", "denominator", "withheld"]


def _store(folder, rows, sums):
    """A build with one metric, all hidden rows under one rule of 10."""
    (folder / "districts" / "000").mkdir(parents=True)
    (folder / "state").mkdir()
    about = {"metric": METRIC, "year": YEAR, "need_group": "", "value": NAN}
    measures = pd.DataFrame(rows, columns=ROW).assign(status="computed", **about)
    measures.to_parquet(folder / "districts" / "000" / "measures.parquet")
    told = pd.DataFrame(sums, columns=SUM).assign(school_id="", **about)
    told.drop(columns="value").to_parquet(folder / "districts" / "000" / "remainders.parquet")
    told.iloc[:0].drop(columns="value").to_parquet(folder / "state" / "state_remainders.parquet")
    facts = {"disclosure": {"n": 10, "zeros": "shown"}}
    (folder / "facts.json").write_text(json.dumps(facts), encoding="utf-8")
    return folder


def _row(school, numerator, denominator=200.0, district="d1"):
    return [school, "all", numerator, denominator, int(np.isnan(numerator)), district, "high"]


def _found(build, facts=()):
    layers = run(tasks(build, [YEAR], None, Besides(dict(facts)), ()))
    return pd.concat([one.found for one in layers]).set_index("cell")["told"].to_dict()


def test_the_only_hidden_school_of_a_sum_is_told(tmp_path):
    sums = [["level of district", "all", "d1", "high", 4.0, 200.0, -1]]
    build = _store(tmp_path, [_row("1", NAN), _row("2", 30.0)], sums)
    assert _found(build) == {f"{METRIC}|{YEAR}|1|all": "exact"}
    assert withheld_cells(build) == {f"{METRIC}|{YEAR}|1|all"}


def test_two_hidden_schools_of_a_sum_are_safe_until_one_is_known_from_elsewhere(tmp_path):
    sums = [["level of district", "all", "d1", "high", 44.0, 400.0, -2]]
    build = _store(tmp_path, [_row("1", NAN), _row("2", NAN), _row("3", 30.0)], sums)
    assert _found(build) == {}
    known = {f"{METRIC}|{YEAR}|2|all": 40.0}
    assert _found(build, known) == {f"{METRIC}|{YEAR}|1|all": "exact"}


def test_a_school_in_the_sum_of_its_level_is_in_none_of_its_district(tmp_path):
    sums = [
        ["level of district", "all", "d1", "high", 44.0, 400.0, -2],
        ["district", "all", "d1", "", 50.0, 400.0, -2],
    ]
    rows = [_row(str(at), NAN) for at in range(4)]
    for row in rows[2:]:
        row[-1] = "middle"
    own = read_published(_store(tmp_path, rows, sums)).of([METRIC], YEAR)
    assert [total.rows.tolist() for total in totals(own)] == [[0, 1], [2, 3]]


def test_a_sum_that_is_not_over_the_schools_it_says_is_a_letter(tmp_path):
    sums = [["level of district", "all", "d1", "high", 44.0, 400.0, -3]]
    own = read_published(_store(tmp_path, [_row("1", NAN), _row("2", NAN)], sums))
    with pytest.raises(RarError, match="not over the schools"):
        list(totals(own.of([METRIC], YEAR)))
