"""The look of every template: styles, page, tables; what agencies may change in Word."""

from __future__ import annotations

from docx import Document
from docx.document import Document as Doc
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Inches, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

INK, MUTED = RGBColor(0x1F, 0x23, 0x28), RGBColor(0x57, 0x60, 0x6A)
NEED = RGBColor(0x0B, 0x4F, 0x8A)
FONT = "Arial"
WIDTH = 6.9  # inches of text between the margins
STYLES = (  # name, points, color, space before and after; those that Word knows come first
    ("Normal", 10, INK, 0, 5), ("Title", 22, INK, 0, 2), ("Subtitle", 11.5, MUTED, 0, 8),
    ("Heading 1", 16, INK, 16, 5), ("Heading 2", 12.5, NEED, 10, 3),
    ("Heading 3", 10.5, INK, 8, 3), ("List Bullet", 10, INK, 0, 3), ("List Number", 10, INK, 0, 5),
    ("Finding", 10.5, INK, 2, 4), ("Small", 9, MUTED, 0, 3), ("Cell", 9.5, INK, 2, 2),
    ("Facilitator note", 9.5, INK, 2, 3),
)  # fmt: skip


def blank(title: str, header: str) -> Doc:
    """An empty template with styles, margins, header and footer."""
    doc = Document()
    for style in STYLES:
        _style(doc, *style)
    for name in ("Header", "Footer"):  # their own tab stops are for another width
        doc.styles[name].paragraph_format.tab_stops.clear_all()
    _note_frame(doc)
    _page(doc, header)
    properties = doc.core_properties
    properties.title, properties.language = title, "en-US"
    properties.author = properties.comments = ""
    return doc


def _style(doc: Doc, name: str, size: float, color: RGBColor, before: float, after: float) -> None:
    if name not in [style.name for style in doc.styles]:
        doc.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = doc.styles["Normal"]
    style = doc.styles[name]
    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), color
    style.font.bold = name.startswith("Heading") or name in ("Title", "Finding")
    style.font.italic = False
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for attribute in [one for one in fonts.attrib if "Theme" in one]:
        del fonts.attrib[attribute]  # a theme font would win over Arial
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)
    for spacing in properties.findall(qn("w:spacing")):
        properties.remove(spacing)
    style.paragraph_format.space_before = Pt(before)
    style.paragraph_format.space_after = Pt(after)
    style.paragraph_format.line_spacing = 1.1
    borders = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if borders is not None:
        style.element.pPr.remove(borders)


def _note_frame(doc: Doc) -> None:
    """A bar at the left of facilitator notes; the words 'For the facilitator' say it too."""
    style = doc.styles["Facilitator note"]
    style.paragraph_format.left_indent = Inches(0.15)
    bar = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="24" w:space="8" w:color="0B4F8A"/>'
        "</w:pBdr>"
    )
    shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="EEF3F8"/>')
    properties = style.element.get_or_add_pPr()
    spacing = properties.find(qn("w:spacing"))
    spacing.addprevious(bar)
    spacing.addprevious(shade)


def _page(doc: Doc, header: str) -> None:
    section = doc.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = Inches(0.8)
    section.top_margin, section.bottom_margin = Inches(0.8), Inches(0.6)
    section.header_distance = section.footer_distance = Inches(0.32)
    _running(section.header.paragraphs[0], "{{ district }} ({{ district_id }})\t", header)
    _running(section.footer.paragraphs[0], "{{ edition_line }}\tPage ", "")
    footer = section.footer.paragraphs[0]
    _field(footer, "PAGE")
    small(footer.add_run(" of "))
    _field(footer, "NUMPAGES")


