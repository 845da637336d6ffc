"""Makes protocol.docx, the Word template of the discussion protocol, as it first was.

The template itself is what agencies edit: open protocol.docx in Word, change words, order and
logo, keep what stands in double braces. Run this only to start over:

    python templates/make_protocol.py

templates/README.md lists the names a template may use.
"""

from __future__ import annotations

from pathlib import Path

from docx import Document
from docx.document import Document as Doc
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

INK, MUTED = RGBColor(0x1F, 0x23, 0x28), RGBColor(0x57, 0x60, 0x6A)
NEED = RGBColor(0x0B, 0x4F, 0x8A)
FONT = "Arial"


def make() -> Doc:
    """The whole template."""
    doc = Document()
    _styles(doc)
    _page(doc)
    _opening(doc)
    _ratings(doc)
    _context(doc)
    _findings(doc)
    _missing(doc)
    _record(doc)
    doc.core_properties.title = "Discussion protocol"
    doc.core_properties.author = ""
    doc.core_properties.comments = ""
    doc.core_properties.language = "en-US"
    return doc


def _styles(doc: Doc) -> None:
    for name, size, color, before, after in (
        ("Normal", 10.5, INK, 0, 5), ("Title", 24, INK, 0, 2), ("Subtitle", 12, MUTED, 0, 12),
        ("Heading 1", 17, INK, 20, 6), ("Heading 2", 13.5, NEED, 16, 4),
        ("Heading 3", 11, INK, 10, 3), ("List Bullet", 10.5, INK, 0, 4),
        ("List Number", 10.5, INK, 0, 4),
    ):  # fmt: skip
        style = doc.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), color
        style.font.bold = name.startswith("Heading") or name == "Title"
        style.font.italic = False
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in list(fonts.attrib):
            if "Theme" in attribute:  # a theme font would win over Arial
                del fonts.attrib[attribute]
        for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(script), FONT)
        style.paragraph_format.space_before, style.paragraph_format.space_after = (
            Pt(before), Pt(after)
        )  # fmt: skip
    for name in ("Title", "Subtitle"):
        for spacing in doc.styles[name].element.rPr.findall(qn("w:spacing")):
            doc.styles[name].element.rPr.remove(spacing)
    for name in ("Header", "Footer"):  # their own tab stops are for another width
        doc.styles[name].paragraph_format.tab_stops.clear_all()
    borders = doc.styles["Title"].element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        doc.styles["Title"].element.pPr.remove(borders)


def _page(doc: Doc) -> None:
    section = doc.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = Inches(0.9)
    section.top_margin = section.bottom_margin = Inches(0.9)
    width = section.page_width - section.left_margin - section.right_margin
    for paragraph, left in (
        (section.header.paragraphs[0], "{{ district }} · discussion protocol {{ year }}"),
        (section.footer.paragraphs[0], "{{ edition_line }}"),
    ):
        paragraph.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
        _small(paragraph.add_run(f"{left}\t"))
    edition = section.header.paragraphs[0].add_run("{{ edition }}")
    _small(edition)
    edition.bold, edition.font.all_caps, edition.font.color.rgb = True, True, INK
    footer = section.footer.paragraphs[0]
    _small(footer.add_run("Page "))
    _field(footer, "PAGE")
    _small(footer.add_run(" of "))
    _field(footer, "NUMPAGES")


def _small(run) -> None:
    run.font.size, run.font.color.rgb = Pt(8.5), MUTED


def _field(paragraph: Paragraph, name: str) -> None:
    """A field that Word fills in: the page number, say."""
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        run = paragraph.add_run()
        _small(run)
        element = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            element.text = text
        else:
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)


def _opening(doc: Doc) -> None:
    doc.add_paragraph("{{ district }}", style="Title")
    doc.add_paragraph(
        "Resource allocation review, discussion protocol · school year {{ year }} · {{ state }}",
        style="Subtitle",
    )
    doc.add_paragraph(
        "This document is for the meeting of the district's leaders and the state's review team. "
        "It holds what the state's own data show, the questions they raise, and room to write down "
        "what the group says and decides. A number here is a place to start talking. It does not "
        "say why something is so, and it is not a verdict on a school or a person."
    )
    doc.add_paragraph(
        "Before anyone looks at a number, ask each person to write down where they expect students "
        "with greater needs to get more, the same, or less. Compare afterwards."
    )


def _ratings(doc: Doc) -> None:
    """Belief before data: what no number answers, asked before any number is seen."""
    doc.add_heading("Before the numbers: where do you stand?", 1)
    doc.add_paragraph(
        "Tick one statement in each table, the one you could show someone today. There is no "
        "total, and no number in this document depends on it."
    )
    doc.add_paragraph("{%p for rating in ratings %}")
    table = _table(doc, ["Tick one", "{{ rating.number }}  {{ rating.label }}"], [0.9, 5.8])
    _row(table, ["{%tr for statement in rating.statements %}", ""])
    _row(table, ["{{ statement.box }}", "{{ statement.text }}"])
    _row(table, ["{%tr endfor %}", ""])
    doc.add_paragraph()
    doc.add_paragraph("{%p endfor %}")


