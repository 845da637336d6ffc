"""What may be written in the inputs of a sheet: rules that Excel holds the reader to."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from typing import Any

from rar.packet.book.cells import Input
from rar.packet.book.sheet import Sheet

_DAYS = {"validate": "date", "criteria": "between", "minimum": 36526, "maximum": 73415,
         "error_type": "warning", "error_title": "A date",
         "error_message": "This is not a date such as 2026-03-31. Keep it as it is?"}  # fmt: skip
_NOT_BELOW = {"validate": "decimal", "criteria": ">=", "value": 0, "error_title": "A number",
              "error_message": "A number that is not below 0, please."}  # fmt: skip
RULES: dict[str, dict[str, Any]] = {  # what may be written in an input, beside the lists
    "number": _NOT_BELOW,
    "share": {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1,
              "error_title": "A percentage",
              "error_message": "A percentage from 0% to 100%, please."},
    "date": _DAYS,
}  # fmt: skip
OPEN = "open "  # before a list: other words are taken as well


def write(sheet: Sheet, rows: list[list[Any]], top: int, left: int) -> None:
    """Give the inputs of a table their rules: one for a run of alike cells."""
    inputs: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for row, cells in enumerate(rows, start=top):
        for column, value in enumerate(cells, start=left):
            if type(value) is Input and value.allowed:
                inputs[column].append((row, value.allowed))
    for column in sorted(inputs):
        # rows that follow each other are as far from their place in the list
        runs = groupby(enumerate(inputs[column]), key=lambda one: (one[1][0] - one[0], one[1][1]))
        for (_, rule), run in runs:
            held = [row for _, (row, _) in run]
            sheet.data_validation(held[0], column, held[-1], column, validated(rule))


def validated(rule: str) -> dict[str, Any]:
    """What XlsxWriter is told of a rule: a key of RULES, or a list, open to other words or not."""
    if rule in RULES:
        return RULES[rule]
    closed = {"validate": "list", "source": rule.removeprefix(OPEN)}
    if rule.startswith(OPEN):
        return closed | {"show_error": False}
    return closed | {"error_title": "One of the list", "error_message": "Choose one of the list."}
