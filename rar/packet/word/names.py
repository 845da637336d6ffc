"""Every name a Word template may use, by what it stands for; templates/README.md explains them.

All documents share them. A name stands for a text, a yes or no, a place to write, a list (in
brackets, with what one item of it is), or a group of further names.
"""

from __future__ import annotations

from typing import Any

TEXT, FLAG, WRITE = "text", "yes or no", "place to write"

CARD = {
    "number": TEXT,
    "heading": TEXT,
    "dimension": TEXT,
    "question": TEXT,
    "title": TEXT,
    "sentence": TEXT,
    "because": TEXT,
    "sure": TEXT,
    "doubts": TEXT,
    "care": TEXT,
    "trend": TEXT,
    "chart": TEXT,
    "numbers": [{"who": TEXT, "value": TEXT, "counted": TEXT, "state": TEXT}],
    "measure": TEXT,
    "questions": [TEXT],
    "write": WRITE,
}
STEP = {"step": TEXT, "minutes": TEXT, "clock": TEXT, "what": TEXT, "lead": TEXT}
NAMES: dict[str, Any] = {
    "facilitator": FLAG,
    "district": TEXT,
    "district_id": TEXT,
    "state": TEXT,
    "publisher": TEXT,
    "year": TEXT,
    "edition": TEXT,
    "edition_line": TEXT,
    "withheld": TEXT,
    "schools": TEXT,
    "students": TEXT,
    "need_sentence": TEXT,
    "need_meaning": TEXT,
    "facts": [{"fact": TEXT, "value": TEXT, "beside": TEXT}],
    "levels": [
        {"name": TEXT, "schools": TEXT, "students": TEXT, "lowest": TEXT, "highest": TEXT}
    ],
    "meeting": WRITE,
    "room": WRITE,
    "agenda": [STEP],
    "first_session": [STEP],
    "second_session": [STEP],
    "dimensions": [
        {
            "number": TEXT,
            "name": TEXT,
            "question": TEXT,
            "finding": TEXT,
            "findings": [TEXT],
            "nothing": TEXT,
            "caveats": [TEXT],
            "questions": [TEXT],
            "write": WRITE,
        }
    ],
    "ratings": [
        {
            "number": TEXT,
            "dimension": TEXT,
            "label": TEXT,
            "statements": [{"box": TEXT, "text": TEXT}],
            "write": WRITE,
        }
    ],
    "stands_out_sentence": TEXT,
    "stand_out": [{"title": TEXT, "dimension": TEXT, "sure": TEXT}],
    "money": CARD,
    "cards": [CARD],
    "topics": [{"name": TEXT, "title": TEXT, "own": FLAG, "write": WRITE}],
    "calendar": [{"name": TEXT, "write": WRITE}],
    "missing_sentence": TEXT,
    "missing": [{"measure": TEXT, "why": TEXT, "holder": TEXT}],
    "unknown": [TEXT],
    "asked": [{"holder": TEXT, "measures": TEXT}],
    "doubts_sentence": TEXT,
    "doubts": [TEXT],
    "partly_sentence": TEXT,
    "partly": [{"measure": TEXT, "schools": TEXT}],
    "identified": [{"school": TEXT, "why": TEXT}],
    "last_time": [
        {
            "year": TEXT,
            "about": TEXT,
            "action": TEXT,
            "owner": TEXT,
            "due": TEXT,
            "status": TEXT,
            "measure": TEXT,
            "support": TEXT,
            "copies": TEXT,
            "numbers": TEXT,
        }
    ],
    "agreed": [{"about": TEXT, "action": TEXT, "owner": TEXT, "due": TEXT, "support": TEXT}],
}  # fmt: skip
LOOP = {"index": TEXT, "length": TEXT, "first": FLAG, "last": FLAG}