def _running(paragraph: Paragraph, left: str, right: str) -> None:
    paragraph.paragraph_format.tab_stops.add_tab_stop(Inches(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.paragraph_format.space_after = Pt(0)
    small(paragraph.add_run(left))
    if right:
        small(paragraph.add_run(f"{right} · {{{{ year }}}} · "))
        edition = paragraph.add_run("{{ edition }}")
        small(edition)
        edition.bold, edition.font.color.rgb = True, INK


def small(run) -> None:
    """Small and muted: what runs along every page."""
    run.font.size, run.font.color.rgb = Pt(8.5), MUTED


def _field(paragraph: Paragraph, name: str) -> None:
    """A field that Word fills in: the page number, say."""
    for kind in ("begin", name, "separate", "1", "end"):
        run = paragraph.add_run(kind if kind == "1" else "")
        small(run)
        element = OxmlElement("w:instrText" if kind == name else "w:fldChar")
        if kind == name:
            element.text = name
        elif kind != "1":  # what is shown until Word has counted
            element.set(qn("w:fldCharType"), kind)
        if kind != "1":
            run._r.append(element)


def heading(doc: Doc, text: str, level: int, new_page: bool = False) -> Paragraph:
    """A heading; on a new page where asked."""
    made = doc.add_heading(text, level)
    if new_page:
        made.paragraph_format.page_break_before = True
        made.paragraph_format.space_before = Pt(0)
    return made


def say(doc: Doc, text: str, style: str = "Normal", lead: str = "") -> Paragraph:
    """A paragraph, with a bold lead before it where there is one."""
    made = doc.add_paragraph(style=style)
    if lead:
        made.add_run(f"{lead} ").bold = True
    made.add_run(text)
    return made


def bullets(doc: Doc, *texts: str, style: str = "List Bullet") -> None:
    """A list."""
    for text in texts:
        doc.add_paragraph(text, style=style)


def repeat(doc: Doc, what: str) -> None:
    """Begin or end what is repeated or left out: 'for card in cards', 'endfor', 'if x', 'endif'."""
    doc.add_paragraph(f"{{%p {what} %}}")


def note(doc: Doc, **said: str) -> None:
    """Notes that only the facilitator edition has: time, say, watch, hard."""
    leads = {"time": "Time.", "say": "Say.", "watch": "Watch for.", "hard": "When it gets hard.",
             "do": "Do."}  # fmt: skip
    repeat(doc, "if facilitator")
    for place, (kind, text) in enumerate(said.items()):
        first = "For the facilitator. " if place == 0 else ""
        made = say(doc, text, "Facilitator note", f"{first}{leads[kind]}")
        if first:
            made.paragraph_format.space_before = Pt(6)
    made.paragraph_format.space_after = Pt(7)
    repeat(doc, "endif")


def table(
    doc: Doc,
    headers: list[str],
    widths: list[float],
    rows: list[list],
    height: float = 0.0,
    together: bool = False,
) -> Table:
    """A table with a header row that is repeated and read out as one.

    A row of one text is a line of the template: 'for row in missing'. The first cell of the others
    is a row heading; a pair there is the heading and what stands behind it. height is their least
    height, in inches. together keeps a short table on one page.
    """  # fmt: skip
    _keep_with_table(doc)
    made = doc.add_table(rows=0, cols=len(headers), style="Table Grid")
    made.autofit = False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Inches(width)
    _row(made, headers, widths, head=True)
    for row in rows:
        if len(row) == 1:
            _row(made, [f"{{%tr {row[0]} %}}", *[""] * (len(headers) - 1)], widths)
        else:
            last = row is rows[-1]  # a row that is repeated is not: its end is not known here
            _row(made, row, widths, height=height, keep=together and not last)
    return made


def _keep_with_table(doc: Doc) -> None:
    """The words before a table stay on its page, and so do those that only facilitators have."""
    for element in reversed([one for one in doc.element.body if one.tag != qn("w:sectPr")]):
        if element.tag != qn("w:p"):
            break
        before = Paragraph(element, doc._body)
        if before.text.startswith("{%p"):  # a line of the template, gone when it is filled in
            continue
        before.paragraph_format.keep_with_next = True
        if before.style.name != "Facilitator note":
            break


def _row(
    made: Table, texts: list, widths: list[float], head: bool = False, height: float = 0.0,
    keep: bool = False,
) -> None:  # fmt: skip
    row = made.add_row()
    if height:
        row.height = Inches(height)
    row_properties = row._tr.get_or_add_trPr()
    row_properties.append(OxmlElement("w:cantSplit"))
    if head:
        row_properties.append(OxmlElement("w:tblHeader"))
    for place, (cell, text, width) in enumerate(zip(row.cells, texts, widths, strict=True)):
        cell.width = Inches(width)
        paragraph = cell.paragraphs[0]
        paragraph.style = "Cell"
        paragraph.paragraph_format.keep_with_next = head or keep
        title, rest = text if isinstance(text, tuple) else (text, "")
        run = paragraph.add_run(title)
        run.bold = True if head or (place == 0 and not title.startswith("{%")) else None
        paragraph.add_run(rest)
        if head:
            cell._tc.get_or_add_tcPr().append(
                parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="F0F0F0"/>')
            )


def place(paragraph: Paragraph, what: str, number: int) -> None:
    """A place to write that is not read back: the date of a letter, say."""
    paragraph._p.append(
        parse_xml(
            f'<w:sdt {nsdecls("w")}><w:sdtPr><w:alias w:val="{what}"/><w:id w:val="{number}"/>'
            '<w:showingPlcHdr/><w:text w:multiLine="1"/></w:sdtPr><w:sdtContent><w:r><w:rPr>'
            f'<w:color w:val="57606A"/></w:rPr><w:t>{what}</w:t></w:r></w:sdtContent></w:sdt>'
        )
    )
