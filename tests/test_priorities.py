"""A meeting takes up the money and three to five other findings, the surest first."""

import pytest
from a_packet import workspace_of

from rar import Review
from rar.numbers.findings import stand_out
from rar.packet.priorities import BECAUSE, LEAST_CARDS, MONEY, MOST_CARDS, priorities

DISTRICTS = ["0110", "0230", "0450", "0560", "0670", "0901"]


@pytest.fixture(scope="module", params=DISTRICTS)
def review(request, sample):
    return Review.open(workspace_of(sample), request.param, 2022)


def test_the_money_comes_first_and_then_three_to_five_dimensions_once_each(review):
    chosen = priorities(review)
    assert chosen["dimension"].iloc[0] == MONEY
    cards = chosen[chosen["card"] > 0]
    assert list(cards["card"]) == list(range(1, len(cards) + 1))
    assert LEAST_CARDS <= len(cards) <= MOST_CARDS
    assert cards["dimension"].is_unique
    assert MONEY not in set(cards["dimension"])
    assert chosen["code"].is_unique


def test_what_stands_out_is_taken_up(review):
    outstanding = stand_out(review.findings)
    assert set(outstanding["number"]) <= set(priorities(review)["number"])


def test_each_says_why_it_was_chosen_and_none_is_called_more_than_it_is(review):
    chosen = priorities(review)
    patterns = chosen["because"] == BECAUSE["pattern"]
    assert (patterns == (chosen["certainty"] == "pattern")).all()
    assert (chosen.loc[chosen["kind"] == "state", "because"] == BECAUSE["state"]).all()


def test_a_district_of_which_nothing_is_known_has_no_cards(sample):
    review = Review.open(workspace_of(sample), "0670", 2022)
    review.__dict__["findings_frame"] = review.findings.head(0)
    assert priorities(review).empty
