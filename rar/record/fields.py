"""What a form asks: the fields of protocol and workbook alike, and the keys they read back by.

An answer has a key `item:field`. An item is what is asked about: a finding by its code
('1a.need.elementary.highest'), a dimension ('d1'), a self-rating ('1i'), a row without a finding
('more1'), the meeting, a date of the calendar. Both forms use the same keys, so that an answer
means the same wherever it was written, and two answers to one question can be told apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rar.agency_csv import lines_of
from rar.errors import Problem, RarError, nearest

if TYPE_CHECKING:
    from rar.review import Review

TEXT, CHOICE, OPEN_CHOICE, DATE, DOLLARS = "text", "choice", "open choice", "date", "dollars"
KINDS = {  # kind of field: what stands in its place until somebody writes
    TEXT: "Write here",
    CHOICE: "Choose one",
    OPEN_CHOICE: "Choose or write",
    DATE: "Pick a date",
    DOLLARS: "Dollars",
}
WORDS_OWN = (  # what Word itself puts there when somebody has deleted an answer
    "Click or tap here to enter text.", "Click here to enter text.", "Choose an item.",
    "Click or tap to enter a date.", "Click here to enter a date.",
)  # fmt: skip
EMPTY = frozenset([*KINDS.values(), *WORDS_OWN])
MORE = tuple(f"more{number}" for number in range(1, 5))  # rows for what no finding is about
CHOICES_FILE = "choices.csv"
COLUMNS = ("list", "choice")  # of that file
CAUSES = "cause"  # its list also takes what recommendations.csv offers for the finding's metric


@dataclass(frozen=True)
class Field:
    """One question of a form.

    key: at most 8 letters, its name in templates and in the record. section: the part of the record
    it belongs to. label: its words in the workbook's header and in the record. choices: the name of
    its list in templates/choices.csv ('' for none); an open choice also takes other words.
    """

    key: str
    section: str
    label: str
    kind: str = TEXT
    choices: str = ""

    @property
    def placeholder(self) -> str:
        """What stands in its place until somebody writes."""
        return KINDS[self.kind]


FIELDS: tuple[Field, ...] = (
    Field("date", "meeting", "Date of the meeting", DATE),
    Field("place", "meeting", "Place"),
    Field("present", "meeting", "Who was there, and in which role"),
    Field("lead", "meeting", "Who led the conversation"),
    Field("writer", "meeting", "Who took notes"),
    Field("norms", "meeting", "What we agreed on for the conversation"),
    Field("belief", "belief", "Before the numbers: what we expect", CHOICE, "belief"),
    Field("seen", "belief", "After the numbers: what we found", CHOICE, "belief"),
    Field("step", "rating", "Our answer, 0 to 3", CHOICE, "step"),
    Field("shown", "rating", "What we could show someone today"),
    Field("about", "finding", "What it is about"),
    Field("see", "finding", "What we notice"),
    Field("trend", "finding", "Is it lasting"),
    Field("why", "finding", "Why it may be so"),
    Field("intended", "finding", "Intended or not", CHOICE, "intended"),
    Field("where", "finding", "Between schools or inside schools", CHOICE, "where"),
    Field("rule", "finding", "Which rule or decision made it"),
    Field("decides", "finding", "Who decides"),
    Field("stop", "finding", "What would have to stop"),
    Field("cause", "cause", "Root cause", OPEN_CHOICE, CAUSES),
    Field("causeby", "cause", "The cause lies with", CHOICE, "causeby"),
    Field("causetxt", "cause", "The cause in our own words"),
    Field("barrier", "barrier", "What stands in the way"),
    Field("barkind", "barrier", "Kind of barrier", CHOICE, "barkind"),
    Field("barwho", "barrier", "Who could change it"),
    Field("chance", "barrier", "What makes it possible"),
    Field("action", "action", "Action"),
    Field("owner", "action", "Owner"),
    Field("due", "action", "Due", DATE),
    Field("cost", "action", "Cost per student", DOLLARS),
    Field("fund", "action", "Funding source", OPEN_CHOICE, "fund"),
    Field("measure", "action", "Measure, and what we want to see"),
    Field("support", "action", "What the state promises"),
    Field("status", "action", "Status", CHOICE, "status"),
    Field("plan", "action", "Section of the school's improvement plan"),
    Field("check", "action", "Next look", DATE),
    Field("day", "calendar", "Date", DATE),
    Field("who", "calendar", "Who"),
    Field("what", "calendar", "What will be looked at"),
    Field("notes", "room", "Other things said"),
    Field("open", "room", "Questions left open"),
)
BY_KEY = {field.key: field for field in FIELDS}
MARK = "rarkit "  # begins the custom properties by which a filled-in form is known again
MARKS = ("form", "district", "year", "edition", "state")
MEETING, ROOM = "meeting", "room"  # items that stand once in a form
CALENDAR = {  # item: what it is
    "day30": "After 30 days",
    "day90": "After 90 days",
    "midyear": "In the middle of the year",
    "nextrun": "When next year's numbers are there",
}


def marks(form: str, review: Review) -> dict[str, str]:
    """What a form says of itself in its custom properties: which form of which district it is."""
    own = (form, review.district_id, str(review.year), review.edition, review.settings.state)
    return {f"{MARK}{name}": value for name, value in zip(MARKS, own, strict=True)}


def finding_code(metric: str, kind: str, level: str, focus: str) -> str:
    """A finding's code: the same in every year and in every document.

    >>> finding_code("1a", "need", "elementary", "highest")
    '1a.need.elementary.highest'
    >>> finding_code("1a", "slope", "high", "ten more points of need")
    '1a.slope.high'
    """
    named = kind in ("need", "group")  # the focus of the others is always the same
    return ".".join([metric, kind, level, *([focus] if named else [])])


def dimension_item(number: int) -> str:
    """The item of a dimension: 'd1' to 'd10'."""
    return f"d{number}"


def key_of(item: str, field: str) -> str:
    """The key of an answer; raises KeyError for a field that is not declared."""
    return f"{item}:{BY_KEY[field].key}"


def bookmark_of(key: str) -> str:
    """The key as the name of a bookmark, which Word and LibreOffice both keep.

    >>> bookmark_of("1a.need.elementary.highest:why")
    'r_1a_need_elementary_highest__why'
    """
    return "r_" + key.replace(":", "__").replace(".", "_")


def key_of_bookmark(name: str) -> str:
    """The key behind a bookmark's name, '' where it is not one of ours.

    >>> key_of_bookmark("r_1a_need_elementary_highest__why"), key_of_bookmark("_GoBack")
    ('1a.need.elementary.highest:why', '')
    """
    item, mark, field = name.removeprefix("r_").partition("__")
    known = name.startswith("r_") and mark and field in BY_KEY
    return f"{item.replace('_', '.')}:{field}" if known else ""


def choices(file: Path) -> dict[str, tuple[str, ...]]:
    """The lists of templates/choices.csv by name; RarError names every mistake."""
    return _choices(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _choices(file: Path, changed: int) -> dict[str, tuple[str, ...]]:
    """changed is the file's time of change: an edited file is read again."""
    lines = [(row["list"], " ".join(row["choice"].split())) for row in lines_of(file, COLUMNS)]
    found: dict[str, list[str]] = {}
    for name, choice in lines:
        found.setdefault(name, []).append(choice)
    wanted = {field.choices for field in FIELDS if field.choices}
    problems = [_no_list(file, name, wanted) for name in found if name not in wanted]
    problems += [
        Problem(f"the list {name!r} has no choice", file.name) for name in sorted(wanted - {*found})
    ]
    problems += [
        Problem("a choice is empty", file.name, row=row, column="choice")
        for row, (_, choice) in enumerate(lines, start=2)
        if not choice
    ]
    if problems:
        raise RarError(f"{file.name} does not fit", problems)
    return {name: tuple(own) for name, own in found.items()}


def _no_list(file: Path, name: str, wanted: set[str]) -> Problem:
    close: Any = nearest(name, wanted)
    cure = f"did you mean {close[0]!r}?" if close else f"lists are {', '.join(sorted(wanted))}"
    return Problem("no field has a list of this name", file.name, column="list", value=name,
                   cure=cure)  # fmt: skip
