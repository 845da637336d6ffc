"""The invented state: made again byte for byte, read whole, and holding what was planted."""

import importlib
import json
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from rar.reading.profile import load_profile
from rar.reading.read import read
from rar.tables import GROUPS, TABLES

MOST_BYTES = 5_000_000
RACES_REPORTED = ["ai", "as", "bl", "hi", "hp", "tr", "wh"]
SAMPLE = Path(__file__).resolve().parents[1] / "data_samples"
KEY = json.loads((SAMPLE / "answer_key.json").read_text(encoding="utf-8"))
PATTERNS = {pattern["id"]: pattern for pattern in KEY["patterns"]}


@pytest.fixture(scope="module")
def tables(sample):
    """The canonical tables of the sample state, all years."""
    return read(load_profile("sample"), sample / "data").tables


@pytest.fixture
def generate(monkeypatch, sample):
    """The generator's own module, imported from where it lives."""
    monkeypatch.syspath_prepend(str(sample))
    return importlib.import_module("generate").generate


# Made again


def test_the_generator_makes_the_committed_files_byte_for_byte(generate, sample, tmp_path):
    generate(tmp_path)
    made = {p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file()}
    kept = {p.relative_to(sample) for p in (sample / "data").rglob("*") if p.is_file()}
    assert made == {*kept, Path("answer_key.json")}
    for name in sorted(made):
        assert _contents(tmp_path / name) == _contents(sample / name), name


