"""Reading end to end on small files: repeats, conflicts, exceptions, years."""

import pandas as pd
import pytest
from tiny import Tiny, staff

from rar.errors import RarError
from rar.reading.read import read
from rar.tables import TABLES, absent

HEAD = ["SCHOOLID", "Type", "Teachers", "KRA"]


def two_levels(folder, *rows: list, repeats: str = "Type") -> Tiny:
    """A state whose schools stand in a row for each level."""
    tiny = Tiny(folder)
    tiny.sources(f"main,2022,main.csv,,1,SCHOOLID,school,,{repeats},")
    tiny.columns(
        "teachers,teachers,,main,,,,Teachers",
        "early_learning,ready_share,group=all,main,,percent:any,,KRA",
    )
    tiny.file("tokens.csv", "token,meaning", "*,suppressed")
    tiny.table("main.csv", HEAD, *rows)
    return tiny


def test_a_school_in_two_rows_is_counted_once(tmp_path):
    tiny = two_levels(tmp_path, ["1", "E", 40, 55], ["1", "M", 40, "*"], ["2", "M", 20, "*"])
    reading = tiny.read()
    assert reading.tables["teachers"]["teachers"].sum() == 60
    assert reading.tables["early_learning"]["ready_share"].tolist()[0] == 0.55
    told = "1 school in several rows, told apart by 'Type', counted once"
    assert told in reading.notes["sentence"].tolist()


def test_two_rows_of_a_school_that_contradict_each_other_are_told(tmp_path):
    letter = two_levels(tmp_path, ["1", "E", 40, 55], ["1", "M", 41, "*"]).letter()
    assert "main.csv, column 'Teachers': two rows of the same keys give different values" in letter
    assert "0000001, 2022: row 2: 40 and row 3: 41" in letter


def test_a_contradiction_may_be_set_aside_by_declaration(tmp_path):
    tiny = two_levels(tmp_path, ["1", "E", 40, 55], ["1", "M", 41, "*"])
    tiny.file(
        "exceptions.csv",
        "source,year,id,header,value,meaning,why",
        "main,2022,,Teachers,(two values),missing,nobody knows which",
    )
    frame = tiny.read().tables["teachers"]
    assert frame[absent("teachers")].tolist() == ["missing"]


def test_one_key_twice_without_declaration_is_told_even_when_one_cell_is_blank(tmp_path):
    letter = two_levels(tmp_path, ["1", "E", 40, 55], ["1", "M", 40, "*"], repeats="").letter()
    assert "column 'KRA'" in letter
    assert "row 2: 55 and row 3: *" in letter
    assert "name the column that tells them apart as 'repeats' in line 2" in letter


def test_levels_of_several_rows_are_joined(tmp_path):
    tiny = two_levels(tmp_path, ["1", "M", 40, 5], ["1", "E", 40, 5], ["2", "H", 1, 2])
    tiny.file(
        "codes.csv", "list,code,value", "level,E,elementary", "level,M,middle", "level,H,high"
    )
    tiny.columns(
        "schools,district_id,,main,,left:4,,SCHOOLID",
        "schools,name,,main,,constant,,A School",
        "schools,levels,,main,,codes:level,,Type",
    )
    assert tiny.read().tables["schools"]["levels"].tolist() == ["elementary;middle", "high"]


def test_damaged_cells_are_read_as_declared_and_noted(tmp_path):
    tiny = staff(tmp_path, ["20E+01", "5", "20"])
    (tiny.folder / "profile.toml").write_text(
        'name = "S"\ncode = "s"\npublisher = "P"\n[ids]\nschool_width = 0\n', "utf-8"
    )
    tiny.file(
        "exceptions.csv",
        "source,year,id,header,value,meaning,why",
        "staff,2022,,SCHOOLID,20E+01,=20E000,Excel read the code as a number",
        "staff,2022,20E000,NoviceShare,20,suppressed,asked for by the agency",
    )
    reading = tiny.read()
    frame = reading.tables["teachers"]
    assert frame["school_id"].tolist() == ["20E000"]
    assert frame[absent("novice_share")].tolist() == ["suppressed"]
    assert reading.notes["kind"].tolist() == ["repaired", "set aside"]


