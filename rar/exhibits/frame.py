"""The form of an exhibit: kicker, finding, chart, read with care, the numbers.

CSS classes used, styled in templates/review/style.css: rar-opening, rar-exhibit, rar-kicker,
rar-status (with rar-partial, rar-not-computable, rar-too-few, rar-withheld), rar-chart,
rar-tall, rar-caveat, rar-sure, rar-panel, rar-numbers, rar-table, rar-number, rar-strip, rar-facts,
rar-findings, rar-questions, rar-source, rar-note, rar-result. Links to another notebook are
written as '02_name.ipynb', which JupyterLab opens and the packet's page turns into a link within
itself.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from rar.figures import png, svg
from rar.words import CHECK, STATUS

if TYPE_CHECKING:
    from rar.figures.look import Sheet

WORD_JOINER = "\u2060"
PAGE_HEIGHT = 9.4 * 72  # points: what a printed page holds, and what a taller chart shrinks from


def printed(text: str) -> str:
    """A sentence as HTML; no line may end between a minus sign and its number.

    >>> printed("Q&A: −$310") == "Q&amp;A: −\u2060$310"
    True
    """
    return escape(text).replace("−", f"−{WORD_JOINER}")


@dataclass(frozen=True)
class Picture:
    """A drawn chart and its description for readers who do not see it.

    It becomes SVG on a page and PNG in a Word file, each only where it is asked for.
    """

    sheet: Sheet = field(repr=False)
    alt: str

    @classmethod
    def of(cls, drawn) -> Picture:
        """From what a figure function returns: (sheet, description)."""
        return cls(*drawn)

    @cached_property
    def svg(self) -> str:
        """The chart as an SVG document."""
        return svg(self.sheet)

    @cached_property
    def png(self) -> bytes:
        """The chart as a PNG file."""
        return png(self.sheet)

    @property
    def height(self) -> float:
        """Its height in points, as it is drawn."""
        return self.sheet.height

    def html(self) -> str:
        """An image that carries its own data, in a box that scrolls alone on a small screen.

        One that does not fit a page is marked rar-tall: its table is printed in its place.
        """
        data = base64.b64encode(self.svg.encode("utf-8")).decode("ascii")
        source = f"data:image/svg+xml;base64,{data}"
        kind = "rar-chart rar-tall" if self.height > PAGE_HEIGHT else "rar-chart"
        return (
            f'<div class="{kind}" tabindex="0" role="group" aria-label="Chart">'
            f'<img src="{source}" alt="{escape(self.alt)}" width="691"></div>'
        )


@dataclass(frozen=True)
class Numbers:
    """A table for readers: every cell is words already, and none is blank.

    frame: the first column is the row's heading. numeric names the columns set to the right.
    """

    caption: str
    frame: pd.DataFrame
    numeric: tuple[str, ...] = ()

    def html(self, kind: str = "rar-table") -> str:
        """An accessible table: caption, column and row headings with their scope."""
        head = "".join(f'<th scope="col"{self._right(c)}>{escape(c)}</th>' for c in self.frame)
        right = [self._right(column) for column in self.frame.columns[1:]]
        rows = []
        for row in self.frame.to_numpy(dtype=object).tolist():
            first, *rest = (cell if isinstance(cell, Raw) else printed(str(cell)) for cell in row)
            cells = zip(right, rest, strict=True)
            body = "".join(f"<td{kind}>{cell or 'none'}</td>" for kind, cell in cells)
            rows.append(f'<tr><th scope="row">{first}</th>{body}</tr>')
        caption = f"<caption>{escape(self.caption)}</caption>"
        label = escape(f"Table: {self.caption}")
        return (
            f'<div class="rar-table" tabindex="0" role="group" aria-label="{label}">'
            f'<table class="{kind}">{caption}<thead><tr>{head}</tr></thead>'
            f"<tbody>{''.join(rows)}</tbody></table></div>"
        )

    def _right(self, column: str) -> str:
        return ' class="rar-number"' if column in self.numeric else ""

    def text(self) -> str:
        """The table in plain text."""
        return f"{self.caption}\n{self.frame.to_string(index=False)}"


class Raw(str):
    """Text that is HTML already and is not escaped again."""


@dataclass(frozen=True)
class Shown:
    """Anything a notebook cell shows: HTML where it can be shown, the same in words elsewhere."""

    html: str = field(repr=False)
    words: str = ""

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.words


@dataclass(frozen=True)
class Exhibit:
    """One exhibit. body is the chart, a table, or the panel that says why there is neither.

    sure says how sure the finding in the title is, and whether it hangs on what need means; doubts
    are sentences about numbers that are doubtful at source (`rar.numbers.doubts`).
    """

    number: str
    question: str
    status: str
    detail: str
    title: str
    body: Picture | Numbers | Shown
    care: tuple[str, ...] = ()
    numbers: Numbers | None = None
    sure: str = ""
    doubts: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The exhibit in words alone: its finding, then the chart's description."""
        said = self.body.alt if isinstance(self.body, Picture) else ""
        return f"{self.title.rstrip('.')}. {said}".strip()

    def _repr_html_(self) -> str:
        body = self.body.html if isinstance(self.body, Shown) else self.body.html()
        parts = [
            f'<p class="rar-kicker">{self._kicker()}</p>',
            f"<h2>{printed(self.title)}</h2>",
            doubts_html(self.doubts),
            body,
            care_html(self.care),
            sure_html(self.sure),
        ]
        if self.numbers is not None:
            summary = "<summary>The numbers in this chart</summary>"
            parts.append(f'<details class="rar-numbers">{summary}{self.numbers.html()}</details>')
        return f'<section class="rar-exhibit">{"".join(parts)}</section>'

    def _kicker(self) -> str:
        number = f"<strong>Exhibit {escape(self.number)}</strong> " if self.number else ""
        return (
            f"{number}<span>{escape(self.question)}</span> {status_html(self.status, self.detail)}"
        )

    def __repr__(self) -> str:
        head = f"Exhibit {self.number}. " if self.number else ""
        lines = [f"{head}{self.question} ({status_words(self.status, self.detail)})", self.sentence]
        lines += [f"{CHECK}. {' '.join(self.doubts)}"] if self.doubts else []
        if isinstance(self.body, Numbers):
            lines.append(self.body.text())
        if isinstance(self.body, Shown):
            lines.append(self.body.words)
        lines += [f"Read with care. {' '.join(self.care)}"] if self.care else []
        lines += [f"How sure. {self.sure}"] if self.sure else []
        return "\n".join(lines)


