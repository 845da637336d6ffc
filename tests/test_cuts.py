"""The no-disproportionate-cut test: worked numbers, exceptions, and what cannot be assessed."""

import numpy as np
import pandas as pd
import pytest
from core import canonical, frames, schools

from rar.dimensions import METRICS
from rar.numbers.measure import measure
from rar.numbers.money import cuts

KEYS = ["district_id", "school_id", "year"]


def district(before: dict, after: dict, pupils: dict, poverty: dict, level=None) -> pd.DataFrame:
    """One district in two years; amounts per pupil by school."""
    level = level or dict.fromkeys(pupils, "elementary")
    rows = [
        ("01", school, year, level[school], poverty[school], pupils[school], amount)
        for year, amounts in ((2021, before), (2022, after))
        for school, amount in amounts.items()
    ]  # fmt: skip
    columns = [*KEYS, "level", "poverty", "pupils", "amount"]
    return pd.DataFrame(rows, columns=columns)


def worked(h_before, h_after, total_before, total_after, h_pupils=400.0) -> pd.Series:
    """A district of 2,000 pupils: H, and one other elementary school that makes up the totals."""
    rest = 2000.0 - h_pupils
    sides = [
        {"H": h, "X": (total - h * h_pupils) / rest}
        for h, total in ((h_before, total_before), (h_after, total_after))
    ]
    frame = district(*sides, {"H": h_pupils, "X": rest}, {"H": 0.9, "X": 0.1})
    made = cuts.disproportionate_cuts(frame)
    return made[(made["school_id"] == "H") & (made["year"] == 2022)].iloc[0]


@pytest.mark.parametrize(("after", "cut", "result"), [(12_320, 180, "pass"), (12_290, 210, "fail")])
def test_dollars_of_the_worked_district(after, cut, result):
    row = worked(12_500.0, after, 24.0e6, 23.6e6)
    assert row["allowed"] == pytest.approx(200)
    assert (row["cut"], row["result"]) == (pytest.approx(cut), result)


@pytest.mark.parametrize(
    ("after", "cut", "result"), [(35.7, 0.00075, "pass"), (35.5, 0.00125, "fail")]
)
def test_teachers_of_the_worked_district(after, cut, result):
    row = worked(36 / 400, after / 400, 160.0, 158.0)
    assert row["allowed"] == pytest.approx(0.0010)
    assert (row["cut"], row["result"]) == (pytest.approx(cut), result)


def test_any_cut_fails_where_the_district_as_a_whole_rose():
    row = worked(12_500.0, 12_499.0, 23.6e6, 24.0e6)
    assert (row["allowed"], row["result"]) == (0, "fail")


def test_a_tolerance_is_added_to_what_is_allowed():
    pupils, poverty = {"H": 900.0, "X": 900.0}, {"H": 0.9, "X": 0.1}
    frame = district({"H": 100.0, "X": 100.0}, {"H": 95.0, "X": 105.0}, pupils, poverty)
    assert cuts.disproportionate_cuts(frame)["result"].iloc[-1] == "fail"
    assert cuts.disproportionate_cuts(frame, tolerance=5)["result"].iloc[-1] == "pass"


def five(level=None, pupils=400.0, gone=()) -> pd.DataFrame:
    names = list("ABCDE")
    poverty = dict(zip(names, (0.1, 0.5, 0.9, 0.7, 0.3), strict=True))
    same = dict.fromkeys(names, 100.0)
    after = {name: value for name, value in same.items() if name not in gone}
    return district(same, after, dict.fromkeys(names, pupils), poverty, level)


def test_the_highest_quarter_of_five_schools_is_two_or_one_by_the_rounding_chosen():
    now = cuts.disproportionate_cuts(five()).query("year == 2022")
    assert now["school_id"].tolist() == ["C", "D"]
    now = cuts.disproportionate_cuts(five(), rounding=np.round).query("year == 2022")
    assert now["school_id"].tolist() == ["C"]


def test_by_grade_span_each_span_has_its_own_highest_quarter():
    levels = dict(
        zip("ABCDE", ("elementary", "middle", "elementary", "middle", "elementary"), strict=True)
    )
    now = cuts.disproportionate_cuts(five(levels), by_span=True).query("year == 2022")
    assert now["school_id"].tolist() == ["C", "D"]


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (five(pupils=199.0), cuts.FEW_PUPILS),
        (five(gone="ABCD"), cuts.ONE_SCHOOL),
        (five(dict(zip("ABCDE", "vwxyz", strict=True))), cuts.ONE_A_SPAN),
    ],
)  # fmt: skip
def test_the_exceptions_have_their_reason(frame, reason):
    now = cuts.disproportionate_cuts(frame).query("year == 2022")
    assert set(now["result"]) == {"exempt"} and set(now["reason"]) == {reason}


def test_a_thousand_pupils_are_not_fewer_than_a_thousand():
    now = cuts.disproportionate_cuts(five(pupils=200.0)).query("year == 2022")
    assert set(now["result"]) == {"pass"}


def test_a_district_whose_school_reports_in_one_year_only_is_not_assessable():
    frame = five()
    frame.loc[(frame["school_id"] == "A") & (frame["year"] == 2021), "amount"] = np.nan
    made = cuts.disproportionate_cuts(frame)
    assert set(made["result"]) == {"not assessable"}
    reasons = made.groupby("year")["reason"].unique().to_dict()
    assert {year: list(said) for year, said in reasons.items()} == {
        2021: [cuts.NO_YEAR],
        2022: [cuts.SOME_SILENT],
    }


def test_a_school_silent_in_both_years_counts_in_neither():
    frame = five()
    frame.loc[frame["school_id"] == "A", "amount"] = np.nan
    frame.loc[frame["year"] == 2022, "amount"] -= 3.0
    now = cuts.disproportionate_cuts(frame).query("year == 2022")
    assert set(now["result"]) == {"pass"} and now["allowed"].tolist() == pytest.approx([3, 3])


def test_a_new_school_is_not_assessable_and_the_others_are():
    frame = five().query("not (school_id == 'C' and year == 2021)")
    now = cuts.disproportionate_cuts(frame).query("year == 2022").set_index("school_id")
    assert now["result"].to_dict() == {"C": "not assessable", "D": "pass"}
    assert now.loc["C", "reason"] == cuts.NO_NUMBER


def test_the_metric_1j_counts_students_of_high_poverty_schools_and_no_others():
    shares = dict(zip("ABCDE", (0.1, 0.5, 0.9, 0.7, 0.3), strict=True))
    tables = {"schools": [], "spending": []}
    for year, of_c in ((2021, 9_000.0), (2022, 8_000.0)):
        listed = [(i, "elementary", 400, share) for i, share in shares.items()]
        tables["schools"].append(schools(*listed, year=year))
        tables["spending"] += [
            {"school_id": i, "year": year, "pupils": 400, "state_local": of_c if i == "C" else 9e3}
            for i in shares
        ]
    spending = canonical("spending", tables["spending"])
    held = frames(schools=pd.concat(tables["schools"]), spending=spending)
    made = measure(METRICS["1j"], held)
    now = made[made["year"] == 2022].set_index("school_id")
    assert now["numerator"].to_dict() == {"C": 400.0, "D": 0.0}  # allowed: 400,000 / 2,000 = $200
    assert now["denominator"].to_dict() == {"C": 400.0, "D": 400.0}
