"""The three letters, as they first were: data quality, invitation, follow-up after 30 days."""

from __future__ import annotations

from docx.document import Document as Doc
from docx.shared import Pt
from look import blank, bullets, heading, place, repeat, say, table


def _letter(title: str, subject: str) -> Doc:
    """A letter's head: from whom, when, to whom, about what."""
    doc = blank(title, title)
    for style, size, before in (("Title", 16, 14), ("Heading 1", 12, 11)):  # quieter than a report
        doc.styles[style].font.size = Pt(size)
        doc.styles[style].paragraph_format.space_before = Pt(before)
    say(doc, "{{ publisher }}")
    place(say(doc, "", lead="Date:"), "Date of this letter", 1)
    say(doc, "The superintendent of {{ district }} ({{ district_id }})", lead="To:")
    doc.add_paragraph(subject, style="Title")
    doc.add_paragraph("{{ district }} · school year {{ year }}", style="Subtitle")
    say(doc, "Dear colleagues,")
    return doc


def _close(doc: Doc, number: int) -> None:
    """How every letter ends: whom to ask. It never stands alone on a page."""
    doc.paragraphs[-1].paragraph_format.keep_with_next = True
    say(doc, "If anything in this letter is unclear, please call or write; we are glad to explain "
        "it.").paragraph_format.space_before = Pt(8)  # fmt: skip
    say(doc, "With kind regards,")
    for paragraph in doc.paragraphs[-2:]:
        paragraph.paragraph_format.keep_with_next = True
    place(say(doc, ""), "Name, role, telephone and e-mail", number)


def data_quality() -> Doc:
    """What is doubtful at source, what is missing, whom we ask and by when."""
    doc = _letter("Letter on data quality", "Please check these numbers with us")
    say(doc, "Before we meet, we want the numbers to be right. They come from files the state "
        "already holds, most of them reported by your schools and offices. Some look doubtful, and "
        "some are missing. That is no reproach: every file of this size has a few.")  # fmt: skip
    say(doc, "Please look at the sheet Counts of the workbook, write corrected counts beside ours, "
        "and send the workbook back within 7 days of the date above. What you correct is shown "
        "beside what was reported; nothing is overwritten.", lead="What we ask.")  # fmt: skip
    heading(doc, "Doubtful at source", 1)
    say(doc, "{{ doubts_sentence }}")
    repeat(doc, "for words in doubts")
    doc.add_paragraph("{{ words }}", style="List Bullet")
    repeat(doc, "endfor")
    heading(doc, "Reported by some schools only", 1)
    say(doc, "{{ partly_sentence }}")
    repeat(doc, "if partly")
    table(
        doc,
        ["Measure", "Schools that report it"],
        [4.9, 2.0],
        [["for row in partly"], ["{{ row.measure }}", "{{ row.schools }}"], ["endfor"]],
    )
    repeat(doc, "endif")
    heading(doc, "Not in the state's files", 1)
    say(doc, "{{ missing_sentence }}")
    repeat(doc, "if asked")
    say(doc, "If your offices keep what the following needs, a table is welcome in whatever form "
        "you have it; the workbook's sheet Data request names each field. If not, leave it: the "
        "meeting can do without.")  # fmt: skip
    table(
        doc,
        ["Who usually has it", "What could then be told"],
        [2.4, 4.5],
        [["for row in asked"], ["{{ row.holder }}", "{{ row.measures }}"], ["endfor"]],
    )
    repeat(doc, "endif")
    say(doc, "Please send no lists of students or staff by name. Counts are all we need.",
        lead="One request.").paragraph_format.space_before = Pt(8)  # fmt: skip
    _close(doc, 2)
    return doc


