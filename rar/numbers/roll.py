"""The roll of a state's schools: its schools and years as whole numbers instead of texts.

A metric of a large state has a million rows, each of a school, a year and perhaps a group. The
levels of its index are few; places on the roll are looked up once a level and not once a row.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from rar.tables import GROUPS

GROUP = pd.CategoricalDtype(sorted(GROUPS))


class Roll:
    """Schools by their place in the table `schools`, which is indexed by school_id and year.

    about names columns of it that are put beside measures of a school.
    """

    def __init__(self, schools: pd.DataFrame, about: Sequence[str] = ()) -> None:
        self.ids, self.years = (_sorted(schools.index, name) for name in schools.index.names)
        self.level = schools["level"]
        self.id, self.year = (
            known.get_indexer(schools.index.levels[level])[schools.index.codes[level]]
            for level, known in enumerate((self.ids, self.years))
        )
        self._place = np.full(len(self.ids) * len(self.years) + 1, -1)
        self._place[self.id * len(self.years) + self.year] = np.arange(len(schools))
        self._about = {name: _coded(schools[name]) for name in about}
        self._about = {"school_id": pd.Categorical.from_codes(self.id, self.ids), **self._about}

    def places(self, index: pd.MultiIndex) -> np.ndarray:
        """The place of each row of an index with school_id and year; -1 where it is not there."""
        school = _found(index, "school_id", self.ids)
        year = _found(index, "year", self.years)
        at = np.where((school < 0) | (year < 0), -1, school * len(self.years) + year)
        return self._place[at]

    def beside(self, places: np.ndarray) -> dict[str, pd.Categorical | np.ndarray]:
        """school_id and the columns `about` of the schools at some places, text as categories."""
        return {name: values.take(places) for name, values in self._about.items()}


def group_codes(index: pd.MultiIndex) -> np.ndarray:
    """The code of each row's student group among the categories of GROUP; of 'all' without one."""
    if "group" not in index.names:
        return np.full(len(index), GROUP.categories.get_loc("all"))
    return _found(index, "group", GROUP.categories)


def rows_where(index: pd.MultiIndex, key: str, value: str) -> np.ndarray:
    """Which rows of an index have a value at the level `key`; compared once a level."""
    level = index.names.index(key)
    return np.append(index.levels[level] == value, False)[index.codes[level]]


def _found(index: pd.MultiIndex, name: str, known: pd.Index) -> np.ndarray:
    level = index.names.index(name)
    return np.append(known.get_indexer(index.levels[level]), -1)[index.codes[level]]


def _sorted(index: pd.MultiIndex, name: str) -> pd.Index:
    return index.levels[index.names.index(name)].sort_values()


def _coded(column: pd.Series) -> pd.Categorical | np.ndarray:
    """Text as categories in their order, numbers as they are."""
    return column.to_numpy() if column.dtype.kind in "if" else pd.Categorical(column)
