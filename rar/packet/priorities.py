"""Which findings a meeting takes up: the money, and three to five cards of other dimensions.

Protocol, workbook and pre-reading all take them from here, so that card 2 is the same everywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from rar.numbers.findings import stand_out
from rar.numbers.patterns.certainty import PATTERN
from rar.record.fields import finding_code
from rar.rows import rows_of

if TYPE_CHECKING:
    from rar.review import Review

MONEY = "school_funding"
LEAST_CARDS, MOST_CARDS = 3, 5
BECAUSE = {
    "pattern": "It is a pattern.",
    "large": "It is among the largest differences inside the district, though not told from "
    "chance.",
    "inside": "It is the largest difference inside the district that these data show for this "
    "dimension.",
    "state": "The district as a whole differs from the state.",
}


def priorities(review: Review) -> pd.DataFrame:
    """The findings to take up, the money first; `Review.findings` with card, code and because.

    card is 0 for money and 1 to 5 for the others, one a dimension: first what stands out, then the
    largest differences inside the district, then those from the state, until there are LEAST_CARDS.
    A district of which little is known has fewer. code is the finding's key in the record;
    because says in a sentence why it was chosen.
    """
    rows = _in_order(review.findings)
    money = rows[rows["dimension"] == MONEY].head(1)
    others = rows[rows["dimension"] != MONEY].drop_duplicates("dimension")
    outstanding = int((others["turn"] == 0).sum())
    cards = others.head(min(MOST_CARDS, max(LEAST_CARDS, outstanding)))
    chosen = pd.concat([money, cards])
    codes = [finding_code(row.metric, row.kind, row.level, row.focus) for row in rows_of(chosen)]
    chosen = chosen.assign(
        card=[0] * len(money) + list(range(1, len(cards) + 1)),
        code=codes,
        because=[_because(row) for row in rows_of(chosen)],
    )
    return chosen.drop(columns="turn").reset_index(drop=True)


def _in_order(findings: pd.DataFrame) -> pd.DataFrame:
    """What stands out, the rest inside the district, then the state over all levels; by rank."""
    first = stand_out(findings).assign(turn=0)
    inside = findings[(findings["kind"] != "state") & (findings["size"] > 0)].assign(turn=1)
    outside = (findings["kind"] == "state") & (findings["level"] == "all") & (findings["size"] > 0)
    parts = [part.sort_values("rank") for part in (inside, findings[outside].assign(turn=2))]
    return pd.concat([first, *parts]).drop_duplicates("number")


def _because(row) -> str:
    if row.certainty == PATTERN:
        return BECAUSE["pattern"]
    if row.kind == "state":
        return BECAUSE["state"]
    return BECAUSE["large"] if row.turn == 0 else BECAUSE["inside"]
