"""What the user asked `rarkit release` for, and whether it can be understood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rar.errors import Problem, RarError
from rar.release.row import ASKED, RELEASED, SETTLED, WITHDRAWN
from rar.release.stages import Exceptions
from rar.workspace import DISTRICT, EDITIONS, INTERNAL, PUBLIC

RECIPIENTS = {DISTRICT: "the district's leaders", PUBLIC: "everyone"}  # unless the user says whom


@dataclass(frozen=True)
class Wanted:
    """The command's options.

    edition has no default: what leaves the agency is said each time. correction_asked,
    correction_settled and withdraw hold what was asked for, what was done, and why; None where that
    is not what the command was given for.
    """

    edition: str | None = None
    districts: list[str] = field(default_factory=list)
    lists: list[Path] = field(default_factory=list)
    flagged: bool = False
    year: int | None = None
    approved_by: str = ""
    recipient: str = ""
    note: str = ""
    allowed: Exceptions = field(default_factory=Exceptions)
    correction_asked: str | None = None
    correction_settled: str | None = None
    withdraw: str | None = None
    dry_run: bool = False

    @property
    def said(self) -> dict[str, str]:
        """What was asked for beside a release, by kind of row, in words."""
        found = {ASKED: self.correction_asked, SETTLED: self.correction_settled,
                 WITHDRAWN: self.withdraw}  # fmt: skip
        return {kind: text for kind, text in found.items() if text is not None}

    @property
    def kind(self) -> str:
        """The kind of row it leads to."""
        return next(iter(self.said), RELEASED)

    @property
    def receives(self) -> str:
        """Who receives it: an office or a role, as told; else whom the edition is for."""
        return self.recipient.strip() or RECIPIENTS.get(self.edition or "", "")

    @property
    def text(self) -> str:
        """The note of the row: what was said of it, and the note beside it."""
        parts = (self.said.get(self.kind, ""), self.note)
        return "; ".join(part.strip() for part in parts if part.strip())


def check_wanted(wanted: Wanted) -> None:
    """Raise a RarError naming everything that is missing or does not go together."""
    problems = [*_edition_problems(wanted), *_word_problems(wanted), *_district_problems(wanted)]
    if problems:
        raise RarError("Nothing was released or recorded.", problems)


def _edition_problems(wanted: Wanted) -> Iterator[Problem]:
    allowed = f"{DISTRICT}, {PUBLIC}"
    if wanted.edition is None:
        if wanted.kind in (RELEASED, WITHDRAWN):
            yield Problem("no edition was named, and none is taken for granted", column="--edition",
                          allowed=allowed)  # fmt: skip
    elif wanted.edition == INTERNAL:
        yield Problem("the internal edition is for the review team and is never released",
                      column="--edition", allowed=allowed)  # fmt: skip
    elif wanted.edition not in EDITIONS:
        yield Problem("there is no such edition", column="--edition", value=wanted.edition,
                      allowed=allowed)  # fmt: skip
    for option, text in _exceptions(wanted).items():
        if text is not None and (wanted.edition != PUBLIC or wanted.kind != RELEASED):
            yield Problem("this is only of use when the public edition is released", column=option)


def _exceptions(wanted: Wanted) -> dict[str, str | None]:
    return {"--skip-stage": wanted.allowed.skip_stage,
            "--before-window-closes": wanted.allowed.before_window_closes}  # fmt: skip


def _word_problems(wanted: Wanted) -> Iterator[Problem]:
    if not wanted.approved_by.strip():
        yield Problem("it does not say who at the agency approves or records this",
                      column="--approved-by", allowed="an office, a role or a name")  # fmt: skip
    if wanted.kind == ASKED and not wanted.recipient.strip():
        yield Problem("it does not say who asked", column="--to",
                      allowed="an office or a role of the district")  # fmt: skip
    options = {ASKED: "--correction-asked", SETTLED: "--correction-settled",
               WITHDRAWN: "--withdraw"}  # fmt: skip
    told = {options[kind]: text for kind, text in wanted.said.items()}
    if len(told) > 1:
        yield Problem("one command records one thing", column=", ".join(told))
    for option, text in {**told, **_exceptions(wanted)}.items():
        if text is not None and not text.strip():
            yield Problem("it does not say why or what", column=option, allowed="a sentence")


def _district_problems(wanted: Wanted) -> Iterator[Problem]:
    if wanted.kind != RELEASED and not (wanted.districts or wanted.lists):
        yield Problem("no district was named, and this is never taken to be about all of them",
                      column="--district, --from-file")  # fmt: skip