def _contents(path):
    """A file's bytes; of a workbook those of its parts, as zlib may pack them differently."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def test_the_sample_takes_at_most_five_megabytes(sample):
    files = [p for p in sample.glob("*") if p.is_file()]
    files += [p for p in (sample / "data").rglob("*") if p.is_file()]
    files += (sample / "generator").glob("*.py")
    assert sum(p.stat().st_size for p in files) <= MOST_BYTES


def test_a_larger_state_has_the_districts_and_schools_asked_for(generate, tmp_path):
    generate(tmp_path, count=12, schools=160)
    districts = pd.read_csv(tmp_path / "data/2022/districts_2022.csv", dtype="str")
    ever = [
        pd.read_csv(path, dtype="str", encoding="cp1252")["SCHOOL_ID"]
        for path in (tmp_path / "data").rglob("school_directory_*.csv")
    ]
    assert len(districts) == 12
    assert pd.concat(ever).nunique() == 160


def test_too_few_districts_are_answered_with_the_smallest_possible_numbers(generate, tmp_path):
    with pytest.raises(SystemExit, match="--districts 8 --schools 113"):
        generate(tmp_path, count=3, schools=20)


# Read whole


@pytest.mark.parametrize("name", TABLES)
def test_every_canonical_table_is_filled_in_every_year_it_can_be(tables, name):
    assert len(tables[name])
    years = set(tables[name]["year"])
    expected = {"survey": {2018, 2019, 2021, 2022}, "sections": {2021, 2022}}
    assert years == expected.get(name, {2018, 2019, 2020, 2021, 2022})


def test_there_are_eight_districts_and_about_110_schools(tables):
    now = tables["schools"].query("year == 2022")
    assert now["district_id"].nunique() == 8
    assert 105 <= len(now) <= 115
    largest = now[now["district_id"] == "0110"]["level"].value_counts()
    assert (largest >= pd.Series({"elementary": 20, "middle": 8, "high": 8})).all()


def test_every_id_keeps_its_leading_zero(tables):
    for name, frame in tables.items():
        if "school_id" in frame:
            assert frame["school_id"].str.fullmatch(r"0\d{6}").all(), name
        if "district_id" in frame:
            assert frame["district_id"].str.fullmatch(r"0\d{3}").all(), name


def test_every_student_group_and_course_occurs(tables):
    assert set(tables["enrollment"]["group"]) == set(GROUPS)
    assert set(tables["courses"]["course"]) == {
        "ap", "ib", "dual_enrollment", "cte", "gifted", "algebra1_grade8", "algebra2", "calculus",
        "physics", "chemistry", "computer_science", "world_language", "arts",
    }  # fmt: skip


# Sums


def _wide(frame, value):
    return frame.pivot(index=["school_id", "year"], columns="group", values=value)


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("enrollment", "students"),
        ("attendance", "chronically_absent"),
        ("discipline", "out_of_school_suspensions"),
        ("discipline", "in_school_suspensions"),
    ],
)
def test_groups_add_up_to_all_students_and_never_exceed_them(tables, name, column):
    wide = _wide(tables[name], column)
    assert (wide.max(axis=1) <= wide["all"]).all()
    for parts in (["ed", "non_ed"], ["el", "non_el"], ["swd", "non_swd"], ["f", "m"]):
        both = wide.dropna(subset=parts)
        assert len(both) and (both[parts].sum(axis=1) == both["all"]).all(), parts
    # Suppressed groups have 1 to 9 students, so the published races fall short by no more.
    later = wide[wide.index.get_level_values("year") > 2018]
    short = later["all"] - later[RACES_REPORTED].sum(axis=1)
    hidden = tables[name].query("group in @RACES_REPORTED and year > 2018")
    hidden = (
        hidden[hidden[f"absent:{column}"] == "suppressed"].groupby(["school_id", "year"]).size()
    )
    assert (short >= 0).all()
    assert (short <= 9 * hidden.reindex(short.index, fill_value=0)).all()


def test_grades_add_up_to_the_enrollment_of_the_school(tables):
    grades = tables["enrollment_by_grade"].groupby(["school_id", "year"])["students"]
    sums = grades.sum()[grades.count() == grades.size()]
    schools = tables["schools"].set_index(["school_id", "year"])["enrollment"]
    assert (sums == schools.reindex(sums.index)).all()


def test_students_in_a_course_never_exceed_those_who_could_take_it(tables):
    courses = tables["courses"].dropna(subset=["enrolled", "eligible"])
    assert (courses["enrolled"] <= courses["eligible"]).all()
    assert not (tables["courses"].query("offered == 0")["enrolled"] > 0).any()
    exams = tables["courses"].dropna(subset=["examined"])
    assert (exams["passed"] <= exams["examined"]).all()
    assert (exams["examined"] <= exams["enrolled"]).all()


def test_the_parts_of_spending_add_up_to_the_total(tables):
    money = tables["spending"].dropna(subset=["total"])
    assert (money["state_local"] + money["federal"] == money["total"]).all()
    for source in ("state_local", "federal"):
        parts = money[f"{source}_personnel"] + money[f"{source}_nonpersonnel"]
        assert (parts == money[source]).all()
    objects = ["salaries", "benefits", "services", "supplies", "equipment", "other_objects"]
    assert (money[objects].sum(axis=1) == money["total"]).all()
    assert (money["title1"] <= money["federal"]).all()
    assert money["total"].between(9_000, 18_000).all()


# Awkward cases


def test_awkward_names_survive_reading(tables):
    names = tables["schools"].query("year == 2022").set_index("school_id")["name"]
    assert names["0110003"] == "José Quintavalle Elementary School"
    assert names["0110007"] == "=Equal Opportunity Academy"
    assert names["0110025"] == "O'Brien Street Middle School"
    assert names["0110034"] == "Harbor View Early College High School"  # the breaks became blanks
    assert names["0120004"] == "Marlowe, Finch and Dray Elementary School"
    assert names["0230002"] == 'Peter "Pip" Åsgård Elementary School'
    assert len(names["0120013"]) > 140
    districts = tables["districts"].query("year == 2022").set_index("district_id")["name"]
    assert districts["0560"] == "Señal Mesa Regional District"


def test_a_school_of_two_levels_stands_twice_in_the_file_and_counts_once(tables, sample):
    file = sample / "data/2022/school_directory_2022.csv"
    rows = pd.read_csv(file, dtype="str", encoding="cp1252").query("SCHOOL_ID == '0110039'")
    assert rows["LEVEL"].tolist() == ["E", "M"]
    once = tables["schools"].query("school_id == '0110039' and year == 2022")
    assert once[["levels", "level"]].to_numpy().tolist() == [["elementary;middle", "elementary"]]
    assert len(tables["spending"].query("school_id == '0110039' and year == 2022")) == 1
    parts = tables["survey"].query("school_id == '0110039' and year == 2022")["part"]
    assert set(parts) == {"Lower", "Upper"}


def test_small_single_and_charter_districts_are_there(tables):
    counts = tables["schools"].query("year == 2022").groupby("district_id").size()
    assert counts["0670"] == 1
    assert counts["0560"] < 7
    kinds = tables["districts"].query("year == 2022").set_index("district_id")["kind"]
    assert kinds["0901"] == "charter"
    charter = tables["spending"][tables["spending"]["school_id"].str.startswith("0901")]
    assert charter["total"].isna().all()
    assert (charter["absent:total"] == "missing").all()


def test_schools_open_close_merge_and_change_their_name(tables):
    schools = tables["schools"]
    years = schools.groupby("school_id")["year"].agg(["min", "max"])
    assert years.loc["0110022", "min"] == 2020
    assert years.loc["0230011", "max"] == 2019
    assert years.loc[["0120010", "0120011"], "max"].tolist() == [2020, 2020]
    assert years.loc["0120012", "min"] == 2021  # the two schools above, merged
    names = schools[schools["school_id"] == "0340002"].set_index("year")["name"]
    assert names[2020] == "Drover Colony Elementary School" != names[2021]


def test_a_column_renamed_in_one_year_is_read_in_all_years(tables):
    counted = tables["attendance"].query("group == 'all'").groupby("year")["chronically_absent"]
    assert (counted.count() > 100).all()


def test_suppressed_missing_not_applicable_not_published_and_zero_stay_different(tables):
    def why(name, column, **keys):
        frame = tables[name]
        for key, value in keys.items():
            frame = frame[frame[key] == value]
        return set(frame[f"absent:{column}"])

    assert why("enrollment", "students", school_id="0670001", group="hp") <= {"suppressed", ""}
    assert why("supports", "nurses", school_id="0230004", year=2022) == {"missing"}
    assert why("early_learning", "ready", school_id="0110002", group="all", year=2022) == {
        "not applicable"
    }
    assert why("early_learning", "ready", year=2018) == {"not published"}
    zero = tables["supports"].query("school_id == '0340007' and year == 2022")
    assert zero["counselors"].tolist() == [0.0]
    assert zero["absent:counselors"].tolist() == [""]


def test_people_who_left_are_listed_without_work_and_not_counted(tables):
    left = tables["staff"].query("returned == 0")
    assert len(left) and (left["fte"] == 0).all()
    people = tables["staff"].query("role == 'teacher'")
    sums = people.groupby(["school_id", "year"])["fte"].sum()
    counted = tables["teachers"].set_index(["school_id", "year"])["teachers"]
    assert np.allclose(sums, counted.reindex(sums.index))


# What was planted


def _schools_of(tables, pattern):
    schools = tables["schools"]
    of = (schools["district_id"] == pattern["district_id"]) & (schools["year"] == pattern["year"])
    if pattern["level"] != "all":
        of &= schools["level"] == pattern["level"]
    return schools[of]


def slope(tables, pattern):
    schools = _schools_of(tables, pattern).drop(columns="title1")
    schools = schools[schools["school_id"] != pattern["school"]]
    frame = schools.merge(tables["spending"], on=["school_id", "year"])
    frame["total minus title1"] = frame["total"] - frame["title1"]
    x, y, weight = (frame[name] for name in ("ed_share", pattern["of"], "enrollment"))
    x, mean = x - np.average(x, weights=weight), np.average(y, weights=weight)
    return 0.1 * (weight * x * (y - mean)).sum() / (weight * x * x).sum() / mean


def _two_groups(tables, pattern):
    name, event, base = {
        "chronic absence": ("attendance", "chronically_absent", "students"),
        "out-of-school suspensions": ("discipline", "out_of_school_suspensions", "students"),
        "ap": ("courses", "enrolled", "eligible"),
    }[pattern["of"]]
    frame = tables[name]
    if name == "courses":
        frame = frame[frame["course"] == pattern["of"]]
    frame = frame[frame["year"] == pattern["year"]]
    frame = frame[frame["school_id"].isin(_schools_of(tables, pattern)["school_id"])]
    wide = frame[frame["group"].isin(["ed", "non_ed"])].pivot(
        index="school_id", columns="group", values=[event, base]
    )
    wide = wide.dropna()
    spread = wide[base] / wide[base].sum()
    return wide[event].sum() / wide[base].sum(), wide[event] / wide[base], spread


def gap(tables, pattern):
    pooled, _, _ = _two_groups(tables, pattern)
    return pooled["ed"] - pooled["non_ed"]


def share_within(tables, pattern):
    """Kitagawa: the part of the gap that is left when both groups go to the same schools."""
    pooled, rate, spread = _two_groups(tables, pattern)
    within = (spread.mean(axis=1) * (rate["ed"] - rate["non_ed"])).sum()
    between = ((spread["ed"] - spread["non_ed"]) * rate.mean(axis=1)).sum()
    assert np.isclose(within + between, pooled["ed"] - pooled["non_ed"])
    return within / (within + between)


def dissimilarity(tables, pattern):
    first, second = pattern["of"].split()
    frame = tables["enrollment"][tables["enrollment"]["year"] == pattern["year"]]
    wide = frame.pivot(index="school_id", columns="group", values="students")
    wide = wide.reindex(_schools_of(tables, pattern)["school_id"]).fillna(0)
    apart = wide[first] / wide[first].sum() - wide[second] / wide[second].sum()
    return apart.abs().sum() / 2


def novice_gap(tables, pattern):
    schools = _schools_of(tables, pattern).sort_values("ed_share")
    quarter = len(schools) // 4
    staff = tables["staff"].query("role == 'teacher' and fte > 0")
    staff = staff[staff["year"] == pattern["year"]]

    def share(ids):
        people = staff[staff["school_id"].isin(ids)]
        return people.loc[people["years_experience"] < 3, "fte"].sum() / people["fte"].sum()

    ids = schools["school_id"]
    return share(ids.tail(quarter)) - share(ids.head(quarter))


def without_counselor(tables, pattern):
    schools = _schools_of(tables, pattern).merge(tables["supports"], on=["school_id", "year"])
    limit = float(pattern["of"].split()[-1])
    needy = schools["ed_share"] >= limit
    schools = schools[needy if "at least" in pattern["of"] else ~needy]
    none = schools["counselors"] == 0
    return schools.loc[none, "enrollment"].sum() / schools["enrollment"].sum()


MEASURES = {
    "slope": slope,
    "slope without one school": slope,
    "gap": gap,
    "share within schools": share_within,
    "dissimilarity": dissimilarity,
    "novice gap": novice_gap,
    "without counselor": without_counselor,
}


@pytest.mark.parametrize("name", PATTERNS)
def test_the_data_hold_what_the_answer_key_says(tables, name):
    pattern = PATTERNS[name]
    found = MEASURES[pattern["measure"]](tables, pattern)
    assert pattern["low"] <= found <= pattern["high"], f"{pattern['sentence']} found {found:.4f}"


def test_the_answer_key_explains_every_measure_it_uses():
    assert {pattern["measure"] for pattern in KEY["patterns"]} == set(KEY["measures"])
    assert set(KEY["measures"]) == set(MEASURES)
