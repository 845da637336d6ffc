"""The part of the protocol that decides: causes, barriers, actions, commitments."""

from __future__ import annotations

from docx.document import Document as Doc
from look import WIDTH, heading, note, repeat, say, table


def causes(doc: Doc) -> None:
    """Root causes, then barriers and what makes a change possible: a row for each finding."""
    heading(doc, "Root causes", 1)
    say(doc, "Write the cause that the group sees. The numbers show none. Choose from the list or "
        "write your own; ask why until the answer is something that somebody decides.")  # fmt: skip
    note(
        doc,
        time="20 minutes.",
        say="Why is that so? And why is that? Stop at the first answer that a person in this room, "
        "or in the state's office, could change.",
        watch="Causes that lie in students or families. Ask what the schools can do about it.",
        hard="If the cause is “the state”: good. Write it down; we take it home, and the follow-up "
        "letter says what came of it.",
    )
    table(doc, ["Finding", "Root cause", "It lies with", "In our own words"],
          [2.4, 1.7, 1.0, 1.8],
          [["for topic in topics"],
           [("{{ topic.name }} ", "{{ topic.title }}"),
            "{{ topic.write.cause }}", "{{ topic.write.causeby }}",
            "{{ topic.write.causetxt }}"], ["endfor"]], height=0.45)  # fmt: skip
    heading(doc, "Barriers and opportunities", 1)
    say(doc, "What stands in the way, who could change that, and what makes a change possible: a "
        "post that falls vacant, a grant, a new schedule, people who want it.")  # fmt: skip
    note(doc, time="10 minutes.",
         say="Which of these is a rule, and whose? Who in this room has moved such a thing before, "
         "and how?")  # fmt: skip
    table(doc, ["Finding", "What stands in the way", "Kind", "Who could change it",
                "What makes it possible"], [1.1, 1.8, 1.1, 1.2, 1.7],
          [["for topic in topics"],
           ["{{ topic.name }}", "{{ topic.write.barrier }}", "{{ topic.write.barkind }}",
            "{{ topic.write.barwho }}", "{{ topic.write.chance }}"],
           ["endfor"]], height=0.45)  # fmt: skip


def actions(doc: Doc) -> None:
    """One table for each finding that is taken up, to be filled in by hand or by keyboard."""
    heading(doc, "Actions", 1, new_page=True)
    say(doc, "One table for each finding you take up; leave the others empty. A few actions with "
        "an owner and a date are worth more than many without.")  # fmt: skip
    note(
        doc,
        time="10 minutes here; finish the tables within a week.",
        say="Who will do it, by when, and what will we see if it works? What do you need from us?",
        watch="Owners who are not in the room. Write who will ask them, and by when.",
        hard="If nobody takes it: write “not now” and why. That is a decision too.",
    )
    asked = {
        "action": "Action", "owner": "Owner, one person", "due": "Due",
        "cost": "Cost per student, in dollars", "fund": "Funding source",
        "measure": "Measure, what we want to see", "support": "What the state promises",
        "status": "Status", "plan": "Place in the improvement plan",
        "check": "Next look",
    }  # fmt: skip
    repeat(doc, "for topic in topics")
    heading(doc, "{{ topic.name }}", 2)
    repeat(doc, "if topic.title")
    say(doc, "{{ topic.title }}.", "Small").paragraph_format.keep_with_next = True
    repeat(doc, "endif")
    table(doc, ["What", "What we decide"], [2.6, WIDTH - 2.6],
          [[words, f"{{{{ topic.write.{field} }}}}"] for field, words in asked.items()],
          height=0.31, together=True)  # fmt: skip
    repeat(doc, "endfor")


def calendar(doc: Doc) -> None:
    """When the group looks again."""
    heading(doc, "When we look again", 1)
    say(doc, "The state writes after 30 days and asks how far each action is. Next year's numbers "
        "show what moved, and the next meeting begins with this page.")  # fmt: skip
    note(
        doc,
        time="5 minutes.",
        say="What do we promise each other? Let me read back what I heard. Thank you.",
    )
    table(doc, ["When", "Date", "Who", "What will be looked at"], [1.7, 1.2, 1.6, 2.4],
          [["for look in calendar"],
           ["{{ look.name }}", "{{ look.write.day }}", "{{ look.write.who }}",
            "{{ look.write.what }}"], ["endfor"]], height=0.42, together=True)  # fmt: skip
