"""Whether a comparison keeps its sign under other reasonable definitions of need.

Poverty alone hides schools with many students with disabilities or English learners. Each
comparison by need is therefore made again with the other definitions of review.toml, and only
its sign is looked at.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from rar.dimensions import METRICS
from rar.numbers.coded import as_texts
from rar.numbers.compare import compare_need_groups, compare_slopes, steady_state
from rar.numbers.need import school_need, with_need_groups
from rar.numbers.whole import scales

if TYPE_CHECKING:
    from rar.numbers.whole import Whole
    from rar.settings import Settings

KEY = ["district_id", "year", "metric", "kind", "level"]
COLUMNS = ["school_id", "year", "district_id", "need", "need_group"]
KNOWN_SCHOOLS = 0.9  # of the schools compared; with fewer another definition compares others


def sensitivity(whole: Whole) -> pd.DataFrame:
    """The year under review tried with every other definition of need; columns KEY, tried, same,
    said.

    One row a comparison by need groups or slope that has a gap: tried is the number of
    definitions that could be tried, same how many of them give the same sign, said the sentence.
    A definition cannot be tried where fewer than 90 % of the schools compared have the need it
    gives, or where it leaves no gap at all.
    """
    rows = whole.comparisons
    rows = rows[(rows["year"] == whole.review_year) & rows["kind"].isin(["need", "slope"])]
    base = rows[rows["gap"].notna()].set_index(KEY)[["gap", "schools"]]
    plain = [m.id for m in METRICS.values() if m.kind == "counts"]
    measures = whole.measures
    keep = (measures["year"] == whole.review_year) & (measures["group"] == "all")
    measures = measures[keep & measures["metric"].isin(plain)]
    needs = whole.made["needs_otherwise"]
    names, signs = [], []
    for definition in whole.settings.alternatives:
        own = needs[needs["definition"] == definition.name]
        other = _compared(measures, own).reindex(base.index).astype("float64")
        usable = other["gap"].notna() & (other["schools"] >= KNOWN_SCHOOLS * base["schools"])
        same = np.sign(other["gap"]) == np.sign(base["gap"])
        signs.append(same.astype("float64").where(usable))
        names.append(definition.name)
    table = pd.DataFrame(dict(enumerate(signs)), index=base.index)
    said = [_said(row, names) for row in table.itertuples(index=False, name=None)]
    made = pd.DataFrame(
        {"tried": table.notna().sum(axis=1), "same": table.sum(axis=1).astype("int64"),
         "said": pd.Series(said, index=base.index, dtype="str")}
    )  # fmt: skip
    return as_texts(made.reset_index())


def needs_otherwise(frames: Mapping[str, pd.DataFrame], settings: Settings) -> pd.DataFrame:
    """Need and need group of every school of the year under review, by the other definitions.

    One row a school and definition: school_id, year, district_id, definition (its name), need,
    need_group.
    """
    schools = frames["schools"].drop(columns=["need", "need_group", "need_position"])
    schools = schools[schools.index.get_level_values("year") == settings.review_year]
    held = ChainMap({"schools": schools}, frames)
    parts = []
    for definition in settings.alternatives:
        need = school_need(held, definition.weights, settings.groups)
        grouped = with_need_groups(schools, need, settings.small_numbers)
        parts.append(grouped[COLUMNS].assign(definition=definition.name))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)


def _compared(measures: pd.DataFrame, needs: pd.DataFrame) -> pd.DataFrame:
    """Gap and schools of every comparison by need, need being defined otherwise."""
    owner = needs[["school_id", "year", "need", "need_group"]]
    measures = measures.drop(columns=["need", "need_group"]).merge(owner, on=["school_id", "year"])
    known = measures[measures["need"].notna()]
    made = [compare_need_groups(known, scales()),
            compare_slopes(known[known["metric"].isin(steady_state(METRICS))])]  # fmt: skip
    both = pd.concat([part.reindex(columns=[*KEY, "gap", "schools"]) for part in made])
    return both.set_index(KEY)


def _said(signs: tuple[float, ...], names: list[str]) -> str:
    """What became of the sign, in one sentence.

    >>> _said((1.0, 1.0), ["a", "b"])
    'The direction is the same under both other definitions of need.'
    >>> _said((1.0, 0.0), ["a", "only English learners count"])
    'The direction turns round when need is defined otherwise (only English learners count).'
    >>> _said((1.0, float("nan")), ["disabilities count too", "b"])
    'The direction is the same under another definition of need (disabilities count too).'
    """
    tried = [(sign, name) for sign, name in zip(signs, names, strict=True) if sign == sign]
    turned = [name for sign, name in tried if sign == 0]
    if not names:
        return ""
    if not tried:
        return "Other definitions of need could not be tried with these files."
    if turned:
        return (
            "The direction turns round when need is defined otherwise "
            f"({'; '.join(turned)})."
        )  # fmt: skip
    if len(tried) == 1:
        return f"The direction is the same under another definition of need ({tried[0][1]})."
    words = "both other definitions" if len(tried) == 2 else f"all {len(tried)} other definitions"
    return f"The direction is the same under {words} of need."
