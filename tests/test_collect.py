"""Forms that were filled in are read back whole; collecting again changes nothing."""

import hashlib
import shutil
from pathlib import Path

import docx
import openpyxl
import pytest
from a_form import (
    CODE,
    OTHER,
    blank,
    collect,
    distinct,
    facts,
    fill_protocol,
    keys,
    protocol,
    workbook,
    workspace_with_forms,
)

from rar.cli import main
from rar.record.keep import safe_name
from rar.record.table import COLUMNS, actions, as_csv, read_answers
from rar.workspace import Workspace


@pytest.fixture
def workspace(sample: Path) -> Path:
    return workspace_with_forms(sample)


def answers_file(workspace: Path) -> Path:
    return workspace / "records" / "answers.csv"


def filled(workspace: Path, place: Path, values: dict[str, str], who: str = "Ada") -> Path:
    return fill_protocol(blank(workspace, "protocol.docx"), values, place, who)


def test_every_answer_of_a_protocol_and_a_workbook_is_found_where_it_was_written(
    workspace, tmp_path
):
    said, counted = distinct(keys()), distinct(keys(form="workbook"))
    files = filled(workspace, tmp_path / "a.docx", said), workbook(tmp_path / "b.xlsx", counted)
    found = collect(workspace, *files)
    assert found.letters == []
    assert found.values("protocol") == said
    assert found.values("workbook") == counted
    assert found.outside() == []
    assert list(found.answers.columns) == COLUMNS
    first = found.answers.iloc[0]
    assert (first["district_id"], first["year"], first["edition"]) == ("0110", "2022", "internal")
    assert (first["place"], first["saved_by"]) == ("table 1, row 1", "Ada")
    assert first["sha256"] == hashlib.sha256(files[0].read_bytes()).hexdigest()


def test_the_places_in_a_workbook_are_told_by_sheet_and_cell(workspace, tmp_path):
    file = workbook(tmp_path / "b.xlsx", {f"{CODE}:see": "less money", "day30:day": "2022-10-03"})
    found = collect(workspace, file).answers.set_index("field")
    assert found.loc["see", "place"] == "sheet Record, cell D2"
    assert found.loc["see", "about"] == "Schools with greater need spend less"
    assert found.loc["day", "value"] == "2022-10-03"


def test_a_blank_form_is_nothing_written_and_is_not_kept(workspace, tmp_path):
    sent = shutil.copy(blank(workspace, "protocol.docx"), tmp_path / "returned.docx")
    found = collect(workspace, Path(sent))
    assert "returned.docx: the form as it was sent" in found.text
    assert not (workspace / "records").exists()


def test_collecting_twice_changes_no_byte_and_says_so(workspace, tmp_path):
    file = filled(workspace, tmp_path / "a.docx", distinct(keys()))
    collect(workspace, file)
    before = {f: f.read_bytes() for f in (workspace / "records").rglob("*") if f.is_file()}
    again = collect(workspace, file)
    after = {f: f.read_bytes() for f in (workspace / "records").rglob("*") if f.is_file()}
    assert after == before
    assert again.lines[-1] == "Nothing changed: all of it was on record already."


def test_collecting_what_was_kept_changes_nothing(workspace, tmp_path):
    file = filled(workspace, tmp_path / "a.docx", {f"{CODE}:why": "habit"})
    before = collect(workspace, file).answers
    again = collect(workspace, workspace / "records" / "received")
    assert again.answers.equals(before)
    assert again.lines[-1].startswith("Nothing changed")


def test_the_order_of_collecting_does_not_matter(workspace, tmp_path):
    one = filled(workspace, tmp_path / "z.docx", {f"{CODE}:why": "habit"})
    two = workbook(tmp_path / "a.xlsx", {f"{CODE}:why": "a rule"})
    same = Path(shutil.copy(one, tmp_path / "copy of z.docx"))
    bytes_of = []
    for order in ((one, two, same), (same, one, two), (two, same, one)):
        shutil.rmtree(workspace / "records", ignore_errors=True)
        for file in order:
            collect(workspace, file)
        bytes_of.append(answers_file(workspace).read_bytes())
    shutil.rmtree(workspace / "records")
    collect(workspace, one, two, same)
    assert {*bytes_of, answers_file(workspace).read_bytes()} == {bytes_of[0]}


