"""Peers: the nearest districts of the same kind, or the agency's own, and what is usual there."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from core import canonical, schools

from rar.errors import RarError
from rar.numbers.benchmarks import Benchmarks
from rar.numbers.compare import COLUMNS as COMPARED
from rar.numbers.state.peers import distances, peer_values, peers
from rar.numbers.whole import Whole
from rar.review import Review
from rar.settings import Peers, Settings
from rar.show import districts, state

BENCHMARKS = Path(__file__).parents[1] / "templates" / "benchmarks.csv"


def state_of(*rows: tuple, of: dict | None = None, nearest: int = 10, locale=()) -> Whole:
    """A state of one-school districts from (id, kind, enrollment, need[, level]) rows."""
    every = [(*row, "elementary")[:5] for row in rows]
    tables = [
        schools((f"{d}1", level, enrollment, need), district=d)
        for d, _, enrollment, need, level in every
    ]
    frame = pd.concat(tables, ignore_index=True).assign(need=[row[3] for row in every])
    places = dict(locale)
    names = canonical(
        "districts",
        [
            {"district_id": d, "year": 2022, "name": f"Name {d}", "kind": kind,
             "locale": places.get(d, "")}
            for d, kind, *_ in every
        ],
    )  # fmt: skip
    facts = names[["district_id", "year", "name", "kind"]].assign(
        metric="1a", value=1.0, need=[row[3] for row in every], enrollment=frame["enrollment"]
    )
    settings = Settings(state="x", peers=Peers(nearest=nearest, of=of or {}))
    return Whole(
        settings,
        Benchmarks.read(BENCHMARKS),
        {"districts": names},
        {},
        Path(),
        {"schools": frame, "districts": facts},
    )


def of(frame: pd.DataFrame, district: str) -> pd.DataFrame:
    return frame[frame["district_id"] == district].reset_index(drop=True)


FIVE = (
    ("a", "district", 1000, 0.5),
    ("b", "district", 1000, 0.6),
    ("c", "district", 1000, 0.9),
    ("d", "district", 4000, 0.5),
    ("x", "charter", 1000, 0.5),
)


def test_distance_is_euclidean_over_standardised_size_and_need():
    pool = pd.DataFrame(
        {"size": np.log([100.0, 100.0, 1000.0]), "need": [0.2, 0.4, 0.6], "elementary": 1.0,
         "middle": 0.0, "high": 0.0, "city": np.nan, "suburb": np.nan, "town": np.nan,
         "rural": np.nan}
    )  # fmt: skip
    away, on = distances(pool)
    # need: steps of 0.2 over a standard deviation of sqrt(0.08 / 3); size: ln 10 over its own
    need = 0.2 / math.sqrt(0.08 / 3)
    size = 1 / math.sqrt(2 / 9)
    assert away[0, 1] == pytest.approx(need)
    assert away[0, 2] == pytest.approx(math.hypot(2 * need, size))
    assert on[0] == "number of students, need, mix of levels"


def test_districts_are_compared_with_districts_nearest_first():
    found = of(peers(state_of(*FIVE)), "a")
    assert found["peer_id"].tolist() == ["b", "d", "c"]
    assert found["distance"].is_monotonic_increasing
    assert set(found["chosen"]) == {"nearest"}
    assert set(found["among"]) == {"only 3 other districts"}


def test_only_so_many_nearest_as_the_agency_asks_for():
    found = of(peers(state_of(*FIVE, nearest=2)), "a")
    assert found["peer_id"].tolist() == ["b", "d"]
    assert set(found["among"]) == {"3 other districts"}


def test_a_charter_alone_is_set_beside_all_kinds_and_it_is_said():
    found = of(peers(state_of(*FIVE)), "x")
    assert len(found) == 4
    assert found["peer_id"][0] == "a" and found["distance"][0] == 0
    assert found["among"][0].startswith("4 districts of any kind, since fewer than three")


def test_equal_distances_go_by_id():
    whole = state_of(*((d, "district", 500, 0.5) for d in "edcba"))
    assert of(peers(whole), "c")["peer_id"].tolist() == ["a", "b", "d", "e"]


def test_the_place_counts_only_where_the_state_gives_it():
    towns = {"a": "city", "b": "rural", "c": "city", "d": "city"}
    rows = [(d, "district", 1000, 0.5) for d in "abcd"]
    told = of(peers(state_of(*rows, locale=towns)), "a")
    assert told["peer_id"].tolist() == ["c", "d", "b"]
    assert told["distance"].tolist() == pytest.approx([0, 0, math.sqrt(2)])
    assert "kind of place" in told["on"][0]
    assert "kind of place" not in of(peers(state_of(*rows)), "a")["on"][0]


def test_the_mix_of_levels_counts_as_shares_of_students():
    rows = [("a", "district", 100, 0.5, "high"), *((d, "district", 100, 0.5) for d in "bcd")]
    assert of(peers(state_of(*rows)), "a")["distance"].tolist() == pytest.approx([math.sqrt(2)] * 3)


def test_a_district_without_need_has_peers_on_the_rest_and_is_nobodys_by_need():
    found = peers(state_of(*FIVE[:4], ("e", "district", 1000, float("nan"))))
    assert set(of(found, "e")["on"]) == {"number of students, mix of levels"}
    assert len(of(found, "e")) == 4
    assert "e" not in set(of(found, "a")["peer_id"])


def test_a_district_without_students_has_no_peers():
    found = peers(state_of(*FIVE[:4], ("e", "district", float("nan"), 0.5)))
    assert of(found, "e").empty
    assert not found["peer_id"].eq("e").any()


def test_the_agencys_own_peers_are_used_and_named_as_its_choice():
    found = of(peers(state_of(*FIVE, of={"a": ["x", "c"]})), "a")
    assert set(found["peer_id"]) == {"x", "c"}
    assert set(found["chosen"]) == {"agency"}
    assert found.set_index("peer_id").loc["x", "distance"] == 0


def test_unknown_ids_of_peers_get_one_letter_with_the_nearest():
    whole = state_of(("0110", "district", 1, 0.1), ("0120", "district", 1, 0.2),
                     of={"110": ["0120"], "0110": ["0121", "0110"]})  # fmt: skip
    with pytest.raises(RarError) as caught:
        peers(whole)
    assert len(caught.value.problems) == 3
    told = str(caught.value)
    assert "peers.of.110" in told and "did you mean 0110 (Name 0110)" in told
    assert "'0121'" in told and "0120 (Name 0120)" in told
    assert "not its own peer" in told


def test_peers_pool_numerators_and_denominators():
    whole = state_of(*FIVE[:4])
    whole.made["peers"] = peers(whole)
    values = {"a": (0.5, 10), "b": (0.1, 10), "c": (0.4, 20), "d": (np.nan, np.nan)}
    whole.made["comparisons"] = pd.DataFrame(
        [
            {"district_id": d, "year": 2022, "metric": "2a", "kind": "state", "level": "all",
             "focus_value": value, "focus_n": n}
            for d, (value, n) in values.items()
        ],
        columns=COMPARED,
    )  # fmt: skip
    row = of(peer_values(whole), "a").iloc[0]
    assert row["value"] == 0.5
    assert row["peers_value"] == pytest.approx((1 + 8) / (10 + 20))  # not the mean of the rates
    assert (row["low"], row["high"], row["peers_n"]) == (0.1, 0.4, 30)
    assert (row["peers"], row["peers_total"]) == (2, 3)
    assert of(peer_values(whole), "d").iloc[0]["peers"] == 3


def test_the_peers_of_the_sample_pool_to_the_measures_themselves(sample):
    review = Review.open(sample, "0110", 2022)
    rows = review.product("peers")
    mine = set(rows[rows["year"] == 2022]["peer_id"])
    measures = pd.concat(review.store.district(d, "measures") for d in sorted(mine))
    own = measures[(measures["metric"] == "2a") & (measures["group"] == "all")]
    own = own[own["year"] == 2022]
    row = review.product("peer_values").query("metric == '2a' and year == 2022").iloc[0]
    assert row["peers_value"] == pytest.approx(own["numerator"].sum() / own["denominator"].sum())


def test_the_chart_of_districts_rings_its_peers_and_tells_their_distances(sample):
    review = Review.open(sample, "0110", 2022)
    made = districts(review, "2a")
    assert "among its 6 nearest districts" in made.title
    cells = made.numbers.frame["Peer, and its distance"]
    assert cells.eq("this district").sum() == 1
    assert cells.str.startswith("peer, ").sum() == 6
    assert "Ringed: the six districts nearest in number of students, need" in made.care[0]


def test_the_chart_says_when_the_agency_chose_the_peers(sample):
    review = Review.open(sample, "0110", 2022)
    own = review.product("peers").query("year == 2022").head(3).assign(chosen="agency")
    told = districts(replace(review, _frames={**review._frames, "peers": own}), "2a")
    assert "the 3 districts the agency chose" in told.title
    assert "the agency chose as peers" in told.care[0]


def test_the_comparison_with_the_state_has_the_peers_beside_it(sample):
    made = state(Review.open(sample, "0110", 2022), "teaching_quality_and_diversity")
    table = made.body.frame.set_index("Measure")
    assert table.loc["Novice teachers", "Peers"].count("%") == 3
    assert (made.body.frame["Peers"] != "").all()
