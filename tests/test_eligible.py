"""Which districts must be reviewed: counted, with the reason, and never guessed."""

import csv
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from a_packet import workspace_of
from core import canonical
from typer.testing import CliRunner

from rar.batch.eligible import HEADERS, eligible_ids
from rar.cli import app
from rar.numbers.state.eligible import NO, UNKNOWN, YES, eligibility, title1_check
from rar.reading.profile import load_profile
from rar.reading.read import read
from rar.settings import Eligible
from rar.store import build
from rar.workspace import Workspace

NONE = float("nan")


def found(*rows: tuple, **rules) -> pd.DataFrame:
    """Eligibility from (district, csi, tsi, atsi) rows, one a school."""
    schools = canonical(
        "schools",
        [
            {"school_id": str(i), "year": 2022, "district_id": d, "name": f"S{i}",
             "csi": c, "tsi": t, "atsi": a}
            for i, (d, c, t, a) in enumerate(rows)
        ],
    )  # fmt: skip
    names = canonical(
        "districts",
        [{"district_id": d, "year": 2022, "name": f"Name {d}"} for d in {row[0] for row in rows}],
    )
    made = eligibility(schools, names, Eligible(**rules), 2022)
    return made.set_index("district_id")


def test_both_readings_are_shown_and_the_agencys_decides():
    rows = [("a", 1, 0, 0), ("a", 0, 0, 0), ("b", 1, 1, 0), ("b", 0, 1, 0), ("c", 0, 1, 0)]
    either, both = found(*rows), found(*rows, reading="and")
    assert either["and_reading"].tolist() == both["and_reading"].tolist() == [NO, YES, NO]
    assert either["or_reading"].tolist() == both["or_reading"].tolist() == [YES, YES, NO]
    assert either["eligible"].tolist() == [YES, YES, NO]
    assert both["eligible"].tolist() == [NO, YES, NO]


def test_the_reason_is_one_sentence_with_counts_and_limits():
    made = found(("a", 1, 0, 0), ("a", 0, 1, 0), ("a", 0, 0, 0), ("a", 0, 0, 0))
    assert made.loc["a", "reason"] == (
        "Of 4 schools 1 is CSI (limit 1 school) and 1 is TSI or ATSI (limit 2 schools): "
        "enough CSI, too few TSI."
    )
    assert made.loc["a", "csi_share"] == 0.25


def test_a_district_without_identification_data_is_unknown_and_not_not_eligible():
    made = found(("a", NONE, NONE, NONE), ("b", 0, 0, 0))
    assert made["eligible"].to_dict() == {"a": UNKNOWN, "b": NO}
    assert "not known" in made.loc["a", "reason"]
    assert pd.isna(made.loc["a", "csi"]) and made.loc["b", "csi"] == 0


def test_one_identification_that_is_not_known_is_said_and_not_a_zero():
    made = found(("a", NONE, 1, 0), ("a", NONE, 1, 0), reading="and")
    assert made.loc["a", "eligible"] == UNKNOWN and made.loc["a", "or_reading"] == YES
    assert "an unknown number are CSI" in made.loc["a", "reason"]


def test_a_district_is_decided_where_its_unknown_schools_cannot_change_it():
    made = found(
        ("a", 1, 1, 0), ("a", NONE, NONE, NONE),  # CSI is reached whatever the other is
        ("b", 0, 0, 0), ("b", NONE, NONE, NONE),  # the other may be the one CSI school
        reading="or",
    )  # fmt: skip
    assert made["enough_csi"].to_dict() == {"a": YES, "b": UNKNOWN}
    assert made["enough_tsi"].to_dict() == {"a": UNKNOWN, "b": NO}
    assert made["eligible"].to_dict() == {"a": YES, "b": UNKNOWN}
    assert made["and_reading"].to_dict() == {"a": UNKNOWN, "b": NO}
    assert "1 not known" in made.loc["b", "reason"]


def test_atsi_schools_count_once_and_only_where_the_agency_says_so():
    rows = [("a", 0, 1, 1), ("a", 0, 0, 1)]
    assert found(*rows)["tsi"].item() == 2
    assert found(*rows, atsi_counts=False)["tsi"].item() == 1
    assert found(*rows, atsi_counts=False)["identified"].item() == 2


