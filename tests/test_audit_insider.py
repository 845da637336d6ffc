"""The leaders of a district know their own numbers, and may tell others' from what is released."""

import pandas as pd

from rar.audit.insider import insiders
from rar.audit.released import Released
from rar.audit.statements import Cell, Sum

TRUTH = pd.Series({"a": 4.0, "b": 6.0, "c": 5.0, "d": 7.0})
HOME = pd.Series({"a": "d1", "b": "d2", "c": "d1", "d": "d1"})


def _released():
    """A state's sum over one school of each of two districts, and a sum within one district."""
    cells = [Cell(name, least=1) for name in TRUTH.index]
    return Released.of(
        cells,
        [Sum("state", {"a": 1, "b": 1}, constant=10.0), Sum("d1", {"c": 1, "d": 1}, constant=12.0)],
    )


def test_leaders_tell_the_other_district_of_a_sum_over_two():
    seen = dict(insiders(_released(), TRUTH, HOME, None))
    assert seen["d1"].loc["b", ["lower", "upper"]].tolist() == [6, 6]
    assert seen["d2"].loc["a", ["lower", "upper"]].tolist() == [4, 4]


def test_only_pieces_in_which_districts_meet_are_looked_at_and_only_by_those_asked():
    seen = list(insiders(_released(), TRUTH, HOME, ("d1",)))
    assert [(one, list(cells.index)) for one, cells in seen] == [("d1", ["b"])]
