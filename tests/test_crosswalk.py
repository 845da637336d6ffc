"""The crosswalk: keys, filters, masks, sums, and values from several sources."""

from tiny import Tiny, staff

from rar.tables import absent

LONG = ["ID", "Group", "Type", "N", "Pct", "Mask"]


def long(folder, *rows: list) -> Tiny:
    """A state with one long table: a row for each school and student group."""
    tiny = Tiny(folder)
    tiny.sources("long,2022,long.csv,,1,ID,school,,,")
    tiny.file("codes.csv", "list,code,value", "group,ALL,all", "group,BL7,bl", "group,AIG,")
    tiny.table("long.csv", LONG, *rows)
    return tiny


def test_groups_come_through_a_code_list_and_blank_codes_are_left_out(tmp_path):
    tiny = long(tmp_path, ["1", "ALL", "", 10], ["1", "BL7", "", 4], ["1", "AIG", "", 2])
    tiny.columns("discipline,students,group=@Group:group,long,,,,N")
    frame = tiny.read().tables["discipline"]
    assert dict(zip(frame["group"], frame["students"], strict=True)) == {"all": 10, "bl": 4}


def test_a_code_that_is_not_declared_is_told(tmp_path):
    tiny = long(tmp_path, ["1", "HI7", "", 10])
    tiny.columns("discipline,students,group=@Group:group,long,,,,N")
    letter = tiny.letter()
    assert "column 'Group': a code that is not declared\n    found: row 2 'HI7'" in letter
    assert "allowed: ALL, BL7, AIG" in letter


def test_where_keeps_only_the_rows_that_hold_its_texts(tmp_path):
    tiny = long(tmp_path, ["1", "ALL", "TOTAL", 10], ["1", "ALL", "PART", 4])
    tiny.columns("discipline,students,group=all,long,Type=TOTAL,,,N")
    assert tiny.value("discipline", "students") == 10


def test_headers_joined_by_plus_are_added_up_and_one_absent_part_makes_it_absent(tmp_path):
    tiny = Tiny(tmp_path)
    tiny.sources("f,2022,f.csv,,1,ID,school,,,")
    tiny.columns("spending,state_local,,f,,,,State + Local")
    tiny.file("tokens.csv", "token,meaning", "*,suppressed")
    tiny.table("f.csv", ["ID", "State", "Local"], ["1", "$1,000", 500], ["2", 900, "*"])
    frame = tiny.read().tables["spending"]
    assert frame["state_local"].tolist()[0] == 1500
    assert frame[absent("state_local")].tolist() == ["", "suppressed"]


def test_flags_joined_by_plus_are_one_where_any_is(tmp_path):
    tiny = Tiny(tmp_path)
    tiny.sources("d,2022,d.csv,,1,ID,school,,,")
    tiny.columns("courses,offered,course=arts;group=all,d,,yesno,,Dance + Music")
    tiny.table("d.csv", ["ID", "Dance", "Music"], ["1", "Y", "Y"], ["2", "N", "Y"], ["3", "N", "N"])
    assert tiny.read().tables["courses"]["offered"].tolist() == [1, 1, 0]


def test_a_mask_hides_the_clipped_value(tmp_path):
    tiny = long(tmp_path, ["1", "ALL", "", 10, 95, "1.0"], ["2", "ALL", "", 10, 60, ""])
    tiny.columns("early_learning,ready_share,group=all,long,,percent,Mask:1|2|3,Pct")
    frame = tiny.read().tables["early_learning"]
    assert frame[absent("ready_share")].tolist() == ["suppressed", ""]
    assert frame["ready_share"].tolist()[1] == 0.6


def test_events_per_thousand_become_counts_with_the_students_of_the_row(tmp_path):
    tiny = long(tmp_path, ["1", "ALL", "", 500, 24], ["2", "ALL", "", "", 24])
    tiny.columns(
        "discipline,students,group=all,long,,,,N",
        "discipline,expulsions,group=all,long,,per1000:students,,Pct",
    )
    frame = tiny.read().tables["discipline"]
    assert frame["expulsions"].tolist()[0] == 12  # 24 per 1,000 of 500
    assert frame[absent("expulsions")].tolist() == ["", "missing"]


def test_a_percentage_of_another_column_becomes_a_count(tmp_path):
    tiny = long(tmp_path, ["1", "BL7", "", 217, 10.6], ["2", "BL7", "", 0, ""])
    tiny.columns("courses,enrolled,course=ap;group=@Group:group,long,,percent_of:N,,Pct")
    assert tiny.read().tables["courses"]["enrolled"].tolist() == [23, 0]  # 0.106 x 217; of nobody


def test_a_part_above_its_whole_is_read_as_missing_and_noted(tmp_path):
    tiny = long(tmp_path, ["1", "ALL", "", 36, 45], ["2", "ALL", "", 50, 45])
    tiny.columns(
        "attendance,students,group=all,long,,,,N",
        "attendance,chronically_absent,group=all,long,,at_most:students,,Pct",
    )
    reading = tiny.read()
    frame = reading.tables["attendance"]
    assert frame[absent("chronically_absent")].tolist() == ["missing", ""]
    told = "1 value of chronically_absent read as missing, for being more than students"
    assert told in reading.notes["sentence"].tolist()


def two_sources(folder, *lines: str) -> Tiny:
    tiny = Tiny(folder)
    tiny.sources("a,2022,a.csv,,1,ID,school,,,", "b,2022,b.csv,,1,ID,school,,,suppressed")
    tiny.table("a.csv", ["ID", "N"], ["1", 10], ["2", ""])
    tiny.table("b.csv", ["ID", "N"], ["2", 7], ["3", 8])
    tiny.columns(*lines)
    return tiny


def test_a_source_with_a_plus_only_fills_rows_that_are_there(tmp_path):
    tiny = two_sources(tmp_path, "teachers,teachers,,a,,,,N", "teachers,novice,,+b,,,,N")
    frame = tiny.read().tables["teachers"]
    assert frame["school_id"].tolist() == ["0000001", "0000002"]
    assert frame[absent("novice")].tolist() == ["suppressed", ""]  # what no row means in source b


def test_a_source_with_a_question_mark_fills_only_what_is_absent(tmp_path):
    tiny = two_sources(tmp_path, "teachers,teachers,,a,,,,N", "teachers,teachers,,?b,,,,N")
    assert tiny.read().tables["teachers"]["teachers"].tolist() == [10, 7, 8]


def test_a_column_no_line_gives_was_not_published(tmp_path):
    frame = staff(tmp_path, ["1", "5", "20"]).read().tables["teachers"]
    assert frame[absent("average_salary")].tolist() == ["not published"]


def test_the_trace_says_where_a_column_came_from(tmp_path):
    trace = staff(tmp_path, ["1", "5", "20"]).read().trace
    share = trace[trace["column"] == "novice_share"].iloc[0]
    assert share[["table", "year", "source", "file", "header"]].tolist() == [
        "teachers", 2022, "staff", "staff.csv", "NoviceShare",
    ]  # fmt: skip
