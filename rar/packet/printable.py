"""Text from data as it may stand in a document: one line, no characters a document cannot hold."""

from __future__ import annotations

import re

# what XML 1.0 cannot hold: Word and Excel files with one of these would not open
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(text: object) -> str:
    """The text on one line, without control characters; '' for none.

    >>> printable("North\\nHigh\\x07 School "), printable(None), printable(float("nan"))
    ('North High School', '', '')
    """
    if text is None or text != text:  # only NaN differs from itself
        return ""
    return " ".join(_UNPRINTABLE.sub("", str(text)).split())
