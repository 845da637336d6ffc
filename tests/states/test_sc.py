"""South Carolina: the facts of the real files, and every quirk of them that the profile declares.

The imitations of the quirks, in a few invented lines each, stand beside them and always run.
"""

import re
from pathlib import Path

import pandas as pd
import pytest
from tiny import Tiny

from rar.reading.grid import Grids
from rar.reading.profile import load_profile
from rar.reading.read import Reading, read
from rar.tables import absent

YEARS = (2018, 2019, 2020, 2021, 2022)


@pytest.fixture(scope="module")
def sc(shared_data: Path, tmp_path_factory) -> Reading:
    return read(load_profile("sc"), shared_data, cache=tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def cells(shared_data: Path, tmp_path_factory):
    """cells(year, sheet): the raw cells of a report card sheet by header, and the padded id."""
    grids = Grids(shared_data, tmp_path_factory.mktemp("cache"))

    def sheet(year: int, name: str) -> pd.DataFrame:
        grid = grids.cells(grids.find(f"ReportCardData_AdditionalInfo{year}.XLSx"), name)
        frame = grid.iloc[1:].set_axis(grid.loc[1], axis=1)
        ids = frame["SCHOOLID" if "SCHOOLID" in frame else "SIDN"].str.zfill(7)
        return frame.assign(id=ids)

    return sheet


def year_of(reading: Reading, table: str, year: int) -> pd.DataFrame:
    frame = reading.tables[table]
    return frame[frame["year"] == year]


def noted(reading: Reading, kind: str, source: str, year: int) -> int:
    notes = reading.notes
    wanted = notes["kind"].eq(kind) & notes["source"].eq(source) & notes["year"].eq(year)
    return int(notes.loc[wanted, "count"].sum())


@pytest.mark.real
def test_enrollment_of_2021_is_counted_by_school_and_not_by_row(sc, cells):
    by_school = year_of(sc, "schools", 2021)["enrollment"].sum()
    main = cells(2021, "1.MainPage")
    rows = main[~main["id"].str.fullmatch(r"\d{4}999")]
    assert by_school == 765_084
    assert pd.to_numeric(rows["Enrollment"], errors="coerce").sum() == 858_698
    assert noted(sc, "counted once", "main", 2021) == 102


@pytest.mark.real
def test_the_four_components_add_up_to_the_total(sc):
    spending = sc.tables["spending"].dropna(subset=["total", "federal_personnel"])
    parts = ["state_local_personnel", "state_local_nonpersonnel",
             "federal_personnel", "federal_nonpersonnel"]  # fmt: skip
    off = (spending[parts].sum(axis=1) - spending["total"]).abs()
    assert len(spending) > 4000
    assert (off <= 3).mean() >= 0.999


@pytest.mark.real
@pytest.mark.parametrize("year", [2019, 2020, 2021])
@pytest.mark.parametrize("name", ["TotalPPE_{}", "StudentsinPoverty_Pct{}"])
def test_last_year_of_the_next_year_is_this_year(cells, year, name):
    """Poverty of 2019 has two decimals in its own year and one in the next."""
    now = cells(year, "8.FinancialDataPage")[["id", name.format("CurrYr")]]
    later = cells(year + 1, "8.FinancialDataPage")[["id", name.format("LastYr")]]
    both = now.drop_duplicates("id").merge(later.drop_duplicates("id"), on="id").set_index("id")
    numbers = both.apply(lambda c: pd.to_numeric(c.str.replace(r"[$,]", "", regex=True), "coerce"))
    numbers = numbers.dropna()
    rounding = 0.0501 if (name, year) == ("StudentsinPoverty_Pct{}", 2019) else 0
    assert len(numbers) > 1000
    assert ((numbers.iloc[:, 0] - numbers.iloc[:, 1]).abs() <= rounding).all()


@pytest.mark.real
@pytest.mark.parametrize("year", YEARS)
def test_every_school_has_a_seven_digit_id_a_district_and_a_level(sc, year):
    schools = year_of(sc, "schools", year)
    assert schools["school_id"].str.fullmatch(r"\d{7}").all()
    assert (schools["school_id"].str[:4] == schools["district_id"]).all()
    assert schools["level"].notna().all()
    assert not schools["school_id"].str.endswith("999").any()
    districts = year_of(sc, "districts", year)
    assert set(schools["district_id"]) <= set(districts["district_id"])
    assert "9999" not in set(districts["district_id"])


@pytest.mark.real
def test_ids_that_lost_their_zero_join_the_main_page(sc, cells):
    climate = cells(2022, "5.SchoolClimatePage")
    assert (climate["SCHOOLID"].str.len() == 6).sum() > 200
    facilities = year_of(sc, "facilities", 2022)
    assert facilities.loc[facilities["school_id"] == "0160001", "wireless_share"].tolist() == [1.0]


@pytest.mark.real
def test_names_hold_no_line_breaks(sc, cells):
    assert cells(2022, "1.MainPage")["DistrictNm"].str.contains("\n").sum() > 1000
    for table in ("schools", "districts"):
        assert not sc.tables[table]["name"].str.contains("[\n\r]|  ").any()
    names = year_of(sc, "districts", 2022).set_index("district_id")["name"]
    assert names["0160"] == "Abbeville County School Dist"


@pytest.mark.real
def test_rows_repeated_in_full_were_read_once(sc):
    assert noted(sc, "repeated", "climate", 2018) == 8
    assert noted(sc, "repeated", "classroom", 2018) == 11


@pytest.mark.real
def test_money_ratios_and_percentages_are_numbers(sc):
    def one(table: str, column: str) -> float:
        frame = year_of(sc, table, 2022)
        return frame.loc[frame["school_id"] == "0160001", column].iloc[0]

    assert one("spending", "total") == 14_315
    assert one("teachers", "average_salary") == 53_317
    assert one("time", "students_per_teacher") == 24.5
    assert one("time", "prime_instructional_time") == pytest.approx(0.824)
    assert one("teachers", "advanced_degree_share") == pytest.approx(0.71875)
    assert one("schools", "ed_share") == pytest.approx(0.664)


@pytest.mark.real
def test_each_token_means_something_else(sc, cells):
    absence = year_of(sc, "attendance", 2022)
    high = absence[(absence["school_id"] == "0160001") & (absence["group"] == "hi")].iloc[0]
    assert high[absent("chronically_absent")] == "suppressed"
    spending = year_of(sc, "spending", 2018)
    assert set(spending[absent("total")]) == {"missing"}
    assert set(spending[absent("federal")]) == {"not published"}


@pytest.mark.real
def test_what_was_not_collected_in_2020_is_not_there(sc):
    assert year_of(sc, "survey", 2020).empty
    assert year_of(sc, "time", 2020).empty
    teachers = year_of(sc, "teachers", 2020)
    assert set(teachers[absent("attendance_share")]) == {"not published"}


@pytest.mark.real
def test_charter_authorizers_are_districts_almost_without_spending(sc):
    districts = year_of(sc, "districts", 2022).set_index("district_id")["kind"]
    assert districts[["4701", "4801", "5364", "0160"]].tolist() == [
        "charter", "charter", "other", "district",
    ]  # fmt: skip
    spending = year_of(sc, "spending", 2022)
    charter = spending["school_id"].str[:4].isin(["4701", "4801"])
    assert spending.loc[charter, "total"].isna().mean() > 0.9


@pytest.mark.real
def test_two_levels_of_a_school_are_surveyed_apart(sc):
    survey = year_of(sc, "survey", 2022)
    parts = survey.groupby("school_id")["part"].nunique()
    assert (parts > 1).sum() > 90


@pytest.mark.real
def test_a_column_called_frequency_count_gives_the_parents_answers(sc):
    survey = year_of(sc, "survey", 2022)
    parents = survey[(survey["respondent"] == "parent") & (survey["item"] == "learning")]
    held = parents[(parents["school_id"] == "0160001") & (parents["part"] == "high")]
    assert held["responses"].tolist() == [42]


@pytest.mark.real
def test_headcounts_by_race_add_up_below_their_two_row_header(sc):
    students = sc.tables["district_enrollment"]
    held = students[(students["district_id"] == "0160") & (students["year"] == 2021)]
    by_group = held.set_index("group")["students"]
    assert by_group["wh"] == 1806
    assert by_group["f"] + by_group["m"] == by_group["all"] == 2926
    assert set(students.groupby("year").size().index) == set(YEARS)


@pytest.mark.real
def test_teachers_by_race_are_summed_over_gender(sc):
    race = sc.tables["staff_race"]
    held = race[(race["district_id"] == "0160") & (race["year"] == 2022)]
    by_race = held.set_index("race")["fte"]
    assert by_race["wh"] == pytest.approx(42 + 151.37)
    assert by_race.sum() == pytest.approx(215.87)
    assert 2019 not in set(race["year"])  # that file has no ids and counts all staff


@pytest.mark.real
def test_the_whole_state_stays_inside_its_memory(sc):
    size = sum(frame.memory_usage(deep=True).sum() for frame in sc.tables.values())
    assert size < 2**30


@pytest.mark.real
def test_no_share_is_impossible_and_what_was_set_aside_is_noted(sc):
    time = sc.tables["time"]["prime_instructional_time"].dropna()
    assert time.between(0, 1).all()
    aside = sc.notes[sc.notes["kind"] == "set aside"]["sentence"]
    assert aside.str.contains("instructional time cannot be negative").any()


@pytest.mark.real
@pytest.mark.parametrize("year", [2018, 2019, 2021, 2022])
def test_examinations_passed_are_the_published_percentage_of_those_taken(sc, cells, year):
    sheet = "4a.CCRPage_ACT_SAT_DUAL_AP_I" + ("B" if year < 2020 else "")
    raw = cells(year, sheet).set_index("id")[["AP_PctPass", "AP_NumExams"]]
    raw = raw.apply(pd.to_numeric, errors="coerce").dropna()
    courses = year_of(sc, "courses", year)
    held = courses[(courses["course"] == "ap") & courses["passed"].notna()].set_index("school_id")
    assert len(held) > 190
    raw = raw.loc[held.index]
    expected = (raw["AP_PctPass"] * raw["AP_NumExams"] / 100).round()
    assert (held["passed"] == expected).all()
    assert (held["passed"] <= held["examined"]).all()
    whole = (raw["AP_PctPass"] * raw["AP_NumExams"] / 100 - expected).abs()
    assert (whole < 0.06 * raw["AP_NumExams"] / 100 + 1e-6).all()  # percentages of one decimal


@pytest.mark.real
def test_examinations_passed_were_not_reported_in_2020(sc):
    courses = year_of(sc, "courses", 2020)
    assert courses["passed"].isna().all()
    assert set(courses.loc[courses["course"] == "ap", absent("passed")]) == {"not published"}


@pytest.mark.real
@pytest.mark.parametrize(("year", "file"), [(2018, "1718"), (2020, "1920"), (2022, "2022")])
def test_applications_for_aid_stand_beside_the_graduation_cohort(
    sc, cells, shared_data, year, file
):
    raw = cells(year, "4c.CCRPage_AdditionalInfo").set_index("id")["FAFSA_NumSnrCompleteCurrYr"]
    raw = pd.to_numeric(raw, errors="coerce")
    cohort = pd.read_excel(
        shared_data / "sc_districts" / f"OVERALL_GRADRATE{file}.xlsx",
        dtype="str",
        engine="openpyxl",
    )
    cohort = cohort.set_index(cohort["BEDSCODE"].str.zfill(7))["GDENOM_OVERALL"].astype("float64")
    held = year_of(sc, "milestones", year).set_index("school_id")
    assert set(held["group"]) == {"all"}
    both = held.dropna(subset=["fafsa_completed", "seniors"])
    assert len(both) > 230
    assert (both["fafsa_completed"] == raw.loc[both.index]).all()
    assert (both["seniors"] == cohort.loc[both.index]).all()
    assert not held.index.str.fullmatch(r"\d{4}(888|999)").any()


@pytest.mark.real
def test_more_applications_than_students_of_the_cohort_are_set_aside_and_noted(sc, cells):
    raw = cells(2022, "4c.CCRPage_AdditionalInfo").set_index("id")
    name = raw["SchoolNm"].str.contains("Pee Dee", case=False)
    (school,) = raw.index[name & raw["FAFSA_NumSnrCompleteCurrYr"].eq("26")]
    held = year_of(sc, "milestones", 2022).set_index("school_id").loc[school]
    assert held["seniors"] == 15
    assert pd.isna(held["fafsa_completed"]) and held[absent("fafsa_completed")] == "missing"
    assert noted(sc, "set aside", "afterwards", 2022) == 1


# ---- the same quirks in a few invented lines ----


def test_imitation_of_a_report_card_workbook(tmp_path):
    tiny = Tiny(tmp_path)
    source = "{n},{y},Card{{year}}.XLSx,{s},1,{i},{e},{c},{r},"
    tiny.sources(
        source.format(
            n="main", y=2022, s="1.Main", i="SIDN", e="school", c="", r="Report Type (E)"
        ),
        source.format(n="money", y=2022, s="8.Money", i="SCHOOLID", e="school", c="", r="TYPE"),
        source.format(
            n="homes", y=2022, s="1.Main", i="SIDN", e="district", c="pad:7 left:4", r=""
        ),
    )
    tiny.columns(
        "districts,name,,homes,,,,DistrictNm",
        "schools,district_id,,main,,left:4,,SIDN",
        "schools,name,,main,,,,SchoolNm",
        "schools,levels,,main,,codes:level,,Report Type (E)",
        "schools,enrollment,,main,,,,Enrollment",
        "spending,total,,money,,,,TotalPPE",
        "time,students_per_teacher,,money,,ratio,,Ratio",
    )
    tiny.file("codes.csv", "list,code,value", "level,E,elementary", "level,M,middle")
    tiny.file("tokens.csv", "token,meaning", "N/AV,missing", "*,suppressed")
    tiny.file(
        "rows.csv",
        "source,header,action,pattern,why",
        r"main money,,drop,\d{4}999,rows of districts",
        r'homes,SIDN,keep,"(?!9999)\d{3,4}999",rows of schools',
    )
    head = ["DistrictNm", "SchoolNm", "SIDN", "Report\nType\n(E)", "Enrollment"]
    main = [
        head,
        ["Ash\nCounty", "Ash\nSchool", "0160001", "E", 40],
        ["Ash\nCounty", "Ash\nSchool", "0160001", "M", 40],
        ["Ash\nCounty", "Oak", "0160002", "E", "N/AV"],
        ["Ash\nCounty", "Ash\nCounty", "0160999", "D", 40],
        ["State", "State", "9999999", "S", 40],
    ]
    money = [
        ["SCHOOLID", "TYPE", "TotalPPE", "Ratio"],
        [160001, "E", "$14,315", "24.5 to 1"],
        [160001, "M", "$14,315", "24.5 to 1"],
        [160002, "E", "*", "N/AV"],
        ["", "", "", "N/AV"],
    ]
    tiny.workbook("Card2022.XLSx", **{"1.Main": main, "8.Money": money, "KEY": [["____"]]})
    tables = tiny.read().tables
    assert tables["districts"]["name"].tolist() == ["Ash County"]
    assert tables["schools"]["enrollment"].sum() == 40
    assert tables["schools"]["levels"].tolist() == ["elementary;middle", "elementary"]
    assert tables["spending"]["total"].tolist()[0] == 14_315
    assert tables["spending"][absent("total")].tolist() == ["", "suppressed"]
    assert tables["time"]["students_per_teacher"].tolist()[0] == 24.5


def test_imitation_of_headers_that_drift_from_year_to_year(tmp_path):
    tiny = Tiny(tmp_path)
    tiny.sources(
        "safety,2021,{year}.csv,,1,SIDN,school,,,", "safety,2022,{year}.csv,,1,SCHOOLID,school,,,"
    )
    tiny.columns(
        "teachers,returned_share,,safety,,percent,,TCHRETURN_Pct,TCHRETURN1yr_Pct",
        "teachers,attendance_share,,safety,,percent,,TCHATTEND,",
        header="table,column,keys,source,where,convert,mask,2021,2022",
    )
    tiny.table("2021.csv", ["SIDN", "TCHRETURN_Pct", "TCHATTEND"], [160001, 90, 95])
    tiny.table("2022.csv", ["SCHOOLID", "TCHRETURN1yr_Pct"], ["0160001", 80])
    frame = tiny.read().tables["teachers"]
    assert frame["returned_share"].tolist() == [0.9, 0.8]
    assert frame[absent("attendance_share")].tolist() == ["", "not published"]


def test_imitation_of_a_headcount_with_title_footer_and_totals(tmp_path):
    tiny = Tiny(tmp_path)
    tiny.sources("heads,2022,Heads 2021–22.xlsx,Sheet 1,3-4,District ID,district,,,")
    tiny.columns(
        "district_enrollment,students,group=all,heads,,,,Total",
        "district_enrollment,students,group=wh,heads,,,,Race/Ethnic Origin / White",
        "district_enrollment,students,group=ed,heads,,,,Pupils in Poverty / Yes",
    )
    tiny.file(
        "rows.csv", "source,header,action,pattern,why", r"heads,,keep,\d{4},totals and footers"
    )
    sheet = [
        ["HEADCOUNT BY RACE"],
        [],
        ["District ID", "Total", "Race/Ethnic Origin", "", "Pupils in Poverty"],
        ["", "", "Black", "White", "Yes"],
        ["0160", 10.0, 4, 6, 5],
        ["Statewide Total", 10, 4, 6, 5],
        [],
        ["Source: somebody's office"],
    ]
    tiny.workbook("Heads 2021–22.xlsx", **{"Sheet 1": sheet, "Sheet1": []})
    frame = tiny.read().tables["district_enrollment"]
    assert dict(zip(frame["group"], frame["students"], strict=True)) == {
        "all": 10,
        "ed": 5,
        "wh": 6,
    }


def test_imitation_of_years_of_headers_is_complete():
    """Every year of the real profile maps the fields that every year publishes."""
    profile = load_profile("sc")
    core = {("schools", "enrollment"), ("teachers", "novice"), ("leaders", "years_at_school")}
    for year in YEARS:
        mapped = {(x.table, x.column) for x in profile.lines if x.cells.get(year)}
        assert core <= mapped
    assert all(re.fullmatch(r"\S.*\S", x.cells[y]) for x in profile.lines for y in x.cells)
