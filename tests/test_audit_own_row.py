"""What a hidden cell's own row, and those of its school, say of it is no finding."""

import numpy as np
import pandas as pd

from rar.audit.outside import needed
from rar.audit.own_row import most_by_parts

PARTS = [("all", ["f", "m"])]


def _cells(**most: float) -> pd.DataFrame:
    return pd.DataFrame({"value": np.nan, "least": 1.0, "most": pd.Series(most)})


def test_all_students_of_whom_some_are_in_no_group_are_at_most_those_of_the_groups():
    """43 students, 16 girls and 24 boys: three of a sex that was not reported."""
    assert most_by_parts(_cells(all=43, f=16, m=24), PARTS)["all"] == 40


def test_a_count_that_is_shown_says_nothing_of_how_many_there_can_be():
    """Else what is worked out from it would be taken for what everybody knows."""
    cells = _cells(all=43, f=19, m=24)
    cells.loc["f", "value"] = 10.0
    assert most_by_parts(cells, PARTS)["all"] == 43


def test_groups_of_which_nobody_knows_how_many_they_are_leave_all_as_they_are():
    assert most_by_parts(_cells(all=43, f=16, m=np.inf), PARTS)["all"] == 43


def _needed(count: float, of: float) -> tuple[float, float]:
    own = pd.DataFrame({"least": [0.0], "most": [np.inf]})
    low, high = needed(own, pd.Series([count]), pd.Series([of]), 10)
    return low[0], high[0]


def test_of_fewer_than_ten_people_their_label_must_be_left_and_not_that_there_is_nobody():
    assert _needed(3, of=9) == (1, 9)


def test_of_all_but_a_few_the_label_of_the_few_must_be_left():
    assert _needed(34, of=43) == (34, 42)