def invitation() -> Doc:
    """Who should come, why, on which ground, and what will happen."""
    doc = _letter("Invitation", "An invitation to talk about resources")
    say(doc, "We invite you and your team to one conversation: how people, time and money reach "
        "the students of your district, above all those with greater needs, and what you want to "
        "change. You will leave with a few actions of your own, and with what the state promises "
        "to do for them.")  # fmt: skip
    say(
        doc,
        "This is a service and no audit. Nobody is graded and no ranking is made. The pages you "
        "receive are for the people named at their foot.",
    )
    say(doc, "Section 1111(d)(3)(A)(ii) of the Elementary and Secondary Education Act asks the "
        "state to look periodically, in each district that serves a significant number of schools "
        "identified for support, at how resources are allocated to support school improvement.",
        lead="Why your district.")  # fmt: skip
    repeat(doc, "if identified")
    table(
        doc,
        ["Identified school", "Identified for"],
        [3.6, 3.3],
        [["for row in identified"], ["{{ row.school }}", "{{ row.why }}"], ["endfor"]],
    )
    repeat(doc, "endif")
    heading(doc, "When and where", 1)
    made = table(doc, ["What", "To write"], [2.9, 4.0],
                 [["Date, or both dates", "{{ meeting.date }}"], ["Place", "{{ meeting.place }}"],
                  ["One session of 150 minutes, or two of 75", ""],
                  ["Who leads the conversation", "{{ meeting.lead }}"]], height=0.3,
                 together=True)  # fmt: skip
    place(made.rows[3].cells[1].paragraphs[0], "Which of the two", 3)
    heading(doc, "Who should come", 1)
    say(doc, "Eight to fourteen people who can say why things are as they are, and change them:")
    bullets(
        doc,
        "the superintendent, who decides at the end what the district takes on",
        "the business official, who knows which rule sends money where",
        "the chief academic officer, and who is in charge of staff",
        "who leads federal programs, special education and English learner programs",
        "the principals of the schools identified for support{% if identified %}, which are named "
        "above{% endif %}",
    )
    heading(doc, "What will happen", 1)
    table(doc, ["Step", "Minutes", "What happens"], [2.0, 0.8, 4.1],
          [["for step in agenda"], ["{{ step.step }}", "{{ step.minutes }}", "{{ step.what }}"],
           ["endfor"]])  # fmt: skip
    heading(doc, "Before the meeting", 1)
    bullets(
        doc,
        "Within 7 days: check the counts in the workbook (see the letter on data quality).",
        "A week before: write down what you expect, on the protocol's page “Before the numbers”, "
        "then read the two pages of pre-reading.",
        "On the day: bring the rule by which schools get posts and money.",
        style="List Number",
    )
    _close(doc, 4)
    return doc


def follow_up() -> Doc:
    """Asks after each action, and for what stands in the way."""
    doc = _letter("Follow-up after 30 days", "How far are we? Thirty days after our meeting")
    say(doc, "Thank you again for the conversation. Here is what was agreed. Please write beside "
        "each action how far it is, and what you need from us, and send this letter back within "
        "two weeks. A line that says “not begun, because ...” helps as much as one that says "
        "“done”.")  # fmt: skip
    heading(doc, "What was agreed", 1)
    repeat(doc, "if agreed")
    table(doc, ["About", "Action", "Owner, due", "State's promise", "How far, what is needed"],
          [1.5, 1.6, 1.1, 1.1, 1.6],
          [["for row in agreed"],
           ["{{ row.about }}", "{{ row.action }}", "{{ row.owner }}; {{ row.due }}",
            "{{ row.support }}", ""], ["endfor"]], height=0.8)  # fmt: skip
    repeat(doc, "endif")
    repeat(doc, "if not agreed")
    say(doc, "No action has been collected from the protocol yet. Please copy yours from it.")
    table(doc, ["About", "Action", "Owner, due", "State's promise", "How far, what is needed"],
          [1.5, 1.6, 1.1, 1.1, 1.6],
          [["for topic in topics if not topic.own"], ["{{ topic.name }}", "", "", "", ""],
           ["endfor"], ["Our own topic", "", "", "", ""]], height=0.5)  # fmt: skip
    repeat(doc, "endif")
    heading(doc, "What we promised", 1)
    say(doc, "We write here what the state has done since: ")
    table(doc, ["Promise", "What came of it"], [2.8, 4.1],
          [["Data we said we would find", ""], ["Rules we said we would look at", ""],
           ["Help we said we would give", ""]], height=0.45, together=True)  # fmt: skip
    heading(doc, "What comes next", 1)
    say(doc, "We look again after 90 days and in the middle of the year, and when next year's "
        "numbers are there. If a date has to move, tell us; nothing is lost by it.")  # fmt: skip
    _close(doc, 2)
    return doc
