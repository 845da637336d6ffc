"""Exhibits of the district among the state's districts, and of its peers."""

from __future__ import annotations

import pandas as pd

from rar import figures
from rar.exhibits import data
from rar.exhibits.asked import cannot
from rar.exhibits.frame import Exhibit, Numbers, Picture
from rar.figures.words import count, join, small
from rar.numbers.metric import Metric

LEAST_PEERS = 3  # fewer do not say what is usual


def districts(review, metric_id: str, exhibit: str = "", question: str = "") -> Exhibit:
    """This district among all districts of the state by need, its peers ringed and named.

    The peers are those of `rar.numbers.state.peers`: the nearest, or the agency's own choice. A
    panel where this district has no value.
    """
    metric = data.metric_of(metric_id)
    frame = data.of_metric(review, "districts", metric.id, year=review.year)
    frame = frame.assign(this=frame["district_id"] == review.district_id)
    shown = frame.dropna(subset=["need", "value"])
    own = shown[shown["this"]]
    if own.empty:
        return cannot(review, metric, exhibit, question)
    peers = peers_of(review)
    near = shown.merge(
        peers[["peer_id", "distance"]], left_on="district_id", right_on="peer_id"
    ).sort_values(["distance", "district_id"])
    frame = frame.assign(peer=frame["district_id"].isin(near["district_id"]))
    drawn = figures.districts(
        frame[["name", "need", "value", "this", "peer"]], data.subject(review, metric)
    )
    care = (
        f"Ringed: {chosen(peers)}; the table has their distances." if len(peers) else "",
        "Not adjusted for local wages." if metric.unit in ("dollars", "salary") else "",
        "No ranking is meant: the question is what is usual for such a district.",
    )
    known = f"{len(shown)} of {len(frame)} districts"
    status = "computed" if len(shown) == len(frame) else "partial"
    title = _title(review, metric, own.iloc[0], near, peers)
    numbers = _numbers(shown, peers, metric)
    question = question or "Is this usual for such a district?"
    care = tuple(sentence for sentence in care if sentence)
    return Exhibit(exhibit, question, status, known, title, Picture.of(drawn), care, numbers)


def peers_of(review) -> pd.DataFrame:
    """The district's peers this year: peer_id, name, distance, chosen, on, among."""
    peers = review.product("peers")
    return peers[peers["year"] == review.year]


def chosen(peers: pd.DataFrame) -> str:
    """Who the peers are and how they were chosen, as part of a sentence; '' for none."""
    if peers.empty:
        return ""
    first, number = peers.iloc[0], count(len(peers), "district")
    if first["chosen"] == "agency":
        return f"the {number} the agency chose as peers"
    return f"the {number} nearest in {join(first['on'].split(', '))} (among {first['among']})"


def among(peers: pd.DataFrame) -> str:
    """The peers as a group, in a sentence's middle: 'its 10 nearest districts'."""
    if len(peers) and peers["chosen"].iloc[0] == "agency":
        return f"the {len(peers)} districts the agency chose"
    return f"its {len(peers)} nearest districts"


def _title(review, metric: Metric, own: pd.Series, near: pd.DataFrame, peers) -> str:
    said = f"{review.name}: {small(metric.label)} {metric.text(own['value'])}"
    if len(near) < LEAST_PEERS:
        return f"{said}; too few other districts to say what is usual"
    low, high = metric.text(near["value"].min()), metric.text(near["value"].max())
    usual = f"{low} to {high}" if low != high else low
    return f"{said}; among {among(peers.iloc[: len(near)])} {usual}"


def _numbers(shown: pd.DataFrame, peers: pd.DataFrame, metric: Metric) -> Numbers:
    rows = shown.sort_values(["need", "name"])
    away = dict(zip(peers["peer_id"], peers["distance"], strict=True))
    frame = pd.DataFrame(
        {
            "District": rows["name"],
            "Need": rows["need"].map("{:.0%}".format),
            metric.label: rows["value"].map(metric.text),
            "Peer, and its distance": [
                "this district" if this else _distance(away, district)
                for district, this in zip(rows["district_id"], rows["this"], strict=True)
            ],
        }
    )
    caption = f"{metric.label}, by district, from lesser to greater need"
    return Numbers(caption, frame, tuple(frame.columns[1:]))


def _distance(away: dict[str, float], district: str) -> str:
    if district not in away:
        return "no peer"
    return f"peer, {away[district]:.2f}" if away[district] == away[district] else "peer"
