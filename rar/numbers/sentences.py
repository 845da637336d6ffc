"""The sentence of a finding: who is compared with whom, both numbers, and how sure we are.

It gives no cause and no verdict. The words that belong to a metric stand beside its other facts
(`Metric.says`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import starmap
from math import isnan
from typing import NamedTuple

import pandas as pd

from rar.numbers.coded import tuples
from rar.numbers.metric import NO_DIFFERENCE, Metric, format_gap
from rar.numbers.need import HALVES
from rar.numbers.patterns.certainty import DESCRIPTION_ONLY, PATTERN
from rar.numbers.slope import EQUAL, INVERSE, ONE_SCHOOL, POSITIVE

PEOPLE = {
    "all": "students",
    "ai": "American Indian students",
    "as": "Asian students",
    "bl": "Black students",
    "hi": "Hispanic or Latino students",
    "hp": "Pacific Islander students",
    "ap": "Asian and Pacific Islander students",
    "tr": "students of two or more races",
    "wh": "White students",
    "ed": "economically disadvantaged students",
    "non_ed": "students not economically disadvantaged",
    "el": "English learners",
    "non_el": "students who are not English learners",
    "swd": "students with disabilities",
    "non_swd": "students without disabilities",
    "homeless": "students experiencing homelessness",
    "foster": "students in foster care",
    "migrant": "migrant students",
    "military": "military-connected students",
    "below": "students below proficient the year before",
    "prek": "children who attended pre-kindergarten",
    "f": "girls",
    "m": "boys",
}
INSIDE = "most of it inside schools: how students are assigned or treated in the same school"
BETWEEN = "most of it between schools: which schools have what, as the comparison by need shows"
LEVELS_DIFFER = "most of it because the group is spread otherwise over elementary, middle and high"
BOTH = "partly inside schools, partly between them"
MOST = 0.5  # of a gap, from which on a part of it is most of it


class _Told(NamedTuple):
    """What the sentence of one comparison is made of; numbers are NaN where they are not known."""

    metric: str
    level: str
    focus: str
    focus_text: str
    reference_text: str
    difference: str
    focus_n: float
    reference_n: float
    focus_schools: float
    reference_schools: float
    schools: float
    gap: float
    between: float
    within: float
    between_levels: float
    size: float
    reason: str
    certainty: str


def sentences(rows: pd.DataFrame, metrics: Mapping[str, Metric]) -> pd.DataFrame:
    """The sentence of each finding, and its title: the same without evidence and full stop.

    rows are comparisons with their certainty, same_sign_years and years_known
    (`rar.numbers.patterns.judge`; 0 where they are not known), and size, their gap in units of the
    smallest worth discussing. Returns sentence, title and years (`years_text`), indexed as rows.
    """
    gaps = [metrics[one].gap_text(gap) for one, gap in tuples(rows, "metric", "gap")]
    years = list(starmap(years_text, tuples(rows, "same_sign_years", "years_known")))
    rows = rows.assign(
        difference=[gap if gap == NO_DIFFERENCE else f"difference {gap}" for gap in gaps],
        sure=_sure(rows, gaps, years),
        years=years,
        **{f"{side}_text": [
            metrics[one].text(value) for one, value in tuples(rows, "metric", f"{side}_value")
        ] for side in ("focus", "reference")},
    )  # fmt: skip
    parts = []
    for kind, words in _WORDS.items():
        some = rows[rows["kind"] == kind]
        told = [words(row, metrics[row.metric]) for row in _light(some)]
        titles, evidence = zip(*told, strict=True) if told else ((), ())
        made = {"title": titles, "evidence": evidence}
        parts.append(pd.DataFrame(made, some.index, dtype="object"))
    made = pd.concat(parts).reindex(rows.index)
    said = [
        f"{title[:-1]}; {told}{sure})." if title.endswith(")") else f"{title} ({told}{sure})."
        for title, told, sure in zip(made["title"], made["evidence"], rows["sure"].to_numpy(),
                                     strict=True)
    ]  # fmt: skip
    told = {"sentence": said, "title": made["title"], "years": years}
    return pd.DataFrame(told, rows.index, dtype="str")


def _light(rows: pd.DataFrame) -> Iterator:
    """The rows with what a sentence is made of."""
    return starmap(_Told, tuples(rows, *_Told._fields))


def without_evidence(sentence: str) -> str:
    """A finding's sentence without what it rests on, which stands in brackets at its end.

    >>> without_evidence("27% of teachers are new; elsewhere 10% (16 and 8 schools; a pattern).")
    '27% of teachers are new; elsewhere 10%'
    """
    said, bracket, evidence = sentence.rpartition(" (")
    return said if bracket and evidence.rstrip(".").endswith(")") else sentence


def years_text(same: float, known: float) -> str:
    """In how many of the last three years the difference went the same way; '' where not known.

    >>> years_text(2, 3), years_text(0, 1)
    ('same direction in 2 of 3 years', 'one year')
    """
    if known > 1:
        return f"same direction in {int(same)} of {int(known)} years"
    return "one year" if known == 1 else ""


def _sure(rows: pd.DataFrame, gaps: list[str], years: list[str]) -> list[str]:
    """The end of the evidence: years and certainty."""
    found = []
    for (certainty, kind), gap, said in zip(tuples(rows, "certainty", "kind"), gaps, years,
                                            strict=True):  # fmt: skip
        words = "a pattern" if certainty == PATTERN else certainty
        if certainty != DESCRIPTION_ONLY:
            words += " inside schools" if kind == "group" else ""
            words = f"{said}: {words}" if said and gap != NO_DIFFERENCE else words
        found.append(f"; {words}")
    return found


def _says(metric: Metric, value: str, group: str = "students") -> str:
    return metric.says.format(value=value, group=group, reference="")


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def _need(row: _Told, metric: Metric) -> tuple[str, str]:
    level = f"{row.level} schools"
    if row.focus in HALVES:
        where, other = f"In the half of {level} with greater need", "in the other half"
    else:
        where = f"In the quarter of {level} with the greatest need"
        other = "in the quarter with the least need"
    title = f"{where} {_says(metric, row.focus_text)}; {other} {row.reference_text}"
    schools = f"{int(row.focus_schools)} and {int(row.reference_schools)} schools"
    return title, f"{schools}, {row.difference}"


def _group(row: _Told, metric: Metric) -> tuple[str, str]:
    first = _upper(_says(metric, row.focus_text, PEOPLE[row.focus]))
    title = f"{first}; among other students {row.reference_text}"
    people = f"{row.focus_n:,.0f} and {row.reference_n:,.0f} {metric.counted}"
    return title, f"{people}, {row.difference}{_where_it_lies(row, metric)}"


def _where_it_lies(row: _Told, metric: Metric) -> str:
    """Both parts of a gap, and of one worth discussing where most of it lies; '' for one school."""
    if isnan(row.between) or isnan(row.within) or row.schools < 2:
        return ""
    within, between = metric.gap_text(row.within), metric.gap_text(row.between)
    parts = f": {within} inside schools, {between} between schools"
    return f"{parts}; {_lever(row)}" if row.size >= 1 else parts


def _lever(row: _Told) -> str:
    levels = 0.0 if isnan(row.between_levels) else row.between_levels
    parts = {INSIDE: row.within, LEVELS_DIFFER: levels, BETWEEN: row.between - levels}
    most = max(parts, key=lambda words: parts[words] / row.gap)
    return most if parts[most] / row.gap >= MOST else BOTH


def _state(row: _Told, metric: Metric) -> tuple[str, str]:
    level = "" if row.level == "all" else f" {row.level} schools"
    here = f"In the district's{level}" if level else "In the district"
    there = f"in the state's{level}" if level else "in the state"
    title = f"{here} {_says(metric, row.focus_text)}; {there} {row.reference_text}"
    number = int(row.schools)
    return title, f"{number} {'school' if number == 1 else 'schools'}, {row.difference}"


def _slope(row: _Told, metric: Metric) -> tuple[str, str]:
    change = format_gap("dollars", row.gap).lstrip("+−")
    of = metric.label[0].lower() + metric.label[1:]
    schools = f"{row.level} schools"
    title = {
        POSITIVE: f"{_upper(schools)} with greater need spend more: about {change} per student "
        f"for each 10 points of need ({of})",
        INVERSE: f"{_upper(schools)} with greater need spend less: about {change} per student "
        f"for each 10 points of need ({of})",
        EQUAL: f"{_upper(schools)} spend about the same whatever their need: {change} per student "
        f"for each 10 points ({of})",
        ONE_SCHOOL: f"Among {schools} it depends on one school whether those with greater need "
        f"spend more or less ({of})",
    }[row.reason]
    if row.certainty == DESCRIPTION_ONLY:
        title = f"Too few {schools} to say whether those with greater need spend more ({of})"
    return title, f"{int(row.schools)} schools"


_WORDS = {"need": _need, "group": _group, "state": _state, "slope": _slope}
