"""What stands for each name of `rar.packet.word.names` in one review."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rar.exhibits.frame import Picture
from rar.packet.word import district, letters
from rar.packet.word.agenda import FILE, agenda, sessions
from rar.packet.word.cards import Cards
from rar.record.controls import Write
from rar.record.fields import CALENDAR, MEETING, ROOM
from rar.record.last_time import last_time

if TYPE_CHECKING:
    from rar.review import Review

LAST_TIME = ("year", "about", "action", "owner", "due", "status", "measure", "support", "copies",
             "numbers")  # fmt: skip


@dataclass(frozen=True)
class Words:
    """names as templates use them; pictures by the name in their marker; further choices by key."""

    names: dict[str, Any]
    pictures: dict[str, Picture]
    causes: dict[str, tuple[str, ...]]


def words_of(review: Review) -> Words:
    """Every name but `facilitator`, which is the document's. Raises RarError for a CSV that does
    not fit.
    """
    cards = Cards(review)
    plan = review.workspace.template(FILE)
    first, second = sessions(plan)
    names = {
        **district.facts(review),
        **district.outstanding(review),
        **district.missing(review),
        **letters.data_quality(review),
        "dimensions": district.dimensions(review, cards.titles),
        "ratings": district.self_ratings(review),
        "money": cards.money,
        "cards": cards.cards,
        "topics": cards.topics,
        "agenda": agenda(plan),
        "first_session": first,
        "second_session": second,
        "meeting": Write(MEETING),
        "room": Write(ROOM),
        "calendar": [{"name": name, "write": Write(item)} for item, name in CALENDAR.items()],
        "identified": letters.identified(review),
        "agreed": letters.agreed(review),
        "last_time": [{key: one[key] for key in LAST_TIME} for one in last_time(review)],
    }
    return Words(names, cards.pictures, cards.causes)
