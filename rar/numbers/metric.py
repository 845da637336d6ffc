"""A metric: a quantity with its facts, and a function to two counts per school.

A metric function takes canonical tables by argument name, each indexed by its keys, and returns
`ratio(...)`: numerator, denominator and, where one of them is absent, the reason. Nothing here
subtracts or averages; comparing is `rar.numbers.compare`'s work, once for all metrics.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from rar.numbers.roll import rows_where
from rar.tables import LEVELS, TABLES, absent

UNITS = {
    "share": "share, shown as a percentage",
    "dollars": "dollars per pupil",
    "salary": "dollars a year",
    "per 100": "for each 100 students",
    "years": "years",
    "students": "students for each adult, class or device",
    "hours": "hours a year",
    "index": "index from 0 to 1",
}
BETTER = {
    "lower": "lower is better; at most parity is the aim",
    "higher": "higher is better; at least parity is the aim",
    "more for need": "more for greater need is the aim; equal is a finding",
    "less for need": "fewer students an adult for greater need is the aim; equal is a finding",
    "zero": "closer to zero is better",
    "none": "context; neither direction is better",
}
NO_DIFFERENCE = "no difference"
# Where several fields of one metric are absent, the first of these is the reason that is told.
REASON_ORDER = ("suppressed", "not applicable", "missing", "not published")
REASON = pd.CategoricalDtype(["", *reversed(REASON_ORDER)], ordered=True)
_NONE, _MISSING, _NOT_APPLICABLE = REASON.categories.get_indexer(["", "missing", "not applicable"])


@dataclass(frozen=True)
class Metric:
    """A named quantity and its facts.

    id is the number in the metric catalogue ('2a'); key the function's name; says completes a
    sentence ('28% of teachers are new to the profession'); needs lists the fields as
    'table.column', alternatives joined by '|'; holder is who usually has the fields where the
    state's files do not; groups tells whether the rows are student groups, and counted of what the
    denominator is then made; levels are those whose schools are expected to report it.
    """

    id: str
    key: str
    label: str
    unit: str
    better: str
    question: str
    says: str
    source: str
    needs: tuple[str, ...]
    holder: str
    groups: bool
    levels: tuple[str, ...]
    kind: str
    caveat: str
    counted: str
    function: Callable = field(repr=False, compare=False)
    __doc__: str = ""

    @property
    def summary(self) -> str:
        """The first line of the function's docstring: what is counted, in words."""
        return (self.__doc__ or "").strip().splitlines()[0]

    @property
    def tables(self) -> tuple[str, ...]:
        """The canonical tables the function reads: its argument names."""
        return tuple(inspect.signature(self.function).parameters)

    def text(self, value: float | None) -> str:
        """A value as it is printed, with its unit.

        >>> from rar.dimensions import METRICS
        >>> METRICS["2a"].text(0.284), METRICS["1a"].text(12058.4)
        ('28%', '$12,058')
        """
        return format_value(self.unit, value)

    def gap_text(self, gap: float | None) -> str:
        """A difference between two values as it is printed, signed.

        >>> from rar.dimensions import METRICS
        >>> METRICS["2a"].gap_text(0.14), METRICS["1a"].gap_text(-310.0)
        ('+14 points', '−$310')
        """
        return format_gap(self.unit, gap)

    def __call__(self, *tables: pd.DataFrame) -> pd.DataFrame:
        return self.function(*tables)


def metric(
    id: str,
    label: str,
    unit: str,
    better: str,
    question: str,
    says: str,
    needs: tuple[str, ...],
    source: str = "",
    holder: str = "the district's student information system",
    groups: bool = False,
    levels: tuple[str, ...] = LEVELS,
    kind: str = "counts",
    caveat: str = "",
    counted: str = "students",
) -> Callable[[Callable], Metric]:
    """Declare a metric; the decorated function takes canonical tables by name.

    kind 'counts' returns `ratio(...)` per school; kind 'index' returns a whole-district value that
    does not add up: a frame with district_id, year, level, part, value, reference and n. Raises
    TypeError at import for an unknown unit, direction, table or field, so that a slip is found
    before any number is made.
    """

    def wrap(function: Callable) -> Metric:
        _check_declaration(function, unit, better, needs)
        made = Metric(
            id, function.__name__, label, unit, better, question, says, source, needs, holder,
            groups, levels, kind, caveat, counted, function, inspect.getdoc(function) or "",
        )  # fmt: skip
        object.__setattr__(made, "__wrapped__", function)  # so that doctest finds the example
        object.__setattr__(made, "__module__", function.__module__)
        return made

    return wrap