def _context(doc: Doc) -> None:
    doc.add_heading("The district", 1)
    doc.add_paragraph(
        "{{ schools }} schools with {{ students }} students in {{ year }}. {{ need_sentence }}"
    )
    table = _table(doc, ["Level", "Schools", "Students", "Lowest need", "Highest need"],
                   [1.7, 1.1, 1.3, 1.3, 1.3])  # fmt: skip
    _row(table, ["{%tr for level in levels %}", "", "", "", ""])
    _row(table, ["{{ level.name }}", "{{ level.schools }}", "{{ level.students }}",
                 "{{ level.lowest }}", "{{ level.highest }}"])  # fmt: skip
    _row(table, ["{%tr endfor %}", "", "", "", ""])
    doc.add_heading("What stands out", 1)
    doc.add_paragraph("{{ stands_out_sentence }}")
    doc.add_paragraph("{%p for finding in stand_out %}")
    doc.add_paragraph("{{ finding.sentence }} ({{ finding.dimension }})", style="List Bullet")
    doc.add_paragraph("{%p endfor %}")


def _findings(doc: Doc) -> None:
    doc.add_heading("Findings and questions, dimension by dimension", 1)
    doc.add_paragraph("{%p for dimension in dimensions %}")
    doc.add_heading("{{ dimension.number }}  {{ dimension.name }}", 2)
    lead = doc.add_paragraph()
    lead.add_run("{{ dimension.question }}").italic = True
    doc.add_paragraph("{%p for finding in dimension.findings %}")
    doc.add_paragraph("{{ finding.sentence }}", style="List Bullet")
    doc.add_paragraph("{%p endfor %}")
    doc.add_paragraph("{%p if not dimension.findings %}")
    doc.add_paragraph("{{ dimension.nothing }}")
    doc.add_paragraph("{%p endif %}")
    doc.add_paragraph("{%p for caveat in dimension.caveats %}")
    care = doc.add_paragraph()
    care.add_run("Read with care. ").bold = True
    care.add_run("{{ caveat }}")
    doc.add_paragraph("{%p endfor %}")
    doc.add_paragraph("{%p if dimension.questions %}")
    doc.add_heading("Questions for the room", 3)
    doc.add_paragraph("{%p endif %}")
    doc.add_paragraph("{%p for question in dimension.questions %}")
    doc.add_paragraph("{{ question }}", style="List Bullet")
    doc.add_paragraph("{%p endfor %}")
    doc.add_paragraph("{%p endfor %}")


def _missing(doc: Doc) -> None:
    doc.add_heading("What these data cannot answer", 1)
    doc.add_paragraph("{{ missing_sentence }}")
    table = _table(doc, ["Measure", "Why it is missing", "Who usually has it"], [2.3, 2.5, 1.9])
    _row(table, ["{%tr for row in missing %}", "", ""])
    _row(table, ["{{ row.measure }}", "{{ row.why }}", "{{ row.holder }}"])
    _row(table, ["{%tr endfor %}", "", ""])


def _record(doc: Doc) -> None:
    section = doc.add_section()
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Inches(11), Inches(8.5)
    doc.add_heading("Record of the discussion", 1)
    doc.add_paragraph(
        "One row for each finding the group takes up. Write the cause that the group sees, not one "
        "that the numbers show: they show none. Give each action one owner and one date."
    )
    headers = ["Finding", "What the room says", "Cause", "Action", "Owner", "Due",
               "Evidence in 90 days"]  # fmt: skip
    table = _table(doc, headers, [2.2, 1.6, 1.3, 1.5, 0.9, 0.7, 1.0])
    _row(table, ["{%tr for row in record %}", *[""] * 6])
    _row(table, ["{{ row }}", *[""] * 6], height=0.75)
    _row(table, ["{%tr endfor %}", *[""] * 6])


def _table(doc: Doc, headers: list[str], widths: list[float]) -> Table:
    table = doc.add_table(rows=1, cols=len(headers), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Inches(width)
    for cell, header, width in zip(table.rows[0].cells, headers, widths, strict=True):
        cell.width = Inches(width)
        cell.paragraphs[0].add_run(header).bold = True
        _shade(cell)
    mark = OxmlElement("w:tblHeader")  # repeated on every page, and read out as a header
    table.rows[0]._tr.get_or_add_trPr().append(mark)
    return table


def _shade(cell) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", "F0F0F0")):
        shade.set(qn(name), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _row(table: Table, texts: list[str], height: float = 0.0) -> None:
    row = table.add_row()
    if height:
        row.height = Inches(height)
    keep = OxmlElement("w:cantSplit")
    row._tr.get_or_add_trPr().append(keep)
    for cell, text, head in zip(row.cells, texts, table.rows[0].cells, strict=True):
        cell.width = head.width
        cell.paragraphs[0].add_run(text).font.size = Pt(9.5)


if __name__ == "__main__":
    make().save(str(Path(__file__).with_name("protocol.docx")))
