"""What is fit for the readers of each edition: the one place that says what documents hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rar.workspace import DISTRICT, INTERNAL, PUBLIC

if TYPE_CHECKING:
    from rar.review import Review
    from rar.statewide.reviewed import Statewide

ZEROS = {  # what is said of zero, by the agency's setting
    "shown": "Where nobody is counted, 0 is said.",
    "hidden": "A zero is withheld too, so that the word does not tell a zero from a small number.",
}


@dataclass(frozen=True)
class Fit:
    """What the documents of an edition may hold.

    live: the workbook has formulas, places to write, forms and native charts; else values only.
    meeting: there are forms and letters for a meeting. facilitator: also the notes of whoever leads
    it. record: what was collected from meetings, which names people. provenance: hashes of the
    state's files and every setting, by which a guess at a number could be checked.
    """

    live: bool = True
    meeting: bool = True
    facilitator: bool = True
    record: bool = True
    provenance: bool = True


FIT = {
    INTERNAL: Fit(),
    DISTRICT: Fit(facilitator=False, provenance=False),
    PUBLIC: Fit(live=False, meeting=False, facilitator=False, record=False, provenance=False),
}


def withheld(about: Review | Statewide) -> str:
    """What it means that a number is withheld in this edition; '' where nothing is for us to hide.

    The sentences of the page, the workbook and the Word files alike.
    """
    if about.edition == INTERNAL:
        return ""
    settings = about.workspace.settings
    least, zeros = settings.disclosure.limits(settings.small.minimum_group)
    whose = (
        "Numbers of other districts, and of the state, are withheld"
        if about.edition == DISTRICT
        else "Numbers are withheld"
    )
    return (
        f"{whose} to protect people: where a number would tell about fewer than {least} people, or "
        "would let such a number be worked out from others, the word “withheld” stands in its "
        f"place. One word stands for both. {ZEROS[zeros]} Sums and averages of several schools "
        "count every school, also those whose own number is withheld."
    )
