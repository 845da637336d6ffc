"""Doubtful at source: kept, marked, and named in a sentence; no flood, and nothing dropped."""

import json
import shutil
from types import SimpleNamespace

import pandas as pd
import pytest
from core import canonical, schools

from rar import show
from rar.batch.report import doubt_lines
from rar.dimensions import METRICS
from rar.exhibits import data
from rar.numbers.doubts import COLUMNS, doubtful_years, doubts, rests_on_few
from rar.numbers.measure import indexed
from rar.packet.book import counts, status
from rar.packet.book import schools as school_sheet
from rar.packet.book.live import Live
from rar.review import Review
from rar.store import build
from rar.workspace import Workspace
from tests.conftest import ROOT

YEARS = (2019, 2020, 2021)
KEY = json.loads((ROOT / "data_samples" / "answer_key.json").read_text(encoding="utf-8"))


def several_years(*rows: tuple) -> pd.DataFrame:
    """The same schools in each year, with one student more every year."""
    made = pd.concat([schools(*rows, year=year) for year in YEARS], ignore_index=True)
    enrollment = made["enrollment"] + made["year"] - YEARS[0]
    return made.assign(grade_low="K", grade_high="5", enrollment=enrollment)


def found(own: pd.DataFrame, **tables: pd.DataFrame) -> pd.DataFrame:
    """The doubts of some tables, each number once."""
    ids = own[["district_id", "year"]].drop_duplicates()
    names = canonical("districts", [dict(row) | {"name": "Elm County"} for _, row in
                                    ids.iterrows()])  # fmt: skip
    tables = {"schools": own, "districts": names, **tables}
    whole = SimpleNamespace(frames=indexed(tables), tables=tables)
    return doubts(whole).drop_duplicates("sentence")


def spending(**totals: tuple) -> pd.DataFrame:
    rows = [
        {"school_id": school, "year": year, "pupils": 300.0, "total": value}
        for school, values in totals.items()
        for year, value in zip(YEARS, values, strict=True)
        if value is not None
    ]
    return canonical("spending", rows)


ONE = several_years(("a", "elementary", 300.0, 0.5), ("b", "elementary", 300.0, 0.5),
                    ("c", "elementary", 300.0, 0.5), ("d", "elementary", 300.0, 0.5))  # fmt: skip
STEADY = (10_000.0, 10_500.0, 11_000.0)


def test_a_year_that_nearly_doubles_both_its_neighbors_is_told_with_both():
    table = spending(a=(10_000.0, 20_000.0, 11_000.0), b=STEADY, c=STEADY, d=STEADY)
    made = found(ONE, spending=table)
    assert made[["school_id", "year", "rule"]].to_numpy().tolist() == [["a", 2020, "leap"]]
    assert made["sentence"].iloc[0] == (
        "School a reports $20,000 per student from all funds in 2020; $10,000 in 2019 and $11,000 "
        "in 2021. Ask the business office what was counted, and for which year."
    )


def test_a_year_below_both_neighbors_is_doubted_and_not_the_years_beside_it():
    table = spending(a=(9_000.0, 1_800.0, 11_000.0), b=STEADY, c=STEADY, d=STEADY)
    assert found(ONE, spending=table)["year"].tolist() == [2020]


def test_the_first_year_is_doubted_where_it_is_far_from_the_year_after():
    table = spending(a=(10_000.0, 20_000.0, 20_000.0), b=STEADY, c=STEADY, d=STEADY)
    assert found(ONE, spending=table)["year"].tolist() == [2019]


def test_a_number_that_climbs_year_by_year_is_not_doubted():
    table = spending(a=(10_000.0, 15_000.0, 20_000.0), b=STEADY, c=STEADY, d=STEADY)
    assert found(ONE, spending=table).empty


def test_most_schools_of_a_district_make_one_doubt_with_the_district_s_own_number():
    odd = (10_000.0, 20_000.0, 11_000.0)
    made = found(ONE, spending=spending(a=odd, b=odd, c=odd, d=STEADY))
    assert made["school_id"].tolist() == [""]
    words = made["sentence"].iloc[0]
    assert words.startswith("Elm County reports $17,625 per student")  # (3 x 20,000 + 10,500) / 4
    assert "(3 of 4 schools)" in words
    assert doubtful_years(made, "1a") == {2020: "doubtful at source"}