def test_every_table_has_its_canonical_columns_and_kinds(tmp_path):
    frame = staff(tmp_path, ["2", "5", "20"], ["1", "6", ""]).read().tables["teachers"]
    table = TABLES["teachers"]
    expected = list(table.key_names)
    for name in table.measured:
        expected += [name, absent(name)]
    assert list(frame.columns) == expected
    assert frame["school_id"].tolist() == ["0000001", "0000002"]  # sorted by the keys
    assert frame["year"].dtype == "int64"
    assert frame["teachers"].dtype == "float64"
    assert frame["school_id"].dtype == "str"


def test_schools_that_are_in_no_table_of_schools_are_left_out_with_a_note(tmp_path):
    tiny = staff(tmp_path, ["1", "5", "20"], ["9", "5", "20"])
    tiny.sources("staff,2022,staff.csv,,1,SCHOOLID,school,,,", "list,2022,list.csv,,1,ID,school,,,")
    tiny.columns(
        "schools,district_id,,list,,left:4,,ID",
        "schools,name,,list,,,,Name",
        "teachers,teachers,,staff,,,,Teachers",
    )
    tiny.table("list.csv", ["ID", "Name"], ["1", "Ash\nElementary"])
    reading = tiny.read()
    assert reading.tables["teachers"]["school_id"].tolist() == ["0000001"]
    assert reading.tables["schools"]["name"].tolist() == ["Ash Elementary"]
    assert reading.notes["sentence"].str.endswith("that year: 0000009").any()


def test_a_school_whose_district_is_unknown_is_told(tmp_path):
    tiny = Tiny(tmp_path)
    tiny.sources("s,2022,s.csv,,1,ID,school,,,", "d,2022,d.csv,,1,ID,district,,,")
    tiny.columns(
        "schools,district_id,,s,,left:4,,ID",
        "schools,name,,s,,,,Name",
        "districts,name,,d,,,,Name",
    )
    tiny.table("s.csv", ["ID", "Name"], ["0160001", "Ash"], ["0170001", "Oak"])
    tiny.table("d.csv", ["ID", "Name"], ["160", "North"])
    letter = tiny.letter()
    assert "the district of a school is not among the districts of that year" in letter
    assert "row 3 '0170 of school 0170001'" in letter


def test_an_unknown_year_is_told_with_the_lines_to_add(tmp_path):
    tiny = staff(tmp_path, ["1", "5", "20"])
    with pytest.raises(RarError) as caught:
        tiny.read(years=[2031])
    letter = str(caught.value)
    assert "does not know 2031" in letter
    assert "allowed: 2022" in letter
    assert "add a line for each source to tiny/sources.csv" in letter


def test_only_the_files_of_the_years_asked_are_read(tmp_path):
    tiny = staff(tmp_path, ["1", "5", "20"])
    tiny.sources(
        "staff,2022,staff.csv,,1,SCHOOLID,school,,,", "staff,2023,gone.csv,,1,SCHOOLID,school,,,"
    )
    tiny.columns(
        "teachers,teachers,,staff,,,,Teachers,Teachers",
        header="table,column,keys,source,where,convert,mask,2022,2023",
    )
    reading = tiny.read(years=[2022])
    assert reading.inputs["file"].tolist() == ["staff.csv"]
    assert len(reading.inputs["sha256"].iloc[0]) == 64
    assert "gone.csv: the file is not there" in tiny.letter()


def test_all_problems_of_all_files_are_told_at_once(tmp_path):
    tiny = staff(tmp_path, ["1", "many", "150"], ["2", "5", "20"])
    letter = tiny.letter()
    assert "'many'" in letter
    assert "'150'" in letter


def test_a_data_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(RarError):
        read(staff(tmp_path).profile(), tmp_path / "nothing")


def test_reading_twice_gives_the_same_frames(tmp_path):
    tiny = staff(tmp_path, ["2", "5", "20"], ["1", "6", "30"])
    for name, frame in tiny.read().tables.items():
        pd.testing.assert_frame_equal(frame, tiny.read().tables[name])
