"""Who returned: last year's people of color, and all others, still at their school."""

from __future__ import annotations

import pandas as pd

from rar.numbers.metric import ratio

OF_COLOR = ("returned_of_color", "last_year_of_color")
ALL = ("returned", "last_year")


def others_who_returned(people: pd.DataFrame) -> pd.DataFrame:
    """`ratio` of those who returned, of last year's people not known as people of color.

    people: table teachers or leaders. All minus people of color, school by school, in both counts;
    a school where one of the four is absent has no value.

    >>> people = pd.DataFrame({"returned": [18.0], "last_year": [20.0],
    ...     "returned_of_color": [3.0], "last_year_of_color": [4.0]})
    >>> others_who_returned(people)[["numerator", "denominator"]].iloc[0].tolist()
    [15.0, 16.0]
    """
    stayed, were = (people[every] - people[some] for every, some in zip(ALL, OF_COLOR, strict=True))
    return ratio(people, stayed, were, uses=(*ALL, *OF_COLOR))
