"""The whole state's numbers do not depend on how the state is cut, nor on who computes them."""

from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from core import canonical

from rar.blocks import read_block, write_blocks
from rar.numbers.benchmarks import Benchmarks
from rar.numbers.run import Run
from rar.numbers.whole import compute
from rar.places import templates
from rar.settings import Settings

DISTRICTS = ("01", "02", "03")
YEARS = (2021, 2022)


def tables() -> dict[str, pd.DataFrame]:
    """Three districts of eight schools each, in two years."""
    ids = [(f"{d}{n}", d, n, year) for d in DISTRICTS for n in range(8) for year in YEARS]
    return {
        "districts": canonical("districts", [
            {"district_id": d, "year": year, "name": f"District {d}", "kind": "district"}
            for d in DISTRICTS for year in YEARS]),
        "schools": canonical("schools", [
            {"school_id": i, "year": year, "district_id": d, "name": i, "level": "elementary",
             "enrollment": 100.0 + n, "ed_share": n / 10} for i, d, n, year in ids]),
        "enrollment": canonical("enrollment", [
            {"school_id": i, "year": year, "group": group, "students": count}
            for i, _, n, year in ids
            for group, count in (("all", 100.0 + n), ("swd", 10.0 + n), ("bl", 20.0))]),
        "teachers": canonical("teachers", [
            {"school_id": i, "year": year, "teachers": 10.0 + n / 3, "novice": (n + 1) / 7}
            for i, _, n, year in ids]),
    }  # fmt: skip


def made(run: Run | None = None) -> dict[str, pd.DataFrame]:
    benchmarks = Benchmarks.read(templates() / "benchmarks.csv")
    return compute(tables(), Settings(state="x"), benchmarks, Path("none"), run)


def keep(folder: Path, start: int, districts, frames) -> None:
    for name, frame in frames.items():
        for district in districts:
            write_blocks(folder / district, name, frame, [district])


@pytest.mark.parametrize("processes", [1, 2])
def test_a_state_cut_into_districts_has_the_numbers_of_the_state_as_one(tmp_path, processes):
    whole, scratch = made(), tmp_path / "scratch"
    scratch.mkdir()
    cut = made(Run(1, processes, scratch, partial(keep, tmp_path)))
    apart = {name: frame for name, frame in whole.items() if name not in cut}
    assert {"measures", "comparisons", "tests", "findings", "availability"} <= set(apart)
    for name, frame in cut.items():
        pd.testing.assert_frame_equal(frame, whole[name], rtol=1e-12)
    for name, frame in apart.items():
        for district in DISTRICTS:
            own = frame[frame["district_id"] == district].reset_index(drop=True)
            found = read_block(tmp_path / district, name, 0)
            pd.testing.assert_frame_equal(found, own, rtol=1e-12, check_dtype=False)


def test_districts_are_joined_into_blocks_up_to_a_number_of_schools_and_years():
    sizes = pd.Series([4, 1, 1, 1, 9, 1], index=list("abcdef"))
    assert Run(2, rows=5).blocks(sizes) == [["a", "b"], ["c", "d"], ["e", "f"]]
    assert Run(2, rows=7).blocks(sizes) == [["a", "b", "c", "d"], ["e", "f"]]
    assert Run(1, rows=5).blocks(sizes) == [["a", "b"], ["c", "d"], ["e"], ["f"]]
    assert Run().blocks(sizes) == [list("abcdef")]
