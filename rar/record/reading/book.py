"""A filled-in workbook read: its answers, its comments, and what was written elsewhere in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from math import isclose

from rar.record.reading.book_cells import Cell, Sheet, address, cell_of, read_sheets
from rar.record.reading.book_tables import VIEW, answers, plain, tables
from rar.record.reading.parcel import Parcel
from rar.record.reading.written import ADDED_ROW, COMMENT, ELSEWHERE, Content, Written, one_line

_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]\d+)?")
_ALIKE = 0.5  # share of a sheet's texts by which a renamed sheet is recognised
_OTHER = 0.2  # share of a sheet's printed texts that nobody takes out by hand


def read_workbook(parcel: Parcel, blank: Parcel | None) -> Content:
    """Everything that was written into a workbook; blank is the form as it was sent."""
    sheets = read_sheets(parcel)
    content = Content()
    if blank is None:
        content.written = [one for sheet in sheets for one in (*_answers(sheet), *_remarks(sheet))]
        return content
    blanks = read_sheets(blank)
    before = _pairs(sheets, blanks)
    for sheet in sheets:
        was = before.get(sheet.name, Sheet(sheet.name))
        content.written += _of_sheet(sheet, was, content.notes)
    kept = {one.name for one in before.values()}
    content.notes += [
        f"sheet {one.name}: it is not there" for one in blanks if one.name not in kept
    ]
    return content


def _pairs(sheets: list[Sheet], blanks: list[Sheet]) -> dict[str, Sheet]:
    """The blank sheet of each sheet, by name; a renamed one by the texts it has in common."""
    names = {sheet.name for sheet in sheets}
    found = {one.name: one for one in blanks if one.name in names}
    left = [one for one in blanks if one.name not in names]
    for sheet in sheets:
        own = Counter(sheet.cells.values())
        shares = [
            (own & Counter(one.cells.values())).total() / max(1, len(one.cells)) for one in left
        ]
        if sheet.name not in found and max(shares, default=0) >= _ALIKE:
            found[sheet.name] = left.pop(shares.index(max(shares)))
    return found


def _answers(sheet: Sheet) -> list[Written]:
    return [one for table in tables(sheet) for _, one in answers(sheet, table)]


def _of_sheet(sheet: Sheet, was: Sheet, notes: list[str]) -> Iterator[Written]:
    """Answers, comments, text boxes and all else that the blank sheet does not have."""
    keyed = {(one.item, one.field, one.value) for one in _answers(was)}
    texts = {*was.cells.values()}
    read: set[Cell] = set()
    for table in tables(sheet):
        for cell, one in answers(sheet, table):
            printed = one.item.startswith(ADDED_ROW) and one.value in texts
            if not printed and (one.item, one.field, one.value) not in keyed:
                read.add(cell)
                yield one
    yield from _added(sheet, was, read, notes)
    known = Counter((text, author) for _, author, text in was.comments)
    for one, (_, author, text) in zip(_comments(sheet), sheet.comments, strict=True):
        if not known[text, author]:
            yield one
    yield from (one for one in _boxes(sheet) if one.value not in was.boxes)


def _remarks(sheet: Sheet) -> list[Written]:
    """Comments and text boxes."""
    return [*_comments(sheet), *_boxes(sheet)]


def _comments(sheet: Sheet) -> Iterator[Written]:
    for where, author, text in sheet.comments:
        cell = cell_of(where) or (-1, -1)
        about = _row_head(sheet, cell) or one_line(sheet.cells.get(cell, ""))
        yield Written(COMMENT, sheet.name, "", text, f"sheet {sheet.name}, cell {where}", about,
                      f"Comment of {author or 'somebody'}")  # fmt: skip


def _boxes(sheet: Sheet) -> Iterator[Written]:
    for text in sheet.boxes:
        yield Written(ELSEWHERE, sheet.name, "", text, f"sheet {sheet.name}, a text box")


def _added(sheet: Sheet, was: Sheet, read: set[Cell], notes: list[str]) -> Iterator[Written]:
    """Cells that hold what the blank sheet does not, wherever rows and columns have gone."""
    before = {cell: text for cell, text in _typed(was, was).items()
              if cell not in read and not _is_view(was, cell)}  # fmt: skip
    left = Counter(map(_alike, before.values()))
    own = {cell: text for cell, text in _typed(sheet, was).items()
           if cell not in read and not _is_view(sheet, cell)}  # fmt: skip
    printed = left.total()
    new = []
    for cell, text in before.items():  # first what stayed where it was
        if cell in own and _is_same(own[cell], text):
            del own[cell]
            left[_alike(text)] -= 1
    for cell, text in own.items():
        if left[_alike(text)] > 0:
            left[_alike(text)] -= 1
        else:
            new.append(cell)
    changed = {
        cell: was.cells.get(cell, "")
        for cell in new
        if cell in was.formulas or left[_alike(was.cells.get(cell, ""))] > 0
    }
    for cell, printed_text in sorted(changed.items()):
        left[_alike(printed_text)] -= 1
        yield _elsewhere(sheet, [cell], f"Instead of {one_line(printed_text) or 'nothing'}")
    for cells in _neighbors(sorted({*new} - {*changed})):
        yield _elsewhere(sheet, cells, "")
    gone = sum(count for count in left.values() if count > 0)
    if gone:
        other = "; it may come from another packet" if gone > _OTHER * printed else ""
        notes.append(f"sheet {sheet.name}: {gone} printed texts are not there any more{other}")


def _is_view(sheet: Sheet, cell: Cell) -> bool:
    """Whether a cell only says which measure its sheet shows."""
    return plain(sheet.cells.get((cell[0], cell[1] - 1), "")) == VIEW


def _alike(text: str) -> str:
    """A text; of a number its first ten digits, since programs differ in the last ones."""
    return f"{float(text):.10g}" if _NUMBER.fullmatch(text) else text


def _is_same(one: str, other: str) -> bool:
    numbers = one != other and _NUMBER.fullmatch(one) and _NUMBER.fullmatch(other)
    return one == other or bool(numbers and isclose(float(one), float(other), rel_tol=1e-9))


def _typed(sheet: Sheet, was: Sheet) -> dict[Cell, str]:
    """The cells that hold no formula, and the formulas that somebody added."""
    added = sheet.formulas - was.formulas
    computed = sheet.formulas if len(sheet.formulas) <= len(was.formulas) else (
        sheet.formulas - added
    )  # fmt: skip
    return {cell: text for cell, text in sheet.cells.items() if cell not in computed}


def _neighbors(cells: list[Cell]) -> list[list[Cell]]:
    """Cells of one row that stand side by side, together."""
    found: list[list[Cell]] = []
    for row, column in cells:
        if found and found[-1][-1] == (row, column - 1):
            found[-1].append((row, column))
        else:
            found.append([(row, column)])
    return found


def _elsewhere(sheet: Sheet, cells: list[Cell], label: str) -> Written:
    ends = dict.fromkeys(address(cell) for cell in (cells[0], cells[-1]))
    place = f"sheet {sheet.name}, cell{'s' * (len(ends) > 1)} {':'.join(ends)}"
    value = "\t".join(sheet.cells[cell] for cell in cells)
    return Written(ELSEWHERE, sheet.name, "", value, place, _row_head(sheet, cells[0]), label)


def _row_head(sheet: Sheet, cell: Cell) -> str:
    """The first printed text of a cell's row, '' where the cell is the first itself."""
    before = [
        sheet.cells[cell[0], c] for c in range(min(cell[1], 3)) if (cell[0], c) in sheet.cells
    ]
    return one_line(", ".join(before[:2]))
