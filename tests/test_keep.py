"""A reading kept: files are read again only where something they are read by has changed."""

import pandas as pd
import pytest
from tiny import staff

import rar.reading.keep
from rar.errors import RarError
from rar.reading.keep import KEPT, READINGS, read_once


@pytest.fixture
def state(tmp_path):
    return staff(tmp_path, ["1", "20", "5"])


def kept(state, **more):
    return read_once(state.profile(), state.data, None, state.folder.parent / "cache", **more)


def never(*_):
    raise AssertionError("read again")


def test_a_reading_is_kept_and_comes_back_as_it_was(state, monkeypatch):
    read = state.read()
    kept(state)
    monkeypatch.setattr(rar.reading.keep, "read", never)
    again = kept(state)
    assert list(again.tables) == sorted(read.tables)
    for name, frame in read.tables.items():
        pd.testing.assert_frame_equal(again.tables[name], frame)
    for name in ("trace", "rows", "notes", "inputs"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(read, name))


def test_a_changed_file_or_profile_is_read_anew_and_old_readings_go(state):
    kept(state)
    state.table("staff.csv", ["SCHOOLID", "Teachers", "NoviceShare"], ["1", "30", "5"])
    assert kept(state).tables["teachers"]["teachers"].tolist() == [30.0]
    state.columns("teachers,novice_share,,staff,,percent,,NoviceShare")
    assert kept(state).tables["teachers"]["teachers"].isna().all()
    assert len(list((state.folder.parent / "cache" / READINGS).iterdir())) == KEPT


def test_files_that_do_not_fit_leave_no_reading(state):
    state.table("staff.csv", ["SCHOOLID", "Teachers", "NoviceShare"], ["1", "many", "5"])
    with pytest.raises(RarError, match="text in a column of numbers"):
        kept(state)
    assert not (state.folder.parent / "cache" / READINGS).exists()


def test_a_table_the_state_lacks_is_none_of_the_tables(state):
    tables = kept(state).tables
    assert "spending" not in tables
    with pytest.raises(KeyError):
        tables["spending"]
