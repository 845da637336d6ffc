"""Reducing: what follows from tables as read, where the state does not give it itself.

People reduce to teachers, leaders and staff by race; sections and their students to class sizes,
core classes and their mixing; programs to services, allocation rules to a district's money by rule,
buildings to facilities, survey answers by group to the survey; students by group to a school's
enrollment and share of economically disadvantaged students; grades served to a level.
A value the state gives is never replaced. Every function takes frames and returns new ones.
"""

from __future__ import annotations

import pandas as pd

from rar.reading.reduce.classes import classes
from rar.reading.reduce.filling import Tables
from rar.reading.reduce.people import people
from rar.reading.reduce.schools import with_ed_share, with_enrollment, with_level
from rar.reading.reduce.sums import sums

__all__ = ["reduce_tables", "with_level"]


def reduce_tables(tables: Tables) -> dict[str, pd.DataFrame]:
    """All reductions that the tables allow, as a new dict of canonical frames."""
    reduced = {**tables, **sums(tables)}
    if "staff" in tables:
        reduced.update(people(reduced))
    if "sections" in tables:
        reduced.update(classes(reduced))
    if "schools" in tables:
        if "enrollment" in tables:
            schools = with_enrollment(reduced["schools"], tables["enrollment"])
            reduced["schools"] = with_ed_share(schools, tables["enrollment"])
        reduced["schools"] = with_level(reduced["schools"])
    return reduced
