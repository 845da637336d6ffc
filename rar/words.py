"""Words that notebooks, figures and tables share: why a value is not there, what a status is."""

from __future__ import annotations

from collections.abc import Mapping

from rar.tables import GROUPS, TABLES

WITHHELD = "withheld"
CHECK = "Check before discussing"  # heads what is doubtful at source
FEW_PEOPLE = "few people"  # a rate that rests on fewer people than the agency's minimum group
ABSENT = {  # a measure's status, as it stands in a table cell and beside a chart's row
    "missing": "not reported",
    "suppressed": WITHHELD,
    "not applicable": "does not apply",
    "not published": "not published",
    WITHHELD: WITHHELD,
}
STATUS = {  # a status: its word on the page and the class of its swatch
    "computed": ("Computed", ""),
    "partial": ("Partial", "rar-partial"),
    "not computable": ("Not computable", "rar-not-computable"),
    "too few": ("Too few schools to say", "rar-too-few"),
    WITHHELD: ("Withheld", "rar-withheld"),
}
DOUBTS = {  # the rules of rar.tables.plausible, by their key
    "leap": "far from the years beside it",
    "change": "many more or fewer students than the year before",
    "extreme": "nobody, or everybody, among many",
    "crowd": "more staff than schools have",
    "rare": "outside what schools have",
    "repeat": "the same as the year before",
    "parts": "a total that its parts do not make",
    "groups": "a total that its groups do not make",
}
NEED_GROUPS = {
    "highest": "the quarter of schools with the greatest need",
    "lowest": "the quarter of schools with the least need",
    "higher": "the half of schools with greater need",
    "lower": "the half of schools with less need",
}
NEED_SHORT = {
    "highest": "highest-need quarter",
    "lowest": "lowest-need quarter",
    "higher": "higher-need half",
    "lower": "lower-need half",
}
BETTER = {  # heads the rows of a chart that share a direction
    "lower": "Lower is better",
    "higher": "Higher is better",
    "more for need": "More for greater need is the aim",
    "less for need": "Fewer for greater need is the aim",
    "zero": "Alike is the aim",
    "none": "No direction is better",
}
RACES = {
    "ai": "American Indian or Alaska Native",
    "hp": "Native Hawaiian or Pacific Islander",
}


def absence(status: str) -> str:
    """The words for a value that is not there.

    >>> absence("missing"), absence("suppressed")
    ('not reported', 'withheld')
    """
    return ABSENT.get(status, status or "not reported")


def group_name(group: str) -> str:
    """A student group in words."""
    return RACES.get(group, GROUPS.get(group, group))


def need_name(weights: Mapping[str, float], names: Mapping[str, str] | None = None) -> str:
    """What need is measured by, as the label of an axis. names: the agency's own groups.

    >>> need_name({"ed_share": 1.0})
    'Economically disadvantaged students'
    >>> need_name({"ed": 2.0, "swd": 1.0})
    'Need index'
    """
    counted = [part for part, weight in weights.items() if weight > 0]
    if counted in (["ed_share"], ["ed"]):
        return "Economically disadvantaged students"
    return part_name(counted[0], names or {}) if len(counted) == 1 else "Need index"


def need_meaning(weights: Mapping[str, float], names: Mapping[str, str] | None = None) -> str:
    """How need is measured, as the end of a sentence. names: the agency's own groups.

    >>> need_meaning({"ed_share": 1.0})
    'the share of its students who are economically disadvantaged'
    """
    counted = {part: weight for part, weight in weights.items() if weight > 0}
    total = sum(counted.values())
    words = {part: _members(part, names or {}) for part in counted}
    if len(counted) == 1:
        return f"the share of its students who are {words[next(iter(counted))]}"
    parts = [f"{weight / total:.0%} {words[part]}" for part, weight in counted.items()]
    return "an index mixed of the shares of its students who are " + ", ".join(parts)


def part_name(part: str, names: Mapping[str, str]) -> str:
    """A part of need in words: a student group, the agency's own group, or a share of schools."""
    if part in names:
        return names[part]
    table, _, column = part.partition(".")
    if column:
        meaning = TABLES[table].by_name[column].meaning.split(",")[0]
        return f"{table.replace('_', ' ').capitalize()}: {meaning}"
    return group_name("ed" if part == "ed_share" else part)


def _members(part: str, names: Mapping[str, str]) -> str:
    words = {
        "ed_share": "economically disadvantaged",
        "ed": "economically disadvantaged",
        "el": "English learners",
        "swd": "students with disabilities",
    }
    name = part_name(part, names)
    return words.get(part, name[:1].lower() + name[1:])


def span(years: list[int]) -> str:
    """Years as a reader says them.

    >>> span([2018, 2019, 2020]), span([2022]), span([2018, 2020])
    ('2018 to 2020', '2022', '2018 and 2020')
    """
    if len(years) == 1:
        return str(years[0])
    if years == list(range(years[0], years[-1] + 1)) and len(years) > 2:
        return f"{years[0]} to {years[-1]}"
    return f"{', '.join(map(str, years[:-1]))} and {years[-1]}"
