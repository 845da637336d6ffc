"""The workbook's formulas, as LibreOffice calculates them, give what the kit's own functions give.

Untouched they give the store's numbers; with an input changed, the numbers of that definition.
"""

from pathlib import Path

import pandas as pd
import pytest
from a_packet import workspace_of
from a_workbook import calculated_rows, cell_of, load
from office import formulas, recalculated

from rar import Review
from rar.dimensions import METRICS
from rar.dimensions.school_funding.need import need_adjusted_spending
from rar.numbers.compare import compare_need_groups
from rar.numbers.measure import indexed
from rar.numbers.need import school_need, weighted_students, with_need_groups
from rar.numbers.whole import scales
from rar.packet.book.places import sheet_of
from rar.packet.workbook import write_workbook
from rar.tables import LEVELS, TABLES

YEAR = 2022
NEAR = {"rel": 1e-9, "abs": 1e-9}
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(sample: Path, tmp_path_factory):
    """The workbook of a district with its review, written once for all tests of this file."""
    found: dict[str, tuple[Review, Path]] = {}

    def of(district: str) -> tuple[Review, Path]:
        if district not in found:
            review = Review.open(workspace_of(sample), district, YEAR)
            file = tmp_path_factory.mktemp(district) / "workbook.xlsx"
            write_workbook(review, file)
            found[district] = (review, file)
        return found[district]

    return of


@pytest.mark.parametrize("district", ["0110", "0340", "0670"])
def test_every_formula_gives_in_libreoffice_what_the_file_says_it_gives(made, district, tmp_path):
    review, file = made(district)
    again, ours = recalculated(file, tmp_path), formulas(file)
    assert len(ours) > 100 * len(review.schools)
    wrong = [
        (place, text, value, told)
        for place, (text, value) in ours.items()
        if not same(value, told := again.at(*place))
    ]
    assert not wrong, f"{len(wrong)} of {len(ours)}: {wrong[:5]}"


def test_libreoffice_opens_it_and_keeps_every_sheet_and_word(made, tmp_path):
    _, file = made("0340")
    again, ours = recalculated(file, tmp_path), load(file)
    assert again.sheetnames == ours.sheetnames
    for name in ("Start here", "Overview", "Record", "Method"):
        for row in ours[name].iter_rows():
            for cell in row:
                assert same(cell.value, again.at(name, cell.coordinate)), (name, cell.coordinate)


def same(ours, told) -> bool:
    """Whether two cells hold the same; an empty text and no cell are the same."""
    if isinstance(ours, (int, float)) and isinstance(told, (int, float)):
        return told == pytest.approx(ours, **NEAR)
    return (ours or "") == (told or "")


def test_another_weight_in_need_gives_the_gap_of_that_definition(made, tmp_path):
    review, file = made("0110")
    book = load(file)
    changes = {"Try it": {
        cell_of(book["Try it"], "Weight in need", 2, Key="ed_share"): 0.1,
        cell_of(book["Try it"], "Weight in need", 2, Key="el"): 1.0,
        cell_of(book["Try it"], "Weight in need", 2, Key="swd"): 0.5,
        cell_of(book["Try it"], "Counts beyond 1", 2, Key="el"): 0.5,
    }}  # fmt: skip
    again = recalculated(file, tmp_path, changes)
    weights = review.settings.weights | {"el": 0.5}
    schools = regrouped(review, {"ed_share": 0.1, "el": 1.0, "swd": 0.5}, weights)
    expect(again, file, review, measured(review, schools))
    needs = schools.set_index("school_id")["need"]
    assert not needs.equals(review.schools.set_index("school_id")["need"])
    for row in calculated_rows(again, file, "Need"):
        assert row["Need"] == pytest.approx(needs[row["Key"]])
    chosen = calculated_rows(again, file, "Try it", 1)
    dimension = {
        r["Measure and level"]: r
        for r in calculated_rows(again, file, sheet_of(review.dimensions[0]))
    }
    for row in chosen[: len(LEVELS)]:  # what the chart draws
        assert row["Difference"] == pytest.approx(dimension[f"1a {row['Level']}"]["Difference"])
        moved = row["Difference"] != pytest.approx(row["Our difference"])
        assert row["As ours?"] == ("changed" if moved else "as ours")
    assert "changed" in {row["As ours?"] for row in chosen}


def test_other_shares_of_students_make_other_groups(made, tmp_path):
    review, file = made("0110")
    inputs = {"greatest_of_many": 0.1, "least_of_many": 0.4}
    book = load(file)["Try it"]
    cells = {cell_of(book, "Yours", 0, Key=key): value for key, value in inputs.items()}
    again = recalculated(file, tmp_path, {"Try it": cells})
    schools = review.schools.copy()
    known = schools.sort_values(["need", "school_id"]).groupby("level")
    place, size = known.cumcount(), known["school_id"].transform("size")
    position = schools["need_position"]
    group = pd.Series("second", index=schools.index)
    group = group.mask(position >= 0.9, "highest").mask(position < 0.4, "lowest")
    group = group.mask(place == 0, "lowest").mask(place == size - 1, "highest")
    schools["need_group"] = group
    assert (group != review.schools["need_group"]).any()
    expect(again, file, review, measured(review, schools))


