"""The benchmark of the store runs, and its invented workbook fits the profile beside it."""

import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"


@pytest.fixture
def store(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import store

    return store


def test_a_workbook_of_eleven_sheets_is_read_without_a_letter_and_again_from_the_cache(
    store, tmp_path
):
    first, again = store.measure_workbook(tmp_path / "workbook", rows=12)
    assert "11 sheets" in first
    assert "from the cache" in again


@pytest.mark.slow
def test_a_small_state_is_made_read_and_built():
    size = ["--districts", "8", "--schools", "113", "--rows", "12"]
    done = subprocess.run(
        [sys.executable, str(BENCHMARKS / "store.py"), *size],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "build from tables" in done.stdout
