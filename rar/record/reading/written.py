"""What was written into one form, before it becomes rows of the record."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rar.record.fields import EMPTY

COMMENT, ELSEWHERE = "comment", "elsewhere"  # sections of what stands outside the places to write
OUTSIDE = (COMMENT, ELSEWHERE)
ADDED_ROW = "row "  # the item of a workbook's row that somebody added: 'row 12'
CORRECTION, CHOICE, REQUEST = "correction", "choice", "request"
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


@dataclass(frozen=True)
class Written:
    """One thing a person wrote: the columns of the record that the form itself decides."""

    section: str
    item: str
    field: str
    value: str
    place: str
    about: str = ""
    label: str = ""


@dataclass
class Content:
    """All that was written into a form, and what to tell of its reading, in sentences."""

    written: list[Written] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def cleaned(text: str) -> str:
    """The text without invisible letters and without space at the ends of its lines.

    >>> cleaned(" Ada \\r\\n\\u200b\\n")
    'Ada'
    """
    if text.isascii() and "\r" not in text and "\n" not in text:
        return text.strip()
    plain = text.translate(_INVISIBLE).replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.rstrip() for line in plain.split("\n")).strip()


def is_empty(text: str) -> bool:
    """Whether nobody has written here: no letters, or what stands there until somebody does."""
    return not cleaned(text) or cleaned(text) in EMPTY


def one_line(text: str, most: int = 200) -> str:
    """The text on one line, cut at a word.

    >>> one_line("Schools with\\n greater need", 14)
    'Schools with …'
    """
    plain = re.sub(r"\s+", " ", text).strip()
    return plain if len(plain) <= most else plain[: most - 1].rsplit(" ", 1)[0] + " …"
