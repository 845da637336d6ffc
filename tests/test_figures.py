"""Figures: every number of schools, nothing there, all alike; words made from the numbers."""

import re

import numpy as np
import pandas as pd
import pytest

from rar import figures
from rar.figures import labels, look
from rar.figures.lettering import text_width
from rar.figures.look import WIDTH, shorten
from rar.figures.scale import fit, tick_texts

MONEY = figures.Subject("Spending per student", "dollars", "${:,.0f}".format, "Students in need")
SHARE = figures.Subject("Novice teachers", "share", "{:.0%}".format, "Students in need")
LEVELS = ("elementary", "middle", "high")
STATE = {"elementary": 12000.0, "middle": 11000.0, "high": 11500.0}
COUNTS = (1, 3, 8, 25, 90)


def schools(number: int, values=None, level: str = "") -> pd.DataFrame:
    rng = np.random.default_rng(number)
    need = rng.uniform(0.2, 0.95, number)
    return pd.DataFrame(
        {
            "name": [f"School {i}" for i in range(number)],
            "level": [level or LEVELS[i % 3] for i in range(number)],
            "need": need,
            "value": 9000 + 4000 * need if values is None else values,
            "reason": "not reported",
            "weight": 400.0,
            "group": "",
        }
    )


def grouped(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.groupby(["level", "group"], as_index=False).agg(
        value=("value", "mean"), need_low=("need", "min"), need_high=("need", "max"),
        schools=("name", "size"),
    )  # fmt: skip


def draw_all(frame: pd.DataFrame) -> dict:
    """Every chart that is drawn of schools."""
    parts = frame.assign(first=frame["value"] * 0.8, second=frame["value"] * 0.2)
    return {
        "dots": figures.dots(frame, MONEY, STATE, {"elementary": 650.0}),
        "listing": figures.listing(frame, MONEY, STATE),
        "strips": figures.strips(grouped(frame), frame, MONEY, STATE),
        "composition": figures.composition(parts, MONEY, "State and local", "Federal"),
    }


@pytest.mark.parametrize("number", COUNTS)
def test_each_chart_of_schools_is_drawn_for_any_number_of_schools(number):
    for name, drawn in draw_all(schools(number)).items():
        figure, words = drawn
        assert 'viewBox="0 0 518.4 ' in figures.svg(figure), name
        assert "School" in figures.svg(figure), name
        assert words.strip().endswith("."), name


@pytest.mark.parametrize("number", COUNTS)
def test_schools_without_any_value_are_said_and_not_drawn_as_zero(number):
    for name, (_, words) in draw_all(schools(number, np.nan)).items():
        said = words.lower()
        assert "no school" in said or "no value" in said or "no school has a value" in said, name
        assert "$0" not in words, name


def test_equal_values_give_an_axis_and_are_called_the_same():
    _, words = figures.dots(schools(8, 10000.0), MONEY)
    assert "All 8 have the same value, $10,000." in words


def test_the_description_names_highest_lowest_and_those_without_a_value():
    frame = schools(3)
    frame["value"] = [9000.0, 12000.0, np.nan]
    _, words = figures.listing(frame, MONEY)
    assert "Highest: School 1, $12,000; lowest: School 0, $9,000." in words
    assert "Without a value: School 2." in words


def test_a_line_is_drawn_for_six_schools_of_a_level_and_not_for_five():
    for number, told in ((5, False), (6, True)):
        frame = schools(number, level="elementary")
        figure, words = figures.dots(frame, MONEY, STATE, {"elementary": 650.0})
        assert ("rises by $650" in words) is told
        assert ("trend" in figures.svg(figure)) is told


def test_without_a_given_slope_six_schools_get_a_plain_straight_line():
    figure, _ = figures.dots(schools(6, level="high"), MONEY)
    assert "trend" in figures.svg(figure)


def test_one_school_that_would_flatten_the_rest_is_set_on_the_edge_with_its_value():
    frame = schools(12, level="elementary")
    frame.loc[3, "value"] = 90000.0
    figure, words = figures.dots(frame, MONEY)
    assert "School 3 $90,000, above this scale" in figures.svg(figure)
    assert "Highest: School 3, $90,000" in words


def test_a_withheld_value_is_withheld_in_picture_and_words():
    frame = schools(4)
    frame.loc[1, ["value", "reason"]] = [np.nan, "withheld"]
    figure, words = figures.listing(frame, MONEY)
    assert ">withheld<" in figures.svg(figure)
    assert "One value withheld." in words


def test_the_same_numbers_give_the_same_bytes_and_no_date():
    first, second = (figures.svg(figures.dots(schools(25), MONEY)[0]) for _ in range(2))
    assert first == second
    assert not re.search(r"\d{4}-\d\d-\d\d|dc:date", first)


def test_a_chart_is_a_small_png_of_the_same_bytes_each_time():
    first, second = (figures.png(figures.dots(schools(25), MONEY)[0]) for _ in range(2))
    assert first == second
    assert first.startswith(b"\x89PNG")
    assert b"Software" not in first
    assert len(first) < 120_000


def test_words_stay_words_and_have_stand_in_fonts():
    text = figures.svg(figures.listing(schools(3), MONEY)[0])
    assert "<text" in text and "DejaVu Sans" in text and "sans-serif" in text


def test_markup_in_a_name_cannot_leave_the_text():
    frame = schools(3)
    frame["name"] = '<script>alert("x")</script>'
    assert "<script>" not in figures.svg(figures.listing(frame, MONEY)[0])


def test_paired_rows_say_both_numbers_and_what_is_missing():
    rows = pd.DataFrame(
        {
            "label": ["Novice", "Rated"],
            "focus": [0.28, np.nan],
            "reference": [0.14, np.nan],
            "state": [0.19, np.nan],
            "gap": ["+14 points higher", ""],
            "section": ["Lower is better", "Lower is better"],
            "reason": ["", "not computable"],
        }
    )
    figure, words = figures.paired(rows, SHARE, "highest need", "lowest need")
    assert "Novice: 28% against 14%" in words and "One row without both values." in words
    assert "not computable" in figures.svg(figure)


def test_a_row_with_one_mark_is_told_beside_the_state():
    rows = pd.DataFrame(
        {"label": ["English learners"], "focus": [0.27], "reference": [np.nan], "state": [0.41],
         "gap": ["state 41%"], "section": ["Elementary"]}
    )  # fmt: skip
    _, words = figures.paired(rows, SHARE, "this district", "")
    assert "Elementary, English learners: 27% (state 41%)." in words


def test_teachers_beside_students_stand_largest_group_first_and_tiny_shares_are_not_zero():
    rows = pd.DataFrame(
        {"label": ["Asian", "Black"], "first": [0.02, 0.53], "second": [0.002, np.nan],
         "gap": ["−2 points", "not known"]}
    )  # fmt: skip
    figure, words = figures.mirror(rows, SHARE)
    text = figures.svg(figure)
    assert text.index("Black") < text.index("Asian")
    assert "&lt;1%" in text and "not reported" in text
    assert words.startswith("Paired bars for two groups")


def test_a_doubtful_year_is_said_and_breaks_the_line():
    frame = pd.DataFrame(
        {"level": "elementary", "year": [2019, 2020, 2021], "focus": [10.0, 99.0, 12.0],
         "reference": [9.0, 99.0, 10.0], "state": [9.5, 10.0, 11.0],
         "doubtful": ["", "check source", ""]}
    )  # fmt: skip
    figure, words = figures.years(frame, MONEY, "greater need", "lesser need")
    assert "check source" in figures.svg(figure)
    assert "Not drawn: 2020." in words and "99" not in words


def test_years_without_any_value_are_drawn_empty_and_said():
    frame = pd.DataFrame(
        {"level": "all", "year": [2021, 2022], "focus": np.nan, "reference": np.nan,
         "state": np.nan}
    )  # fmt: skip
    assert "no values" in figures.years(frame, MONEY, "district")[1]


def test_the_split_gives_both_parts_in_words_also_when_one_is_negative():
    rows = pd.DataFrame(
        {"label": ["All"], "note": ["20 schools"], "focus": [0.22], "reference": [0.07],
         "within": [0.156], "between": [-0.006], "section": [""]}
    )  # fmt: skip
    _, words = figures.split(rows, SHARE, "the group", "others")
    assert "All: 22% against 7%, 15.6 within, −0.6 between" in words


def test_a_district_is_told_among_the_others_without_a_rank():
    frame = pd.DataFrame(
        {"name": list("ABC"), "need": [0.2, 0.5, 0.8], "value": [9e3, 1e4, 12e3],
         "this": [False, True, False], "peer": [True, False, False]}
    )  # fmt: skip
    _, words = figures.districts(frame, MONEY)
    assert "B: need 50%, $10,000; lower values: one district" in words
    assert "rank" not in words


def test_names_do_not_overlap_marks_or_one_another():
    rng = np.random.default_rng(7)
    points = rng.uniform(40, 400, (25, 2))
    area = (20, 20, 460, 460)
    names = [f"School {i}" for i in range(25)]
    placed = labels.place(points, names, area)
    assert len(placed) >= 20
    for one in placed:
        left, bottom, right, top = one.box
        inside = (points[:, 0] > left) & (points[:, 0] < right)
        assert not (inside & (points[:, 1] > bottom) & (points[:, 1] < top)).any()
        for other in placed:
            if other is not one:
                a, b, c, d = other.box
                assert c < left or a > right or d < bottom or b > top


def test_with_many_schools_only_the_ends_and_the_furthest_off_are_named():
    values = np.arange(90.0)
    kept = labels.telling([values], values - values.mean(), marked=[44])
    assert len(kept) == 12 and kept[:3] == [44, 0, 89]


def test_axis_ends_are_round_and_shares_stay_within_0_and_1():
    scale = fit([0.31, 0.98], "share", 0, 100)
    assert (scale.low, scale.high) == (0.2, 1.0)
    assert tick_texts(scale, "share")[:2] == ["20%", "40%"]
    assert fit([5200.0, 17518.0], "dollars", 0, 1, zero=True).low == 0


def test_a_long_name_is_cut_to_the_room_there_is():
    name = "St. Bernadette Elementary School of the Visual and Performing Arts"
    assert shorten(name, 120).endswith("…")
    assert text_width(shorten(name, 120)) <= 120 < text_width(name) < WIDTH


def test_hatched_bars_make_one_path_so_that_a_printed_page_stays_small():
    sheet = look.Sheet(100)
    sheet.boxes([(10, 10 * row, 60, 10 * row + 5) for row in range(8)], "white", hatch="////")
    assert figures.svg(sheet).count("url(#") == 1
