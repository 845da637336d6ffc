"""What the schools that are withheld have together, and what is made of it."""

import numpy as np
import pandas as pd

from rar.disclosure.protect import protect
from rar.disclosure.rule import Rule
from rar.numbers.compare import OF_PAIRS, compare_student_groups

KEYS = ["district_id", "year", "metric", "focus"]
RULE = Rule(10, ladder=False)
TOLD = ["focus_value", "focus_n", "reference_value", "reference_n"]


def _absences(seed: int) -> pd.DataFrame:
    """Chronic absence of all students and of a group, in three districts of twelve schools."""
    chance = np.random.default_rng(seed)
    rows = []
    for district in ("a", "b", "c"):
        for at in range(12):
            everyone, group = chance.integers(300, 600), chance.integers(30, 90)
            of_group = chance.binomial(group, 0.15)
            absent = of_group + chance.binomial(everyone - group, 0.1)
            for name, count, n in (("all", absent, everyone), ("bl", of_group, group)):
                rows.append(("6d", 2022, f"{district}{at:02}", name, count, n, district))
    names = ["metric", "year", "school_id", "group", "numerator", "denominator", "district_id"]
    made = pd.DataFrame(rows, columns=names).astype({"numerator": float, "denominator": float})
    made["value"] = made["numerator"] / made["denominator"]
    return made.assign(level="elementary", need_group="", status="computed", withheld=0)


def test_a_group_and_all_others_of_each_district_are_the_true_ones_where_they_are_told():
    """Also those of a district whose withheld schools are summed, beside others that have such."""
    told, true = _told_and_true(_absences(1))
    assert len(told) > 1
    pd.testing.assert_frame_equal(told, true)


def test_a_school_with_more_of_a_group_than_students_in_all_is_in_no_sum():
    """Such a school is in no comparison: nothing is told of its district, as without it the sum
    would give it away.
    """
    measures = _absences(1)
    hidden = protect(measures, RULE).measures.query("withheld > 0 and group == 'bl'")
    school = hidden.loc[hidden["district_id"] == "a", "school_id"].iloc[0]
    of_all = (measures["school_id"] == school) & (measures["group"] == "all")
    group = measures[(measures["school_id"] == school) & (measures["group"] == "bl")].iloc[0]
    measures.loc[of_all, "denominator"] = group["denominator"] - 1
    told, true = _told_and_true(measures)
    assert len(told) > 0 and "a" not in told.index.get_level_values("district_id")
    pd.testing.assert_frame_equal(told, true)


def _told_and_true(measures: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The comparisons of a group and all others that are told, and the true ones of these."""
    made = protect(measures, RULE)
    sums = made.remainders[made.remainders["remainder"] == OF_PAIRS]
    assert sums["district_id"].nunique() > 1
    rows = pd.concat([made.measures.assign(remainder=""), sums], ignore_index=True)
    told, true = (
        compare_student_groups(one, {"6d": 1.0}).set_index(KEYS)[TOLD] for one in (rows, measures)
    )
    known = told.dropna()
    return known, true.loc[known.index]
