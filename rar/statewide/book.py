"""state.xlsx: the tables of the state page, to sort and filter; one table from A1 on each sheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rar.editions import FIT, withheld
from rar.packet.book.cells import Column, Table
from rar.packet.book.sheets import Sheets
from rar.packet.printable import printable
from rar.packet.workbook import CREATED
from rar.statewide import book_tables
from rar.statewide.reviewed import Statewide

if TYPE_CHECKING:
    from xlsxwriter import Workbook

START = "Start here"
PRINTED_WIDTH = 230  # characters that are still legible across a landscape page
SHEETS = {  # a sheet's name: what it holds, and what makes its table
    "Districts": ("The districts reviewed, with their schools, students and need.",
                  book_tables.districts),
    "Status": ("For each district and dimension, how many measures could be computed and tested.",
               book_tables.status),
    "Patterns": ("Every measure in which a district has a pattern: how many districts have it, of "
                 "those in which it could be tested.", book_tables.patterns),
    "Patterns by district": ("The pattern of each district in a sentence, and what it rests on.",
                             book_tables.each_pattern),
    "Missing data": ("What could not be computed, who usually has it, and what to write to them.",
                     book_tables.missing),
    "Barriers": ("State rules in the way, causes that lie with the state and promises of the "
                 "state, in the words of the meetings.", book_tables.barriers),
    "Actions": ("What the meetings agreed to do, as their forms say it.", book_tables.actions),
}  # fmt: skip
OF_THE_RECORD = ("Barriers", "Actions")  # sheets of what was collected from meetings
HOW = (
    ("Order", "Districts stand in the order of their ids. No district is ranked; sorting a column "
     "makes an order that says nothing of quality."),
    ("Counts", "Measures, districts and actions are counted. Nothing is averaged over districts."),
    ("Pattern", "A difference that chance would rarely make, that is large enough to discuss, goes "
     "the same way over the years and does not hang on one school. It is a question for the room."),
    ("Tested", "A measure can be tested where a level has enough schools, or a group enough "
     "people. Of a district that is not tested nothing is known, which is not to say that nothing "
     "is there."),
    ("In part", "Some schools of the district have no number."),
)  # fmt: skip


def write_book(state: Statewide, file: Path) -> None:
    """Write the workbook; the same numbers make the same bytes."""
    import xlsxwriter

    book = xlsxwriter.Workbook(
        str(file),
        {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
         "nan_inf_to_errors": False},
    )  # fmt: skip
    try:
        _set_properties(book, state)
        own = sheets_of(state.edition)
        sheets = Sheets(book, state, [START, *own])
        sheets.page(START, _start(state), wrap=True, fixed=1)
        for name, (_, make) in own.items():
            table = make(state)
            sheet = sheets.page(name, table, wrap=True)
            sheets.repeat_columns(name, 1)
            across = 1 + sum(column.width for column in table.columns) // PRINTED_WIDTH
            sheet.fit_to_pages(across, 0)
        sheets.by_name[START].activate()
    finally:
        book.close()


def sheets_of(edition: str) -> dict[str, tuple]:
    """The sheets of an edition, as in SHEETS."""
    kept = FIT[edition].record
    return {name: one for name, one in SHEETS.items() if kept or name not in OF_THE_RECORD}


def _set_properties(book: Workbook, state: Statewide) -> None:
    told = {
        "title": f"{state.name}: reviewed districts side by side, {state.year_label}",
        "subject": state.edition_line,
        "created": CREATED,
    }
    if not FIT[state.edition].live:
        book.set_properties(told)
        return
    book.set_properties(told | {"author": printable(state.publisher)})
    book.set_custom_property("Language", "en-US")


def _start(state: Statewide) -> Table:
    facts = [
        ("State", state.name),
        ("School year", state.year_label),
        ("Edition", state.edition_line),
        *([("Withheld", meaning)] if (meaning := withheld(state)) else []),
        ("Source", printable(state.publisher)),
        *HOW,
        *((f"Sheet {name}", holds) for name, (holds, _) in sheets_of(state.edition).items()),
    ]
    if state.older:
        named = ", ".join(f"{one} {state.names[one]}" for one in state.older)
        facts.append(("Made earlier", f"The packets of these districts were made from other files "
                      f"or settings; make them again: {named}."))  # fmt: skip
    columns = (Column("What", width=28), Column("How to read it", width=96))
    return Table("Start here", columns, [list(fact) for fact in facts])
