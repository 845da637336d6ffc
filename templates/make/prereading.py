"""The pre-reading of two pages, as it first was."""

from __future__ import annotations

from docx.document import Document as Doc
from docx.shared import Pt
from look import blank, bullets, heading, repeat, say, table


def make() -> Doc:
    """The whole template: one page of facts and findings, one of money, limits and questions."""
    doc = blank("Pre-reading", "Pre-reading")
    doc.add_paragraph("Before we meet: {{ district }}", style="Title")
    doc.add_paragraph(
        "Resource allocation review · school year {{ year }} · two pages, fifteen minutes",
        style="Subtitle",
    )
    say(doc, "First open the protocol at “Before the numbers: what do we expect?” and write down "
        "what you expect. It takes ten minutes. Then read on: the surprises are what the meeting "
        "is for.", lead="Please do this first.")  # fmt: skip
    say(doc, "The meeting looks at how people, time and money reach your students, and ends with a "
        "few actions that somebody owns. It is a service of the state's review team and no audit. "
        "No number here says why something is so.")  # fmt: skip
    heading(doc, "The district in four facts", 1)
    table(doc, ["Fact", "This district", "Beside it"], [2.4, 1.5, 3.0],
          [["for fact in facts"], ["{{ fact.fact }}", "{{ fact.value }}", "{{ fact.beside }}"],
           ["endfor"]], together=True)  # fmt: skip
    say(doc, "{{ need_meaning }}", "Small").paragraph_format.space_before = Pt(4)
    heading(doc, "What stands out", 1)
    say(doc, "{{ stands_out_sentence }}")
    repeat(doc, "for finding in stand_out")
    doc.add_paragraph("{{ finding.title }} ({{ finding.dimension }}; {{ finding.sure }})",
                      style="List Bullet")  # fmt: skip
    repeat(doc, "endfor")
    say(
        doc,
        "A pattern is a difference that chance would rarely make, that is large enough to "
        "discuss, goes the same way over the years, and does not hang on one school.",
        "Small",
    )
    heading(doc, "The money", 1, new_page=True)
    say(doc, "{{ money.title }}.", "Finding")
    for field, style, lead in (("sure", "Small", "How sure."), ("chart", "Normal", ""),
                               ("care", "Small", "Read with care.")):  # fmt: skip
        repeat(doc, f"if money.{field}")
        say(doc, f"{{{{ money.{field} }}}}", style, lead)
        repeat(doc, "endif")
    heading(doc, "What these data cannot answer", 1)
    repeat(doc, "if withheld")
    say(doc, "{{ withheld }}", "Small")
    repeat(doc, "endif")
    repeat(doc, "if not unknown")
    say(doc, "{{ missing_sentence }}")
    repeat(doc, "endif")
    repeat(doc, "for words in unknown")
    doc.add_paragraph("{{ words }}", style="List Bullet")
    repeat(doc, "endfor")
    heading(doc, "What to bring", 1)
    bullets(
        doc,
        "The rule by which schools get posts and money, if there is one on paper.",
        "What you corrected, or would correct, in the workbook's sheet Counts.",
        "One thing you know about your schools that no table shows.",
    )
    heading(doc, "Three questions to think about", 1)
    bullets(
        doc,
        "Which of these differences did you expect, and which surprised you?",
        "Which of them did somebody decide, and which came about over the years?",
        "If you could change one rule next year, which would do most for students with greater "
        "needs?",
        style="List Number",
    )
    return doc
