"""The programs of the user's own machine that print: a browser, and LibreOffice where there is one.

Nothing is installed or fetched; a program that is not there is named, with what to install.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rar.errors import Problem, RarError

BROWSER_VARIABLE = "RARKIT_BROWSER"
BROWSERS = (
    "msedge", "microsoft-edge", "microsoft-edge-stable", "google-chrome", "google-chrome-stable",
    "chrome", "chromium", "chromium-browser",
)  # fmt: skip
OFFICES = ("soffice", "libreoffice")
# where Windows and macOS put programs that are not on the PATH
_WINDOWS_BROWSERS = (
    "Microsoft/Edge/Application/msedge.exe",
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
)
_WINDOWS_OFFICES = ("LibreOffice/program/soffice.com", "LibreOffice/program/soffice.exe")
_WINDOWS_FOLDERS = ("ProgramFiles(x86)", "ProgramFiles", "ProgramW6432", "LOCALAPPDATA")
_MAC_BROWSERS = (
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
)
_MAC_OFFICES = ("LibreOffice.app/Contents/MacOS/soffice",)
INSTALL = (
    "Install Microsoft Edge, Google Chrome or Chromium, or name the one you have: set the "
    f"environment variable {BROWSER_VARIABLE} to its program file. Without --pdf everything else "
    "is made; the page can also be printed by hand from any browser."
)
NO_OFFICE = (
    "The protocol was not made as PDF: LibreOffice is not on this machine (Word can save it as "
    "PDF as well)."
)


@dataclass(frozen=True)
class Printers:
    """The browser that prints pages, and LibreOffice for Word documents ('' where it is not)."""

    browser: str
    office: str = ""


def find_printers() -> Printers:
    """The programs of this machine. Raises RarError where there is no browser."""
    return Printers(find_browser(), find_office())


def find_browser() -> str:
    """The browser named in RARKIT_BROWSER, else the first of Edge, Chrome, Chromium that is here.

    Raises RarError where none is here, or the one named is not.
    """
    named = os.environ.get(BROWSER_VARIABLE, "").strip()
    if named:
        found = shutil.which(named)
        if not found:
            problem = Problem(
                "it names a program that is not there", BROWSER_VARIABLE, value=named, cure=INSTALL
            )
            raise RarError("No PDF can be made.", [problem])
        return found
    found = _first(BROWSERS, _WINDOWS_BROWSERS, _MAC_BROWSERS)
    if not found:
        raise RarError(
            "No PDF can be made: no Edge, Chrome or Chromium was found on this machine.",
            cure=INSTALL,
        )
    return found


def find_office() -> str:
    """LibreOffice's program, '' where it is not on this machine."""
    return _first(OFFICES, _WINDOWS_OFFICES, _MAC_OFFICES)


def _first(names: tuple[str, ...], windows: tuple[str, ...], mac: tuple[str, ...]) -> str:
    on_path = (shutil.which(name) for name in names)
    elsewhere = (str(file) for file in _installed(windows, mac) if file.is_file())
    return next((found for found in (*on_path, *elsewhere) if found), "")


def _installed(windows: tuple[str, ...], mac: tuple[str, ...]) -> Iterator[Path]:
    if sys.platform == "win32":
        folders = [os.environ.get(name) for name in _WINDOWS_FOLDERS]
        yield from (Path(folder) / name for name in windows for folder in folders if folder)
    elif sys.platform == "darwin":
        folders = [Path("/Applications"), Path.home() / "Applications"]
        yield from (folder / name for name in mac for folder in folders)
