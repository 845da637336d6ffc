"""Ids and names that would climb out of their folder, be a device, or be another district's."""

import dataclasses
import json

import pandas as pd
import pytest
from a_packet import folder_of, workspace_of
from hypothesis import given
from hypothesis import strategies as st
from tiny import Tiny

from rar import Review
from rar.batch.run import Choices, run_districts
from rar.errors import Problem, RarError
from rar.packet.folders import KEPT, failed_folder, folder_of_id, making_folder
from rar.packet.handmade import set_aside
from rar.record.keep import kept_as, safe_name
from rar.review import slug
from rar.store import build
from rar.workspace import Workspace

HOSTILE = (
    "../../x", "..", ".", "/etc/x", "//host/share", "C:\\x", "C:x", "\\\\host\\share", "CON", "con",
    "Con", "NUL", "NUL.txt", "nul", "COM1", "com1", "LPT9", "AUX ", "PRN.", "01/60", "01-60",
    "01 60", "01_60", "01\\60", "ab", "AB", "aB", "Ab", "failed", "FAILED", "kept", "Kept",
    "index.html", "summary.csv", ".making-0160", ".old-0160", "0160.", "0160 ", " 0160", "*", "?",
    "[0-9]*", "x" * 5000, "X" * 5000, "\u202e0610", "01\u200b60", "0160\n", "0160\x00", "~", "-",
    "--help", "$HOME", "%TEMP%", "`id`", "'; DROP", "Ⅰ", "１６０", "İ", "ß", "SS", "",
)  # fmt: skip
DEVICES = {"con", "prn", "aux", "nul"} | {f"{p}{n}" for p in ("com", "lpt") for n in range(10)}


def assert_plain(name: str) -> None:
    """What every system takes as the name of a folder, and takes for nothing else."""
    assert name and len(name) < 80
    assert name.isascii() and not set(name) & set("<>:\"/\\|?*.~ %$`'") and name.isprintable()
    assert name.casefold() not in {*DEVICES, "failed", "kept"}
    assert not name.startswith(("-", "."))


def named(review: Review, district_id: str, name: str) -> Review:
    """The review as that of a district of another id and name."""
    other = dataclasses.replace(review, district_id=district_id)
    other.__dict__["_named"] = pd.Series({"name": name, "kind": "district"})
    return other


@pytest.mark.parametrize("name", ["", "x", "../..", "60", "NUL", "CON.", "\u202e", "a" * 999, "_"])
def test_the_folder_of_a_district_is_one_plain_name_of_its_own(sample, name):
    review = Review.open(workspace_of(sample), "0110", 2022)
    slugs = [named(review, one, name).slug for one in HOSTILE]
    for own in slugs:
        assert_plain(own)
    assert len({own.casefold() for own in slugs}) == len(HOSTILE)


@given(st.tuples(st.text(), st.text()), st.tuples(st.text(), st.text()))
def test_no_two_districts_have_one_folder_whatever_they_are_called(one, other):
    first, second = (f"{folder_of_id(i)}-{slug(n)}".rstrip("-") for i, n in (one, other))
    assert_plain(folder_of_id(one[0]))
    assert one[0] == other[0] or first.casefold() != second.casefold()


def test_an_id_and_name_cannot_be_made_to_look_like_another_districts_folder(sample):
    review = Review.open(workspace_of(sample), "0110", 2022)
    target = named(review, "01/60", "Birch").slug
    head, _, tail = target.partition("-")
    for name in (tail, tail.replace("_", " "), tail.replace("_", "-")):
        assert named(review, head, name).slug != target


@pytest.mark.parametrize("district_id", HOSTILE)
def test_every_path_of_a_district_stays_in_the_years_folder(tmp_path, district_id):
    for place in (making_folder(tmp_path, district_id), failed_folder(tmp_path, district_id)):
        assert place.resolve().is_relative_to(tmp_path.resolve())
        assert place.resolve() not in (tmp_path.resolve(), (tmp_path / "failed").resolve())
    assert folder_of_id("0160") == "0160"


