"""The parts of the state page after its first two: patterns, what is missing, what was agreed."""

from __future__ import annotations

from html import escape

import pandas as pd

from rar.dimensions import DIMENSION_OF, DIMENSIONS
from rar.editions import FIT
from rar.exhibits.frame import Numbers, printed
from rar.figures.words import count
from rar.packet.page import Part
from rar.packet.printable import printable
from rar.statewide import agreed
from rar.statewide.missing import asked, missing_rows
from rar.statewide.patterns import SHARED_BY, by_dimension, shared_patterns
from rar.statewide.reviewed import Statewide

PATTERN = (
    "A pattern is a difference that chance would rarely make, that is large enough to discuss, "
    "goes the same way over the years and does not hang on one school. It is a question for the "
    "room, and says nothing of causes. A district with too few schools or people is not tested; of "
    "it nothing is known, which is not to say that nothing is there."
)
NO_RECORD = (
    "Nothing has been collected yet. After the meetings, rarkit collect reads the filled-in "
    "protocols and workbooks; then run rarkit state again."
)


def all_parts(state: Statewide) -> list[Part]:
    """The parts in reading order."""
    parts = [
        Part("where", "Where there are patterns", _where(state)),
        Part("shared", "Patterns that districts share", _shared(state)),
        Part("missing", "What is missing, and whom to ask", _missing(state)),
    ]
    if not FIT[state.edition].record:
        return parts
    return [
        *parts,
        Part("barriers", "What lies with the state", _barriers(state)),
        Part("actions", "What was agreed", _actions(state)),
    ]


def paragraph(text: str) -> str:
    """A paragraph."""
    return f"<p>{printed(text)}</p>"


def matrix(state: Statewide, caption: str, rows: pd.DataFrame) -> str:
    """A table of districts by dimensions; rows has district_id, dimension and said (words)."""
    wide = rows.pivot_table(
        index="district_id", columns="dimension", values="said", aggfunc="first"
    )
    names = [f"{district} {state.names[district]}" for district in state.packets]
    frame = pd.DataFrame({"District": names})
    for dimension in DIMENSIONS:
        said = wide[dimension.key].reindex(list(state.packets))
        frame[f"{dimension.number} {dimension.name}"] = said.to_list()
    return f'<div class="rar-matrix">{Numbers(caption, frame).html()}</div>'


def _where(state: Statewide) -> str:
    rows = by_dimension(state)
    said = [_pattern_words(row.tested, row.patterns) for row in rows.itertuples()]
    caption = "Measures with a pattern, of those tested, by district id and dimension"
    return paragraph(PATTERN) + matrix(state, caption, rows.assign(said=said))


def _pattern_words(tested: int, patterns: int) -> str:
    if not tested:
        return "not tested"
    return f"{patterns} of {tested}" if patterns else f"none of {tested}"


def _shared(state: Statewide) -> str:
    rows = shared_patterns(state)
    shared = rows[rows["districts"] >= SHARED_BY]
    told = [
        paragraph(
            "Listed are patterns that at least two districts have in the same measure, compared "
            "in the same way and with the same sign. What many districts share may come from "
            "something they have in common, a rule of the state among them; the numbers do not "
            "say. The order is that of the dimensions."
        )
    ]
    for dimension in DIMENSIONS:
        own = shared[shared["dimension"] == dimension.key]
        if len(own):
            told.append(
                f"<h3>{dimension.number} {escape(dimension.name)}</h3>{_pattern_table(own)}"
            )
    if shared.empty:
        told.append(paragraph("No pattern is shared by two districts."))
    alone = len(rows) - len(shared)
    if alone:
        told.append(
            paragraph(
                f"{count(alone, 'further pattern').capitalize()} in one district alone: the sheet "
                "Patterns of the workbook has them."
            )
        )
    return "".join(told)


def _pattern_table(own: pd.DataFrame) -> str:
    frame = pd.DataFrame(
        {
            "Measure": own["metric"] + " " + own["label"],
            "Compared": own["way"],
            "Direction": own["direction"],
            "Districts with it": own["districts"].map(str) + " of " + own["tested"].map(str),
            "Which": own["names"],
        }
    )
    name = DIMENSION_OF[own["metric"].iloc[0]].name
    caption = f"{name}: districts with the pattern, of those that could be tested"
    return Numbers(caption, frame).html()