def test_two_copies_of_one_form_are_both_kept_and_their_differences_shown(workspace, tmp_path):
    ada = filled(workspace, tmp_path / "ada.docx", {f"{CODE}:owner": "Ada", f"{CODE}:why": "rule"})
    bob = filled(
        workspace, tmp_path / "bob.docx", {f"{CODE}:owner": "Bob", f"{CODE}:why": "Rule "}, "Bob"
    )
    found = collect(workspace, ada, bob)
    owner = found.answers[found.answers["field"] == "owner"]
    assert sorted(owner["value"]) == ["Ada", "Bob"]
    assert set(owner["conflict"]) == {"yes"}
    assert set(found.answers[found.answers["field"] == "why"]["conflict"]) == {""}
    assert "'Ada' in ada.docx, table 4, row 18, saved by Ada" in found.text
    assert "'Bob' in bob.docx, table 4, row 18, saved by Bob" in found.text
    assert len(list((workspace / "records" / "received").iterdir())) == 2


def test_protocol_and_workbook_that_differ_are_a_conflict_and_that_agree_are_none(
    workspace, tmp_path
):
    said = filled(workspace, tmp_path / "a.docx", {f"{CODE}:cost": "120", f"{OTHER}:cost": "80"})
    book = workbook(tmp_path / "b.xlsx", {f"{CODE}:cost": "120.0", f"{OTHER}:cost": "90"})
    found = collect(workspace, said, book).answers
    assert set(found[found["item"] == CODE]["conflict"]) == {""}
    assert set(found[found["item"] == OTHER]["conflict"]) == {"yes"}


def test_a_conflict_that_a_later_file_makes_reaches_the_rows_on_record(workspace, tmp_path):
    collect(workspace, filled(workspace, tmp_path / "a.docx", {f"{CODE}:owner": "Ada"}))
    found = collect(workspace, workbook(tmp_path / "b.xlsx", {f"{CODE}:owner": "Bob"})).answers
    assert list(found["conflict"]) == ["yes", "yes"]


def test_a_file_sent_again_with_changes_is_another_file_and_the_later_one_is_told(
    workspace, tmp_path
):
    for day, owner in ((1, "Ada"), (2, "Cem")):
        (tmp_path / str(day)).mkdir()
        file = filled(workspace, tmp_path / str(day) / "form.docx", {f"{CODE}:owner": owner})
        document = docx.Document(str(file))
        document.core_properties.modified = document.core_properties.modified.replace(2022, 9, day)
        document.save(str(file))
    found = collect(workspace, tmp_path / "2" / "form.docx", tmp_path / "1" / "form.docx")
    assert set(found.answers["conflict"]) == {"yes"}
    assert len(list((workspace / "records" / "received").iterdir())) == 2
    told = [line for line in found.lines if "was saved after" in line]
    digests = [
        hashlib.sha256((tmp_path / day / "form.docx").read_bytes()).hexdigest()[:12]
        for day in ("2", "1")
    ]
    assert told == [
        f"  form.docx ({digests[0]}) was saved after form.docx ({digests[1]}), both by Ada."
    ]


def test_what_looks_like_a_formula_comes_back_as_it_was_written(workspace, tmp_path):
    texts = ["=1+1", "'=1+1", "-5", "+1 hour", "@all", "'tis", 'a,b\n"c"', "0110"]
    said = dict(zip(keys("finding"), texts, strict=False))
    found = collect(workspace, filled(workspace, tmp_path / "a.docx", said))
    assert found.values() == said
    kept = answers_file(workspace).read_bytes()
    assert kept.startswith(b"\xef\xbb\xbf")
    assert b",'=1+1," in kept and b",''=1+1," in kept
    assert as_csv(read_answers(Workspace.open(workspace))) == kept


