"""The discussion protocol, as it first was: one template for both editions."""

from __future__ import annotations

from actions import actions, calendar, causes
from docx.document import Document as Doc
from docx.shared import Pt
from look import WIDTH, blank, bullets, heading, note, repeat, say, table

LABEL, SHORT = 2.3, 1.4  # inches of a column of row headings


def make() -> Doc:
    """The whole template."""
    doc = blank(
        "Discussion protocol",
        "{% if facilitator %}Facilitator edition of the discussion protocol{% else %}"
        "Discussion protocol{% endif %}",
    )
    _opening(doc)
    _roles(doc)
    _plan(doc)
    _belief(doc)
    _context(doc)
    _money(doc)
    _cards(doc)
    _compare(doc)
    causes(doc)
    actions(doc)
    calendar(doc)
    _cannot(doc)
    _room(doc)
    _appendix(doc)
    return doc


def _opening(doc: Doc) -> None:
    doc.add_paragraph("{{ district }}", style="Title")
    doc.add_paragraph(
        "Resource allocation review: discussion protocol · school year {{ year }} · {{ state }}",
        style="Subtitle",
    )
    note(
        doc,
        do="This edition has all that the participants' edition has, and notes like this one: how "
        "long, what to say, what to watch for, and what to do when it gets hard. Let one person "
        "write into one copy of the participants' edition while the room can see it. That copy is "
        "the one you collect.",
    )
    repeat(doc, "if last_time")
    heading(doc, "Since last time", 1)
    say(doc, "What was agreed at the last meeting, and what the same numbers did since. A number "
        "can move by chance, and for reasons other than what was agreed.")  # fmt: skip
    table(
        doc, ["About", "What was agreed", "Owner, due", "Status", "The numbers since"],
        [1.7, 1.7, 1.1, 0.9, 1.5],
        [["for plan in last_time"],
         ["{{ plan.about }} {{ plan.copies }}", "{{ plan.action }}",
          "{{ plan.owner }} {{ plan.due }}", "{{ plan.status }}", "{{ plan.numbers }}"],
         ["endfor"]],
    )  # fmt: skip
    repeat(doc, "endif")
    heading(doc, "Why we meet", 1)
    say(doc, "We look together at how people, time and money reach the students of this district, "
        "above all those with greater needs, and decide what to change. The pages hold what the "
        "state's own data show, the questions they raise, and room for what you know and the data "
        "do not.")  # fmt: skip
    say(
        doc,
        "A number here is a place to start talking. It does not say why something is so, and "
        "it is no verdict on a school or a person. The aim is a few actions that somebody owns.",
    )
    heading(doc, "What we agree on", 2)
    bullets(
        doc,
        "We are curious before we explain, and we explain before we decide.",
        "We talk about rules, decisions and habits, not about people.",
        "Every voice counts the same here; those closest to the schools speak first.",
        "“We do not know” is a good answer. We write it down and say who will find out.",
        "What is said here stays here; what is decided here is written down.",
    )
    table(doc, ["About this meeting", "To write"], [LABEL, WIDTH - LABEL],
          [["Date", "{{ meeting.date }}"], ["Place", "{{ meeting.place }}"],
           ["Who was there, and in which role", "{{ meeting.present }}"],
           ["Who led the conversation", "{{ meeting.lead }}"],
           ["Who took notes", "{{ meeting.writer }}"],
           ["What else we agreed on", "{{ meeting.norms }}"]], height=0.36)  # fmt: skip
    note(
        doc,
        time="10 minutes, with the next two pages.",
        say="Thank you for coming. We are here to help, not to audit. The numbers show where "
        "something is different. You know why, and you decide what follows.",
        watch="People who leaf through for their own school. No school is talked about alone, and "
        "no principal has to explain a number that others decided.",
        hard="If somebody asks who will see this, read the line at the foot of the page aloud. If "
        "somebody says the data are wrong, thank them, write it under “Questions left open”, and "
        "ask who can check it.",
    )