def test_no_absence_is_doubted_only_where_many_students_attend():
    rows = [
        {"school_id": i, "year": 2021, "group": "all", "students": n, "chronically_absent": 0.0}
        for i, n in (("a", 400.0), ("b", 60.0))
    ]
    rows += [{"school_id": i, "year": 2021, "group": "all", "students": 300.0,
              "chronically_absent": 30.0} for i in "cd"]  # fmt: skip
    made = found(ONE, attendance=canonical("attendance", rows))
    assert made["school_id"].tolist() == ["a"]
    assert (
        "0.0% of its 400 students as chronically absent in 2021; in the state it is 5.7%"
        in (made["sentence"].iloc[0])
    )  # 60 of 1,060


def test_staff_beyond_any_school_is_doubted_and_a_small_clinic_is_not():
    rows = [{"school_id": "a", "year": 2021, "psychologists": 40.0},
            {"school_id": "b", "year": 2021, "psychologists": 4.0}]  # fmt: skip
    made = found(ONE, supports=canonical("supports", rows))
    assert made["school_id"].tolist() == ["a"]


def test_a_total_its_parts_do_not_make_is_doubted_but_not_rounding_or_a_missing_part():
    rows = [
        {"school_id": i, "year": 2021, "total": total, "state_local": 9_000.0, "federal": federal}
        for i, total, federal in (
            ("a", 12_000.0, 1_000.0), ("b", 10_150.0, 1_000.0), ("c", 12_000.0, None),
            ("d", 10_001.0, 1_000.0),
        )
    ]  # fmt: skip
    made = found(ONE, spending=canonical("spending", rows))
    assert made["school_id"].tolist() == ["a"]
    assert "but its parts make $10,000" in made["sentence"].iloc[0]


def test_groups_that_do_not_make_their_total_are_doubted_only_where_none_is_absent():
    rows = [
        {"school_id": i, "year": 2021, "group": group, "students": n}
        for i, whole, white, black in (
            ("a", 300.0, 150.0, 100.0), ("b", 300.0, 200.0, 100.0), ("c", 300.0, 200.0, 100.0),
            ("d", 300.0, 150.0, None),
        )
        for group, n in (("all", whole), ("wh", white), ("bl", black))
    ]  # fmt: skip
    assert found(ONE, enrollment=canonical("enrollment", rows))["school_id"].tolist() == ["a"]


def test_a_change_in_enrollment_is_doubted_only_in_a_settled_school():
    jump = ONE.copy()
    jump.loc[(jump["school_id"] == "a") & (jump["year"] == 2021), "enrollment"] = 400.0
    assert found(jump)["rule"].tolist() == ["change"]
    jump.loc[(jump["school_id"] == "a") & (jump["year"] == 2021), "grade_high"] = "8"
    assert found(jump).empty
    merged = jump.assign(grade_high="5")
    merged = merged[(merged["school_id"] != "d") | (merged["year"] < 2021)]
    assert found(merged).empty


def test_last_year_s_file_published_again_is_noticed_and_a_chance_repeat_is_not():
    def attendance(*now: float) -> pd.DataFrame:
        before = (310.0, 280.0, 305.0, 290.0)
        return canonical("attendance", [
            {"school_id": i, "year": year, "group": "all", "students": n}
            for year, numbers in ((2020, before), (2021, now))
            for i, n in zip("abcd", numbers, strict=True)
        ])  # fmt: skip

    again = found(ONE, attendance=attendance(310.0, 280.0, 305.0, 290.0))
    assert again[again["table"] == "attendance"]["school_id"].tolist() == [""]
    chance = found(ONE, attendance=attendance(310.0, 281.0, 306.0, 299.0))
    assert not (chance["table"] == "attendance").any()


def test_few_people_is_a_mark_on_rates_of_people_and_on_nothing_else():
    frame = pd.DataFrame({"metric": ["2a", "2a", "1a", "9g"], "denominator": [7.0, 12.0, 5.0, 4.0]})
    assert rests_on_few(frame, 10).tolist() == [True, False, False, False]


@pytest.fixture(scope="module")
def store(sample, tmp_path_factory):
    """The sample state's store, built apart."""
    folder = tmp_path_factory.mktemp("sample")
    shutil.copytree(sample / "data", folder / "data")
    shutil.copy(sample / "review.toml", folder)
    return folder, build(Workspace.open(folder))