def evil_state(folder, *districts: tuple[str, str]):
    """A workspace of a state of its own, whose districts have these ids and names."""
    tiny = Tiny.of_workspace(folder)
    tiny.file("profile.toml", 'name = "Small State"', 'code = "tiny"', 'publisher = "Agency"')
    tiny.sources("list,2022,list.csv,,1,SCHOOL,school,,,", "homes,2022,homes.csv,,1,ID,district,,,")
    tiny.columns(
        "schools,district_id,,list,,,,DISTRICT", "schools,name,,list,,,,NAME",
        "schools,level,,list,,,,LEVEL", "schools,enrollment,,list,,,,N",
        "schools,ed_share,,list,,percent,,ED", "districts,name,,homes,,,,NAME",
    )  # fmt: skip
    rows = [[f"{at}{n}", one, f"School {n}", "elementary", 300, 10 * n]
            for at, (one, _) in enumerate(districts) for n in range(1, 5)]  # fmt: skip
    tiny.table("list.csv", ["SCHOOL", "DISTRICT", "NAME", "LEVEL", "N", "ED"], *rows)
    tiny.table("homes.csv", ["ID", "NAME"], *map(list, districts))
    build(Workspace.open(folder))
    return folder


def everything(folder) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def test_packets_of_hostile_ids_are_made_side_by_side_in_the_workspace(tmp_path):
    """Also of ids that were one folder while they were made: 01/60, 01-60 and 01 60."""
    districts = [("../../../x", "../y"), ("01/60", "Birch"), ("01-60", "Birch"), ("01 60", "Birch"),
                 ("CON", ""), ("C:\\x", "C:\\y"), ("--help", "$(touch z)")]  # fmt: skip
    districts = [(one, name or "NUL") for one, name in districts]
    place = tmp_path / "a" / "b" / "c" / "state"
    workspace = evil_state(place, *districts)
    notebooks = folder_of(tmp_path / "notebooks")
    before = everything(tmp_path)
    choices = Choices(workers=2, notebooks=notebooks)
    outcomes = run_districts(workspace, [one for one, _ in districts], 2022, choices=choices)
    assert [one.failure for one in outcomes if not one.made] == []
    assert len({one.folder for one in outcomes}) == len(districts)
    for one in outcomes:
        assert one.folder.parent == workspace / "packets" / "2022"
        manifest = json.loads((one.folder / "manifest.json").read_text(encoding="utf-8"))
        assert manifest["district_id"] == one.district_id
    inside = place.relative_to(tmp_path).as_posix()
    assert {new for new in everything(tmp_path) - before if not new.startswith(inside)} == set()
    for name in {part for new in everything(place / "packets") for part in new.split("/")}:
        assert name.split(".")[0].casefold() not in DEVICES


@pytest.mark.parametrize("one", ["0160\x1b[2J", "01\u200b60", "\u202e0610", "x" * 65, "01\u20636"])
def test_an_id_that_nobody_can_read_gets_a_letter_with_its_cell(tmp_path, one):
    with pytest.raises(RarError) as caught:
        evil_state(tmp_path / "state", ("0110", "Ash"), (one, "Birch"))
    letter = str(caught.value)
    assert "list.csv" in letter and "row 6" in letter and "'DISTRICT'" in letter
    assert "1 to 64 letters" in letter and letter.isprintable() is False  # it has lines
    assert all(line.isprintable() for line in letter.splitlines())


def test_a_letter_quotes_the_beginning_of_a_long_cell():
    letter = str(RarError("No.", [Problem("too long", file="a.csv", row=2, value="x" * 10**6)]))
    assert len(letter) < 400


def test_a_manifest_cannot_have_files_outside_its_packet_copied(tmp_path):
    secret = tmp_path / "secret.docx"
    secret.write_bytes(b"secret")
    folder, kept = tmp_path / "packet", tmp_path / KEPT / "packet"
    folder.mkdir()
    (folder / "mine.docx").write_bytes(b"mine")
    names = ("../secret.docx", str(secret), "mine.docx")
    manifest = {"files": {name: {"sha256": "0"} for name in names}}
    assert set_aside(folder, manifest, kept) == [str(kept / "mine.docx")]
    assert everything(tmp_path) == {"secret.docx", "packet", "packet/mine.docx", KEPT,
                                    f"{KEPT}/packet", f"{KEPT}/packet/mine.docx"}  # fmt: skip


@pytest.mark.parametrize("name", [*HOSTILE, "good\u202excod.docx", "NUL.docx", "a/../../b.docx"])
def test_a_received_file_is_kept_under_a_name_that_stays_in_its_folder(name):
    kept = kept_as(safe_name(name), "0123456789abcdef")
    assert "/" not in kept and "\\" not in kept and len(kept) < 120 and kept.isprintable()
    assert kept.startswith("0123456789ab-") and not kept.endswith((".", " "))
