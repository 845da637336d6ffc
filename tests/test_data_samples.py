"""The invented state: made again byte for byte, read whole, and adding up."""

import importlib
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sample_tables import tables_of

from rar.errors import RarError
from rar.reading.profile import load_profile
from rar.reading.read import read
from rar.tables import GROUPS, TABLES

MOST_BYTES = 8_000_000
RACES_REPORTED = ["ai", "as", "bl", "hi", "hp", "tr", "wh"]


@pytest.fixture
def tables(sample):
    """The canonical tables of the sample state, all years."""
    return tables_of(sample)


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


def test_the_sample_takes_at_most_eight_megabytes(sample):
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
    of_sections = ("sections", "section_students", "core_classes", "class_targets", "class_mixing")
    expected = {
        "survey": {2018, 2019, 2021, 2022},
        "survey_counts": {2018, 2019, 2021, 2022},
        "attendance_records": {2022},
        **{table: {2021, 2022} for table in of_sections},
    }
    assert years == expected.get(name, {2018, 2019, 2020, 2021, 2022})


@pytest.mark.parametrize("name", TABLES)
def test_every_canonical_column_holds_values_where_counts_are_not_better(tables, name):
    # shares that a state gives in the place of counts; here the counts are given
    instead = {"courses": {"participation"}, "attendance": {"chronic_absence"}}
    frame = tables[name]
    empty = {column for column in TABLES[name].measured if frame[column].isna().all()}
    assert empty == instead.get(name, set())


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
    assert set(tables["enrollment"]["group"]) == set(GROUPS) - {"prek"}
    assert "prek" in set(tables["early_learning"]["group"])
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


def test_the_parts_of_spending_add_up_to_the_total_but_where_it_is_doubtful(tables):
    money = tables["spending"].dropna(subset=["total"])
    off = money["state_local"] + money["federal"] != money["total"]
    assert money.loc[off, ["school_id", "year"]].to_numpy().tolist() == [["0340009", 2022]]
    money = money[~off]
    assert (money["state_local"] + money["federal"] == money["total"]).all()
    for source in ("state_local", "federal"):
        parts = money[f"{source}_personnel"] + money[f"{source}_nonpersonnel"]
        assert (parts == money[source]).all()
    objects = ["salaries", "benefits", "services", "supplies", "equipment", "other_objects"]
    assert (money[objects].sum(axis=1) == money["total"]).all()
    assert (money["title1"] <= money["federal"]).all()
    jump = money["school_id"].str.startswith("0560") & (money["year"] == 2020)
    assert money.loc[~jump, "total"].between(9_000, 18_000).all()


NOT_MORE_THAN = [
    ("milestones", "proficient_in_advanced", "proficient"),
    ("milestones", "grade9_on_track", "grade9_students"),
    ("milestones", "fafsa_completed", "seniors"),
    ("curriculum", "classes_aligned", "classes_reviewed"),
    ("curriculum", "activities_with_fee", "activities"),
    ("placement", "swd_regular_80", "swd_students"),
    ("placement", "el_separate", "el_students"),
    ("programs", "served", "needing"),
    ("early_learning", "prek_students", "prek_seats"),
    ("early_learning", "prek_chronically_absent", "prek_attendance_counted"),
    ("early_learning", "prek_classes_meeting", "prek_classes"),
    ("teachers", "returned", "last_year"),
    ("teachers", "collaboration_90", "collaboration_asked"),
    ("teachers", "practice_met", "practice_observed"),
    ("discipline", "students_suspended", "students"),
    ("discipline", "out_of_school_suspensions", "days_suspended"),
    ("survey_counts", "favorable", "valid"),
    ("survey_counts", "valid", "invited"),
    ("facilities", "environment_failed", "environment_checks"),
    ("facilities", "rooms_present", "rooms_expected"),
    ("core_classes", "novice_seats", "seats"),
    ("class_mixing", "sections_apart_by_race", "sections"),
    ("district_finance", "need_sensitive", "ruled"),
    ("attendance_records", "days_present", "days_enrolled"),
]


@pytest.mark.parametrize(("name", "part", "whole"), NOT_MORE_THAN)
def test_a_part_is_never_more_than_its_whole(tables, name, part, whole):
    frame = tables[name].dropna(subset=[part, whole])
    assert len(frame)
    assert (frame[part] <= frame[whole]).all()


def test_the_students_of_a_section_by_group_are_no_more_than_its_students(tables):
    key = ["section_id", "school_id", "year"]
    both = tables["section_students"].merge(
        tables["sections"], on=key, suffixes=("", "_all"), how="left"
    )
    assert both["students_all"].notna().all()
    known = both.dropna(subset=["students"])
    assert (known["students"] <= known["students_all"]).all()


def test_core_sections_seat_every_student_of_a_grade_once_in_each_subject(tables):
    sections = tables["sections"].query("elective == 0")
    seats = sections.groupby(["school_id", "year", "grade", "subject"])["students"].sum()
    grades = tables["enrollment_by_grade"].set_index(["school_id", "year", "grade"])["students"]
    enrolled = grades.reindex(seats.index.droplevel("subject")).to_numpy()
    assert (seats[~np.isnan(enrolled)] == enrolled[~np.isnan(enrolled)]).all()


