"""LibreOffice without a window: saving forms again, and typing into them as a person would."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

SECONDS = 180
FILTERS = {".docx": "MS Word 2007 XML", ".xlsx": "Calc MS Excel 2007 XML"}
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false">
 <library:element library:name="Typing"/></library:library>
"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Typing"
 script:language="StarBasic">{}</script:module>
"""
_FRAME = """
Function Prop(sName, vValue)
 Dim p As New com.sun.star.beans.PropertyValue
 p.Name = sName
 p.Value = vValue
 Prop = p
End Function
Sub Typed(doc, sText)
 Dim oDispatcher
 oDispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
 oDispatcher.executeDispatch(doc.CurrentController.Frame, ".uno:InsertText", "", 0, _
   Array(Prop("Text", sText)))
End Sub
Sub Fill
 Dim doc
 On Error Goto Failed
 doc = StarDesktop.loadComponentFromURL({source}, "_blank", 0, Array())
 {body}
 doc.storeToURL({target}, Array(Prop("FilterName", {filter})))
 doc.close(True)
 StarDesktop.terminate()
 Exit Sub
Failed:
 Open {log} For Output As #1
 Print #1, "line " & Erl & ": " & Error
 Close #1
 StarDesktop.terminate()
End Sub
"""


def office() -> str:
    """The program; the test is skipped where it is missing."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if not found:
        pytest.skip("LibreOffice is not installed here, so its saves cannot be tried")
    return found


def run(place: Path, *arguments: str) -> None:
    """Run LibreOffice with a profile of its own."""
    profile = (place / "profile").as_uri()
    subprocess.run(
        [office(), f"-env:UserInstallation={profile}", "--headless", *arguments],
        check=True, capture_output=True, timeout=SECONDS,
    )  # fmt: skip


def saved_as(file: Path, place: Path, *kinds: str) -> Path:
    """The file saved in each kind after the other: saved_as(file, place, 'odt', 'docx')."""
    for number, kind in enumerate(kinds):
        folder = place / f"save-{number}"
        run(place, "--convert-to", kind, "--outdir", str(folder), str(file))
        file = folder / f"{file.stem}.{kind}"
        assert file.is_file()
    return file


def quoted(text: str) -> str:
    """A text in Basic, which knows no escapes: letters beyond ASCII by their number."""
    return " & ".join(
        f"Chr({ord(letter)})" if ord(letter) > 126 or letter in '"\n' else f'"{letter}"'
        for letter in text
    ) or '""'  # fmt: skip


def typed(file: Path, target: Path, place: Path, *lines: str) -> Path:
    """Open the file, do what the lines of Basic say (doc is the document), save it as target."""
    run(place, "--terminate_after_init")  # makes the profile
    folder = place / "profile" / "user" / "basic" / "Standard"
    folder.mkdir(parents=True, exist_ok=True)
    code = _FRAME.format(
        source=quoted(file.as_uri()), target=quoted(target.as_uri()), body="\n ".join(lines),
        filter=quoted(FILTERS[target.suffix]), log=quoted(str(place / "error.txt")),
    )  # fmt: skip
    (folder / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
    (folder / "Typing.xba").write_text(
        _MODULE.format(code.replace("&", "&amp;").replace("<", "&lt;")), encoding="utf-8"
    )
    run(place, "macro:///Standard.Typing.Fill")
    error = place / "error.txt"
    assert not error.exists(), error.read_text(encoding="utf-8")
    return target
