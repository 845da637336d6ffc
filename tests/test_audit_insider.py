"""The leaders of a district know their own numbers, and may tell others' from what is released."""

import pandas as pd
from random_tables import random_state, released

from rar.audit.attack import bounds
from rar.audit.insider import insiders
from rar.audit.outside import Judge
from rar.audit.released import Released
from rar.audit.statements import Cell, Sum
from rar.disclosure.suppress import suppress

TRUTH = pd.Series({"a": 4.0, "b": 6.0, "c": 5.0, "d": 7.0, "e": 30.0, "f": 20.0, "g": 3.0})
HOME = pd.Series({"a": "d1", "b": "d2", "c": "d1", "d": "d1", "e": "d3", "f": "d4", "g": "d2"})


def _released():
    """A state's sum over one school of each of two districts, one over three, one inside one."""
    cells = [Cell(name, least=1) for name in TRUTH.index]
    return Released.of(
        cells,
        [Sum("state", {"a": 1, "b": 1}, constant=10.0),
         Sum("three", {"e": 1, "f": 1, "g": 1}, constant=53.0),
         Sum("d1", {"c": 1, "d": 1}, constant=12.0)],
    )  # fmt: skip


def _seen(districts):
    release = _released()
    judge = Judge(release.cells, 10, TRUTH)
    return {
        one: ends[["lower", "upper"]].T.to_dict("list")
        for one, ends in insiders(release, TRUTH, HOME, districts, judge)
    }


def test_leaders_tell_the_other_district_of_a_sum_over_two_and_none_of_three():
    assert _seen(None) == {"d1": {"b": [6, 6]}, "d2": {"a": [4, 4]}}


def test_only_those_asked_look():
    assert _seen(("d1", "d3")) == {"d1": {"b": [6, 6]}}


def _lost(cells) -> tuple[set, set]:
    """The cells that some leaders can tell: asked one by one, and as `insiders` finds them."""
    release = released(cells)
    names = list(map(str, range(len(cells))))
    truth, home = pd.Series(cells.value, names), pd.Series(cells.owner.astype(str), names)
    hidden = release.cells.index[release.cells["value"].isna()]
    judge = Judge(release.cells, 10, truth)
    anyone = bounds(release).cells
    told = set(hidden[~judge.of(hidden.to_numpy()).safe(*_ends(anyone.loc[hidden]))])
    each = set()
    for one in range(cells.owner.max() + 1):
        facts = truth[hidden[home[hidden] == str(one)]].to_dict()
        seen = bounds(release.knowing(facts)).cells
        lost = ~judge.of(seen.index.to_numpy()).safe(*_ends(seen))
        each |= {(str(one), cell) for cell in set(seen.index[lost]) - told}
    found = set()
    for one, ends in insiders(release, truth, home, None, judge):
        lost = ~judge.of(ends.index.to_numpy()).safe(*_ends(ends))
        found |= {(one, cell) for cell in set(ends.index[lost]) - told if home[cell] != "-1"}
    return {pair for pair in each if home[pair[1]] != "-1"}, found


def _ends(frame):
    return frame["seen_lower"].to_numpy(), frame["seen_upper"].to_numpy()


def test_what_leaders_can_tell_of_random_tables_is_what_asking_each_of_them_finds():
    """Tables in which complementary cells are hidden, but not against leaders."""
    count = 0
    for seed in range(3000, 3012):
        cells = random_state(seed)
        owner = cells.owner.copy()
        cells.owner[:] = -1
        suppress(cells)
        cells.owner[:] = owner
        each, found = _lost(cells)
        assert found == each
        count += len(each)
    assert count > 20


def test_no_leaders_can_tell_a_small_count_of_a_table_that_is_protected():
    for seed in range(3000, 3012):
        cells = random_state(seed)
        made = suppress(cells)
        each, _ = _lost(cells)
        assert {int(cell) for _, cell in each} <= set(made.leaders.tolist())
        assert len(made.leaders) == 0
