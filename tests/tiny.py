"""An invented state of a few lines, written as real files where a test asks for them."""

import csv
from pathlib import Path

import pytest
import xlsxwriter

from rar.errors import RarError
from rar.reading.profile import Profile, load_profile
from rar.reading.read import Reading, read

SOURCES = "source,year,file,sheet,header_row,id,entity,id_convert,repeats,no_row"
COLUMNS = "table,column,keys,source,where,convert,mask,2022"
TOML = """name = "Small State"
code = "tiny"
publisher = "Small State Department of Education"

[ids]
school_width = 7
district_width = 4
"""


class Tiny:
    """One invented state: a profile folder and a data folder that a test fills line by line."""

    def __init__(self, folder: Path, profile: str = "tiny"):
        self.folder = folder / profile
        self.data = folder / "data"
        self.folder.mkdir(parents=True)
        self.data.mkdir()
        (self.folder / "profile.toml").write_text(TOML, encoding="utf-8")

    @classmethod
    def of_workspace(cls, folder: Path) -> "Tiny":
        """The profile of a workspace's own, and its data; only the year 2022 is read."""
        tiny = cls(folder, "profile")
        settings = 'state = "tiny"\nyears = [2022]\n'
        (folder / "review.toml").write_text(settings, encoding="utf-8")
        return tiny

    def file(self, name: str, *lines: str) -> None:
        """A CSV of the profile."""
        (self.folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")

    def sources(self, *lines: str) -> None:
        self.file("sources.csv", SOURCES, *lines)

    def columns(self, *lines: str, header: str = COLUMNS) -> None:
        self.file("columns.csv", header, *lines)

    def table(self, name: str, *rows: list, encoding: str = "utf-8", delimiter: str = ",") -> None:
        """A CSV of the state."""
        with (self.data / name).open("w", newline="", encoding=encoding) as handle:
            csv.writer(handle, delimiter=delimiter).writerows(rows)

    def workbook(self, name: str, **sheets: list[list]) -> None:
        """A workbook of the state."""
        book = xlsxwriter.Workbook(self.data / name)
        for sheet, rows in sheets.items():
            page = book.add_worksheet(sheet)
            for at, row in enumerate(rows):
                page.write_row(at, 0, row)
        book.close()

    def profile(self) -> Profile:
        return load_profile(self.folder)

    def read(self, **more) -> Reading:
        return read(self.profile(), self.data, **more)

    def letter(self) -> str:
        """The letter that reading gives; a test fails when there is none."""
        with pytest.raises(RarError) as caught:
            self.read()
        return str(caught.value)

    def value(self, table: str, column: str, **keys) -> object:
        """One value of a table as read."""
        frame = self.read().tables[table]
        for name, wanted in keys.items():
            frame = frame[frame[name] == wanted]
        assert len(frame) == 1
        return frame[column].iloc[0]


def staff(folder: Path, *rows: list, convert: str = "percent", **csv_options) -> Tiny:
    """A state with one CSV of teachers: SCHOOLID, Teachers, NoviceShare."""
    tiny = Tiny(folder)
    tiny.sources("staff,2022,staff.csv,,1,SCHOOLID,school,,,")
    tiny.columns(
        "teachers,teachers,,staff,,,,Teachers",
        f"teachers,novice_share,,staff,,{convert},,NoviceShare",
    )
    tiny.table("staff.csv", ["SCHOOLID", "Teachers", "NoviceShare"], *rows, **csv_options)
    return tiny
