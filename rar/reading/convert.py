"""How a cell of text becomes a value: the converts that a crosswalk may name.

Every convert takes a Series of stripped, present texts and gives a Series of the same index with
the values; a text it cannot read becomes missing, and the caller writes the letter. `ALLOWED` says
in words what each reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pandas as pd

from rar.tables import GRADES, LEVELS

ALLOWED = {
    "text": "any text",
    "number": "a number",
    "percent": "a number from 0 to 100",
    "share": "a number from 0 to 1",
    "ratio": "a ratio such as 24.5 to 1",
    "percent_of": "a number from 0 to 100",
    "at_most": "a number",
    "per1000": "a number of events per 1,000 students",
    "yesno": "Y or N",
    "grade_low": "grades such as 9-12, PK-07, KG:12 or 6:7:8",
    "grade_high": "grades such as 9-12, PK-07, KG:12 or 6:7:8",
    "left": "any text",
    "pad": "any text",
    "code": "a code listed in codes.csv",
    "codes": "a code listed in codes.csv",
    "constant": "any text",
    "measured": "a number",
}
NUMERIC = (
    "number",
    "percent",
    "percent_of",
    "at_most",
    "share",
    "ratio",
    "per1000",
    "yesno",
    "measured",
)
ROUNDED = 1.0021  # what a sum of two or three percentages rounded to one decimal can come to
YES, NO = ("y", "yes", "1", "true"), ("n", "no", "0", "false")
_NUMBER = re.compile(r"\(?-?\$?-?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?([eE][-+]?\d+)?%?\)?")
_GRADE = re.compile(r"PK|P\d?|KG|K|\d{1,2}")
_GRADE_NAMES = {"P": "PK", "KG": "K", "0": "K", **{f"P{n}": "PK" for n in range(10)}}


def convert(texts: pd.Series, steps: str, codes: Mapping[str, Mapping[str, str]]) -> pd.Series:
    """Read texts by the steps of a crosswalk line, left to right; unreadable cells become missing.

    >>> convert(pd.Series(["$14,315", "(12)", "many"]), "number", {}).tolist()
    [14315.0, -12.0, nan]
    >>> convert(pd.Series(["0160001"]), "left:4 code:kind", {"kind": {"0160": "district"}}).tolist()
    ['district']
    """
    for step in steps.split():
        name, _, argument = step.partition(":")
        if name in ("code", "codes"):
            texts = look_up(texts, codes[argument])
        elif name == "left":
            texts = texts.str[: int(argument)]
        elif name == "pad":
            texts = texts.str.zfill(int(argument))
        else:
            texts = _READERS[name](texts)
            if argument == "rounded":
                texts = texts.mask((texts > 1) & (texts <= ROUNDED), 1.0)
    return texts


def last_step(steps: str) -> str:
    """The name of the last step, which decides the kind of the value.

    >>> last_step("left:4 code:kind")
    'code'
    """
    return steps.split()[-1].partition(":")[0]


def look_up(texts: pd.Series, codes: Mapping[str, str]) -> pd.Series:
    """Codes as values; '*' in the list stands for all codes not in it; others become missing."""
    known = texts.map(dict(codes)).astype("str")
    return known.fillna(codes["*"]) if "*" in codes else known


def number(texts: pd.Series) -> pd.Series:
    """Numbers with or without dollars, thousands, percent signs and brackets for negatives.

    >>> number(pd.Series(["24.5", "1,234", "47.2%", "1,23", ""])).tolist()
    [24.5, 1234.0, 47.2, nan, nan]
    """
    plain = pd.to_numeric(texts, errors="coerce").astype("float64")
    plain = plain.where(plain.abs() < float("inf"))
    odd = texts[plain.isna()]
    if odd.empty:
        return plain
    odd = odd[odd.map(lambda text: bool(_NUMBER.fullmatch(text))).astype(bool)]
    negative = odd.str.startswith("(") & odd.str.endswith(")")
    bare = pd.to_numeric(odd.str.replace(r"[$,%()]", "", regex=True), errors="coerce")
    return plain.fillna(bare.where(~negative, -bare)).astype("float64")


def ratio(texts: pd.Series) -> pd.Series:
    """Ratios to one.

    >>> ratio(pd.Series(["24.5 to 1", "24.5:1", "24.5", "1 to 24"])).tolist()
    [24.5, 24.5, 24.5, nan]
    """
    return number(texts.str.replace(r"\s*(?:to|:)\s*1(?:\.0+)?$", "", regex=True, case=False))


def yesno(texts: pd.Series) -> pd.Series:
    """Y, Yes, 1, True as 1; N, No, 0, False as 0.

    >>> yesno(pd.Series(["Y", "no", "perhaps"])).tolist()
    [1.0, 0.0, nan]
    """
    words = {**dict.fromkeys(YES, 1.0), **dict.fromkeys(NO, 0.0)}
    return texts.str.lower().map(words).astype("float64")


def grades(text: str) -> list[str]:
    """The lowest and highest grade of a text of grades; [] when there is none in it.

    >>> grades("PK-07"), grades("KG:12"), grades("9-12"), grades("6:7:8"), grades("none")
    (['PK', '7'], ['K', '12'], ['9', '12'], ['6', '8'], [])
    """
    parts = re.split(r"[-\u2013:,;/\s]+|TO", text.upper().strip())
    if not all(_GRADE.fullmatch(part) for part in parts if part):
        return []
    plain = [part.lstrip("0") or "0" for part in parts if part]
    named = [_GRADE_NAMES.get(part, part) for part in plain]
    places = sorted(GRADES.index(grade) for grade in named if grade in GRADES)
    return [GRADES[places[0]], GRADES[places[-1]]] if places and len(places) == len(named) else []


def _grade(texts: pd.Series, end: int) -> pd.Series:
    found = {text: grades(text) for text in texts.unique()}
    return texts.map({text: ends[end] for text, ends in found.items() if ends}).astype("str")


def join_levels(values: pd.Series) -> str:
    """Values of several rows as one text, each once, levels from low to high, joined by ';'.

    >>> join_levels(pd.Series(["middle", "elementary;middle"]))
    'elementary;middle'
    """
    parts = {part for value in values for part in value.split(";")}
    order = {level: place for place, level in enumerate(LEVELS)}
    return ";".join(sorted(parts, key=lambda part: (order.get(part, len(order)), part)))


_READERS: dict[str, Callable[[pd.Series], pd.Series]] = {
    "text": lambda texts: texts.astype("str"),
    "number": number,
    "percent": lambda texts: number(texts) / 100,
    "percent_of": lambda texts: number(texts) / 100,
    "share": number,
    "at_most": number,
    "ratio": ratio,
    "per1000": number,
    "yesno": yesno,
    "measured": lambda texts: (number(texts) > 0).astype("float64").where(number(texts).notna()),
    "grade_low": lambda texts: _grade(texts, 0),
    "grade_high": lambda texts: _grade(texts, 1),
}


def scale_trouble(values: pd.Series, name: str) -> str:
    """What is odd about the scale of a column read as 'percent' or 'share'; '' when nothing is.

    values are shares (0 to 1) after the convert. A column of percentages whose values all lie
    between 0 and 1, or a good part of which look like the others divided by 100, was probably
    published as shares; a column of shares most of whose values exceed 1 as percentages.

    >>> scale_trouble(pd.Series([0.004, 0.0051, 0.0]), "percent")
    'all values lie between 0 and 1, so this looks like shares, not percentages'
    >>> scale_trouble(pd.Series([47.2, 51.0, 0.4]), "share")
    'most values are above 1, so this looks like percentages, not shares'
    """
    above = values[values > 0]
    if above.empty:
        return ""
    if name == "share":
        many = (above > 1).sum() > len(above) / 2 and above.max() <= 100
        return "most values are above 1, so this looks like percentages, not shares" if many else ""
    low = above <= 0.01
    broken = above[low][(above[low] * 100) % 1 != 0]  # 1 % and below, other than 1 % itself
    if low.all() and len(broken):
        return "all values lie between 0 and 1, so this looks like shares, not percentages"
    high = above[~low]
    if len(broken) < max(3, len(above) / 10) or high.empty:
        return ""
    alike = 0.5 <= broken.median() * 100 / high.median() <= 2
    return "some values look like shares and the others like percentages" if alike else ""
