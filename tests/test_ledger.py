"""The ledger: an edit shows, users cannot tear it, and all that was ever released comes back."""

import multiprocessing
from dataclasses import replace
from pathlib import Path

import pytest
from a_release import an_office
from hypothesis import given
from hypothesis import strategies as st

from rar.errors import RarError
from rar.packet.manifest import sha256
from rar.release.archive import keep, restore
from rar.release.history import ALL, OTHERS, released_before
from rar.release.ledger import append, only_writer, read_ledger
from rar.release.row import COLUMNS, Row, row_of
from rar.release.verdict import Verdict, audit_problems, write_verdict
from rar.workspace import DISTRICT, PUBLIC


@pytest.fixture
def office(tmp_path, monkeypatch):
    return an_office(tmp_path / "state", monkeypatch, "[release]\ncorrections_days = 0\n")


def publish(office, district, page, year=2022):
    """Release both editions of a district, one after the other; the public page is `page`."""
    office.packet(district, "district", page=f"all of {page}", year=year)
    office.packet(district, "public", page=page, year=year)
    office.release("district", "--district", district, "--year", year)
    office.audit(year=year)
    office.release("public", "--district", district, "--year", year)


def pages(released):
    return [one.files["review.html"].read_text(encoding="utf-8") for one in released]


def three_rows(workspace: Path) -> list[Row]:
    """A ledger of three corrections; its rows."""
    with only_writer(workspace):
        return append(workspace, [Row(when="2026-03-02T14:05:00Z", note=one) for one in "abc"])


def test_every_version_that_was_ever_released_comes_back_to_the_byte(office):
    publish(office, "0110", "first")
    publish(office, "0110", "second, with one corrected school")
    publish(office, "0110", "three years pooled", year=2021)
    office.release("public", "--district", "0110", "--withdraw", "a mistake")
    found = released_before(office.folder, PUBLIC)
    assert pages(found) == ["first", "second, with one corrected school", "three years pooled"]
    assert pages(released_before(office.folder, PUBLIC, year=2021)) == ["three years pooled"]
    for one in found:
        assert one.manifest["district_id"] == "0110"
        assert sha256(one.files["manifest.json"]) == one.row.manifest_sha256


def test_each_audience_has_seen_what_is_public_and_what_was_handed_to_it(office):
    publish(office, "0110", "A")
    publish(office, "0160", "B")
    everything = ["all of A", "A", "all of B", "B"]
    assert pages(released_before(office.folder, PUBLIC)) == ["A", "B"]
    assert pages(released_before(office.folder, DISTRICT, "0160")) == ["A", "all of B", "B"]
    assert pages(released_before(office.folder, OTHERS, "0160")) == ["all of A", "A", "B"]
    assert pages(released_before(office.folder, ALL)) == everything
    with pytest.raises(ValueError, match="no such audience"):
        released_before(office.folder, DISTRICT)


def test_a_packet_released_to_two_recipients_is_kept_once_and_told_once(office):
    office.packet("0110", "district")
    office.release("district", "--to", "Superintendent")
    files = office.files()
    office.release("district", "--to", "School board")
    assert len(office.ledger) == 2
    assert set(office.files()) == set(files)
    assert len(released_before(office.folder, ALL)) == 1


def test_files_are_kept_under_their_hash_and_cannot_be_written_to(office):
    office.packet("0110", "district")
    office.packet("0160", "district")
    office.release("district")
    kept = [file for file in (office.folder / "releases" / "files").rglob("*") if file.is_file()]
    assert len(kept) == 5  # a page and a manifest each, and one letter that is the same in both
    for file in kept:
        assert file.name == sha256(file)
        assert file.parent.name == file.name[:2]
        assert not file.stat().st_mode & 0o222


def test_a_released_packet_is_unpacked_under_the_names_it_had(office, tmp_path):
    packet = office.packet("0110", "district")
    office.release("district")
    made = restore(released_before(office.folder, ALL)[0], tmp_path / "again")
    before = {f.relative_to(packet.folder): f.read_bytes() for f in packet.folder.rglob("*.*")}
    assert {f.relative_to(made): f.read_bytes() for f in made.rglob("*.*")} == before
    released = released_before(office.folder, ALL)[0]
    strange = replace(released, files={"../out.txt": released.files["review.html"]})
    with pytest.raises(RarError, match="leads out of its folder"):
        restore(strange, tmp_path / "again")
    assert not (tmp_path / "out.txt").exists()


def test_an_archive_that_lost_or_changed_a_file_is_told_and_never_passed_over(office):
    office.packet("0110", "district")
    office.packet("0160", "district")
    office.release("district")
    for one in released_before(office.folder, ALL):
        page = one.files["review.html"]
        page.chmod(0o644)
        page.write_text("other numbers")
    with pytest.raises(RarError, match="cannot be told any more") as caught:
        released_before(office.folder, ALL)
    assert len(caught.value.problems) == 2
    assert "an archived file is not what was released" in office.refused("district", "--to", "x")
    page.unlink()
    with pytest.raises(RarError, match="an archived file is missing"):
        released_before(office.folder, ALL)


def test_a_file_that_changes_while_it_is_kept_is_not_released(office):
    packet = office.packet("0110", "district")
    (packet.folder / "review.html").write_text("changed")
    with pytest.raises(RarError, match="changed while it was being released"):
        keep(office.folder, packet)
    assert not list((office.folder / "releases").rglob("*.new"))


