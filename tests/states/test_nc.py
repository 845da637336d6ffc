"""North Carolina: the facts of the real files, and every quirk of them that the profile declares.

The imitations of the quirks, in a few invented lines each, stand beside them and always run.
"""

from pathlib import Path

import pandas as pd
import pytest
from tiny import TOML, Tiny

from rar.reading.profile import load_profile
from rar.reading.read import Reading, read
from rar.tables import absent

OBJECTS = [
    "salaries", "benefits", "services", "supplies", "equipment", "other_objects", "central",
]  # fmt: skip


@pytest.fixture(scope="module")
def nc(shared_data: Path) -> Reading:
    return read(load_profile("nc"), shared_data / "nc_src_2019")


@pytest.fixture(scope="module")
def raw(shared_data: Path):
    def table(name: str) -> pd.DataFrame:
        path = shared_data / "nc_src_2019" / name
        return pd.read_csv(path, dtype=str, keep_default_na=False)

    return table


@pytest.mark.real
def test_the_seven_objects_add_up_to_the_total(nc):
    spending = nc.tables["spending"]
    off = (spending[OBJECTS].sum(axis=1) - spending["total"]).abs()
    assert len(spending) == 2456
    assert (off < 1).mean() >= 0.998


@pytest.mark.real
def test_every_school_has_a_district_and_charters_are_their_own(nc):
    schools, districts = nc.tables["schools"], nc.tables["districts"]
    assert len(schools) == 2701
    assert set(schools["district_id"]) == set(districts["district_id"])
    charter = schools[schools["charter"] == 1]
    assert len(charter) == 190
    assert (charter["school_id"] == charter["district_id"]).all()
    kinds = districts.set_index("district_id")["kind"]
    assert kinds[["010", "00A000", "298"]].tolist() == ["district", "charter", "other"]
    names = districts.set_index("district_id")["name"]
    assert names["010"] == "Alamance-Burlington Schools"
    assert names["00A000"] == "North Carolina Cyber Academy"


@pytest.mark.real
def test_codes_that_excel_damaged_are_mended(nc):
    ids = set(nc.tables["schools"]["school_id"])
    assert {"49E000", "92E000"} <= ids
    assert not ids & {"049", "092"}
    told = nc.notes[nc.notes["kind"] == "repaired"]["sentence"]
    assert told.str.contains("'20E000' instead of '20E.01'", regex=True).any()


@pytest.mark.real
def test_rows_of_earlier_years_are_left_out_of_pupils(nc):
    left = nc.notes[(nc.notes["source"] == "pupils") & (nc.notes["kind"] == "left out")]
    assert left["count"].tolist() == [48]
    race = nc.tables["enrollment"]
    held = race[race["school_id"] == "010303"].set_index("group")["students"]
    assert held["all"] == 228
    assert held["hi"] == 27 + 37
    assert held["f"] + held["m"] == 228


@pytest.mark.real
def test_masked_need_is_suppressed_and_not_5_or_95_percent(nc):
    schools = nc.tables["schools"]
    assert (schools[absent("ed_share")] == "suppressed").sum() == 57
    assert schools["ed_share"].dropna().between(0, 1).all()


@pytest.mark.real
def test_masked_discipline_is_suppressed(nc, raw):
    table = raw("rcd_inc2.csv")
    masked = (table["iss_mask_code"] != "0").sum()
    frame = nc.tables["discipline"]
    hidden = frame[absent("in_school_suspensions")].eq("suppressed").sum()
    assert masked == 1735
    assert hidden >= masked


@pytest.mark.real
def test_rates_per_thousand_are_whole_counts_of_whole_students(nc, raw):
    """Of all students always, of groups mostly: those are counted in another month."""
    rates = raw("rcd_inc2.csv")
    frame = nc.tables["discipline"].merge(
        rates, left_on=["school_id"], right_on=["agency_code"], how="inner"
    )
    for group, code, whole in (("all", "ALL", 1), ("bl", "BL7", 0.7), ("f", "FEM", 0.7)):
        held = frame[(frame["group"] == group) & (frame["subgroup"] == code)]
        held = held[(held["iss_mask_code"] == "0") & held["in_school_suspensions"].gt(0)]
        exact = held["iss_per1000"].astype(float) * held["students"] / 1000
        assert len(held) > 1000
        assert ((exact - held["in_school_suspensions"]).abs() < 0.02).mean() >= whole, group


@pytest.mark.real
def test_counts_of_absent_students_above_the_students_are_set_aside(nc):
    frame = nc.tables["attendance"].dropna(subset=["chronically_absent", "students"])
    assert (frame["chronically_absent"] <= frame["students"]).all()
    assert nc.notes["sentence"].str.contains("for being more than students").any()


@pytest.mark.real
def test_courses_by_group_come_from_the_table_that_adds_up(nc):
    courses = nc.tables["courses"]
    held = courses[(courses["school_id"] == "010324") & (courses["course"] == "ap")]
    by_group = held.set_index("group")["enrolled"]
    assert by_group["all"] == 217
    assert by_group["f"] + by_group["m"] == 217
    reason = held.set_index("group")[absent("enrolled")]
    assert reason["swd"] == "suppressed"