def status_words(status: str, detail: str = "") -> str:
    """A status and its detail: 'Partial · 12 of 13 schools'."""
    word = STATUS.get(status, (status.capitalize(), ""))[0]
    return f"{word} · {detail}" if detail else word


def status_html(status: str, detail: str = "") -> str:
    """The status with its swatch; the normal case takes no ink."""
    kind = STATUS.get(status, ("", ""))[1]
    classes = f"rar-status {kind}".strip()
    return f'<span class="{classes}">{escape(status_words(status, detail))}</span>'


def doubts_html(doubts: tuple[str, ...]) -> str:
    """'Check before discussing' with its sentences; nothing where nothing is doubtful."""
    said = printed(" ".join(doubts))
    return f'<p class="rar-caveat"><strong>{CHECK}.</strong> {said}</p>' if said else ""


def care_html(care: tuple[str, ...]) -> str:
    """'Read with care', three sentences at most; nothing where there is nothing to say."""
    said = " ".join(sentence for sentence in care if sentence)
    return (
        f'<p class="rar-caveat"><strong>Read with care.</strong> {printed(said)}</p>'
        if said
        else ""
    )


def sure_html(sure: str) -> str:
    """'How sure': the certainty of the finding in the title, in one or two sentences."""
    told = printed(sure)
    return f'<p class="rar-sure"><strong>How sure.</strong> {told}</p>' if sure else ""


def panel(missing: str, holder: str, ask: str) -> Shown:
    """What stands where a chart cannot: what is missing, who has it, what to ask until then."""
    rows = (("Missing:", missing), ("Who has it:", holder), ("Until then, ask in the room:", ask))
    told = [(head, words) for head, words in rows if words]
    lines = [f"<p><strong>{escape(h)}</strong> {escape(w)}</p>" for h, w in told]
    return Shown(
        f'<div class="rar-panel">{"".join(lines)}</div>', "\n".join(f"{h} {w}" for h, w in told)
    )
