"""The sheets that are filled in: self-rating, record and meeting; they read back by their keys.

Every table has a first column Key with the item, and the answers stand under the labels of
`rar.record.fields`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rar.numbers.rating import ratings
from rar.packet.book.cells import DATE, Column, Input, Table
from rar.packet.book.compared import dimension_words
from rar.packet.book.lists import Lists, cause_list
from rar.packet.book.rules import OPEN
from rar.packet.printable import printable
from rar.record import fields
from rar.record.fields import CALENDAR, FIELDS, MEETING, MORE, ROOM, Field
from rar.record.last_time import labels, last_time
from rar.rows import rows_of

if TYPE_CHECKING:
    import pandas as pd

    from rar.review import Review

WIDE, NARROW = 36, 24  # widths of answers: of text, and of a date or an amount
SECTIONS = ("finding", "cause", "barrier", "action")


def of_section(*sections: str) -> list[Field]:
    """The fields of some sections, section after section."""
    return [field for section in sections for field in FIELDS if field.section == section]


def record(review: Review, findings: pd.DataFrame, lists: Lists) -> Table:
    """One row a finding the meeting takes up, and rows for what no finding is about."""
    asked = of_section(*SECTIONS)
    columns = (
        Column("Key", width=28), Column("Finding", width=60), Column("Why it is here", width=24),
        *(_column(field) for field in asked), Column("Edition", width=10),
    )  # fmt: skip
    rows = [
        [row.code, f"{dimension_words(row.metric)}: {printable(row.sentence)}", row.because,
         *(_answer(field, lists, cause_list(row.code)) for field in asked), review.edition]
        for row in rows_of(findings)
    ]  # fmt: skip
    rows += [
        [item, "Something else", "For what no finding is about.",
         *(_answer(field, lists) for field in asked), review.edition]
        for item in MORE
    ]  # fmt: skip
    return Table("Record", columns, rows)


def beliefs(review: Review, lists: Lists) -> Table:
    """One row a dimension: what is expected before the numbers, and what was found after."""
    asked = of_section("belief")
    columns = (
        Column("Key", width=8), Column("Dimension", width=38), Column("Its question", width=44),
        *(_column(field) for field in asked), Column("Edition", width=10),
    )  # fmt: skip
    rows = [
        [fields.dimension_item(one.number), f"{one.number} {one.name}", one.question,
         *(_answer(field, lists) for field in asked), review.edition]
        for one in review.dimensions
    ]  # fmt: skip
    return Table("Before the numbers", columns, rows)


def self_ratings(review: Review, lists: Lists) -> Table:
    """Questions of practice that no number answers: the statement that fits, from 0 to 3."""
    asked = of_section("rating")
    columns = (
        Column("Key", width=8), Column("Dimension", width=38), Column("Question", width=44),
        *(Column(str(step), width=36) for step in range(4)),
        *(_column(field) for field in asked), Column("Edition", width=10),
    )  # fmt: skip
    file = review.workspace.template("self_ratings.csv")
    rows = [
        [one.id, f"{dimension.number} {dimension.name}", printable(one.label),
         *map(printable, one.statements), *(_answer(field, lists) for field in asked),
         review.edition]
        for dimension in review.dimensions
        for one in ratings(dimension.key, file)
    ]  # fmt: skip
    return Table("How we work today", columns, rows)


def meeting(review: Review, lists: Lists) -> list[Table]:
    """Who met, when to look again, and what else was said."""
    return [
        _single(review, lists, "The meeting", MEETING, "The meeting"),
        _calendar(review, lists),
        _single(review, lists, "What else was said", ROOM, "The room"),
    ]


def _single(review: Review, lists: Lists, title: str, item: str, words: str) -> Table:
    asked = of_section(item)
    columns = (Column("Key", width=12), Column("About", width=34), *map(_column, asked),
               Column("Edition", width=10))  # fmt: skip
    cells = [_answer(field, lists) for field in asked]
    return Table(title, columns, [[item, words, *cells, review.edition]])


def _calendar(review: Review, lists: Lists) -> Table:
    asked = of_section("calendar")
    columns = (Column("Key", width=12), Column("Look again", width=34), *map(_column, asked),
               Column("Edition", width=10))  # fmt: skip
    rows = [
        [item, words, *(_answer(field, lists) for field in asked), review.edition]
        for item, words in CALENDAR.items()
    ]
    return Table("When we look again", columns, rows)


def last(review: Review) -> Table | None:
    """What was agreed last time and what the numbers did since; None where nothing is on record."""
    plans = last_time(review)
    if not plans:
        return None
    own = labels()
    columns = (
        Column("Year", width=8), Column("Finding then", width=60),
        *(Column(label, width=30) for label in own.values()),
        Column("The numbers since", width=60), Column("Copies", width=30),
        Column("Edition", width=10),
    )  # fmt: skip
    rows = [
        [plan["year"], plan["about"], *(plan[key] for key in own), plan["numbers"],
         plan["copies"], review.edition]
        for plan in plans
    ]  # fmt: skip
    return Table("Last time", columns, rows)


def _column(field: Field) -> Column:
    short = field.kind in (fields.DATE, fields.DOLLARS)
    return Column(field.label, width=NARROW if short else WIDE)


def _answer(field: Field, lists: Lists, own: str = "") -> Input:
    """An empty cell that takes what the field asks; `own` is a list that goes before its own."""
    if field.kind == fields.DATE:
        return Input(unit=DATE, allowed="date")
    if field.kind == fields.DOLLARS:
        return Input(unit="dollars", allowed="number")
    if field.kind in (fields.CHOICE, fields.OPEN_CHOICE):
        first = own if field.choices == fields.CAUSES and own else field.choices
        before = OPEN if field.kind == fields.OPEN_CHOICE else ""
        return Input(allowed=before + lists.source(first))
    return Input()
