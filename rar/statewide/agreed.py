"""What the meetings wrote down that concerns the state: barriers, causes, promises, and actions.

All of it comes from the collected record; the words are those of the forms. There is no clock: what
is due is told by its date, and set against the last meeting in the record.
"""

from __future__ import annotations

import re
from datetime import date

import pandas as pd

from rar.numbers.sentences import without_evidence
from rar.record.fields import EMPTY
from rar.record.table import actions
from rar.statewide.reviewed import Statewide

BARRIER, CAUSE, PROMISE = "a state rule in the way", "a cause with the state", "the state promised"
NO_WORDS = "no words written"
NO_STATUS = "no status written"
DONE = ("done", "given up")  # statuses after which nothing is due any more
_STATE = re.compile(r"\bstate\b", re.IGNORECASE)


def plans(state: Statewide) -> pd.DataFrame:
    """The collected plans of the reviewed districts (`rar.record.table.actions`), by district.

    about is the finding without its evidence.
    """
    found = actions(state.answers)
    found = found.replace(dict.fromkeys(EMPTY, ""))
    found["about"] = found["about"].map(without_evidence)
    return found.sort_values(["district_id", "item"], kind="stable").reset_index(drop=True)


def with_the_state(plans: pd.DataFrame) -> pd.DataFrame:
    """A row for each thing that lies with the state, of each plan that names one.

    district_id, sort (BARRIER, CAUSE or PROMISE), words, about (what the plan is about).
    """
    rows = []
    for plan in plans.itertuples(index=False):
        if _STATE.search(plan.barkind):
            rows.append((plan.district_id, BARRIER, plan.barrier or NO_WORDS, plan.about))
        if _STATE.search(plan.causeby):
            words = plan.causetxt or plan.cause or NO_WORDS
            rows.append((plan.district_id, CAUSE, words, plan.about))
        if plan.support:
            rows.append((plan.district_id, PROMISE, plan.support, plan.about))
    return pd.DataFrame(rows, columns=["district_id", "sort", "words", "about"], dtype="str")


def recurring(state: Statewide, own: pd.DataFrame) -> pd.DataFrame:
    """The rows of `with_the_state`, those of the same words together.

    sort, words, districts (how many), names, about; barriers first, then causes, then promises,
    each in the order of the alphabet.
    """
    alike = own["words"].str.casefold().str.split().str.join(" ").str.rstrip(".")
    rows = [
        {
            "sort": sort,
            "words": part["words"].iloc[0],
            "districts": part["district_id"].nunique(),
            "names": state.named(set(part["district_id"])),
            "about": "; ".join(dict.fromkeys(about for about in part["about"] if about)),
        }
        for (sort, _), part in own.groupby(["sort", alike], sort=False)
    ]
    made = pd.DataFrame(rows, columns=["sort", "words", "districts", "names", "about"])
    first = made["sort"].map([BARRIER, CAUSE, PROMISE].index)
    order = made.assign(_first=first, _words=made["words"].str.casefold())
    return order.sort_values(["_first", "_words"]).drop(columns=["_first", "_words"])


def planned(plans: pd.DataFrame) -> pd.DataFrame:
    """The plans in which somebody wrote an action, an owner or a date, with due_day.

    due_day is None where no date is written; status is NO_STATUS where none is.
    """
    own = plans[(plans[["action", "owner", "due"]] != "").any(axis=1)]
    return own.assign(
        status=own["status"].replace("", NO_STATUS), due_day=[day_of(due) for due in own["due"]]
    ).reset_index(drop=True)


def last_meeting(state: Statewide) -> date | None:
    """The last date of a meeting in the record; None where no form has one."""
    answers = state.answers
    held = answers[(answers["section"] == "meeting") & (answers["field"] == "date")]
    days = [day for day in map(day_of, held["value"]) if day]
    return max(days, default=None)


def due_by(actions: pd.DataFrame, day: date) -> pd.DataFrame:
    """The actions still open whose date is that day or before it."""
    still = ~actions["status"].isin(DONE)
    early = [due is not None and due <= day for due in actions["due_day"]]
    return actions[still & pd.Series(early, index=actions.index, dtype="bool")]


def day_of(text: str) -> date | None:
    """The date that a text begins with, written as 2026-03-31; None where there is none.

    >>> day_of("2026-03-31"), day_of("in spring")
    (datetime.date(2026, 3, 31), None)
    """
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None