def test_fixed_limits_compare_schools_where_there_are_too_few_for_groups(made, tmp_path):
    review, file = made("0340")
    inputs = {"high_need_by": "fixed limits", "high_limit": 0.6, "low_limit": 0.5}
    book = load(file)["Try it"]
    cells = {cell_of(book, "Yours", 0, Key=key): value for key, value in inputs.items()}
    again = recalculated(file, tmp_path, {"Try it": cells})
    need = review.schools["need"]
    group = pd.Series("second", index=need.index)
    schools = review.schools.assign(
        need_group=group.mask(need <= 0.5, "lowest").mask(need >= 0.6, "highest")
    )
    expect(again, file, review, measured(review, schools))
    told = {row["Level"]: row for row in calculated_rows(again, file, "Try it", 1)}
    assert told["middle"]["Difference"] not in (None, "")


def test_a_corrected_count_moves_the_gap_of_its_measure_and_a_threshold_its_words(made, tmp_path):
    review, file = made("0110")
    book = load(file)
    group = review.schools.set_index("school_id")["need_group"]
    school = group[group == "highest"].index[0]
    corrected = {"Corrected count": 1.0, "Corrected n": 50.0}
    cells = {cell_of(book["Counts"], column, Key=f"2a {school}"): value
             for column, value in corrected.items()}  # fmt: skip
    line = cell_of(book["Benchmarks"], "Value", Applies_to="share", Unit="share")
    again = recalculated(file, tmp_path, {
        "Counts": cells, "Benchmarks": {line: 0.9}, "Try it": {"B3": "2a " + METRICS["2a"].label},
    })  # fmt: skip
    measures = measured(review, review.schools)
    one = (measures["metric"] == "2a") & (measures["school_id"] == school)
    measures.loc[one, ["numerator", "denominator"]] = list(corrected.values())
    expect(again, file, review, measures)
    level = review.schools.set_index("school_id").loc[school, "level"]
    found = {
        row["Measure and level"]: row
        for row in calculated_rows(again, file, sheet_of(review.dimensions[1]))
    }
    row = found[f"2a {level}"]
    assert row["As ours?"] == "changed"
    assert row["Smallest worth discussing"] == pytest.approx(90)
    assert row["In words"] == "about equal"
    chosen = {row["Level"]: row for row in calculated_rows(again, file, "Try it", 1)}[level]
    assert chosen["Difference"] == pytest.approx(row["Difference"])
    assert chosen["Greatest need"] == pytest.approx(100 * row["Greatest need"])
    assert [r["As ours?"] for k, r in found.items() if k == "2b elementary"] == ["as ours"]


def regrouped(review: Review, need: dict, weights: dict) -> pd.DataFrame:
    """The district's schools with another need, as the kit's functions make it."""
    frames = indexed({name: review.store.table(name) for name in TABLES if _stored(review, name)})
    own = frames["schools"]
    own = own[(own["district_id"] == review.district_id)
              & (own.index.get_level_values("year") == YEAR)]  # fmt: skip
    frames["schools"] = own
    made = with_need_groups(own, school_need(frames, need, review.settings.groups),
                            review.settings.small_numbers)  # fmt: skip
    weighted = weighted_students(own, frames["enrollment"], weights).reset_index()
    return made.merge(weighted, on=["school_id", "year"])


def _stored(review: Review, name: str) -> bool:
    return (review.store.folder / "state" / "tables" / f"{name}.parquet").is_file()


def measured(review: Review, schools: pd.DataFrame) -> pd.DataFrame:
    """The year's measures of all students on these schools' groups; 1c on their students."""
    frame = review.measures
    frame = frame[(frame["year"] == YEAR) & (frame["group"] == "all")]
    frame = frame[frame["metric"].map(lambda metric: METRICS[metric].kind == "counts")]
    frame = frame.drop(columns=["need", "need_group"])
    frame = frame.merge(schools[["school_id", "need", "need_group"]], on="school_id")
    spending = review.store.table("spending").set_index(["school_id", "year"])
    keyed = schools.assign(year=YEAR).set_index(["school_id", "year"])
    fresh = need_adjusted_spending(spending.xs(YEAR, level="year", drop_level=False), keyed)
    counts = fresh["denominator"].droplevel("year")
    adjusted = frame["metric"] == "1c"
    frame.loc[adjusted, "denominator"] = frame.loc[adjusted, "school_id"].map(counts)
    return frame


def expect(book, file: Path, review: Review, measures: pd.DataFrame) -> None:
    """Every gap in the book is the one that the kit's own comparison gives."""
    expected = compare_need_groups(measures, scales())
    found = {
        row["Measure and level"]: row
        for dimension in review.dimensions
        for row in calculated_rows(book, file, sheet_of(dimension))
        if row["Measure and level"] != "none"
    }
    assert len(expected) > 100
    changed = 0
    for row in expected.itertuples():
        cells = found[f"{row.metric} {row.level}"]
        points = 100 if METRICS[row.metric].unit == "share" else 1
        for column, ours in (("Difference", points * row.gap), ("Greatest need", row.focus_value),
                             ("Least need", row.reference_value)):  # fmt: skip
            told = float("nan") if cells[column] in (None, "") else cells[column]
            assert told == pytest.approx(ours, nan_ok=True, **NEAR), (row.metric, row.level, column)
        changed += cells["As ours?"] == "changed"
    assert changed
