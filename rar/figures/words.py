"""The words a description is made of: counts, lists, extremes by name."""

from __future__ import annotations

import pandas as pd

from rar.figures.scale import Subject

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def count(number: int, one: str, many: str = "") -> str:
    """A counted noun: small numbers in words.

    >>> count(1, "school"), count(12, "school"), count(0, "school")
    ('one school', '12 schools', 'no schools')
    """
    words = NUMBERS[number] if number < len(NUMBERS) else f"{number:,}"
    return f"{words} {one if number == 1 else many or one + 's'}"


def capital(words: str) -> str:
    """The words with the first letter as a capital, the rest untouched."""
    return words[:1].upper() + words[1:]


def small(words: str) -> str:
    """The words with a small first letter, unless they begin with an abbreviation.

    >>> small("Spending per pupil"), small("AP courses")
    ('spending per pupil', 'AP courses')
    """
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def join(parts: list[str]) -> str:
    """Words in a row with commas and a last 'and'.

    >>> join(["Lee", "Dix", "Oak"])
    'Lee, Dix and Oak'
    """
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" * bool(parts)


def extremes(frame: pd.DataFrame, subject: Subject, column: str = "value") -> str:
    """Highest and lowest by name, or that all are equal, or that there is no value at all.

    frame: name and the value column, one row a school.
    """
    there = _known(frame, column)
    if not there:
        return "No school has a value."
    values = [value for _, value in there]
    low, high = min(values), max(values)
    if len(there) == 1:
        return f"The only value: {there[0][0]}, {subject.text(high)}."
    if subject.text(low) == subject.text(high):
        return f"All {len(there)} have the same value, {subject.text(high)}."
    return (
        f"Highest: {_named(there, high)}, {subject.text(high)}; "
        f"lowest: {_named(there, low)}, {subject.text(low)}."
    )


def _known(frame: pd.DataFrame, column: str) -> list[tuple[str, float]]:
    """The names and values of those that have one."""
    rows = zip(frame["name"].tolist(), frame[column].astype(float).tolist(), strict=True)
    return [(name, value) for name, value in rows if value == value]


def absentees(frame: pd.DataFrame, column: str = "value", most: int = 4) -> str:
    """A sentence naming the schools without a value; '' when every school has one."""
    names = list(frame.loc[frame[column].isna(), "name"])
    if not names:
        return ""
    more = len(names) - most
    shown = names if more <= 0 else [*names[:most], f"{more} more"]
    return f" Without a value: {join(shown)}."


def _named(there: list[tuple[str, float]], wanted: float) -> str:
    names = [name for name, value in there if value == wanted]
    return names[0] if len(names) == 1 else f"{names[0]} and {count(len(names) - 1, 'other')}"
