"""Wages and prices: the worked numbers, and what is not in the file is not adjusted."""

import pandas as pd
import pytest

from rar import places
from rar.errors import RarError
from rar.numbers.money import prices


@pytest.fixture
def references(tmp_path):
    def write(**files):
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        return tmp_path

    return write


def dollars(*pairs) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["year", "value"]).assign(district_id="0110")


def test_dollars_at_average_wages():
    assert prices.at_average_wages(14_000, 1.12) == pytest.approx(12_500)
    assert prices.at_average_wages(14_000, 0.875) == pytest.approx(16_000)
    assert prices.at_average_wages(14_000, 1.12, labor_share=0.8) == pytest.approx(12_800)
    assert prices.at_average_wages(14_000, 1.12, labor_share=0) == 14_000


def test_ten_thousand_dollars_of_2020_are_11773_of_2023(references):
    file = "year,cpi,vintage,source\n2020,258.811,2024-01,BLS CPI-U\n2023,304.702,2024-01,BLS CPI-U"
    cpi = prices.read_cpi(references(cpi=file))
    made = prices.constant_dollars(dollars((2020, 10_000.0), (2023, 9_000.0)), cpi, 2023)
    assert made["constant"].tolist() == [pytest.approx(11_773.1, abs=0.05), 9_000]
    assert made["prices_note"].iloc[0] == "prices of 2023, BLS CPI-U, 2024-01"


def test_a_year_between_two_known_ones_is_not_adjusted(references):
    file = "year,cpi,vintage,source\n2020,258.811,v,BLS\n2022,292.655,v,BLS"
    cpi = prices.read_cpi(references(cpi=file))
    made = prices.constant_dollars(dollars((2021, 5_000.0)), cpi, 2022)
    assert made["constant"].isna().all() and made["prices_note"].tolist() == ["not adjusted"]


def test_without_the_base_year_nothing_is_adjusted(references):
    cpi = prices.read_cpi(references(cpi="year,cpi,vintage,source\n2020,258.8,v,BLS"))
    made = prices.constant_dollars(dollars((2020, 5_000.0)), cpi, 2022)
    assert made["prices_note"].tolist() == ["not adjusted"]


def test_wages_are_taken_of_the_same_district_and_year_with_their_vintage(references):
    file = "district_id,year,cwift,vintage\n0110,2021,0.875,2021 (ACS 2019-21)"
    cwift = prices.read_cwift(references(cwift=file))
    made = prices.with_cwift(dollars((2021, 14_000.0), (2022, 14_000.0)), cwift)
    assert made["adjusted"].iloc[0] == pytest.approx(16_000) and pd.isna(made["adjusted"].iloc[1])
    assert made["wages_note"].tolist() == ["CWIFT, 2021 (ACS 2019-21)", "not adjusted"]


def test_without_files_there_are_no_rows_and_nothing_fails(tmp_path):
    assert len(prices.read_cwift(tmp_path)) == len(prices.read_cpi(tmp_path / "none")) == 0
    made = prices.with_cwift(dollars((2022, 1.0)), prices.read_cwift(tmp_path))
    assert made["wages_note"].tolist() == ["not adjusted"]


def test_the_letter_names_every_line_that_cannot_be_used(references):
    lines = [
        "district_id,year,cwift,vintage",
        "0110,2022,0.95,2022",
        "0110,2022,0.96,2022",  # twice
        "0120,21,1.02,2022",  # not a year
        "0130,2022,94.3,2022",  # percent
        "0140,2022,1.0,",  # no vintage
    ]
    with pytest.raises(RarError) as error:
        prices.read_cwift(references(cwift="\n".join(lines)))
    letter = str(error.value)
    found = {(p.row, p.column) for p in error.value.problems}
    assert found == {
        (3, "district_id, year"), (4, "year"), (5, "cwift"), (6, "vintage")
    }  # fmt: skip
    assert "cwift.csv" in letter and "94.3" in letter


def test_a_missing_column_is_named(references):
    with pytest.raises(RarError, match="vintage"):
        prices.read_cpi(references(cpi="year,cpi,source\n2020,258.8,BLS"))


def test_the_templates_are_headers_that_can_be_read_as_they_are():
    folder = places.templates() / "references"
    assert len(prices.read_cwift(folder)) == len(prices.read_cpi(folder)) == 0
    assert (folder / "README.md").is_file()
