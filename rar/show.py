"""What a notebook shows: one call for each exhibit, table and list.

Each call takes a review and returns one object that JupyterLab and the packet's page show as
HTML and everything else as plain text. A number that is missing is never an error: the exhibit
then says what is missing, who has it, and what to ask until then. `exhibit` is the number the
exhibit carries on the page.
"""

from rar.exhibits.disproportion import risks
from rar.exhibits.doubts import checked
from rar.exhibits.gaps import paired
from rar.exhibits.groups import groups, state
from rar.exhibits.last_time import last_time
from rar.exhibits.money import spread
from rar.exhibits.money_need import allocated, need_adjusted
from rar.exhibits.money_rules import comparability, cuts, rules
from rar.exhibits.money_why import drivers
from rar.exhibits.options import options
from rar.exhibits.outstanding import stands_out
from rar.exhibits.pages import can_and_cannot, findings, opening, questions, sources, text
from rar.exhibits.parts import composition, representation
from rar.exhibits.peers import districts
from rar.exhibits.prices import prices
from rar.exhibits.ratings import self_ratings
from rar.exhibits.schools import dots, schools, strips
from rar.exhibits.spread import indices, segregation
from rar.exhibits.summary import facts, overview
from rar.exhibits.teacher_gaps import teacher_gaps
from rar.exhibits.trends import years

dots, strips, schools = checked(dots), checked(strips), checked(schools)
groups, paired, state = checked(groups), checked(paired), checked(state)
districts, years = checked(districts), checked(years, all_years=True)
composition = checked(composition, "1a", "1b")
spread, drivers = checked(spread, "1a", "1b"), checked(drivers, "1a", "1g")
allocated, cuts = checked(allocated, "1a", "1d"), checked(cuts, "1b")
need_adjusted, comparability = checked(need_adjusted, "1c"), checked(comparability, "1b")
risks, teacher_gaps = checked(risks), checked(teacher_gaps, "2a", "2c", "2cp", "2d")
representation, segregation = checked(representation, "2g"), checked(segregation, "10b")

__all__ = [
    "allocated",
    "can_and_cannot",
    "comparability",
    "composition",
    "cuts",
    "districts",
    "dots",
    "drivers",
    "facts",
    "findings",
    "groups",
    "indices",
    "last_time",
    "need_adjusted",
    "opening",
    "options",
    "overview",
    "paired",
    "prices",
    "questions",
    "representation",
    "risks",
    "rules",
    "schools",
    "segregation",
    "self_ratings",
    "sources",
    "spread",
    "stands_out",
    "state",
    "strips",
    "teacher_gaps",
    "text",
    "years",
]