@pytest.mark.real
def test_a_school_twice_with_the_same_readiness_is_read_once(nc):
    ready = nc.tables["early_learning"]
    held = ready[ready["group"] == "all"].set_index("school_id")
    assert held.loc["070340", "ready_share"] == pytest.approx(0.652)
    assert held.loc["670337", absent("ready_share")] == "missing"  # two different values


@pytest.mark.real
def test_grades_and_levels_are_read_from_damaged_spans(nc):
    schools = nc.tables["schools"].set_index("school_id")
    assert schools["grade_low"].notna().sum() >= 2690
    assert set(schools["level"]) == {"elementary", "middle", "high"}
    assert (schools["csi"] == 1).sum() > 100


@pytest.mark.real
def test_designations_are_those_of_the_states_file_school_by_school(nc, raw):
    """Counted by hand: the marks of the file, of the schools that the directory lists."""
    marks = raw("rcd_acc_essa_desig.csv").set_index("agency_code").eq("Y")
    schools = nc.tables["schools"].set_index("school_id")
    listed = marks[marks.index.isin(schools.index)]
    assert (len(marks), len(listed)) == (2654, 2654)
    told = schools.loc[listed.index, ["csi", "tsi", "atsi"]].eq(1)
    assert (told["csi"] == (listed["csi_lp"] | listed["csi_lg"])).all()
    assert (told["tsi"] == listed["tsi_cu"]).all()
    assert (told["atsi"] == listed["tsi_at"]).all()
    assert told.sum().to_dict() == {"csi": 108, "tsi": 1471, "atsi": 1626}
    marked = (listed["csi_lp"].sum(), listed["csi_lg"].sum())
    both = int((listed["csi_lp"] & listed["csi_lg"]).sum())
    assert sum(marked) - both == 108
    silent = schools.drop(listed.index)
    assert silent[["csi", "tsi", "atsi"]].isna().all(axis=None)  # not in the file: not known


@pytest.mark.real
def test_the_file_has_no_principal_in_any_school_and_so_does_the_table(nc, raw):
    assert raw("rcd_eq.csv")["num_prin"].eq("").all()
    assert nc.tables["leaders"]["principals"].isna().all()


# ---- the same quirks in a few invented lines ----


def carolina(folder: Path) -> Tiny:
    tiny = Tiny(folder)
    (tiny.folder / "profile.toml").write_text(
        TOML.replace("= 7", "= 0").replace("= 4", "= 0"), "utf-8"
    )
    return tiny


def test_imitation_of_charters_that_are_districts_of_their_own(tmp_path):
    tiny = carolina(tmp_path)
    tiny.sources(
        "place,2022,place.csv,,1,code,school,,,",
        "charters,2022,place.csv,,1,code,district,,,",
        "leas,2022,pupils.csv,,1,lea,district,,,",
    )
    tiny.columns(
        "districts,name,,leas,,,,lea name",
        "districts,name,,charters,,,,name",
        "districts,kind,,charters,,constant,,charter",
        "schools,district_id,,place,type=P,left:3,,lea",
        "schools,district_id,,place,type=C,text,,code",
        "schools,name,,place,,,,name",
        "schools,grade_low,,place,,grade_low,,span",
        "schools,grade_high,,place,,grade_high,,span",
    )
    tiny.file("rows.csv", "source,header,action,pattern,why", "charters,type,keep,C,other schools")
    tiny.table(
        "place.csv",
        ["code", "lea", "type", "name", "span"],
        ["010303", "010LEA", "P", "Oak", "6:08"],
        ["010304", "010LEA", "P", "Elm", "P0:05"],
        ["00A000", "CH", "C", "Cyber", "KG:12"],
    )
    tiny.table("pupils.csv", ["lea", "lea name"], ["010", "Ash"], ["010", "Ash"])
    tables = tiny.read().tables
    assert tables["schools"]["district_id"].tolist() == ["00A000", "010", "010"]
    assert tables["schools"]["grade_low"].tolist() == ["K", "6", "PK"]
    assert tables["districts"]["kind"].tolist()[0] == "charter"
    assert tables["districts"]["name"].tolist() == ["Cyber", "Ash"]


def test_imitation_of_a_long_table_of_money_by_object(tmp_path):
    tiny = carolina(tmp_path)
    tiny.sources("funds,2022,funds.csv,,1,code,school,,,")
    tiny.columns(
        "spending,total,,funds,what=TOTAL,,,total_ppe",
        "spending,salaries,,funds,what=SALARIES,,,total_ppe",
        "spending,other_objects,,funds,what=OTHER,,,total_ppe",
        "spending,state_local,,funds,what=TOTAL,,,state_ppe + local_ppe",
    )
    tiny.table(
        "funds.csv",
        ["code", "what", "state_ppe", "local_ppe", "total_ppe"],
        ["1", "SALARIES", 5, 3, 8],
        ["1", "OTHER", 1, 0, 1],
        ["1", "TOTAL", 6, 3, 9],
    )
    row = tiny.read().tables["spending"].iloc[0]
    assert row["salaries"] + row["other_objects"] == row["total"] == row["state_local"] == 9


def test_imitation_of_all_and_all(tmp_path):
    """The group of all students is ALL in one table and All in another; both are declared."""
    codes = load_profile("nc").codes["group"]
    assert codes["ALL"] == codes["All"] == "all"
    assert codes["NEDS"] == codes["NOT_EDS"] == "non_ed"