def test_every_section_is_taught_by_a_teacher_of_its_school_but_for_one_vacant_post(tables):
    staff = tables["staff"].query("role == 'teacher' and fte > 0")
    known = pd.MultiIndex.from_frame(staff[["person_id", "school_id", "year"]])
    sections = tables["sections"]
    vacant = sections["teacher_id"].isna()
    assert sections.loc[vacant, "school_id"].tolist() == ["0450010"]
    taught = sections.loc[~vacant, ["teacher_id", "school_id", "year"]]
    assert pd.MultiIndex.from_frame(taught).isin(known).all()


def test_buildings_add_up_to_what_the_workbook_says_of_the_school(tables):
    key = ["school_id", "year"]
    sums = (
        tables["buildings"].groupby(key)[["repairs", "value", "capacity", "portable_seats"]].sum()
    )
    told = tables["facilities"].set_index(key).loc[sums.index]
    assert np.allclose(sums["repairs"] / sums["value"], told["condition_index"], atol=1e-4)
    assert (sums["capacity"] == told["capacity"]).all()
    assert (sums["portable_seats"] == told["portable_seats"]).all()


def test_answers_by_group_agree_with_the_survey_published_for_all(tables):
    key = ["school_id", "year", "respondent", "item"]
    everyone = tables["survey_counts"].query("group == 'all' and item == 'safe'")
    both = everyone.merge(tables["survey"].query("part == ''"), on=key, suffixes=("_n", ""))
    both = both.dropna(subset=["favorable", "favorable_n"])
    assert len(both) > 300
    assert (both["valid"] == both["responses"]).all()
    # favorable is a rounded percentage there and a whole number of answers here
    assert ((both["favorable"] * both["valid"] - both["favorable_n"]).abs() <= 0.51).all()


def test_records_of_attendance_count_the_published_absence_but_where_it_is_doubtful(tables):
    records = tables["attendance_records"]
    absent = records[records["days_present"] / records["days_enrolled"] <= 0.9]
    counted = absent.groupby("school_id")["students"].sum()
    published = tables["attendance"].query("group == 'all' and year == 2022")
    published = published.set_index("school_id")["chronically_absent"]
    differ = counted.ne(published.reindex(counted.index))
    assert differ[differ].index.tolist() == ["0450006"]
    students = tables["schools"].query("year == 2022").set_index("school_id")["enrollment"]
    assert (records.groupby("school_id")["students"].sum() == students).all()


def test_zones_touch_within_a_district_and_each_pair_stands_once(tables):
    zones = tables["adjacent_schools"]
    assert (zones["school_id"] < zones["other_school_id"]).all()
    assert (zones["school_id"].str[:4] == zones["other_school_id"].str[:4]).all()
    assert zones["other_school_id"].str.fullmatch(r"0\d{6}").all()
    open_then = pd.MultiIndex.from_frame(tables["schools"][["school_id", "year"]])
    assert pd.MultiIndex.from_frame(zones[["other_school_id", "year"]]).isin(open_then).all()


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
    survey = tables["survey"].query("school_id == '0110039' and year == 2022")
    assert set(survey.loc[survey["item"] == "safe", "part"]) == {"Lower", "Upper"}
    assert set(survey.loc[survey["item"] == "belonging", "part"]) == {""}  # asked of all at once


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
    assert why("services", "served", service="tier3", group="el", year=2022) >= {"suppressed", ""}
    assert why("core_classes", "novice_seats", school_id="0450010", year=2022) == {"missing"}
    assert why("curriculum", "classes_aligned", school_id="0120007", year=2021) == {"missing"}
    assert why("enrollment", "students", school_id="0110001", group="below") == {"not applicable"}
    assert why("district_finance", "ruled", district_id="0340", year=2019) == {"missing"}
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


IMPOSSIBLE = [
    ("milestones_2022.csv", "FAFSA", "-4", "milestones"),
    ("time_2022.csv", "AIDES", "-1", "aides"),
    ("building_list_2022.csv", "YEAR_BUILT", "195", "year built"),
    ("attendance_records_2022.csv", "DAYS_PRESENT", "1800", "days"),
    ("allocation_rules_2022.csv", "USES_NEED", "perhaps", "Y or N"),
    ("sections_2022.csv", "SUBJECT", "Astrology", "Astrology"),
    ("programs_2022.csv", "SERVICE", "MAGIC", "MAGIC"),
]


@pytest.mark.parametrize(("file", "header", "text", "told"), IMPOSSIBLE)
def test_an_impossible_value_in_a_file_is_answered_with_a_letter(
    sample, tmp_path, file, header, text, told
):
    year = tmp_path / "data/2022"
    shutil.copytree(sample / "data/2022", year)
    shutil.copy(sample / "data/facilities.xlsx", tmp_path / "data")
    frame = pd.read_csv(year / file, dtype="str", keep_default_na=False)
    frame.loc[3, header] = text
    frame.to_csv(year / file, index=False)
    with pytest.raises(RarError) as error:
        read(load_profile("sample"), tmp_path / "data", years=[2022])
    letter = str(error.value)
    assert file in letter and header in letter and text in letter
    assert told in letter