@pytest.mark.parametrize("line", [2, 3, 4])
@pytest.mark.parametrize("column", range(len(COLUMNS)))
def test_a_cell_that_was_edited_shows_with_its_line(tmp_path, line, column):
    three_rows(tmp_path)
    file = tmp_path / "releases" / "ledger.csv"
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    cells = lines[line - 1].split(",")
    cells[column] += "0"
    lines[line - 1] = ",".join(cells)
    file.write_text("\r\n".join(lines), encoding="utf-8-sig", newline="")
    with pytest.raises(RarError, match=f"this line was changed\n    found: row {line}") as caught:
        read_ledger(tmp_path)
    assert "releases/ledger-copy.csv is whole" in str(caught.value)


def test_lines_taken_out_moved_or_cut_off_show(tmp_path):
    rows = three_rows(tmp_path)
    file = tmp_path / "releases" / "ledger.csv"
    whole = file.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    head, a, b, c = whole
    for left, told in (
        ([head, a, c], "the line that stood before this one is not there, or was changed"),
        ([head, b, a, c], "found: row 2, row 3, row 4"),
        ([head, a, b], "lines are missing at its end: 1"),
        ([head], "lines are missing at its end: 3"),
        ([], "lines are missing at its end: 3"),
        ([a, b, c], "its header was changed"),
    ):
        file.write_text("".join(left), encoding="utf-8-sig", newline="")
        with pytest.raises(RarError) as caught:
            read_ledger(tmp_path)
        assert told in str(caught.value)
    file.unlink()
    with pytest.raises(RarError, match="lines are missing at its end: 3"):
        read_ledger(tmp_path)
    (tmp_path / "releases" / "ledger-copy.csv").replace(file)  # what the letter says to do
    assert [row.hash for row in read_ledger(tmp_path)] == [row.hash for row in rows]


def test_a_ledger_written_anew_with_fitting_hashes_does_not_continue_the_copy(tmp_path):
    three_rows(tmp_path)
    three_rows(other := tmp_path / "other")
    with only_writer(other):
        append(other, [Row(note="one more")])
    forged = Row(note="another past").after(None)
    file = tmp_path / "releases" / "ledger.csv"
    head = file.read_text(encoding="utf-8-sig").splitlines(keepends=True)[0]
    file.write_text(head + ",".join(forged.cells) + "\r\n", encoding="utf-8-sig", newline="")
    with pytest.raises(RarError, match="does not continue ledger-copy.csv"):
        read_ledger(tmp_path)
    (other / "releases" / "ledger.csv").replace(file)  # merely ahead: a crash between the two
    assert len(read_ledger(tmp_path)) == 4


def test_a_damaged_ledger_releases_nothing_until_it_is_put_back(office):
    office.packet("0110", "district")
    office.release("district")
    file = office.folder / "releases" / "ledger.csv"
    file.write_bytes(file.read_bytes().replace(b",0110,", b",110,"))  # as Excel saves it
    told = office.refused("district", "--to", "another office")
    assert "ledger.csv: this line was changed\n    found: row 2" in told
    file.write_bytes((file.parent / "ledger-copy.csv").read_bytes())
    office.release("district", "--to", "another office")


def _add(workspace: Path, own: int) -> None:
    for number in range(5):
        with only_writer(workspace):
            append(workspace, [Row(recipient=f"user {own}", note=str(number))] * 2)


def test_users_who_release_at_the_same_time_wait_for_one_another(tmp_path):
    context = multiprocessing.get_context("spawn")
    users = [context.Process(target=_add, args=(tmp_path, own)) for own in range(4)]
    for user in users:
        user.start()
    for user in users:
        user.join()
    assert [user.exitcode for user in users] == [0] * 4
    rows = read_ledger(tmp_path)
    assert [row.number for row in rows] == [str(n) for n in range(1, 41)]
    for own in range(4):
        notes = [row.note for row in rows if row.recipient == f"user {own}"]
        assert notes == [str(number) for number in range(5) for _ in range(2)]


def test_a_file_in_place_of_the_folder_gets_a_letter(office):
    office.packet("0110", "district")
    (office.folder / "releases").write_text("a file")
    with pytest.raises(RarError, match="the ledger cannot be written"):
        office.release("district")


@given(st.lists(st.text(), min_size=3, max_size=3))
def test_a_row_s_hash_fits_what_is_read_back_whatever_people_write(texts):
    first = Row(recipient=texts[0], approved_by=texts[1], note=texts[2]).after(None)
    again = row_of(first.cells).after(None)
    assert row_of(first.cells).hash == first.hash
    assert len(again.cells) == len(COLUMNS)
    assert not any(cell[:1] in ("=", "+", "-", "@", "\t", "\r") for cell in first.cells)


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_a_ledger_reads_back_whole_whatever_people_write(tmp_path_factory, notes):
    workspace = tmp_path_factory.mktemp("ledger")
    with only_writer(workspace):
        added = append(workspace, [Row(when="2026-03-02T14:05:00Z", note=one) for one in notes])
    assert [row.hash for row in read_ledger(workspace)] == [row.hash for row in added]


def test_an_audit_tells_what_it_read_and_more_and_is_read_back(tmp_path):
    write_verdict(tmp_path, Verdict(True, {"0110": "ab"}, "", {"cells hidden": 12}))
    assert audit_problems(tmp_path, {"0110": "ab"}) == []
    assert len(audit_problems(tmp_path, {"0110": "cd", "0160": "ab"})) == 2