def _roles(doc: Doc) -> None:
    heading(doc, "Who does what", 1)
    table(
        doc, ["Role", "Who it usually is", "What it means today"], [1.5, 2.3, 3.1],
        [["Facilitator", "State review team, not the office that monitors the district",
          "Keeps time and tone, asks, does not answer for others"],
         ["Data guide", "State data analyst",
          "Says what a number counts and what it cannot say; gives no reasons"],
         ["Notes", "Anyone who likes to write", "Writes what the room says in its own words"],
         ["Money", "District business official, state finance",
          "Says which rule or decision sends money where"],
         ["Deciding", "Superintendent", "Says at the end what the district takes on"],
         ["Schools", "Principals of identified schools, staff leads for special education, English "
          "learners, people and federal programs", "Say what a number looks like from inside"]],
    )  # fmt: skip


def _plan(doc: Doc) -> None:
    repeat(doc, "if facilitator")
    heading(doc, "The plan of the meeting", 1)
    say(doc, "One session of 150 minutes, or two of 75 a week or two apart. The invitation says "
        "which. Two sessions leave time to ask at home; one keeps the thread.")  # fmt: skip
    for title, steps in (("One session", "agenda"), ("Two sessions: the first", "first_session"),
                         ("Two sessions: the second", "second_session")):  # fmt: skip
        heading(doc, title, 2)
        table(doc, ["Time", "Minutes", "Step", "What happens", "Who leads"],
              [1.15, 0.75, 1.4, 2.3, 1.3],
              [[f"for step in {steps}"],
               ["{{ step.clock }}", "{{ step.minutes }}", "{{ step.step }}", "{{ step.what }}",
                "{{ step.lead }}"], ["endfor"]])  # fmt: skip
    repeat(doc, "endif")


def _belief(doc: Doc) -> None:
    heading(doc, "Before the numbers: what do we expect?", 1, new_page=True)
    say(doc, "Please fill in these pages before you turn to any number. For each dimension, say "
        "what you expect: do students with greater needs have less, about the same, or more? "
        "Nobody is graded on it; the surprises are what we learn from.")  # fmt: skip
    note(
        doc,
        time="Part of the first 10 minutes, or at home beforehand.",
        say="First alone, then with a neighbor. Then one answer of the room for each line; where "
        "you differ, take the answer of those closest to the schools.",
        watch="Answers that say how it should be. Ask how it is.",
        hard="If people have read ahead, ask what they would have written a month ago.",
    )
    table(doc, ["Dimension", "What it asks", "What we expect"], [1.7, 3.2, 2.0],
          [["for dimension in dimensions"],
           ["{{ dimension.number }}  {{ dimension.name }}", "{{ dimension.question }}",
            "{{ dimension.write.belief }}"], ["endfor"]], height=0.4)  # fmt: skip
    heading(doc, "Where do we stand?", 1, new_page=True)
    say(
        doc,
        "No number answers these. Tick one statement in each table, the one you could show "
        "someone today. There is no total, and no number in this document depends on it.",
    )
    repeat(doc, "for rating in ratings")
    heading(doc, "{{ rating.dimension }}: {{ rating.label }}", 2)
    table(doc, ["Tick one", "What is true here"], [SHORT, WIDTH - SHORT],
          [["for statement in rating.statements"],
           ["{{ statement.box }}", "{{ statement.text }}"], ["endfor"],
           ["Our answer", "{{ rating.write.step }}"],
           ["What we can show", "{{ rating.write.shown }}"]],
          together=True)  # fmt: skip
    repeat(doc, "endfor")


