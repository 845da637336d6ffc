"""The sheet Start here: what this is, how to read it, a link to every sheet, the glossary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rar.dimensions import DIMENSIONS
from rar.editions import FIT, withheld
from rar.packet.book import places
from rar.packet.book.cells import Column, Table
from rar.packet.book.places import SCHOOLS, START, holds, sheet_of
from rar.packet.book.sheets import BOLD, TITLE, Sheets, height
from rar.packet.book.words import GLOSSARY, LIVE_WORDS
from rar.packet.printable import printable

if TYPE_CHECKING:
    from rar.packet.book.live import Live

FIRST, SECOND, THIRD = 32, 84, 34
STEPS = (
    ("How to read", "First fill in Self-rating, before you look at a number. Then read sheets 1 to "
     "10: one line for each measure and level, the schools of greatest need beside those of least. "
     "Put what the room finds and agrees to do in Record."),
    ("Before you compare", "Compare schools of one level (elementary, middle, high). Look at n "
     "first: small numbers move a lot by chance. A difference is a question for the room; it does "
     "not say why."),
    ("What you may change", "Every cell with a thick border. On Try it you change what counts as "
     "need; on Benchmarks what is worth discussing; on Need, Need parts and Counts you correct "
     "numbers. All differences and charts follow, in Excel and in LibreOffice. Beside each stands "
     "ours, and the words 'as ours' or 'changed'."),
    ("Locked cells", "Sheets with formulas are locked against slips, without a password: Review, "
     "then Unprotect Sheet. They can be filtered; sorting Need, Need parts or Counts would take "
     "rows out of the formulas that point to them."),
    ("Corrected numbers", "A correction stays in this file until the agency reads it back. Say in "
     "Why corrected where the number comes from."),
)  # fmt: skip
STEPS_OF_VALUES = (
    ("How to read", "Read sheets 1 to 10: one line for each measure and level, the schools of "
     "greatest need beside those of least. The cells hold values and no formulas. The charts stand "
     "on the page, review.html."),
    STEPS[1],
)  # fmt: skip
ONLY_LIVE = (places.SELF_RATING, places.TRY, places.RECORD, places.MEETING, places.LISTS)


def facts(live: Live) -> list[tuple[str, str]]:
    """What this workbook is of, for whom, and from where."""
    review = live.review
    meaning = withheld(review)
    return [
        ("Edition", review.edition_line),
        *([("Withheld", meaning)] if meaning else []),
        ("District", review.district_id),
        ("Year", str(review.year)),
        ("What this is", "Every number of the resource allocation review, with the number of "
         "people it rests on, its status in words, and its source."),
        ("State", review.state_name),
        ("Source", printable(review.publisher)),
        *(STEPS if FIT[review.edition].live else STEPS_OF_VALUES),
    ]  # fmt: skip


def write_start(sheets: Sheets, live: Live, columns: dict[str, str]) -> None:
    """Fill the sheet; columns says for a dimension's sheet where its values by school begin."""
    review = live.review
    sheets.widths(START, [FIRST, SECOND, THIRD])
    sheets.text(START, 0, 0, f"{printable(review.name)}: {review.year_label}", TITLE)
    row = 2
    for name, text in facts(live):
        sheets.text(START, row, 0, name, BOLD)
        sheets.text(START, row, 1, text)
        sheets.tall(START, row, height([text], [SECOND]))
        row += 1
    names = [name for name in sheets.by_name if name != START]
    contents = Table(
        "Sheets",
        (Column("Sheet", width=FIRST), Column("What it holds", width=SECOND),
         Column("Its values, school by school", width=THIRD)),
        [[name, holds(name, review.edition), None] for name in names],
    )  # fmt: skip
    top = row + 1
    row = sheets.table(START, contents, top, wrap=True, filtered=False)
    for place, name in enumerate(names, start=top + 1):
        sheets.link(START, place, 0, f"'{name}'!A1", name)
        if name in columns:
            sheets.link(START, place, 2, f"'{SCHOOLS}'!{columns[name]}1", f"{SCHOOLS}, column "
                        f"{columns[name]}")  # fmt: skip
    glossary = Table(
        "Glossary",
        (Column("Word", width=FIRST), Column("What it means here", width=SECOND)),
        [[word, meaning] for word, meaning in GLOSSARY if _is_used(word, review.edition)],
    )
    sheets.table(START, glossary, row + 1, wrap=True, filtered=False)


def _is_used(word: str, edition: str) -> bool:
    return FIT[edition].live or word not in LIVE_WORDS


def order(edition: str, with_last: bool) -> list[str]:
    """The sheets of an edition in the order in which a reader meets them."""
    every = [
        places.START, places.SELF_RATING, places.OVERVIEW, places.TRY,
        *(sheet_of(one) for one in DIMENSIONS),
        places.SCHOOLS, places.RECORD, places.MEETING, *([places.LAST_TIME] if with_last else []),
        places.NEED, places.PARTS, places.COUNTS, places.BENCHMARKS, places.COMPARISONS,
        places.GROUPS, places.INDICES, places.OPTIONS, places.QUALITY, places.REQUEST,
        places.METHOD, places.SOURCES, places.LISTS,
    ]  # fmt: skip
    return every if FIT[edition].live else [name for name in every if name not in ONLY_LIVE]
