"""The tables of state.xlsx. Ids are text; what is not known is a word or an empty number cell."""

from __future__ import annotations

from rar.dimensions import DIMENSION_OF, DIMENSIONS, METRICS
from rar.packet.book.cells import COUNT, Column, Table, number
from rar.packet.book.words import KINDS
from rar.packet.printable import printable
from rar.record.fields import BY_KEY
from rar.statewide import agreed
from rar.statewide.missing import missing_rows, request
from rar.statewide.page import status_words
from rar.statewide.patterns import by_dimension, shared_patterns
from rar.statewide.patterns import each_pattern as pattern_rows
from rar.statewide.reviewed import STATUSES, Statewide
from rar.words import NEED_SHORT, group_name

ID, DISTRICT = Column("District ID", width=12), Column("District", width=36)
EDITION = Column("Edition", width=10)
PLAN = ("action", "owner", "due", "status", "cost", "fund", "measure", "support", "plan", "check")
_DIMENSION = {d.key: f"{d.number} {d.name}" for d in DIMENSIONS}


def districts(state: Statewide) -> Table:
    """A row a district: what it is, and what could be computed and tested of it."""
    counts = state.status.groupby("district_id")[list(STATUSES)].sum()
    found = by_dimension(state).groupby("district_id")[["tested", "patterns"]].sum()
    columns = (
        ID, DISTRICT, Column("Kind", width=12), Column("Packet", width=48),
        Column("Schools", COUNT, 10),
        Column("Students", COUNT, 11), Column("Need", "share", 9),
        Column("Measures computed", COUNT, 11), Column("Computed in part", COUNT, 11),
        Column("Not computable", COUNT, 13), Column("Measures tested", COUNT, 11),
        Column("Measures with a pattern", COUNT, 13), EDITION,
    )  # fmt: skip
    rows = [
        [
            row.district_id, row.name, row.kind or "not known",
            state.packets[row.district_id].folder.name, number(row.schools),
            number(row.students), number(row.need),
            *(number(counts.loc[row.district_id, status]) for status in STATUSES),
            number(found.loc[row.district_id, "tested"]),
            number(found.loc[row.district_id, "patterns"]),
            state.edition,
        ]
        for row in state.districts.itertuples(index=False)
    ]  # fmt: skip
    return Table("Districts reviewed, by district id", columns, rows)


def status(state: Statewide) -> Table:
    """A row for each district and dimension."""
    columns = (
        ID, DISTRICT, Column("Dimension", width=40), Column("In words", width=24),
        Column("Computed", COUNT, 10),
        Column("In part", COUNT, 9), Column("Not computable", COUNT, 13),
        Column("Measures", COUNT, 10),
        Column("Measures tested", COUNT, 10), Column("Measures with a pattern", COUNT, 13), EDITION,
    )  # fmt: skip
    keys = ["district_id", "dimension"]
    both = state.status.merge(by_dimension(state), on=keys, how="left")
    both = both.rename(columns={"not computable": "lost"})
    rows = [
        [
            row.district_id, state.names[row.district_id], _DIMENSION[row.dimension],
            status_words(row), number(row.computed), number(row.partial), number(row.lost),
            number(row.measures), number(row.tested), number(row.patterns), state.edition,
        ]
        for row in both.itertuples(index=False)
    ]  # fmt: skip
    return Table("Status and patterns, by district id and dimension", columns, rows)


def patterns(state: Statewide) -> Table:
    """A row for each measure, way of comparing and direction in which a district has a pattern."""
    columns = (
        Column("Dimension", width=40), Column("Measure", width=9), Column("Name", width=44),
        Column("Compared", width=30), Column("Direction", width=34),
        Column("Which districts", width=70), Column("Districts with it", COUNT, 10),
        Column("Districts tested", COUNT, 10), EDITION,
    )  # fmt: skip
    rows = [
        [
            _DIMENSION[row.dimension], row.metric, row.label, row.way, row.direction,
            row.names, number(row.districts), number(row.tested), state.edition,
        ]
        for row in shared_patterns(state).itertuples(index=False)
    ]  # fmt: skip
    return Table("Patterns, in how many districts of those tested", columns, rows)


