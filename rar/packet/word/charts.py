"""The charts of Word files: those of the review page, drawn for one finding and put in as PNG."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rar.exhibits.frame import Exhibit, Picture
from rar.exhibits.groups import groups
from rar.exhibits.peers import districts
from rar.exhibits.schools import dots, schools, strips
from rar.record.controls import Marker

if TYPE_CHECKING:
    from docx.document import Document

    from rar.review import Review

WIDTH = 6.5  # inches, as wide as the text of a letter page
GROUPS = 4  # student groups in a chart: a card is one page


def exhibit_of(review: Review, row: Any) -> Exhibit:
    """The exhibit that shows a finding: its level's schools, its group, or the state's districts.

    Its body is a Picture, or the panel that says why there is none.
    """
    if row.kind == "need":
        return strips(review, row.metric, level=row.level)
    if row.kind == "slope":
        return dots(review, row.metric, level=row.level)
    if row.kind == "group":
        return groups(review, row.metric, first=row.focus, most=GROUPS)
    return districts(review, row.metric)


def dollars_of(review: Review, metric_id: str) -> Exhibit:
    """The schools' dollars where no comparison of them can be made."""
    return schools(review, metric_id)


def marker(name: str) -> Marker:
    """What stands in a filled document until `place_pictures` puts the chart of that name there."""
    return Marker(f"⟦picture {name}⟧")


def place_pictures(document: Document, pictures: Mapping[str, Picture], otherwise: str) -> None:
    """Put charts in the place of their markers, each with its description.

    A picture of the template that has no description of its own, a logo, gets otherwise.
    """
    from docx.oxml.ns import qn

    for text in list(document.element.body.iter(qn("w:t"))):
        for name, picture in pictures.items():
            if marker(name) in (text.text or ""):
                text.text = text.text.replace(marker(name), "")
                _place(document, text.getparent(), picture)
    for element in _parts_with_pictures(document):
        for about in element.iter(qn("wp:docPr")):
            if not about.get("descr"):
                about.set("descr", otherwise)


def _place(document: Document, run: Any, picture: Picture) -> None:
    """Put the chart behind a run."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Inches
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

    own = OxmlElement("w:r")
    run.addnext(own)
    drawn = Run(own, Paragraph(own.getparent(), document._body))
    shape = drawn.add_picture(io.BytesIO(picture.png), width=Inches(WIDTH))
    about = shape._inline.find(qn("wp:docPr"))
    about.set("descr", picture.alt)
    about.set("name", "Chart")


def _parts_with_pictures(document: Document) -> list[Any]:
    found = [document.element.body]
    for section in document.sections:
        found += [section.header._element, section.footer._element]
    return found
