"""Sources: headers, ids, and the rows that count."""

from tiny import Tiny, staff


def notes(tiny: Tiny, kind: str) -> list[str]:
    frame = tiny.read().notes
    return frame.loc[frame["kind"] == kind, "sentence"].tolist()


def test_ids_are_text_and_filled_with_zeros(tmp_path):
    tiny = Tiny(tmp_path)
    tiny.sources("staff,2022,a.xlsx,Main,1,SCHOOLID,school,,,")
    tiny.columns("teachers,teachers,,staff,,,,Teachers")
    tiny.workbook("a.xlsx", Main=[["SCHOOLID", "Teachers"], [160001.0, 5], ["0160003", 6]])
    assert tiny.read().tables["teachers"]["school_id"].tolist() == ["0160001", "0160003"]


def test_a_header_broken_over_lines_is_the_same_header(tmp_path):
    tiny = staff(tmp_path, ["1", "5", "20"])
    tiny.table("staff.csv", ["SCHOOLID ", "Teachers", "Novice\nShare"], ["1", "5", "20"])
    tiny.columns("teachers,novice_share,,staff,,percent,,Novice Share")
    assert tiny.value("teachers", "novice_share") == 0.2


def test_a_header_on_two_rows_is_joined(tmp_path):
    tiny = Tiny(tmp_path)
    tiny.sources("heads,2022,a.csv,,3-4,District,district,,,")
    tiny.columns("district_enrollment,students,group=wh,heads,,,,Race / White")
    tiny.table(
        "a.csv",
        ["Headcount 2022"],
        [],
        ["District", "Name", "Gender", "", "Race", ""],
        ["", "", "Female", "Male", "Black", "White"],
        ["0160", "Ash", 1, 2, 3, 4],
    )
    assert tiny.value("district_enrollment", "students", district_id="0160") == 4


def test_a_header_that_stands_twice_is_addressed_by_number(tmp_path):
    tiny = Tiny(tmp_path)
    tiny.sources("staff,2022,a.csv,,1,ID,school,,,")
    tiny.columns("teachers,teachers,,staff,,,,N #2")
    tiny.table("a.csv", ["ID", "N", "N"], ["1", 5, 6])
    assert tiny.value("teachers", "teachers") == 6


def test_a_renamed_column_is_told_with_the_nearest_and_the_line_to_mend(tmp_path):
    tiny = staff(tmp_path)
    tiny.table("staff.csv", ["SCHOOLID", "Teachers", "Novice_Share"], ["1", "5", "20"])
    letter = tiny.letter()
    assert "staff.csv, column 'NoviceShare': a column that was expected is not there" in letter
    assert "columns that look like it: Novice_Share" in letter
    assert "column 2022 of line 3 of tiny/columns.csv" in letter


def test_a_header_on_row_5_is_found_and_told(tmp_path):
    tiny = staff(tmp_path)
    tiny.table("staff.csv", ["Title"], [], [], [], ["SCHOOLID", "Teachers", "NoviceShare"], [1])
    letter = tiny.letter()
    assert "the header is not on row 1; it seems to stand on row 5" in letter
    assert "write 5 as header_row in line 2 of tiny/sources.csv" in letter


def test_rows_are_left_out_by_declaration_and_noted(tmp_path):
    tiny = staff(tmp_path, ["160001", "5", "20"], ["0160999", "9", "20"], ["", "1", "20"])
    tiny.file(
        "rows.csv",
        "source,header,action,pattern,why",
        r"staff,,drop,\d{4}999,the districts' own rows",
    )
    assert tiny.read().tables["teachers"]["school_id"].tolist() == ["0160001"]
    assert notes(tiny, "left out") == [
        "1 row left out: the districts' own rows",
        "1 row left out: rows without an id",
    ]


def test_rows_of_other_years_are_left_out(tmp_path):
    tiny = staff(tmp_path)
    rows = [["1", "5", "20", "2022"], ["1", "9", "20", "2021"]]
    tiny.table("staff.csv", ["SCHOOLID", "Teachers", "NoviceShare", "Year"], *rows)
    tiny.file(
        "rows.csv", "source,header,action,pattern,why", "*,Year,keep,{year},rows of other years"
    )
    assert tiny.value("teachers", "teachers") == 5


def test_rows_repeated_in_full_are_read_once_even_when_one_id_lost_its_zero(tmp_path):
    tiny = staff(tmp_path, ["0160001", "5", "20"], ["160001", "5", "20"])
    assert tiny.value("teachers", "teachers") == 5
    assert notes(tiny, "repeated") == ["1 row repeated in full and read once"]


def test_the_row_of_every_id_is_kept(tmp_path):
    tiny = staff(tmp_path, ["1", "5", "20"], ["2", "6", "30"])
    rows = tiny.read().rows
    assert dict(zip(rows["id"], rows["row"], strict=True)) == {"0000001": 2, "0000002": 3}
