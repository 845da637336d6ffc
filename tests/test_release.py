"""`rarkit release`: editions open in order, nothing goes out unchecked, all of it is on record."""

import json
import re
import shutil
from pathlib import Path

import pytest
from a_packet import workspace_of
from a_release import MONDAY, NAMES, an_office
from test_cli import ROOT, rarkit
from typer.testing import CliRunner

from rar.cli import app
from rar.packet.folders import year_folder
from rar.packet.manifest import sha256
from rar.release.archive import restore
from rar.release.history import released_before
from rar.release.row import COLUMNS
from rar.settings import Release
from rar.workspace import DISTRICT, PUBLIC


@pytest.fixture
def office(tmp_path, monkeypatch):
    """Two districts with packets of the district and the public edition, not released yet."""
    office = an_office(tmp_path / "state", monkeypatch)
    for district in ("0110", "0160"):
        office.packet(district, "district")
        office.packet(district, "public")
    return office


def test_a_district_receives_its_edition_then_the_public_does_when_its_time_is_over(office):
    told = office.release("district", "--to", "Superintendent's office", "--note", "by courier")
    assert "0110 Ashgrove County, district edition 2022" in told
    assert "to Superintendent's office, approved by Director." in told
    assert "The corrections window of 14 days closes on 2026-03-16 at 14:05 UTC." in told
    assert "  packets/district/2022/0160-x: 0160 Birch, district edition 2022, to" in told
    office.wait(days=14)
    office.audit()
    told = office.release("public")
    assert "Publish these folders as they are" in told
    first, _, third, _ = office.ledger
    assert (first.when, first.kind, first.edition) == (
        "2026-03-02T14:05:00Z",
        "released",
        "district",
    )
    assert (first.district_id, first.year, first.note) == ("0110", "2022", "by courier")
    assert (first.window_days, first.window_closes) == ("14", "2026-03-16T14:05:00Z")
    assert (third.edition, third.recipient) == ("public", "everyone")
    assert (third.skipped_stage, third.before_window, third.window_closes) == ("", "", "")


def test_no_edition_is_taken_for_granted_and_the_internal_one_never_leaves(office):
    assert "no edition was named" in office.refused(None)
    assert "is never released" in office.refused("internal")
    told = office.refused("pubic", approved=" ")
    assert "there is no such edition" in told
    assert "--approved-by" in told


def test_the_public_edition_waits_for_the_district_s_and_every_reason_is_told_at_once(office):
    told = office.refused("public")
    assert "the district has not received its own edition of this year" in told
    assert "found: '0110', '0160'" in told
    assert "there is no audit of these packets" in told


def test_a_stage_is_skipped_only_for_a_reason_which_is_recorded_where_it_was_needed(office):
    office.release("district", "--district", "0110")
    office.wait(days=15)
    office.audit()
    assert "it does not say why" in office.refused("public", "--skip-stage", " ")
    office.release("public", "--skip-stage", "court order 12")
    assert [(row.district_id, row.skipped_stage) for row in office.ledger[1:]] == [
        ("0110", ""),
        ("0160", "court order 12"),
    ]


def test_the_window_is_kept_to_the_second_and_shortened_only_for_a_reason(office):
    office.release("district")
    office.audit()
    office.wait(days=14, seconds=-1)
    told = office.refused("public", "--skip-stage", "this is no reason to be early")
    assert "the district can ask for corrections until 2026-03-16 at 14:05 UTC" in told
    office.release("public", "--before-window-closes", "both districts wrote that all is right")
    assert office.ledger[-1].before_window == "both districts wrote that all is right"
    assert office.ledger[-1].skipped_stage == ""


def test_without_a_window_the_public_edition_follows_at_once(tmp_path, monkeypatch):
    office = an_office(tmp_path / "state", monkeypatch, "[release]\ncorrections_days = 0\n")
    office.packet("0110", "district")
    office.packet("0110", "public")
    assert "There is no corrections window" in office.release("district")
    office.audit()
    office.release("public")
    assert len(office.ledger) == 2


