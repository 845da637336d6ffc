"""Measures of how groups are spread over schools.

Formulas: Massey and Denton (1988), The dimensions of residential segregation.
"""

from __future__ import annotations

import pandas as pd


def dissimilarity(frame: pd.DataFrame, by: list[str], first: str, second: str) -> pd.DataFrame:
    """Index of dissimilarity of two groups over units: D = 1/2 sum |a_s/A - b_s/B|.

    frame has one row a unit; first and second name the columns of counts; `by` the columns that
    tell one district, year, level and group from another. Returns those columns with value (0 to
    1), n (the people of the first group) and units. Where a group is empty or there is only one
    unit, value is missing: there is no spread to speak of.

    >>> frame = pd.DataFrame({"d": "01", "a": [100, 60, 40, 0], "b": [0, 40, 60, 100]})
    >>> round(float(dissimilarity(frame, ["d"], "a", "b")["value"].iloc[0]), 6)
    0.6
    """
    groups = frame.groupby(by, sort=True)
    totals = groups[[first, second]].transform("sum")
    shares = [frame[name] / totals[name].where(totals[name] > 0) for name in (first, second)]
    apart = (shares[0] - shares[1]).abs()
    made = apart.groupby([frame[name] for name in by]).sum(min_count=1).div(2)
    made = made.rename("value").to_frame()
    made["n"] = groups[first].sum()
    made["units"] = groups[first].size()
    made["value"] = made["value"].where(made["units"] > 1)
    return made.reset_index()
