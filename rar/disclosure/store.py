"""The stores of the district and public editions.

The public store is made from protected numbers only: protected measures with the sums of what is
withheld, and tables of which the columns that tell of persons are left out. From these everything
else (comparisons, findings, tests, peers) is computed anew by the same code as in the internal
edition, so that nothing in the store can follow from a hidden count. The district store holds each
district's own numbers in full, and of all others and of the state what the public store holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from rar.dimensions import METRICS
from rar.disclosure.also import also_withheld
from rar.disclosure.measures import Layers
from rar.disclosure.people import COMPOSITION, OPEN, protection
from rar.disclosure.protect import Made, protect
from rar.disclosure.rule import Rule
from rar.disclosure.tables import public_tables
from rar.numbers.availability import missing_fields
from rar.numbers.coded import as_texts
from rar.numbers.frames import Frames
from rar.numbers.measure import measured
from rar.numbers.roll import Roll
from rar.numbers.whole import OF_DISTRICTS, OWNER, Given, schools_with_need
from rar.reading.keep import KeptTables
from rar.store import Store
from rar.store import compute as compute_numbers
from rar.workspace import PUBLIC, Workspace

COMPOSED = next(m.id for m in METRICS.values() if protection(m).kind == COMPOSITION)
SOURCES = ("inputs", "notes", "trace", "rows")


def make(
    workspace: Workspace, edition: str, below: list[Store], folder: Path, wanted: str,
    say: Callable[[str], None],
) -> None:  # fmt: skip
    """Write the store of an edition into a folder. below: the stores it is made from."""
    if edition == PUBLIC:
        _make_public(workspace, below[0], folder, wanted, say)
    else:
        from rar.disclosure.district import make_district

        say("Putting the district edition together.")
        make_district(below[0], below[1], folder, wanted)


def _make_public(
    workspace: Workspace, internal: Store, folder: Path, wanted: str, say: Callable[[str], None]
) -> None:
    from rar.store import write_build

    say("Protecting small numbers of people.")
    settings = workspace.settings
    n, zeros = settings.disclosure.limits(settings.small.minimum_group)
    rule = Rule(n, zeros, ladder=False)
    tables = KeptTables(internal.folder / "state" / "tables")
    public, made, given = protected(tables, workspace, rule)
    say("Computing the public edition from what is protected.")
    numbers = compute_numbers(public, workspace, folder, given)
    sources = {name: internal.statewide(name).iloc[:0] for name in SOURCES}
    write_build(folder, numbers | sources, public, wanted, {"disclosure": _told(rule, made)})


def _told(rule: Rule, made: Made) -> dict:
    counts = made.counts[["values", "primary", "withheld"]].sum()
    return {
        "n": rule.n,
        "zeros": rule.zeros,
        "values": int(counts["values"]),
        "primary": int(counts["primary"]),
        "withheld": int(counts["withheld"]),
        "blocked": made.blocked,
    }


def protected(
    tables: Mapping[str, pd.DataFrame],
    workspace: Workspace,
    rule: Rule,
    layers: Mapping[int, Layers] | None = None,
) -> tuple[dict[str, pd.DataFrame], Made, Given]:
    """The public tables, what was protected, and what is given to the numbers.

    Need and need groups follow from the coded shares of the public tables, so that they tell
    nothing new; measures are then made of the true tables and protected.
    """
    nothing = pd.DataFrame({name: [] for name in ("school_id", "year", "group", "value")})
    none = pd.DataFrame(columns=["district_id", "year", "group", "students"])
    first = public_tables(tables, nothing, none, rule)
    schools = schools_with_need(Frames(first), workspace.settings)
    frames = Frames(tables, {"schools": schools.set_index(OWNER[:2]).sort_index()})
    true = Frames(tables, {"schools": _true_schools(tables, schools)})
    metrics = [m for m in METRICS.values() if protection(m).kind != OPEN]
    roll = Roll(frames["schools"], OWNER[2:])
    measures = as_texts(measured(metrics, true, roll))
    made = protect(measures, rule, layers, also_withheld(workspace.references))
    composition = made.measures[made.measures["metric"] == COMPOSED]
    public = public_tables(tables, composition, _district_totals(made), rule)
    years = sorted(schools["year"].unique())
    every = Frames(tables)
    lacking = {m.id: missing_fields(m, every, years) for m in METRICS.values()}
    given = Given(made.measures, made.remainders, lacking, _untold(composition, made))
    return public, made, given


def _true_schools(tables: Mapping[str, pd.DataFrame], schools: pd.DataFrame) -> pd.DataFrame:
    """Schools as they are, with need and need group as the public edition has them."""
    true = tables["schools"].set_index(OWNER[:2]).sort_index()
    shown = schools.set_index(OWNER[:2]).sort_index()
    new = [name for name in shown if name not in true]
    return true.join(shown[new])


def _district_totals(made: Made) -> pd.DataFrame:
    """Students of each group in each district, where the total may be told."""
    rows = made.measures[made.measures["metric"] == COMPOSED]
    sums = made.remainders
    sums = sums[(sums["metric"] == COMPOSED) & sums["remainder"].isin(OF_DISTRICTS)]
    every = pd.concat([rows, sums], ignore_index=True)
    by = every.groupby(["district_id", "year", "group"])
    found = by.agg(students=("numerator", "sum"), untold=("withheld", "sum")).reset_index()
    return found.loc[found["untold"] == 0, ["district_id", "year", "group", "students"]]


def _untold(composition: pd.DataFrame, made: Made) -> pd.DataFrame:
    """Groups of districts with a school of which the group is withheld; part '' where a
    district's total of a race is.
    """
    keys = ["district_id", "year", "group"]
    hidden = composition.loc[composition["withheld"] > 0, keys].drop_duplicates()
    parts = hidden.rename(columns={"group": "part"})
    totals = _district_totals(made)[keys]
    every = composition[keys].drop_duplicates()
    short = every.merge(totals, on=keys, how="left", indicator=True)
    short = short[short["_merge"] == "left_only"]
    whole = short[["district_id", "year"]].drop_duplicates().assign(part="")
    return pd.concat([parts, whole], ignore_index=True).astype({"part": "str"})