def _check_declaration(function: Callable, unit: str, better: str, needs: tuple[str, ...]) -> None:
    if unit not in UNITS or better not in BETTER:
        raise TypeError(f"{function.__name__}: unknown unit {unit!r} or direction {better!r}")
    for name in inspect.signature(function).parameters:
        if name not in TABLES:
            raise TypeError(f"{function.__name__}: no table {name!r}; tables are {list(TABLES)}")
    for need in needs:
        for one in need.split("|"):
            table, _, column = one.partition(".")
            if table not in TABLES or column.split("[")[0] not in TABLES[table].by_name:
                raise TypeError(f"{function.__name__}: no field {one!r} in the data dictionary")


def ratio(
    table: pd.DataFrame,
    numerator: str | pd.Series,
    denominator: str | pd.Series | float,
    uses: tuple[str, ...] = (),
) -> pd.DataFrame:
    """Numerator, denominator and reason of absence, indexed as `table` is.

    numerator and denominator are column names, or series made from columns, whose names `uses`
    then lists, so that the reason for an empty cell can be told. A value is computed only where
    both counts are there and the denominator is above zero; a denominator of zero is 'not
    applicable': there was no one to count.

    >>> table = pd.DataFrame({"novice": [1.0, None], "teachers": [4.0, 5.0],
    ...                       "absent:novice": ["", "suppressed"], "absent:teachers": ["", ""]})
    >>> ratio(table, "novice", "teachers")["reason"].tolist()
    ['', 'suppressed']
    """
    named = tuple(x for x in (numerator, denominator) if isinstance(x, str))
    top = table[numerator] if isinstance(numerator, str) else numerator
    bottom = table[denominator] if isinstance(denominator, str) else denominator
    frame = pd.DataFrame({"numerator": top, "denominator": bottom}, index=table.index)
    empty = (frame["numerator"].isna() | frame["denominator"].isna()).to_numpy()
    reason = np.zeros(len(frame), dtype="int8")
    for column in (*named, *uses):
        why = table.get(absent(column))
        if why is not None:
            reason = np.maximum(reason, pd.Categorical(why, dtype=REASON).codes)
    reason = np.where(empty, np.where(reason == _NONE, _MISSING, reason), _NONE)
    nobody = ~empty & (frame["denominator"] <= 0).to_numpy()
    frame["reason"] = pd.Categorical.from_codes(
        np.where(nobody, _NOT_APPLICABLE, reason), dtype=REASON
    )
    return frame


def people_behind(
    count: pd.Series, share: pd.Series, otherwise: pd.Series
) -> tuple[pd.Series, pd.Series]:
    """The count and the people it was counted among, where a source gives count and share.

    count / share is the number of people the source divided by (a whole number for people). Where
    both are 0 that number is not told: `otherwise` stands in, times the part of it that other
    schools of the year were counted among, lest schools without any weigh more than the others.
    Where the share is not given, `otherwise` stands in as it is.

    >>> count, share = pd.Series([2.0, 0.0, 3.0]), pd.Series([0.111, 0.0, None])
    >>> people_behind(count, share, pd.Series([36.0, 30.0, 12.0]))[1].tolist()
    [18.0, 15.0, 12.0]
    """
    among = (count / share.where(share > 0)).round().where(count > 0)
    part = _by_year(among) / _by_year(otherwise.where(among.notna()))
    none = (otherwise * part.fillna(1.0)).round().where((count == 0) & (share == 0))
    return count, among.fillna(none).fillna(otherwise)


