"""Makes the Word templates as they first were.

The templates themselves are what agencies edit: open one in Word, change words, order and logo,
keep what stands in double braces. Run this only to start over:

    python templates/make

templates/README.md lists the names a template may use.
"""

from __future__ import annotations

from pathlib import Path

import letters
import prereading
import protocol

from rar.packet.word.properties import save

DOCUMENTS = {
    "protocol.docx": protocol.make,
    "prereading.docx": prereading.make,
    "letters/data-quality.docx": letters.data_quality,
    "letters/invitation.docx": letters.invitation,
    "letters/follow-up-30-days.docx": letters.follow_up,
}

if __name__ == "__main__":
    folder = Path(__file__).resolve().parent.parent
    for name, make in DOCUMENTS.items():
        (folder / name).parent.mkdir(exist_ok=True)
        save(make(), folder / name)  # the same bytes each time