def test_a_window_once_opened_stays_as_long_as_it_was_promised(office):
    office.release("district")
    settings = office.folder / "review.toml"
    settings.write_text(settings.read_text() + "[release]\ncorrections_days = 0\n")
    office.audit()
    office.wait(days=13)
    assert "until 2026-03-16" in office.refused("public")


def test_the_length_of_the_window_puts_no_packet_out_of_date(office):
    settings = office.folder / "review.toml"
    settings.write_text(settings.read_text() + "[release]\ncorrections_days = 30\n")
    assert "window of 30 days" in office.release("district")
    assert Release().corrections_days == 14


def test_a_district_that_receives_a_new_edition_has_its_whole_time_again(office):
    office.release("district")
    office.wait(days=10)
    office.packet("0110", "district", page="a corrected school")
    office.release("district", "--district", "0110")
    office.audit()
    office.wait(days=10)
    told = office.refused("public")
    assert "until 2026-03-26" in told
    assert "found: '0110'\n" in told
    office.release("public", "--district", "0160")


def test_numbers_that_a_district_has_not_seen_wait_until_it_has_or_for_a_reason(office):
    office.release("district")
    office.wait(days=15)
    office.change_files()  # of which no public number follows: those packets are not out of date
    assert "the district has not seen these numbers" in office.refused("public")
    for district in ("0110", "0160"):
        office.packet(district, "public", page="made of corrected files")
    office.packet("0110", "district", page="made of corrected files")
    office.release("district", "--district", "0110")
    office.audit()
    told = office.refused("public")
    assert "the district has not seen these numbers\n    found: '0160'\n" in told
    office.release("public", "--district", "0160", "--skip-stage", "one school's name, no number")
    assert office.ledger[-1].skipped_stage == "one school's name, no number"
    office.wait(days=14)
    office.release("public", "--skip-stage", "of no use here")
    assert (office.ledger[-1].district_id, office.ledger[-1].skipped_stage) == ("0110", "")


def test_the_same_command_again_records_nothing_twice_and_begins_no_new_window(office):
    office.release("district")
    office.wait(days=3)
    told = office.release("district")
    assert "0110 Ashgrove County, district edition 2022 went to the district's leaders" in told
    assert "Nothing new to record." in told
    assert len(office.ledger) == 2


def test_a_correction_asked_for_holds_the_public_edition_back_until_it_is_settled(office):
    office.release("district")
    office.wait(days=2)
    asked = ("--district", "0110", "--correction-asked", "Oak Elementary has 12 teachers, not 10")
    assert "--to" in office.refused(None, *asked)
    office.release(None, *asked, "--to", "Superintendent")
    office.wait(days=20)
    office.audit()
    told = office.refused("public", "--before-window-closes", "no matter")
    assert "Oak Elementary has 12 teachers, not 10 (asked for by Superintendent, line 4" in told
    office.release("public", "--district", "0160")
    office.release(None, "--district", "0110", "--correction-settled", "the state file was right")
    assert "no correction is open" in office.refused(
        None, "--district", "0110", "--correction-settled", "again"
    )
    office.release("public")
    assert [row.kind for row in office.ledger] == [
        "released", "released", "correction asked", "released", "correction settled", "released"
    ]  # fmt: skip


def test_a_withdrawn_edition_counts_as_not_released(office):
    office.release("district")
    told = office.release("district", "--district", "0110", "--withdraw", "wrong year on page 2")
    assert "What was seen stays seen" in told
    assert "that could be withdrawn" in office.refused(
        "district", "--district", "0110", "--withdraw", "again"
    )
    office.wait(days=15)
    office.audit()
    assert "has not received its own edition of this year" in office.refused("public")
    office.release("district", "--district", "0110")
    assert office.ledger[-1].window_closes == "2026-03-31T14:05:00Z"


def test_corrections_and_withdrawals_are_never_taken_to_be_about_every_district(office):
    office.release("district")
    assert "no district was named" in office.refused("district", "--withdraw", "all wrong")
    told = office.refused(None, "--district", "110", "--correction-asked", "x", "--to", "y")
    assert "did you mean 0110" in told
    told = office.refused(
        None, "--district", "0110", "--correction-asked", "x", "--correction-settled", "y"
    )
    assert "one command records one thing" in told


