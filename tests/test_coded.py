"""Texts as categories: other types, the same order, the same rows."""

import pandas as pd

from rar.numbers.coded import as_texts, coded, numbered, stacked

FRAME = pd.DataFrame({"metric": ["b", "a", None], "year": [2022, 2021, 2022], "n": [1.0, 2.0, 3.0]})


def test_texts_come_back_as_they_were():
    pd.testing.assert_frame_equal(as_texts(coded(FRAME)), FRAME)


def test_rows_sort_by_categories_as_by_their_texts():
    shuffled = FRAME.assign(metric=pd.Categorical(FRAME["metric"], ["b", "a"]))
    found = as_texts(coded(shuffled).sort_values("metric", ignore_index=True))
    pd.testing.assert_frame_equal(found, FRAME.sort_values("metric", ignore_index=True))


def test_frames_with_other_texts_are_stacked_with_all_of_them():
    other = FRAME.assign(metric="0")
    made = stacked([coded(FRAME), other])
    assert made["metric"].cat.categories.tolist() == ["0", "a", "b"]
    pd.testing.assert_frame_equal(as_texts(made), pd.concat([FRAME, other], ignore_index=True))


def test_rows_have_the_same_number_where_all_keys_are_the_same():
    twice = pd.concat([FRAME.dropna()] * 2, ignore_index=True)
    for frame in (twice, coded(twice)):
        number, size = numbered(frame, ["metric", "year"])
        assert number[:2].tolist() == number[2:].tolist()
        assert number[0] != number[1]
        assert number.max() < size