def _missing(state: Statewide) -> str:
    rows = missing_rows(state)
    fields, silent = (rows["name"] != "").sum(), rows[rows["name"] == ""]
    told = []
    if fields:
        told.append(
            paragraph(
                f"The state's files lack {count(fields, 'field')}. Here is who usually has them, "
                "and a request that can be copied into a letter: the measure, what it takes, and "
                "in how many of the reviewed districts it could not be computed without."
            )
        )
    for holder, own in asked(state).groupby("holder", sort=False):
        told.append(f"<h3>{escape(_capital(holder))}</h3>")
        told.append(paragraph(f"Please send by school, for {state.year_label}:"))
        items = [
            f"<li>{escape(f'{row.metric} {row.label}: {row.fields}')} "
            f"({count(row.districts, 'district')})</li>"
            for row in own.itertuples()
        ]
        told.append(f"<ul>{''.join(items)}</ul>")
    if len(silent):
        told.append(_silent(state, silent))
    if rows.empty:
        told.append(paragraph("Every measure could be computed in every district."))
    return "".join(told)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _silent(state: Statewide, rows: pd.DataFrame) -> str:
    frame = pd.DataFrame(
        {
            "Measure": [f"{row.metrics[0]} {row.what}" for row in rows.itertuples()],
            "Why": rows["why"],
            "Districts": rows["districts"].map(str),
            "Which": rows["names"].replace("", "all reviewed"),
            "Who usually has it": rows["holder"],
        }
    )
    caption = "Measures that could not be computed although the state's files have the field"
    head = "<h3>Not reported, withheld, or not applying in these districts</h3>"
    return head + Numbers(caption, frame, ("Districts",)).html()


def _barriers(state: Statewide) -> str:
    own = agreed.with_the_state(agreed.plans(state))
    if state.answers.empty:
        return paragraph(NO_RECORD)
    if own.empty:
        return paragraph(
            f"{_collected(state)} None of them names a state rule as a barrier, a cause that lies "
            "with the state, or a promise of the state."
        )
    rows = agreed.recurring(state, own)
    told = [
        paragraph(
            f"{_collected(state)} Below is what they name as a state rule in the way, as a cause "
            "that lies with the state, and as a promise of the state, in their own words. The "
            "same words stand once, with every district that wrote them."
        )
    ]
    for sort, part in rows.groupby("sort", sort=False):
        frame = pd.DataFrame(
            {
                "In the words of the meeting": part["words"].map(printable),
                "Districts": part["districts"].map(str),
                "Which": part["names"],
                "About": part["about"].map(printable).replace("", "not said"),
            }
        )
        caption = f"{_capital(sort)}: in how many districts, and which"
        told.append(Numbers(caption, frame, ("Districts",)).html())
    return "".join(told)


def _collected(state: Statewide) -> str:
    districts = state.answers["district_id"].nunique()
    return f"Forms of {count(districts, 'district')} were collected."


def _actions(state: Statewide) -> str:
    rows = agreed.planned(agreed.plans(state))
    if state.answers.empty:
        return paragraph(NO_RECORD)
    if rows.empty:
        return paragraph(f"{_collected(state)} No action was written in them.")
    counts = rows.groupby("status")["district_id"].agg(["size", "nunique"])
    by_status = pd.DataFrame(
        {"Status": counts.index, "Actions": counts["size"].map(str).to_list(),
         "Districts": counts["nunique"].map(str).to_list()}
    )  # fmt: skip
    frame = pd.DataFrame(
        {
            "District": [f"{d} {state.names[d]}" for d in rows["district_id"]],
            "About": rows["about"].map(printable).replace("", "not said"),
            "Action": rows["action"].map(printable).replace("", "not written"),
            "Owner": rows["owner"].map(printable).replace("", "not written"),
            "Due": rows["due"].map(printable).replace("", "no date"),
            "Status": rows["status"],
        }
    )
    numbers = Numbers("Actions, counted by status", by_status, ("Actions", "Districts"))
    return (
        paragraph(f"{_collected(state)} {_due(state, rows)}")
        + numbers.html()
        + Numbers("Actions agreed, by district id", frame).html()
    )


def _due(state: Statewide, rows: pd.DataFrame) -> str:
    """What is due when, by the dates in the record alone."""
    days = sorted(day for day in rows["due_day"] if day)
    if not days:
        return "No action has a date that can be read as one."
    said = f"The dates of actions reach from {days[0]} to {days[-1]}."
    last = agreed.last_meeting(state)
    if last is None:
        return said + " No form says when its meeting was."
    late = count(len(agreed.due_by(rows, last)), "open action")
    return f"{said} The last meeting in the record was on {last}; {late} had a date up to that day."
