"""Opening a review: one district, one year; what is not there is answered with the nearest."""

import shutil

import numpy as np
import pandas as pd
import pytest

from rar.errors import RarError
from rar.parquet import read_frame
from rar.review import Review, slug
from rar.store import CURRENT, PINNED


@pytest.fixture(scope="module")
def review(sample):
    return Review.open(sample, "0110", 2022)


def test_a_district_that_does_not_exist_offers_the_nearest(sample):
    with pytest.raises(RarError, match="Nearest: .*0110"):
        Review.open(sample, "0111", 2022)


def test_an_id_that_lost_its_zero_is_offered_with_it(sample):
    with pytest.raises(RarError, match="0110"):
        Review.open(sample, "110", 2022)


def test_a_number_for_an_id_is_refused_because_it_loses_its_zeros(sample):
    with pytest.raises(RarError, match="lose leading zeros"):
        Review.open(sample, 110, 2022)


def test_a_year_that_is_not_in_the_store_lists_those_that_are(sample):
    with pytest.raises(RarError, match="2018, 2019, 2020, 2021, 2022"):
        Review.open(sample, "0110", 2031)


def test_an_edition_that_does_not_exist_is_refused(sample):
    with pytest.raises(RarError, match="no edition 'press'"):
        Review.open(sample, "0110", 2022, edition="press")


def test_schools_stand_by_level_and_need(review):
    levels = review.schools["level"].tolist()
    assert levels == sorted(levels, key=["elementary", "middle", "high"].index)
    for _, part in review.schools.groupby("level"):
        assert part["need"].dropna().is_monotonic_increasing


def test_a_school_with_two_levels_counts_once(review):
    assert review.schools["school_id"].is_unique
    assert (review.schools["levels"].str.contains(";")).any()


def test_every_metric_of_every_dimension_computes_on_the_invented_state(review):
    lacking = review.status[review.status["status"] == "not computable"]
    assert lacking["metric"].tolist() == []


def test_pooled_values_are_counts_and_not_averages_of_rates(review):
    """The district's value is the sum of numerators over the sum of denominators, recomputed."""
    rows = review.measures.query("metric == '2a' and year == 2022 and group == 'all'")
    pooled = rows["numerator"].sum() / rows["denominator"].sum()
    told = review.comparisons.query(
        "metric == '2a' and year == 2022 and kind == 'state' and level == 'all'"
    )["focus_value"].iloc[0]
    assert told == pytest.approx(pooled)
    assert not np.isclose(told, rows["value"].mean(), atol=1e-6)


def test_a_year_that_is_not_the_reviewed_one_has_findings_too(sample):
    earlier = Review.open(sample, "0110", 2020)
    assert (earlier.findings["year"] == 2020).all()
    assert len(earlier.findings) > 100


@pytest.mark.parametrize(
    ("name", "path"),
    [("CON", "con"), ("../../etc", "etc"), ("a" * 200, "a" * 40), ("Õ\n'x' <b>", "o-x-b")],
)
def test_a_slug_is_safe_in_any_path(name, path):
    assert slug(name) == path


def test_a_frame_that_a_reader_changes_stays_as_it_was_for_everyone_else(sample):
    first, second = Review.open(sample, "0110", 2022), Review.open(sample, "0110", 2022)
    before = second.measures["value"].sum()
    changed, schools = first.measures, first.schools
    changed["value"] = 0.0
    changed.loc[changed.index[0], "metric"] = "mine"
    schools["name"] = "mine"
    assert second.measures["value"].sum() == first.measures["value"].sum() == before
    assert "mine" not in set(second.measures["metric"]) | set(second.schools["name"])


def test_a_store_built_anew_is_seen_by_the_next_review(sample, tmp_path, monkeypatch):
    folder = tmp_path / "state"
    shutil.copytree(sample, folder, ignore=shutil.ignore_patterns("cache", "packets", "data"))
    builds = folder / "store" / "internal"
    old = builds / (builds / CURRENT).read_text(encoding="utf-8")
    monkeypatch.setenv(PINNED, old.name)
    assert (Review.open(folder, "0110", 2022).state["year"] > 0).all()
    new = builds / "build-new"
    shutil.copytree(old, new)
    file = new / "state" / "state.parquet"
    pd.read_parquet(file).assign(year=0).to_parquet(file, index=False)
    monkeypatch.setenv(PINNED, new.name)
    assert (Review.open(folder, "0110", 2022).state["year"] == 0).all()


@pytest.mark.parametrize("name", ["schools", "measures", "findings", "cuts", "doubts"])
def test_frames_are_read_as_pandas_reads_them(sample, name):
    review = Review.open(sample, "0340", 2022)
    file = next((review.store.folder / "districts").glob(f"*/{name}.parquet"))
    mine, theirs = read_frame(file), pd.read_parquet(file)
    assert len(mine) >= len(review.product(name))
    pd.testing.assert_frame_equal(mine, theirs, check_dtype=False)
    assert [str(kind) for kind in mine.dtypes] == [str(kind) for kind in theirs.dtypes]
