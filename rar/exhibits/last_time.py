"""Since last time: what was agreed, and what the numbers did since."""

from __future__ import annotations

from html import escape

import pandas as pd

from rar.editions import FIT
from rar.exhibits.frame import Numbers, Shown
from rar.record.last_time import CHANCE, labels
from rar.record.last_time import last_time as plans_of

TITLE = "Since last time"
NOTHING = "No record of an earlier meeting with this district has been collected yet."
ABSENT = "not filled in"


def last_time(review) -> Shown:
    """The plans of the latest meeting on record with what their numbers did; else one sentence.

    Nothing at all in an edition that has nothing of the record.
    """
    if not FIT[review.edition].record:
        return Shown("")
    plans = plans_of(review)
    if not plans:
        return Shown(f'<p class="rar-note">{NOTHING}</p>', NOTHING)
    said = f"What was agreed about the numbers of {plans[0]['year']}"
    table = Numbers(said, _table(plans))
    html = f"<section><h2>{TITLE}</h2>{table.html()}<p>{escape(CHANCE)}</p></section>"
    return Shown(html, "\n".join([TITLE, table.text(), CHANCE]))


def _table(plans: list[dict[str, str]]) -> pd.DataFrame:
    named = labels()
    rows = [
        {
            "Finding": " ".join(filter(None, (plan["about"], plan["copies"]))),
            **{named[key]: plan[key] or ABSENT for key in ("action", "owner", "due", "status")},
            "The numbers, then and now": plan["numbers"],
        }
        for plan in plans
    ]
    return pd.DataFrame(rows, dtype=object)
