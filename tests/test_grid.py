"""Raw cells: every kind of file a state may send, and the cache."""

import pandas as pd
import pytest
from tiny import Tiny, staff

import rar.reading.grid
from rar.errors import RarError
from rar.reading.grid import OLE, Grids

ROW = ["1", "20", "Ñandú, East"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_reads_the_same_in_every_encoding_and_separator(tmp_path, encoding, delimiter):
    tiny = Tiny(tmp_path)
    tiny.table("a.csv", ["SCHOOLID", "N", "Name"], ROW, encoding=encoding, delimiter=delimiter)
    cells = Grids(tiny.data).cells(tiny.data / "a.csv")
    assert cells.loc[1].tolist() == ["SCHOOLID", "N", "Name"]
    assert cells.loc[2].tolist() == ROW


def test_rows_have_the_numbers_of_the_spreadsheet_even_below_blank_rows(tmp_path):
    tiny = Tiny(tmp_path)
    tiny.workbook("a.xlsx", Main=[[], [], ["ID"], ["0160001"], [160003.0], [47.25]])
    cells = Grids(tiny.data).cells(tiny.data / "a.xlsx", "Main")
    assert cells[0].to_dict() == {1: "", 2: "", 3: "ID", 4: "0160001", 5: "160003", 6: "47.25"}


def told(path, sheet="") -> str:
    with pytest.raises(RarError) as caught:
        Grids(path.parent).cells(path, sheet)
    return str(caught.value)


def test_an_empty_file_is_told(tmp_path):
    (tmp_path / "a.csv").write_bytes(b" \n")
    assert "a.csv: the file is empty" in told(tmp_path / "a.csv")


def test_a_web_page_named_xlsx_is_told(tmp_path):
    (tmp_path / "a.xlsx").write_text("\n<html><body><table></table></body></html>", "utf-8")
    assert "a web page (HTML)" in told(tmp_path / "a.xlsx")


def test_a_workbook_with_a_password_is_told(tmp_path):
    stream = "EncryptedPackage".encode("utf-16-le")
    (tmp_path / "a.xlsx").write_bytes(OLE + b"\0" * 600 + stream + b"\0" * 600)
    assert "protected by a password" in told(tmp_path / "a.xlsx")


def test_a_file_that_is_no_workbook_is_told(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 but then nothing of a workbook")
    assert "cannot be read as an Excel workbook" in told(tmp_path / "a.xlsx")


def test_a_missing_sheet_is_told_with_the_nearest(tmp_path):
    tiny = Tiny(tmp_path)
    tiny.workbook("a.xlsx", **{"5.SchoolClimatePage": [["ID"]], "KEY": [["x"]]})
    letter = told(tiny.data / "a.xlsx", "5.SchoolClimate")
    assert "no sheet of that name" in letter
    assert "sources.csv: 5.SchoolClimatePage" in letter


def test_a_missing_file_is_told_with_the_nearest(tmp_path):
    (tmp_path / "teachers2022.csv").write_text("a", "utf-8")
    with pytest.raises(RarError) as caught:
        Grids(tmp_path).find("teachers_2022.csv")
    assert "the nearest names there: teachers2022.csv" in str(caught.value)


def test_a_file_that_is_there_twice_is_read_when_equal_and_told_when_not(tmp_path):
    for folder, text in (("a", "1"), ("b", "1")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.csv").write_text(text, "utf-8")
    assert Grids(tmp_path).find("x.csv").name == "x.csv"
    (tmp_path / "b" / "x.csv").write_text("2", "utf-8")
    with pytest.raises(RarError) as caught:
        Grids(tmp_path).find("x.csv")
    assert "a/x.csv, b/x.csv" in str(caught.value)


def test_a_second_read_parses_nothing(tmp_path, monkeypatch):
    tiny = staff(tmp_path, ["1", "20", "5"])
    first = tiny.read(cache=tmp_path / "cache").tables["teachers"]

    def never(path, sheet):
        raise AssertionError("parsed again")

    monkeypatch.setattr(rar.reading.grid, "_parse", never)
    (tiny.data / "staff.csv").rename(tiny.data / "Staff.csv")  # the content counts, not the name
    pd.testing.assert_frame_equal(tiny.read(cache=tmp_path / "cache").tables["teachers"], first)


def test_a_crash_while_caching_leaves_nothing_behind(tmp_path, monkeypatch):
    tiny = staff(tmp_path, ["1", "20", "5"])

    def crash(self, to, index):
        to.write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(pd.DataFrame, "to_parquet", crash)
    with pytest.raises(KeyboardInterrupt):
        tiny.read(cache=tmp_path / "cache")
    assert [p for p in (tmp_path / "cache").rglob("*") if p.is_file()] == []


def test_a_cache_folder_that_cannot_be_made_is_told(tmp_path):
    tiny = staff(tmp_path, ["1", "20", "5"])
    (tmp_path / "cache").write_text("a file stands where the folder should be", "utf-8")
    with pytest.raises(RarError) as caught:
        tiny.read(cache=tmp_path / "cache")
    assert "cannot be written" in str(caught.value)
