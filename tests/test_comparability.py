"""Title I comparability: the two tests at their limits, and where they do not apply."""

from types import SimpleNamespace

import pandas as pd
import pytest
from core import canonical, frames, schools

from rar.numbers.money.comparability import RATIO, SPENDING, comparabilities, comparability


def span(*rows, name="elementary") -> pd.DataFrame:
    """Schools of one district from (id, title1, pupils, staff, dollars per pupil)."""
    frame = pd.DataFrame(rows, columns=["school_id", "title1", "pupils", "staff", "dollars"])
    return frame.assign(district_id="01", year=2022, span=name)


def results(frame: pd.DataFrame, test: str) -> dict[str, str]:
    made = comparability(frame)
    made = made[made["test"] == test]
    return dict(zip(made["school_id"], made["result"], strict=True))


OTHERS = [("X", 0, 300, 20, 9_000.0), ("Y", 0, 100.5, 6.7, 9_000.0)]  # 15 students per staff


@pytest.mark.parametrize(
    ("staff", "result"), [(22, "comparable"), (20, "comparable"), (19.9, "outside the limit")]
)  # fmt: skip
def test_students_per_staff_may_be_ten_percent_higher_and_no_more(staff, result):
    frame = span(("T", 1, 330, staff, 9_000.0), *OTHERS)
    assert results(frame, RATIO) == {"T": result}


@pytest.mark.parametrize(
    ("dollars", "result"), [(8_100.0, "comparable"), (8_099.0, "outside the limit")]
)
def test_dollars_per_student_may_be_ten_percent_lower_and_no_more(dollars, result):
    assert results(span(("T", 1, 330, 22, dollars), *OTHERS), SPENDING) == {"T": result}


def test_the_reference_pools_students_and_staff_and_does_not_average_schools():
    frame = span(("T", 1, 330, 22, 9_000.0), ("X", 0, 900, 45, 9e3), ("Y", 0, 120, 12, 9e3))
    made = comparability(frame).set_index("test")
    assert made.loc[RATIO, "reference"] == pytest.approx(1020 / 57)
    assert made.loc[RATIO, "limit"] == pytest.approx(1.1 * 1020 / 57)


def test_schools_of_up_to_a_hundred_students_count_on_neither_side():
    frame = span(("T", 1, 100, 1, 1.0), ("U", 1, 330, 22, 9e3), ("Z", 0, 100, 50, 1.0), *OTHERS)
    assert results(frame, RATIO) == {"T": "not applicable", "U": "comparable"}


def test_where_all_have_title_1_each_must_lie_near_the_mean_of_all():
    frame = span(("T", 1, 300, 20, 9e3), ("U", 1, 300, 20, 9e3), ("V", 1, 300, 24, 9e3))
    assert results(frame, RATIO) == {"T": "comparable", "U": "comparable", "V": "outside the limit"}


def test_one_school_in_a_span_and_missing_staff_are_told_apart():
    frame = span(("T", 1, 330, float("nan"), 9e3), *OTHERS)
    alone = span(("H", 1, 500, 30, 9e3), name="high")
    assert results(pd.concat([frame, alone]), RATIO) == {
        "T": "not assessable",
        "H": "not applicable",
    }


def test_the_product_takes_teachers_and_state_and_local_dollars_by_level():
    pair = ("T", "elementary", 330, 0.9), ("X", "elementary", 300, 0.1)
    listed = schools(*pair, ("H", "high", 500, 0.5))
    listed["title1"] = [1.0, 0.0, 1.0]
    key = [{"school_id": i, "year": 2022} for i in "TXH"]
    counts, dollars = (22, 20, 30), (8_000.0, 9_000.0, 9_000.0)
    teachers = [k | {"teachers": n} for k, n in zip(key, counts, strict=True)]
    spending = [k | {"state_local": d} for k, d in zip(key, dollars, strict=True)]
    finer = {"teachers": teachers, "spending": spending}
    held = frames(schools=listed, **{name: canonical(name, rows) for name, rows in finer.items()})
    made = comparabilities(SimpleNamespace(frames=held)).set_index(["school_id", "test"])["result"]
    assert made[("T", RATIO)] == "comparable" and made[("T", SPENDING)] == "outside the limit"
    assert made[("H", RATIO)] == "not applicable"