def _context(doc: Doc) -> None:
    heading(doc, "The district and its needs", 1, new_page=True)
    note(
        doc,
        time="10 minutes.",
        say="Only facts now: who the students are, and how need is spread over the schools. "
        "{{ need_meaning }}",
        watch="Reasons. Park them on a sheet; they come with the cards.",
    )
    say(doc, "{{ schools }} with {{ students }} students in {{ year }}. "
        "{{ need_sentence }} {{ need_meaning }}")  # fmt: skip
    table(doc, ["Fact", "This district", "Beside it"], [2.6, 1.7, 2.6],
          [["for fact in facts"], ["{{ fact.fact }}", "{{ fact.value }}", "{{ fact.beside }}"],
           ["endfor"]], together=True)  # fmt: skip
    repeat(doc, "if withheld")
    say(doc, "{{ withheld }}", "Small")
    repeat(doc, "endif")
    heading(doc, "Levels", 2)
    table(doc, ["Level", "Schools", "Students", "Lowest need", "Highest need"],
          [1.7, 1.2, 1.4, 1.3, 1.3],
          [["for level in levels"],
           ["{{ level.name }}", "{{ level.schools }}", "{{ level.students }}",
            "{{ level.lowest }}", "{{ level.highest }}"], ["endfor"]], together=True)  # fmt: skip
    heading(doc, "What we take up today", 2)
    say(doc, "{{ stands_out_sentence }} First the money, then a card for each of these dimensions:")
    repeat(doc, "for card in cards")
    doc.add_paragraph("{{ card.heading }}: {{ card.dimension }}", style="List Bullet")
    repeat(doc, "endfor")
    heading(doc, "How to read a card", 1)
    say(doc, "Each of the next pages is one finding. Read it in this order, and write as you go. "
        "Stop where the room has nothing to say; an empty line is an answer too.")  # fmt: skip
    bullets(
        doc,
        "What do we notice? Say what you see before you say why.",
        "Is it lasting, and is it between schools or inside them?",
        "Did somebody intend it? Which rule, decision or agreement made it, and who decides that?",
        "What would have to stop, if it is to change?",
    )
    note(
        doc,
        time="25 minutes for the money, about 15 for each card. Take the cards that the room cares "
        "about most; three done well are better than five begun.",
        watch="Jumping to solutions. Write the idea down and come back to “why”.",
        hard="If a card turns to one person or school: “Which decision put this here?” If the room "
        "goes quiet: two minutes of writing, then around the table. If it gets heated: read the "
        "caveat aloud; it is always about what the number hides.",
    )


def _seen(doc: Doc, name: str, title: str) -> None:
    """What the data show of a finding: sentence, how sure, chart, numbers, years."""
    heading(doc, title, 1, new_page=True)
    say(doc, f"{{{{ {name}.question }}}}", "Small")
    say(doc, f"{{{{ {name}.title }}}}.", "Finding")
    because = f"{{% if {name}.because %}}{{{{ {name}.because }}}} {{% endif %}}"
    told = {
        "sure": ("Why this one, how sure.", because), "doubts": ("", ""), "chart": ("", ""),
        "care": ("Read with care.", ""),
    }  # fmt: skip
    for field, (lead, before) in told.items():
        repeat(doc, f"if {name}.{field}")
        style = "Normal" if field == "chart" else "Small"
        say(doc, f"{before}{{{{ {name}.{field} }}}}", style, lead)
        repeat(doc, "endif")
    repeat(doc, f"if {name}.numbers")
    table(doc, [f"{{{{ {name}.measure }}}}", "Value", "Counted", "State"], [3.0, 0.9, 1.5, 1.5],
          [[f"for row in {name}.numbers"],
           ["{{ row.who }}", "{{ row.value }}", "{{ row.counted }}", "{{ row.state }}"],
           ["endfor"]], together=True)  # fmt: skip
    repeat(doc, "endif")
    repeat(doc, f"if {name}.trend")
    after = say(doc, f"{{{{ {name}.trend }}}}", "Small", "Over the years.")
    after.paragraph_format.space_before = Pt(4)
    repeat(doc, "endif")


def _said(doc: Doc, name: str, height: float, new_page: bool = False) -> None:
    """What the room says of it: questions, and places to write, which stay on one page."""
    heading(doc, "What the room says", 2, new_page)
    repeat(doc, f"for question in {name}.questions")
    question = doc.add_paragraph("{{ question }}", style="List Bullet")
    question.paragraph_format.keep_with_next = True
    repeat(doc, "endfor")
    asked = {
        "see": "What we notice", "trend": "Is it lasting", "why": "Why it may be so",
        "intended": "Intended or not", "where": "Between or inside schools",
        "rule": "Which rule or decision", "decides": "Who decides",
        "stop": "What would have to stop",
    }  # fmt: skip
    table(doc, ["Question", "What the room says"], [LABEL, WIDTH - LABEL],
          [[words, f"{{{{ {name}.write.{field} }}}}"] for field, words in asked.items()],
          height=height, together=True)  # fmt: skip