def test_the_agencys_list_has_one_row_for_each_plan(workspace, tmp_path):
    said = {f"{CODE}:action": "Move two reading teachers", f"{CODE}:owner": "Ada",
            f"{CODE}:cost": "120", f"{OTHER}:owner": "=cmd|' /C calc'!A0"}  # fmt: skip
    found = collect(workspace, filled(workspace, tmp_path / "a.docx", said))
    book = openpyxl.load_workbook(workspace / "records" / "actions.xlsx")
    rows = list(book["Actions"].values)
    head = {name: place for place, name in enumerate(rows[0])}
    first = rows[1]
    assert first[head["District"]] == "Ashgrove County School District"
    assert first[head["District ID"]] == "0110"
    assert first[head["Finding"]].startswith("In the quarter of elementary schools with the great")
    assert first[head["Action"]] == "Move two reading teachers"
    assert rows[2][head["Owner"]] == "=cmd|' /C calc'!A0"
    assert book["Actions"].cell(3, head["Owner"] + 1).data_type == "s"
    assert len(rows) == 1 + len(actions(found.answers))
    assert [table.ref for table in book["Actions"].tables.values()] == ["A1:T3"]


def test_a_list_that_somebody_wrote_into_is_set_aside_and_not_overwritten(workspace, tmp_path):
    collect(workspace, filled(workspace, tmp_path / "a.docx", {f"{CODE}:action": "Buses"}))
    file = workspace / "records" / "actions.xlsx"
    book = openpyxl.load_workbook(file)
    book["Actions"]["K2"] = "done in May"
    book.save(file)
    edited = file.read_bytes()
    found = collect(workspace, filled(workspace, tmp_path / "b.docx", {f"{CODE}:owner": "Ada"}))
    (aside,) = (workspace / "records").glob("actions-set-aside-*.xlsx")
    assert aside.read_bytes() == edited
    assert aside.name in found.text
    again = collect(workspace, tmp_path / "b.docx")
    assert again.lines[-1].startswith("Nothing changed")


def test_received_files_are_kept_to_the_byte_under_names_that_are_safe_everywhere(
    workspace, tmp_path
):
    file = filled(workspace, tmp_path / 'we: "met"? <b>|.docx', {f"{CODE}:why": "habit"})
    collect(workspace, file)
    (kept,) = (workspace / "records" / "received").iterdir()
    assert kept.read_bytes() == file.read_bytes()
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:12]
    assert kept.name == f"{digest}-we- -met- -b-.docx"


@pytest.mark.parametrize(
    "name",
    ["CON.docx", "a" * 300 + ".docx", "..\\..\\x.docx", "é\u0301 .", "\udcff.xlsx", "...", ""],
)
def test_a_safe_name_has_no_letter_that_a_system_forbids_and_is_not_too_long(name):
    kept = "0123456789ab-" + safe_name(name)
    assert not set('<>:"/\\|?*') & set(kept)
    assert len(kept) <= 110 and kept == kept.rstrip(" .")
    kept.encode("utf-8")


def test_folders_are_searched_for_forms_and_what_is_passed_over_is_named(workspace, tmp_path):
    inside = tmp_path / "mail" / "monday"
    inside.mkdir(parents=True)
    filled(workspace, inside / "a.docx", {f"{CODE}:why": "habit"})
    (inside / "~$a.docx").write_bytes(b"lock")
    (inside / ".~lock.a.docx#").write_bytes(b"lock")
    (inside / "scan.pdf").write_bytes(b"%PDF-1.4")
    found = collect(workspace, tmp_path / "mail")
    assert found.letters == []
    assert found.values() == {f"{CODE}:why": "habit"}
    assert "Passed over in the folders" in found.text and "scan.pdf" in found.text


