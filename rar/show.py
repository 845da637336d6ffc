"""What a notebook shows: one call for each exhibit, table and list.

Each call takes a review and returns one object that JupyterLab and the packet's page show as
HTML and everything else as plain text. A number that is missing is never an error: the exhibit
then says what is missing, who has it, and what to ask until then. `exhibit` is the number the
exhibit carries on the page.
"""

from rar.exhibits.gaps import paired
from rar.exhibits.groups import groups, state
from rar.exhibits.pages import can_and_cannot, findings, opening, questions, sources, text
from rar.exhibits.parts import composition, representation, segregation
from rar.exhibits.schools import dots, schools, strips
from rar.exhibits.summary import facts, overview, stands_out
from rar.exhibits.trends import districts, years

__all__ = [
    "can_and_cannot",
    "composition",
    "districts",
    "dots",
    "facts",
    "findings",
    "groups",
    "opening",
    "overview",
    "paired",
    "questions",
    "representation",
    "schools",
    "segregation",
    "sources",
    "stands_out",
    "state",
    "strips",
    "text",
    "years",
]