def test_a_packet_that_is_missing_or_not_whole_is_named_with_every_file(office):
    folder = year_folder(office.folder, 2022, "district") / "0110-x"
    (folder / "review.html").write_text("filled in by hand")
    (folder / "letters" / "letter.txt").unlink()
    (folder / "notes.txt").write_text("to be deleted before sending")
    told = office.refused("district", "--district", "0110", "--district", "0999")
    assert "review.html: a file of the packet was changed" in told
    assert "letter.txt: a file of the packet is missing" in told
    assert "notes.txt: this file is not the packet's own" in told
    assert "there is no packet of the district edition of 2022" in told
    assert "'0999'" in told
    for spoilt in ("{", "[]", '{"files": {}}', '{"files": ["review.html"]}'):
        (folder / "manifest.json").write_text(spoilt)
        told = office.refused("district", "--district", "0110")
        assert "manifest.json: it does not say what a manifest says" in told


def test_a_manifest_that_points_out_of_its_folder_releases_nothing_from_there(office):
    packet = office.packet("0110", "district")
    secret = office.folder / "review.toml"
    packet.manifest["files"]["../../../../review.toml"] = {"sha256": sha256(secret)}
    (packet.folder / "manifest.json").write_text(json.dumps(packet.manifest))
    assert "this file lies outside the packet" in office.refused("district")


def test_a_packet_of_another_edition_or_year_is_not_released_in_its_place(office):
    shutil.rmtree(year_folder(office.folder, 2022, PUBLIC) / "0110-x")
    source = year_folder(office.folder, 2022, "district") / "0110-x"
    shutil.copytree(source, year_folder(office.folder, 2022, PUBLIC) / "0110-x")
    told = office.refused("public")
    assert "the packet is of another edition" in told
    shutil.copytree(source, year_folder(office.folder, 2021, "district") / "0110-x")
    assert "the packet is of another year" in office.refused("district", "--year", 2021)


def test_a_packet_that_would_be_made_anew_today_is_not_released(office):
    packet = office.packet("0110", "district")
    packet.manifest["made_from"]["templates"] = "0" * 64
    (packet.folder / "manifest.json").write_text(json.dumps(packet.manifest))
    told = office.refused("district")
    assert "out of date: the templates changed" in told
    assert "rarkit packets state --edition district --year 2022" in told
    (office.folder / "data" / "new.csv").write_text("a file of the state that came later")
    assert "the state's files, the settings or the kit changed" in office.refused("district")


def test_the_public_edition_goes_out_only_with_a_clean_audit_of_these_very_packets(office):
    office.release("district")
    office.wait(days=15)
    office.audit(clean=False)
    assert "the audit is not clean" in office.refused("public")
    office.audit()
    file = year_folder(office.folder, 2022, PUBLIC) / "audit.json"
    office.packet("0110", "public", page="made anew after the audit")
    assert "made anew after the audit\n    found: '0110'" in office.refused("public")
    office.audit()
    whole = json.loads(file.read_text())
    for spoilt, why in (
        ({**whole, "packets": {}}, "the audit did not read the packet of this district"),
        ({**whole, "clean": "yes"}, "the audit is not clean"),
        ({**whole, "ledger": ""}, "the audit did not count this release"),
        ({"clean": True}, "this is not an audit that can be read"),
        ([], "this is not an audit that can be read"),
    ):
        file.write_text(json.dumps(spoilt))
        assert why in office.refused("public")
    office.audit()
    office.release("public")


def test_an_audit_that_did_not_count_a_later_release_does_not_stand(office):
    office.release("district")
    office.wait(days=15)
    office.audit()
    office.release("public", "--district", "0110")  # the audit read both public packets
    office.packet("0110", "district", page="another district edition")
    office.release("district", "--district", "0110")
    told = office.refused("public", "--district", "0160")
    assert "the audit did not count this release" in told
    assert "district edition 2022 of 0110, line 5 of the ledger" in told
    office.audit()
    office.release("public", "--district", "0160")


