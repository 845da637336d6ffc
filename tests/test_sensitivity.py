"""Whether the direction of a comparison survives other definitions of need."""

from pathlib import Path

import pandas as pd
import pytest
from core import canonical

from rar.numbers.benchmarks import Benchmarks
from rar.numbers.whole import compute
from rar.settings import Alternative, Settings

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
OTHER = Alternative(name="disabilities count instead", need={"swd": 1.0})


def eight_schools(swd_of_poor: float, swd_of_rich: float, counted: int = 8) -> pd.DataFrame:
    """Eight elementary schools; the four poorer ones have novice teachers."""
    poverty = [0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9]
    ids = [f"0{i}" for i in range(8)]
    swd = [swd_of_rich + i / 100 if p < 0.5 else swd_of_poor + i / 100
           for i, p in enumerate(poverty)]  # fmt: skip
    tables = {
        "districts": canonical("districts", [
            {"district_id": "1", "year": 2022, "name": "One", "kind": "district"}]),
        "schools": canonical("schools", [
            {"school_id": i, "year": 2022, "district_id": "1", "name": i, "level": "elementary",
             "enrollment": 100.0, "ed_share": p} for i, p in zip(ids, poverty, strict=True)]),
        "enrollment": canonical("enrollment", [
            {"school_id": i, "year": 2022, "group": g, "students": n}
            for i, share in list(zip(ids, swd, strict=True))[:counted]
            for g, n in (("all", 100.0), ("swd", 100 * share))]),
        "teachers": canonical("teachers", [
            {"school_id": i, "year": 2022, "teachers": 10.0, "novice": 4.0 if p > 0.5 else 1.0}
            for i, p in zip(ids, poverty, strict=True)]),
    }  # fmt: skip
    settings = Settings(state="x", need_alternatives=[OTHER])
    benchmarks = Benchmarks.read(TEMPLATES / "benchmarks.csv")
    made = compute(tables, settings, benchmarks, Path("none"))["sensitivity"]
    return made[(made["metric"] == "2a") & (made["kind"] == "need")].iloc[0]


def test_a_direction_that_disabilities_share_with_poverty_stays():
    row = eight_schools(swd_of_poor=0.3, swd_of_rich=0.1)
    assert (row["tried"], row["same"]) == (1, 1)
    assert row["said"].startswith("The direction is the same")


def test_a_direction_that_hangs_on_the_definition_is_said_to_turn():
    row = eight_schools(swd_of_poor=0.1, swd_of_rich=0.3)
    assert (row["tried"], row["same"]) == (1, 0)
    assert "disabilities count instead" in row["said"]


@pytest.mark.parametrize("counted", [0, 7])
def test_a_definition_unknown_for_some_schools_is_not_tried(counted):
    row = eight_schools(swd_of_poor=0.3, swd_of_rich=0.1, counted=counted)
    assert row["tried"] == 0
    assert "could not be tried" in row["said"]
