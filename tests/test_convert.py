"""Converts on whole files: scales, tokens, and texts that cannot be read."""

from tiny import staff

from rar.tables import absent


def test_absences_keep_their_four_meanings(tmp_path):
    rows = [[str(n), "5", cell] for n, cell in enumerate(["*", "N/A", "", "na in 2020", "0", "20"])]
    tiny = staff(tmp_path, *rows)
    tiny.file(
        "tokens.csv",
        "token,meaning,source",
        "*,suppressed,",
        "N/A,not applicable,",
        "NA in 2020,not published,",
    )
    frame = tiny.read().tables["teachers"]
    assert frame[absent("novice_share")].tolist() == [
        "suppressed", "not applicable", "missing", "not published", "", "",
    ]  # fmt: skip
    assert frame["novice_share"].tolist()[4:] == [0, 0.2]


def test_a_token_of_a_source_goes_before_one_of_all(tmp_path):
    tiny = staff(tmp_path, ["1", "*", "*"])
    tiny.file("tokens.csv", "token,meaning,source", "*,suppressed,", "*,0,staff")
    assert tiny.value("teachers", "teachers") == 0


def test_a_pattern_of_tokens_reads_bins_as_not_published(tmp_path):
    tiny = staff(tmp_path, ["1", "5", "91-100%"])
    tiny.file("tokens.csv", "token,meaning", r"/\d+-\d+%/,not published")
    assert tiny.value("teachers", absent("novice_share")) == "not published"


def test_text_in_a_number_column_is_told_with_its_row(tmp_path):
    letter = staff(tmp_path, ["1", "5", "20"], ["2", "many", "20"], ["3", "few", "20"]).letter()
    assert "staff.csv, column 'Teachers': text in a column of numbers" in letter
    assert "found: row 3 'many', row 4 'few'" in letter
    assert "say in tiny/tokens.csv what the word means" in letter


def test_1_point_2_as_a_share_is_told(tmp_path):
    letter = staff(tmp_path, ["1", "5", "1.2"], ["2", "5", "0.2"], ["3", "5", "0.4"],
                   convert="share").letter()  # fmt: skip
    assert "staff.csv, column 'NoviceShare'" in letter
    assert "found: row 2 '1.2'" in letter
    assert "allowed: 0 to 1" in letter


def test_shares_read_as_percentages_are_told(tmp_path):
    letter = staff(tmp_path, ["1", "5", "0.12"], ["2", "5", "0.25"]).letter()
    assert "looks like shares, not percentages" in letter
    assert "write share (or percent:any, if it is right) as convert of line 3" in letter


def test_percentages_read_as_shares_are_told(tmp_path):
    letter = staff(tmp_path, ["1", "5", "12"], ["2", "5", "25"], convert="share").letter()
    assert "looks like percentages, not shares" in letter


def test_both_scales_in_one_column_are_told(tmp_path):
    cells = ["12", "25", "31", "8", "0.12", "0.25", "0.31"]
    letter = staff(tmp_path, *[[str(n), "5", c] for n, c in enumerate(cells)]).letter()
    assert "some values look like shares and the others like percentages" in letter


def test_small_percentages_are_not_mistaken_for_shares(tmp_path):
    cells = ["0", "0", "0.4", "1", "2.5", "7", "0.9", "3"]
    tiny = staff(tmp_path, *[[str(n), "5", c] for n, c in enumerate(cells)])
    assert tiny.read().tables["teachers"]["novice_share"].max() == 0.07


def test_a_sum_of_rounded_percentages_is_read_as_100_and_noted(tmp_path):
    tiny = staff(tmp_path, ["1", "5", "100.1"], ["2", "5", "50"], convert="percent:rounded")
    reading = tiny.read()
    assert reading.tables["teachers"]["novice_share"].tolist() == [1, 0.5]
    assert (reading.notes["kind"] == "rounded").sum() == 1