def _by_year(values: pd.Series) -> pd.Series:
    """The sum over the schools of the same year, on every row; over all where there is no year."""
    year = [*values.index.names].count("year")
    by = values.index.get_level_values("year") if year else pd.Series(0, index=values.index)
    return values.groupby(by).transform("sum").where(lambda total: total > 0)


def format_value(unit: str, value: float | None) -> str:
    """A value with its unit, rounded as far as a reader can use it; '' for none."""
    if value is None or pd.isna(value):
        return ""
    if unit == "share":
        percent = 100 * value
        return f"{percent:.1f}%" if 0 < abs(percent) < 0.95 else f"{percent:.0f}%"
    if unit in ("dollars", "salary"):
        return f"−${-value:,.0f}" if value < 0 else f"${value:,.0f}"
    if unit == "index":
        return f"{value:.2f}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}"


def format_gap(unit: str, gap: float | None) -> str:
    """A difference with its sign and unit; '' for none, 'no difference' where it rounds to 0."""
    if gap is None or pd.isna(gap):
        return ""
    size = 100 * abs(gap) if unit == "share" else abs(gap)
    if unit in ("dollars", "salary"):
        shown = f"{size:,.0f}"
    elif unit == "index":
        shown = f"{size:.2f}"
    elif unit == "share":
        shown = f"{size:.0f}" if size >= 0.95 else f"{size:.1f}"
    else:
        shown = f"{size:,.0f}" if size >= 99.95 else f"{size:.1f}"
    if not shown.strip("0."):
        return NO_DIFFERENCE
    before = "$" if unit in ("dollars", "salary") else ""
    after = (" point" if shown == "1" else " points") if unit == "share" else ""
    return f"{'−' if gap < 0 else '+'}{before}{shown}{after}"


def rows(table: pd.DataFrame, **keys: str) -> pd.DataFrame:
    """The rows of a table whose key has the value given, that key then dropped from the index.

    An empty frame where there is none: a state that does not publish a course has no rows for it.
    """
    for key, value in keys.items():
        table = table[rows_where(table.index, key, value)].droplevel(key)
    return table


def weighted(table: pd.DataFrame, column: str, weight: pd.Series) -> pd.DataFrame:
    """`ratio` for a value published per school (a share, years, dollars) weighted by people.

    numerator = value x weight, denominator = weight, so that pooling schools gives the mean over
    people and not over schools. A school whose weight is unknown is left out.
    """
    weight = weight.reindex(table.index)
    return ratio(table, table[column] * weight, weight, uses=(column,))


def enrollment_of_all(table: pd.DataFrame, schools: pd.DataFrame) -> pd.Series:
    """The school's enrollment on the rows of group 'all', missing on all others.

    Stands in where a source gives all students of a school but not how many there are; of other
    groups the enrollment says nothing. Indexed as table, whose keys include the group.
    """
    everyone = table.index.get_level_values("group") == "all"
    enrollment = schools["enrollment"].reindex(table.index.droplevel("group"))
    enrollment.index = table.index
    return enrollment.where(everyone)


def survey_answers(survey: pd.DataFrame, respondent: str, item: str) -> pd.DataFrame:
    """`ratio` of favorable over valid answers; two parts of one school are pooled by answers."""
    table = rows(survey, respondent=respondent, item=item)
    made = weighted(table, "favorable", table["responses"])
    made.index = table.index.droplevel("part")
    return made


def counted_or_share(
    table: pd.DataFrame, count: str, of: str, share: str, otherwise: pd.Series | None = None
) -> pd.DataFrame:
    """`ratio` from counts where the source gives them, else from its share times the people.

    The people are `of`, and where that is absent `otherwise` (indexed like the table).
    """
    people = table[of]
    if otherwise is not None:
        people = people.fillna(otherwise.reindex(table.index))
    number = table[count].fillna(table[share] * people)
    return ratio(table, number, people, uses=(count, share))