def test_a_state_that_does_not_tell_atsi_apart_is_decided_by_tsi():
    made = found(("a", 0, 1, NONE), ("a", 0, 1, NONE), ("b", 0, 0, NONE))
    assert made["eligible"].to_dict() == {"a": YES, "b": NO}


def test_a_share_alone_is_the_only_limit_and_is_reached_exactly():
    rows = [("a", 1, 0, 0), *[("a", 0, 0, 0)] * 4, ("b", 1, 0, 0), *[("b", 0, 0, 0)] * 5]
    made = found(*rows, csi_share=0.2)
    assert made["enough_csi"].to_dict() == {"a": YES, "b": NO}
    assert "limit 20% of schools" in made.loc["a", "reason"]
    assert found(*rows, csi_share=0.2, csi_schools=1)["enough_csi"].tolist() == [YES, YES]


def test_title1_schools_among_csi_are_set_beside_the_lowest_five_percent():
    schools = pd.DataFrame(
        {"year": 2022, "title1": [1.0] * 412 + [0.0] * 3, "csi": [1.0] * 20 + [0.0] * 395}
    )
    assert title1_check(schools, 2022) == (412, 21, 20)


@pytest.fixture(scope="module")
def workspace(sample: Path) -> Path:
    return workspace_of(sample)


def test_the_command_writes_a_table_with_ids_as_text_and_a_frozen_header(workspace):
    ended = CliRunner().invoke(app, ["eligible", str(workspace)])
    assert ended.exit_code == 0, ended.output
    assert "4 of 8 districts eligible" in ended.output
    assert "0110" in ended.output and "ESSA 1111(d)(3)(A)(ii)" in ended.output
    folder = workspace / "eligible" / "2022"
    assert sorted(file.name for file in folder.iterdir()) == ["eligible.csv", "eligible.xlsx"]
    with (folder / "eligible.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    sheet = openpyxl.load_workbook(folder / "eligible.xlsx").active
    assert sheet.freeze_panes == "C2"
    assert next(iter(sheet.tables.values())).ref == f"A1:S{len(rows) + 1}"
    assert [cell.value for cell in sheet[1]] == list(HEADERS.values())
    ids = [row["District id"] for row in rows]
    assert ids == [cell.value for cell in sheet["A"][1:]] == sorted(ids)
    assert ids[0] == "0110"
    assert all(row["Why"].endswith(".") for row in rows)


def test_the_same_table_has_the_same_bytes(workspace):
    files = []
    for _ in range(2):
        assert CliRunner().invoke(app, ["eligible", str(workspace)]).exit_code == 0
        folder = workspace / "eligible" / "2022"
        files.append([(folder / f"eligible{s}").read_bytes() for s in (".csv", ".xlsx")])
    assert files[0] == files[1]


def test_the_districts_to_review_can_be_made_packets_of(workspace):
    place = Workspace.open(workspace)
    ids = eligible_ids(place, build(place), 2022)
    assert ids == ["0110", "0120", "0230", "0450"]


@pytest.mark.real
def test_north_carolina_counts_what_the_state_published(shared_data: Path):
    folder = shared_data / "nc_src_2019"
    raw = pd.read_csv(folder / "rcd_acc_essa_desig.csv", dtype="str")
    tables = read(load_profile("nc"), folder, [2019]).tables
    made = eligibility(tables["schools"], tables["districts"], Eligible(), 2019)
    csi = (raw["csi_lp"] == "Y") | (raw["csi_lg"] == "Y")
    assert made["csi"].sum() == csi.sum() == 108
    either = (raw["tsi_cu"] == "Y") | (raw["tsi_at"] == "Y")
    assert made["tsi"].sum() == either.sum()
    alone = eligibility(tables["schools"], tables["districts"], Eligible(atsi_counts=False), 2019)
    assert alone["tsi"].sum() == (raw["tsi_cu"] == "Y").sum() == 1471
    assert made["csi_unknown"].sum() == len(tables["schools"]) - len(raw) == 47
    silent = made[made["csi_unknown"] == made["schools"]]
    assert len(silent) and (silent["eligible"] == UNKNOWN).all()
    in_charlotte = raw["agency_code"].str.startswith("600")
    row = made.set_index("district_id").loc["600"]
    assert row["csi"] == (csi & in_charlotte).sum()
    assert row["tsi"] == (either & in_charlotte).sum()
