"""Frames by district in few files: what is written of a district is what is read of it."""

import pandas as pd
import pytest

from rar import blocks
from rar.blocks import read_block, write_blocks

FRAME = pd.DataFrame(
    {
        "district_id": ["03", "01", "03", "05", "99"],
        "value": [1.0, None, 3.0, 4.0, 5.0],
        "name": ["a", "b", None, "d", "e"],
    }
)
DISTRICTS = ["01", "02", "03", "04", "05"]


def test_each_district_has_its_rows_in_their_order_and_one_without_rows_an_empty_frame(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(blocks, "DISTRICTS_A_FILE", 2)
    write_blocks(tmp_path, "numbers", FRAME, DISTRICTS)
    for at, district in enumerate(DISTRICTS):
        own = FRAME[FRAME["district_id"] == district].reset_index(drop=True)
        read = read_block(tmp_path, "numbers", at)
        pd.testing.assert_frame_equal(read, own.astype(read.dtypes))
        assert read.dtypes["value"] == "float64"
    assert len(list(tmp_path.rglob("*.parquet"))) == 3


def test_blocks_written_apart_are_read_as_if_written_together(tmp_path, monkeypatch):
    monkeypatch.setattr(blocks, "DISTRICTS_A_FILE", 2)
    write_blocks(tmp_path, "numbers", FRAME, DISTRICTS[4:], 4)
    write_blocks(tmp_path, "numbers", FRAME, DISTRICTS[:4], 0)
    assert read_block(tmp_path, "numbers", 2)["value"].tolist() == [1.0, 3.0]
    assert read_block(tmp_path, "numbers", 4)["name"].tolist() == ["d"]


def test_categories_are_read_as_the_texts_they_stand_for(tmp_path, monkeypatch):
    named = FRAME.assign(name=FRAME["name"].astype("category"))
    for most in (1, 10):
        monkeypatch.setattr(blocks, "MOST_TEXTS", most)
        write_blocks(tmp_path, "numbers", named, DISTRICTS)
        assert read_block(tmp_path, "numbers", 2)["name"].tolist()[:1] == ["a"]
        assert read_block(tmp_path, "numbers", 2)["name"].isna().tolist() == [False, True]


def test_a_frame_that_was_not_written_is_not_found(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_block(tmp_path, "numbers", 0)