def each_pattern(state: Statewide) -> Table:
    """A row for each pattern of each district."""
    columns = (
        ID, DISTRICT, Column("Dimension", width=40), Column("Measure", width=9),
        Column("Name", width=40), Column("Comparison", width=26), Column("Level", width=12),
        Column("Group", width=28), Column("Finding", width=90), Column("How sure", width=60),
        Column("Schools with numbers", COUNT, 10), Column("n", COUNT, 11), EDITION,
    )  # fmt: skip
    rows = [
        [
            row.district_id, state.names[row.district_id], _DIMENSION[row.dimension], row.metric,
            METRICS[row.metric].label, KINDS[row.kind],
            "all levels" if row.level == "all" else row.level, _group(row),
            printable(row.sentence), printable(row.why), number(row.schools), number(row.n),
            state.edition,
        ]
        for row in pattern_rows(state).itertuples(index=False)
    ]  # fmt: skip
    return Table("Patterns of each district, by district id", columns, rows)


def _group(row) -> str:
    if row.kind == "group":
        return group_name(row.focus)
    return NEED_SHORT.get(row.focus, row.focus)


def missing(state: Statewide) -> Table:
    """A row for each field that is missing, and each measure whose schools are silent."""
    columns = (
        Column("What is missing", width=60), Column("Its name in the data dictionary", width=36),
        Column("Why", width=40), Column("Measures it would answer", width=22),
        Column("Dimensions", width=40), Column("Districts without it", COUNT, 10),
        Column("Districts reviewed", COUNT, 10), Column("Which", width=50),
        Column("Who usually has it", width=44), Column("What to write", width=70), EDITION,
    )  # fmt: skip
    rows = [
        [
            row["what"], row["name"] or "a measure, not a field", row["why"],
            ", ".join(row["metrics"]),
            "; ".join(dict.fromkeys(DIMENSION_OF[metric].name for metric in row["metrics"])),
            number(row["districts"]), float(len(state.packets)),
            row["names"] or "all reviewed districts", row["holder"],
            request(row, state.year_label), state.edition,
        ]
        for row in missing_rows(state).to_dict("records")
    ]  # fmt: skip
    return Table("What is missing, and whom to ask", columns, rows)


def barriers(state: Statewide) -> Table:
    """A row for each thing that lies with the state, the same words together."""
    columns = (
        Column("What it is", width=26), Column("In the words of the meeting", width=70),
        Column("Districts", COUNT, 10), Column("Which", width=60),
        Column("About", width=70), EDITION,
    )  # fmt: skip
    found = agreed.recurring(state, agreed.with_the_state(agreed.plans(state)))
    rows = [
        [row.sort, printable(row.words), number(row.districts), row.names,
         printable(row.about) or "not said", state.edition]
        for row in found.itertuples(index=False)
    ]  # fmt: skip
    return Table("What lies with the state", columns, rows)


def actions(state: Statewide) -> Table:
    """A row for each action that was agreed, with what its form says of it."""
    columns = (
        ID, DISTRICT, Column("About", width=60),
        *(Column(BY_KEY[key].label, width=24) for key in PLAN),
        Column("Two copies differ", width=12), Column("Read from", width=36), EDITION,
    )  # fmt: skip
    rows = [
        [
            row["district_id"], state.names[row["district_id"]],
            printable(row["about"]) or "not said",
            *(printable(row[key]) or "not written" for key in PLAN),
            row["conflict"] or "no", printable(row["file"]), state.edition,
        ]
        for row in agreed.planned(agreed.plans(state)).to_dict("records")
    ]  # fmt: skip
    return Table("Actions agreed, by district id", columns, rows)
