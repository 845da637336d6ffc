"""The sentence of a finding: who is compared with whom, both numbers, and how sure we are.

It gives no cause and no verdict. The words that belong to a metric stand beside its other facts
(`Metric.says`).
"""

from __future__ import annotations

import pandas as pd

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


def sentence(row, metric: Metric) -> tuple[str, str]:
    """The finding's sentence, and its title: the same without evidence and full stop.

    row is a comparison with its certainty, same_sign_years and years_known
    (`rar.numbers.patterns.judge`; 0 where they are not known), and size, its gap in units of the
    smallest worth discussing.
    """
    title, *evidence = _WORDS[row.kind](row, metric)
    told = ", ".join(evidence) + _sure(row, metric)
    return f"{title[:-1]}; {told})." if title.endswith(")") else f"{title} ({told}).", title


def without_evidence(sentence: str) -> str:
    """A finding's sentence without what it rests on, which stands in brackets at its end.

    >>> without_evidence("27% of teachers are new; elsewhere 10% (16 and 8 schools; a pattern).")
    '27% of teachers are new; elsewhere 10%'
    """
    said, bracket, evidence = sentence.rpartition(" (")
    return said if bracket and evidence.rstrip(".").endswith(")") else sentence


def years_text(row) -> str:
    """In how many of the last three years the difference went the same way; '' where not known.

    >>> from types import SimpleNamespace as Row
    >>> years_text(Row(same_sign_years=2, years_known=3)), years_text(Row(years_known=1))
    ('same direction in 2 of 3 years', 'one year')
    """
    if row.years_known > 1:
        return f"same direction in {int(row.same_sign_years)} of {int(row.years_known)} years"
    return "one year" if row.years_known == 1 else ""


def _sure(row, metric: Metric) -> str:
    """The end of the evidence: years and certainty."""
    if row.certainty == DESCRIPTION_ONLY:
        return f"; {DESCRIPTION_ONLY}"
    years = years_text(row) if metric.gap_text(row.gap) != NO_DIFFERENCE else ""
    words = "a pattern" if row.certainty == PATTERN else row.certainty
    words += " inside schools" if row.kind == "group" else ""
    return f"; {years}: {words}" if years else f"; {words}"


def _says(metric: Metric, value: float, group: str = "all", plural: str = "") -> str:
    return metric.says.format(value=metric.text(value), group=plural or PEOPLE[group], reference="")


def _difference(row, metric: Metric) -> str:
    gap = metric.gap_text(row.gap)
    return gap if gap == NO_DIFFERENCE else f"difference {gap}"


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def _need(row, metric: Metric) -> tuple[str, ...]:
    level = f"{row.level} schools"
    if row.focus in HALVES:
        where, other = f"In the half of {level} with greater need", "in the other half"
    else:
        where = f"In the quarter of {level} with the greatest need"
        other = "in the quarter with the least need"
    title = f"{where} {_says(metric, row.focus_value)}; {other} {metric.text(row.reference_value)}"
    schools = f"{int(row.focus_schools)} and {int(row.reference_schools)} schools"
    return title, schools, _difference(row, metric)


def _group(row, metric: Metric) -> tuple[str, ...]:
    first = _upper(_says(metric, row.focus_value, plural=PEOPLE[row.focus]))
    title = f"{first}; among other students {metric.text(row.reference_value)}"
    people = f"{row.focus_n:,.0f} and {row.reference_n:,.0f} {metric.counted}"
    return title, people, _difference(row, metric) + _where_it_lies(row, metric)


def _where_it_lies(row, metric: Metric) -> str:
    """Both parts of a gap, and of one worth discussing where most of it lies; '' for one school."""
    if pd.isna(row.between) or pd.isna(row.within) or row.schools < 2:
        return ""
    within, between = metric.gap_text(row.within), metric.gap_text(row.between)
    parts = f": {within} inside schools, {between} between schools"
    return f"{parts}; {_lever(row)}" if row.size >= 1 else parts


def _lever(row) -> str:
    levels = 0.0 if pd.isna(row.between_levels) else row.between_levels
    parts = {INSIDE: row.within, LEVELS_DIFFER: levels, BETWEEN: row.between - levels}
    most = max(parts, key=lambda words: parts[words] / row.gap)
    return most if parts[most] / row.gap >= MOST else BOTH


def _state(row, metric: Metric) -> tuple[str, ...]:
    level = "" if row.level == "all" else f" {row.level} schools"
    here = f"In the district's{level}" if level else "In the district"
    there = f"in the state's{level}" if level else "in the state"
    title = f"{here} {_says(metric, row.focus_value)}; {there} {metric.text(row.reference_value)}"
    number = int(row.schools)
    return title, f"{number} {'school' if number == 1 else 'schools'}", _difference(row, metric)


def _slope(row, metric: Metric) -> tuple[str, ...]:
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
