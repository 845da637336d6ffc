"""Checking canonical tables."""

from core import canonical
from tiny import Tiny

from rar.errors import Problem
from rar.reading.check import check_table
from rar.tables import TABLES


def school(**more) -> dict:
    return {"school_id": "0160001", "year": 2022, "district_id": "0160", "name": "Ash", **more}


def test_a_sound_table_has_no_problems():
    frame = canonical("schools", [school(level="high", ed_share=0.5)])
    frame.loc[frame["grade_low"] == "", ["grade_low", "grade_high", "levels"]] = None
    assert check_table(TABLES["schools"], frame) == []


def test_all_impossible_values_are_told_at_once_with_what_is_allowed():
    rows = [
        {"school_id": "1", "year": 2022, "novice_share": 1.2},
        {"school_id": "2", "year": 2022, "teachers": -3},
    ]
    found = check_table(TABLES["teachers"], canonical("teachers", rows))
    assert {(p.column, p.value, p.allowed) for p in found} == {
        ("teachers.novice_share", "1.2", "0 to 1 (0 % to 100 %)"),
        ("teachers.teachers", "-3.0", "at least 0"),
    }
    assert "percent" in next(p.cure for p in found if p.value == "1.2")


def test_a_key_that_stands_twice_is_told():
    rows = [{"school_id": "1", "year": 2022}] * 2
    found = check_table(TABLES["teachers"], canonical("teachers", rows))
    assert [p.value for p in found] == ["school_id 1, year 2022"]


def test_the_place_of_the_cell_is_quoted_when_it_is_known():
    frame = canonical("teachers", [{"school_id": "1", "year": 2022, "novice_share": 3}])
    place = Problem("", file="a.xlsx", sheet="6", row=7, column="PctNovice", value="300")
    found = check_table(TABLES["teachers"], frame, lambda column, at: place)
    assert (found[0].file, found[0].row, found[0].column, found[0].value) == (
        "a.xlsx", 7, "PctNovice", "300",
    )  # fmt: skip


def test_of_person_level_files_only_the_cell_itself_is_quoted(tmp_path):
    tiny = Tiny(tmp_path)
    tiny.sources("people,2022,people.csv,,1,School,school,,,")
    tiny.columns("staff,salary,person_id=@Person;role=teacher,people,,,,Salary")
    tiny.table("people.csv", ["School", "Person", "Salary"], ["1", "P-77", "-40000"])
    letter = tiny.letter()
    assert "row 2 '-40000'" in letter
    assert "P-77" not in letter


def test_contradicting_rows_of_person_level_files_do_not_name_the_person(tmp_path):
    tiny = Tiny(tmp_path)
    tiny.sources("people,2022,people.csv,,1,School,school,,,")
    tiny.columns("staff,salary,person_id=@Person;role=teacher,people,,,,Salary")
    rows = [["1", "P-77", "40000"], ["1", "P-77", "41000"]]
    tiny.table("people.csv", ["School", "Person", "Salary"], *rows)
    letter = tiny.letter()
    assert "row 2: 40000 and row 3: 41000" in letter
    assert "P-77" not in letter