def _money(doc: Doc) -> None:
    """Two pages: the money has the most minutes, and the most to write."""
    _seen(doc, "money", "The money")
    _said(doc, "money", height=0.75, new_page=True)


def _cards(doc: Doc) -> None:
    """A page each, or two where the chart is tall."""
    repeat(doc, "for card in cards")
    _seen(doc, "card", "Card {{ card.number }}: {{ card.dimension }}")
    _said(doc, "card", height=0.29)
    repeat(doc, "endfor")


def _compare(doc: Doc) -> None:
    heading(doc, "What did we expect, and what did we find?", 1, new_page=True)
    say(doc, "Look back at what you wrote before the numbers. Where does the first finding of a "
        "dimension surprise you, and where are the data silent?")  # fmt: skip
    note(
        doc,
        time="5 minutes at the end of the cards.",
        say="Where were we surprised? What did we know all along and never write down?",
    )
    table(doc, ["Dimension", "What the data show first", "What we found"], [1.5, 3.4, 2.0],
          [["for dimension in dimensions"],
           ["{{ dimension.number }}  {{ dimension.name }}", "{{ dimension.finding }}",
            "{{ dimension.write.seen }}"], ["endfor"]])  # fmt: skip
    heading(doc, "What else belongs on the table?", 1)
    say(doc, "The data do not see everything. Name up to four topics of your own; they have a line "
        "in each of the next tables.")  # fmt: skip
    table(doc, ["Topic", "What it is about"], [LABEL, WIDTH - LABEL],
          [["for topic in topics if topic.own"], ["{{ topic.name }}", "{{ topic.write.about }}"],
           ["endfor"]], height=0.36, together=True)  # fmt: skip


def _cannot(doc: Doc) -> None:
    heading(doc, "What these data cannot answer", 1)
    say(doc, "{{ missing_sentence }}")
    repeat(doc, "if asked")
    say(doc, "Who in this room could find out, and by when? Write it under “Questions left open”.")
    table(
        doc,
        ["Who usually has it", "What could then be told"],
        [2.3, 4.6],
        [["for row in asked"], ["{{ row.holder }}", "{{ row.measures }}"], ["endfor"]],
    )
    repeat(doc, "endif")


def _room(doc: Doc) -> None:
    heading(doc, "What else was said", 1)
    say(doc, "What does not fit anywhere else, and what somebody has to find out.")
    table(doc, ["What", "To write"], [LABEL, WIDTH - LABEL],
          [["Other things said", "{{ room.notes }}"],
           ["Questions left open", "{{ room.open }}"]], height=1.1, together=True)  # fmt: skip


def _appendix(doc: Doc) -> None:
    heading(doc, "Appendix: all ten dimensions", 1, new_page=True)
    say(doc, "The largest findings of each dimension, and questions for another day. The review "
        "page has the charts, the workbook every number.")  # fmt: skip
    repeat(doc, "for dimension in dimensions")
    heading(doc, "{{ dimension.number }}  {{ dimension.name }}", 2)
    say(doc, "{{ dimension.question }}", "Small").paragraph_format.keep_with_next = True
    repeat(doc, "for finding in dimension.findings")
    doc.add_paragraph("{{ finding }}", style="List Bullet")
    repeat(doc, "endfor")
    repeat(doc, "if not dimension.findings")
    say(doc, "{{ dimension.nothing }}")
    repeat(doc, "endif")
    repeat(doc, "if dimension.caveats")
    say(doc, "{% for caveat in dimension.caveats %}{{ caveat }} {% endfor %}", "Small",
        "Read with care.")  # fmt: skip
    repeat(doc, "endif")
    repeat(doc, "if dimension.questions")
    heading(doc, "Questions for the room", 3)
    repeat(doc, "endif")
    repeat(doc, "for question in dimension.questions")
    doc.add_paragraph("{{ question }}", style="List Bullet")
    repeat(doc, "endfor")
    repeat(doc, "endfor")