@pytest.fixture(scope="module")
def of_sample(store) -> pd.DataFrame:
    _, made = store
    return pd.concat([made.district(d, "doubts") for d in made.facts["districts"]])


@pytest.mark.parametrize("planted", KEY["doubtful"], ids=lambda one: one["id"])
def test_every_planted_doubt_of_the_sample_state_is_found(of_sample, planted):
    place = of_sample[["district_id", "school_id", "year", "table"]].apply(tuple, axis=1)
    wanted = (planted["district_id"], planted["school"], planted["year"], planted["table"])
    assert (place == wanted).any()


def test_the_sample_state_holds_four_planted_doubts_and_nothing_else_is_doubted(of_sample):
    assert len(KEY["doubtful"]) >= 4
    places = {(one["district_id"], one["school"], one["year"]) for one in KEY["doubtful"]}
    assert {*map(tuple, of_sample[["district_id", "school_id", "year"]].to_numpy())} == places
    assert list(of_sample.columns) == COLUMNS
    assert set(of_sample["metric"]) <= {*METRICS, ""}


def test_a_doubtful_value_is_shown_marked_and_explained(store):
    folder, _ = store
    review = Review.open(folder, "0450", 2022)
    schools_ = data.school_values(review, METRICS["6d"])
    marked = schools_[schools_["note"] == "check before discussing"]
    assert marked["value"].tolist() == [0.0]
    page = show.schools(review, "6d")
    assert "Check before discussing" in page._repr_html_()
    assert "0.0% of its" in repr(page)
    assert "(check before discussing)" in page.numbers.frame["Chronic absence"].str.cat()
    assert "Check before discussing" not in show.schools(review, "1a")._repr_html_()


def test_the_workbook_names_the_doubt_and_marks_the_value(store):
    folder, _ = store
    review = Review.open(folder, "0450", 2022)
    rows = status.doubts(review).rows
    assert any("attendance." in row[3] and "6d" in row[4] for row in rows)
    live = Live(review)
    cells = {cell for row in counts.counts(live).rows for cell in row if isinstance(cell, str)}
    assert "check before discussing" in cells
    place = [column.header for column in school_sheet.FACTS].index("Check before discussing")
    assert any("6d" in (row[place] or "").split(", ") for row in school_sheet.schools(live).rows)


def test_the_letter_says_each_doubtful_number_once():
    row = {"district_id": "01", "school_id": "a", "table": "t", "column": "c", "rule": "leap",
           "group": "all", "metric": "1a", "value": 1.0}  # fmt: skip
    frame = pd.DataFrame([row | {"year": y, "sentence": f"In {y}."} for y in (2020, 2022)])
    lines = list(doubt_lines(frame, {"01": "Elm", "02": "Oak", "03": "Ash"}))
    assert lines[1:] == ["  01 Elm: In 2022. Also in 2020."]
    assert "(2)" in lines[0]


@pytest.mark.real
@pytest.mark.slow
def test_south_carolina_s_known_oddities_are_found_without_a_flood(shared_data, tmp_path):
    shutil.copytree(shared_data / "sc_report_card", tmp_path / "data")
    shutil.copytree(shared_data / "sc_districts", tmp_path / "data", dirs_exist_ok=True)
    (tmp_path / "review.toml").write_text(
        'state = "sc"\nyears = [2018, 2019, 2020, 2021, 2022]\n', encoding="utf-8"
    )
    store = build(Workspace.open(tmp_path))
    made = pd.concat([store.district(d, "doubts") for d in store.facts["districts"]])
    made = made.drop_duplicates("sentence")
    florence = made[(made["district_id"] == "2101") & (made["year"] == 2020)]
    spending_ = florence[(florence["column"] == "total") & (florence["school_id"] == "")]
    assert len(spending_) == 1
    assert 18_000 < spending_["value"].iloc[0] < 21_000
    abbeville = made[(made["district_id"] == "0160") & (made["year"] == 2022)]
    nobody = abbeville[(abbeville["rule"] == "extreme") & (abbeville["group"] == "all")]
    assert nobody["value"].tolist() == [0.0, 0.0]
    numbers = nobody["sentence"].str.extract(r"its (\d+) students")[0].astype(int)
    assert numbers.sum() == 825
    single = made[made["rule"] != "repeat"]
    assert len(single) < 400
    lines = list(doubt_lines(made, dict.fromkeys(store.facts["districts"], "")))
    assert 50 < len(lines) < 330
