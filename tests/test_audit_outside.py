"""The audit's judgement, its facts from elsewhere, and several releases taken together."""

import numpy as np
import pandas as pd
import pytest

from rar.audit.attack import bounds
from rar.audit.facts import known_facts
from rar.audit.outside import CLOSE, EXACT, LABEL, Judge, told
from rar.audit.released import Released
from rar.audit.statements import Cell, Sum
from rar.errors import RarError

HEADER = "year,school_id,district_id,group,field,count\n"


def _ends(*pairs):
    return pd.DataFrame(pairs, columns=["lower", "upper"], index=list("abcdefgh")[: len(pairs)])


def _own(count, least=1.0, most=100.0):
    return pd.DataFrame({"least": least, "most": most}, index=list("abcdefgh")[:count])


def test_a_cell_is_told_where_little_is_left_of_it():
    ends = _ends((5, 5), (40, 42), (1, 8), (1, 9), (1, 100))
    assert told(ends, _own(5), 10).tolist() == [EXACT, CLOSE, LABEL, "", ""]


def test_what_the_own_row_says_of_a_cell_tells_nothing_of_the_rest():
    assert told(_ends((0, 1)), _own(1, 0.0, 1.0), 10).tolist() == [""]


def test_small_counts_must_keep_their_label_and_large_ones_need_none():
    judge = Judge(_own(3).assign(whole=True), 10, pd.Series([4, 4, 30], index=list("abc")))
    assert judge.safe(np.array([1, 1, 30]), np.array([8, 9, 30])).tolist() == [False, True, True]
    assert judge.protects.tolist() == [True, True, False]


def test_a_count_that_leaves_few_others_must_keep_its_label_too():
    truth, people = pd.Series([98, 98], index=list("ab")), pd.Series([100, 100], index=list("ab"))
    judge = Judge(_own(2).assign(whole=True), 10, truth, people)
    assert judge.safe(np.array([98, 91]), np.array([99, 99])).tolist() == [False, True]


def _told(released, cell):
    attacked = bounds(released, warm=False)
    own = released.cells.loc[attacked.cells.index]
    return told(attacked.cells, own, 10)[cell]


def test_a_corrected_school_and_a_pooled_table_flag_only_together():
    """Each release alone is safe; the union of all tells a hidden count."""
    hidden = (float("nan"), 1.0, 50.0)
    first = Released.of([Cell("2021 one", *hidden), Cell("2021 two", 30)])
    corrected = Released.of([Cell("2021 one", *hidden), Cell("2021 two", 31)])
    years = [Released.of([Cell(f"{y} one", v)]) for y, v in (("2020", 12), ("2022", 14))]
    parts = {"2020 one": 1, "2021 one": 1, "2022 one": 1, "pooled": -1}
    cells = [Cell(name, *hidden) for name in list(parts)[:3]]
    pooled = Released.of([*cells, Cell("pooled", 30)], [Sum("three years", parts)])
    alone = [first, corrected, pooled]
    assert [_told(one, "2021 one") for one in alone] == ["", "", ""]
    together = Released.union([first, corrected, *years, pooled])
    assert _told(together, "2021 one") == EXACT
    assert together.revisions["cell"].tolist() == ["2021 two"]


def test_facts_that_are_public_anyway_are_read_as_counts_of_cells(tmp_path):
    rows = "2022,001,d1,bl,6as,7\n2022,001,d1,hi,people,12\n,,,,,\n"
    (tmp_path / "known_facts.csv").write_text(HEADER + rows, encoding="utf-8")
    assert known_facts(tmp_path) == {"6as|2022|001|bl": 7.0, "10a|2022|001|hi": 12.0}
    assert known_facts(tmp_path / "none") == {}


def test_every_bad_fact_is_named_at_once(tmp_path):
    rows = "2021-22,001,d1,bl,6as,7\n2022,001,d1,bl,zz,7\n2022,001,d1,bl,6as,few\n"
    (tmp_path / "known_facts.csv").write_text(HEADER + rows, encoding="utf-8")
    with pytest.raises(RarError) as letter:
        known_facts(tmp_path)
    found = [(one.row, one.column) for one in letter.value.problems]
    assert found == [(2, "year"), (3, "field"), (4, "count")]