def test_nothing_is_half_written_when_the_disk_gives_out(workspace, tmp_path, monkeypatch):
    collect(workspace, filled(workspace, tmp_path / "a.docx", {f"{CODE}:why": "habit"}))
    before = {f: f.read_bytes() for f in (workspace / "records").rglob("*") if f.is_file()}
    write = Path.write_bytes

    def full(self, data):
        if "answers.csv" in self.name:
            write(self, data[: len(data) // 2])
            raise OSError(28, "No space left on device", str(self))
        return write(self, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    other = filled(workspace, tmp_path / "b.docx", {f"{CODE}:why": "a rule"})
    with pytest.raises(Exception, match="could not be written") as letter:
        collect(workspace, other)
    assert "No space left on device" in str(letter.value)
    after = {f: f.read_bytes() for f in (workspace / "records").rglob("*") if f.is_file()}
    assert after == before


def test_a_form_that_does_not_say_whose_it_is_is_known_by_what_it_prints(workspace, tmp_path):
    made = protocol(tmp_path / "own.docx", mark={})
    document = docx.Document(str(fill_protocol(made, {f"{CODE}:why": "habit"}, made)))
    header = "Ashgrove County School District · 2021–22 · Internal edition"
    document.sections[0].header.paragraphs[0].text = header
    document.save(str(made))
    row = collect(workspace, made).answers.iloc[0]
    assert (row["district_id"], row["year"], row["edition"]) == ("0110", "2022", "internal")


def test_a_form_without_any_name_is_collected_when_the_user_names_the_district(workspace, tmp_path):
    made = protocol(tmp_path / "own.docx", mark={})
    fill_protocol(made, {f"{CODE}:why": "habit"}, made)
    refused = collect(workspace, made)
    assert "does not say of which district it is" in refused.letters[0]
    assert "--district ID --year YEAR" in refused.letters[0]
    found = collect(workspace, made, district="0110", year="2022")
    assert found.values() == {f"{CODE}:why": "habit"}


def test_the_facilitators_form_is_compared_with_its_own_blank(workspace, tmp_path):
    file = fill_protocol(
        blank(workspace, "protocol-facilitator.docx"), {f"{CODE}:why": "habit"}, tmp_path / "f.docx"
    )
    found = collect(workspace, file)
    assert found.outside() == []
    assert found.values() == {f"{CODE}:why": "habit"}


def test_where_the_packets_own_form_was_written_in_the_report_says_what_it_cannot_see(workspace):
    own = blank(workspace, "workbook.xlsx")
    before = own.read_bytes()
    try:
        found = collect(workspace, workbook(own, {f"{CODE}:why": "habit"}))
    finally:
        own.write_bytes(before)
    assert found.values() == {f"{CODE}:why": "habit"}
    assert "was not looked for: workbook.xlsx in the packet" in found.text


def test_the_command_ends_with_2_when_a_file_could_not_be_read_and_collects_the_others(
    workspace, tmp_path, capsys
):
    good = filled(workspace, tmp_path / "a.docx", {f"{CODE}:why": "habit"})
    (tmp_path / "b.docx").write_bytes(b"")
    with pytest.raises(SystemExit) as end:
        main(["collect", str(workspace), str(good), str(tmp_path / "b.docx")])
    assert end.value.code == 2
    told = capsys.readouterr()
    assert "a.docx: protocol of 0110" in told.out
    assert "b.docx could not be read." in told.err and "0 bytes" in told.err
    with pytest.raises(SystemExit) as end:
        main(["collect", str(workspace), str(good)])
    assert end.value.code == 0


def test_a_form_of_another_year_and_district_stays_apart(workspace, tmp_path):
    one = protocol(tmp_path / "a.docx", facts("protocol", year="2021"))
    fill_protocol(one, {f"{CODE}:owner": "Ada"}, one)
    two = filled(workspace, tmp_path / "b.docx", {f"{CODE}:owner": "Bob"})
    found = collect(workspace, one, two)
    assert set(found.answers["conflict"]) == {""}
    assert "there is no packet of 0110 in packets/2021" in found.text
