"""Which Word files a packet has, from which template each is filled, and how they are written."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rar.editions import FIT
from rar.errors import Problem, RarError
from rar.packet.word.charts import place_pictures
from rar.packet.word.context import Words, words_of
from rar.packet.word.fill import check, compile_parts, fill
from rar.packet.word.properties import describe, mark, save
from rar.record.controls import place_controls
from rar.record.fields import CHOICES_FILE, choices, marks

if TYPE_CHECKING:
    from docx.document import Document

    from rar.review import Review
    from rar.workspace import Workspace


@dataclass(frozen=True)
class WordFile:
    """One Word file of a packet: file and template are paths in the packet and in templates/.

    title is what it is, for its properties; form by what name it is known when it comes back.
    """

    file: str
    template: str
    title: str
    form: str
    facilitator: bool = False


PROTOCOL = WordFile("protocol.docx", "protocol.docx", "discussion protocol", "protocol")
FILES = (
    PROTOCOL,
    WordFile("protocol-facilitator.docx", "protocol.docx", "discussion protocol for facilitators",
             "protocol", facilitator=True),
    WordFile("prereading.docx", "prereading.docx", "pre-reading", "pre-reading"),
    WordFile("letters/data-quality.docx", "letters/data-quality.docx", "letter on data quality",
             "letter on data quality"),
    WordFile("letters/invitation.docx", "letters/invitation.docx", "invitation", "invitation"),
    WordFile("letters/follow-up-30-days.docx", "letters/follow-up-30-days.docx",
             "follow-up after 30 days", "follow-up"),
)  # fmt: skip


def files_of(edition: str) -> tuple[WordFile, ...]:
    """The Word files of an edition's packet: those that its readers take to the meeting."""
    fit = FIT[edition]
    return tuple(one for one in FILES if fit.meeting and (fit.facilitator or not one.facilitator))


def prepare(workspace: Workspace) -> None:
    """Check and compile the templates ahead of the districts, whose processes then inherit it."""
    for one in FILES:
        with suppress(RarError):  # told to every district that fills it in
            compile_parts(workspace.template(one.template), one.template)


def write_word_files(review: Review, folder: Path) -> None:
    """Write every Word file of a review's packet into the folder, none where its edition has none.

    Raises RarError when a template or one of its CSV files does not fit.
    """
    files = files_of(review.edition)
    if not files:
        return
    words = words_of(review)
    for one in files:
        file = folder / one.file
        file.parent.mkdir(parents=True, exist_ok=True)
        save(made(review, one, words), file)


def made(review: Review, one: WordFile, words: Words) -> Document:
    """One Word file, filled, with its charts and its places to write."""
    names = words.names | {"facilitator": one.facilitator}
    document = fill(review.workspace.template(one.template), names, one.template)
    place_pictures(document, words.pictures, f"Logo: {names['publisher']}")
    lists = choices(review.workspace.template(CHOICES_FILE))
    place_controls(document, lists, words.causes)
    title = f"{names['district']}: {one.title} {names['year']}"
    describe(document, title, names["edition_line"])
    mark(document, marks(one.form, review))
    return document


def check_templates(review: Review) -> None:
    """Fill every template of its edition for a review, and tell of all that is wrong in them.

    A slip is told in a second and not by every district of a run. Raises RarError.
    """
    files = files_of(review.edition)
    templates = {one.template: review.workspace.template(one.template) for one in files}
    found: list[RarError] = []
    for called, template in templates.items():
        _keep(found, check, template, called)
    if files and not found:
        words: list[Words] = []
        _keep(found, lambda: words.append(words_of(review)))
        for one in files if words else ():
            _keep(found, made, review, one, words[0])
    if found:
        problems = [
            problem for error in found for problem in error.problems or [Problem(error.title)]
        ]
        cures = dict.fromkeys(error.cure for error in found if error.cure)
        raise RarError("No packet was made: templates do not fit.", dict.fromkeys(problems),
                       " ".join(cures))  # fmt: skip


def _keep(found: list[RarError], act, *about) -> None:
    try:
        act(*about)
    except RarError as error:
        found.append(error)