def test_a_dry_run_says_what_would_be_recorded_and_writes_nothing(office):
    told = office.release("district", "--dry-run")
    assert "Would be recorded:" in told
    assert "Nothing was written." in told
    assert not (office.folder / "releases").exists()
    assert "has not received" in office.refused("public", "--dry-run")
    assert not (office.folder / "releases").exists()


def test_a_clock_that_is_behind_the_ledger_is_told(office):
    office.release("district", "--district", "0110")
    office.time = MONDAY.replace(year=2020)
    assert "the clock of this machine says 2020-03-02" in office.refused("district")


def test_districts_come_from_a_list_as_well(office, tmp_path):
    (tmp_path / "ids.txt").write_text("0160  # the second\n")
    office.release("district", "--from-file", tmp_path / "ids.txt")
    assert [row.district_id for row in office.ledger] == ["0160"]


def test_what_people_write_is_one_line_in_the_ledger_and_no_formula_in_excel(office):
    office.packet("0170", "district")
    office.release(
        "district", "--district", "0170", "--note", "@SUM(A1)\nsecond line", "--to", "-x"
    )
    row = office.ledger[0]
    assert (row.district, row.note, row.recipient) == (NAMES["0170"], "@SUM(A1) second line", "-x")
    raw = office.files()["/ledger.csv"]
    assert raw.startswith(b"\xef\xbb\xbfnumber,when,kind,edition,")
    assert b",'=Cedar," in raw
    assert b",'@SUM(A1) second line," in raw
    assert b",'-x," in raw


def test_the_command_ends_with_2_and_a_letter_and_is_told_in_the_help(office):
    ended = rarkit("release", office.folder, "--edition", "internal")
    assert ended.returncode == 2
    assert ended.stderr.startswith("Nothing was released or recorded.")
    assert "Traceback" not in ended.stderr
    assert "release" in rarkit("--help").stdout


def test_the_guide_explains_every_option_and_every_column():
    guide = (ROOT / "docs" / "releasing.md").read_text(encoding="utf-8")
    options = re.findall(r"--[a-z-]+", CliRunner().invoke(app, ["release", "--help"]).output)
    assert len(set(options)) > 12
    for name in {*options} - {"--help", "--eligible", "--year"}:
        assert name in guide, name
    for column in COLUMNS:
        assert f"`{column}`" in guide, column


@pytest.mark.slow
def test_a_real_packet_is_released_kept_and_unpacked_to_the_byte(sample, tmp_path):
    place = Path(shutil.copytree(workspace_of(sample), tmp_path / "ws",
                                 ignore=shutil.ignore_patterns("packets", "logs")))  # fmt: skip
    own = ("--edition", "district", "--district", "0670")
    none = rarkit("release", place, *own, "--approved-by", "Director")
    assert none.stderr == (
        "Nothing was released.\n  there is no packet of the district edition of 2022\n"
        "    found: '0670'\n"
        "    cure: rarkit packets ws --edition district --year 2022 --district ID\n"
    )
    made = rarkit("packets", place, *own, "--workers", "1")
    assert made.returncode == 0, made.stderr
    ended = rarkit("release", place, *own, "--approved-by", "Director")
    assert ended.returncode == 0, ended.stderr
    assert "0670 Marrow Island School, district edition 2022" in ended.stdout
    [released] = released_before(place, DISTRICT, "0670")
    packet = place / released.row.packet
    again = restore(released, tmp_path / "again")
    files = {file.relative_to(packet) for file in packet.rglob("*") if file.is_file()}
    assert {file.relative_to(again) for file in again.rglob("*") if file.is_file()} == files
    assert all((packet / file).read_bytes() == (again / file).read_bytes() for file in files)
    flagged = rarkit("release", place, *own, "--only-flagged", "--approved-by", "Director")
    assert "there is no packet of the district edition of 2022\n    found: '0110'" in flagged.stderr
    assert "Nothing new to record" in rarkit("release", place, *own, "--approved-by", "X").stdout
    with next((place / "data").rglob("*.csv")).open("a", encoding="utf-8") as file:
        file.write("\n")
    told = rarkit("release", place, *own, "--to", "School board", "--approved-by", "X").stderr
    assert "the state's files, the settings or the kit changed" in told
