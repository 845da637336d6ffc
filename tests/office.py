"""LibreOffice as a second opinion: a workbook calculated anew, with inputs changed or not."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from a_workbook import load
from openpyxl.utils.cell import coordinate_to_tuple
from python_calamine import CalamineWorkbook

_FORMULA = re.compile(r'<c r="([A-Z]+\d+)"([^>]*?)(?: t="\w+")?><f>(.*?)</f><v>.*?</v></c>', re.S)
_ERROR = re.compile(r'<c r="([A-Z]+\d+)"[^>]*? t="e"[^>]*>(?:<f[^>]*>[^<]*</f>)?<v>([^<]*)</v>')


class Calculated:
    """The values of a workbook, by sheet and cell; '' where there is none."""

    def __init__(self, file: Path):
        book = CalamineWorkbook.from_path(str(file))
        self.sheetnames = list(book.sheet_names)
        self._sheets = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in book.sheet_names
        }
        self._errors = {name: _errors(file, i) for i, name in enumerate(book.sheet_names, start=1)}

    def at(self, sheet: str, cell: str) -> object:
        """What a cell holds; an error as it is written, '#N/A'."""
        if cell in self._errors[sheet]:  # calamine reads it as an empty cell
            return self._errors[sheet][cell]
        row, column = coordinate_to_tuple(cell)
        lines = self._sheets[sheet]
        beyond = row > len(lines) or column > len(lines[0])
        return "" if beyond else lines[row - 1][column - 1]


def recalculated(
    file: Path, folder: Path, changes: Mapping[str, Mapping[str, float | str]] | None = None
) -> Calculated:
    """The workbook as LibreOffice calculates it, with changes written into inputs first.

    What our file holds as the formulas' values is taken out before, so that a value that comes back
    can only be LibreOffice's. changes: by sheet and cell. Skips the test without LibreOffice.
    """
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice is not installed, so nothing can be calculated anew")
    folder.mkdir(parents=True, exist_ok=True)
    bare = folder / "bare.xlsx"
    _without_values(file, bare, changes or {})
    subprocess.run(
        [office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out"), str(bare)],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    return Calculated(folder / "out" / bare.name)


def _errors(file: Path, number: int) -> dict[str, str]:
    """The cells of a sheet that hold an error."""
    with zipfile.ZipFile(file) as archive:
        text = archive.read(f"xl/worksheets/sheet{number}.xml").decode("utf-8")
    return dict(_ERROR.findall(text))


def _without_values(file: Path, bare: Path, changes: Mapping) -> None:
    names = load(file).sheetnames
    part = {name: f"xl/worksheets/sheet{i}.xml" for i, name in enumerate(names, start=1)}
    wanted = {part[name]: cells for name, cells in changes.items()}
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(bare, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                text = _FORMULA.sub(r'<c r="\1"\2><f>\3</f></c>', data.decode("utf-8"))
                for cell, value in wanted.get(name, {}).items():
                    text = _written(text, cell, value)
                data = text.encode("utf-8")
            new.writestr(name, data)


def _written(sheet: str, cell: str, value: float | str) -> str:
    """The sheet's XML with another value in an input that is there."""
    held = f"<v>{value}</v>"
    kind = ""
    if isinstance(value, str):
        held, kind = f"<is><t>{escape(value)}</t></is>", ' t="inlineStr"'
    pattern = re.compile(rf'<c r="{cell}"( s="\d+")(?: t="\w+")?(?:/>|>(?!<f>).*?</c>)', re.S)
    changed, times = pattern.subn(rf'<c r="{cell}"\1{kind}>{held}</c>', sheet)
    assert times == 1, f"{cell} is not an input"
    return changed


def formulas(file: Path) -> dict[tuple[str, str], tuple[str, object]]:
    """Every formula of a workbook with the value our file holds for it, by sheet and cell."""
    texts, values = load(file), load(file, values=True)
    return {
        (sheet.title, cell.coordinate): (cell.value, values[sheet.title][cell.coordinate].value)
        for sheet in texts
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
