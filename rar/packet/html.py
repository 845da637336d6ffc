"""What every HTML document of ours shares: its templates, its style, its edition band, its print.

Templates are looked for in the workspace first, file by file, then among ours.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from rar.places import templates


def template_folders(workspace: Any) -> tuple[Path, ...]:
    """Where templates are looked for: the workspace's own folder where there is one, then ours."""
    own = workspace.folder / "templates"
    return (own, templates()) if own.is_dir() else (templates(),)


def render(
    folders: tuple[Path, ...], template: str, about: str, edition_line: str, **facts: Any
) -> str:
    """A template of templates/review as text.

    about and the edition stand at the head of every printed page. The template finds facts, the
    styles (style, page_style, print_heads) and the edition as edition_name and edition_words.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([folder / "review" for folder in folders]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    edition_name, _, words = edition_line.partition(":")
    words = words.strip()
    return environment.get_template(template).render(
        **facts,
        edition_name=edition_name,
        edition_words=words[:1].upper() + words[1:],
        style=_style(folders, "style.css"),
        page_style=_style(folders, "page.css"),
        print_heads=_running_heads(about, edition_name, edition_line),
    )


def _style(folders: tuple[Path, ...], name: str) -> Markup:
    file = next(f / "review" / name for f in folders if (f / "review" / name).is_file())
    return Markup(file.read_text(encoding="utf-8"))


def _running_heads(about: str, edition_name: str, edition_line: str) -> Markup:
    """The head and foot of every printed page."""
    boxes = {
        "top-left": css_text(about),
        "top-right": css_text(edition_name.upper()),
        "bottom-left": css_text(edition_line),
        "bottom-right": '"Page " counter(page) " of " counter(pages)',
    }
    rules = " ".join(
        f"@{place} {{ content: {content}; font: 8.5pt Arial, sans-serif; color: #57606a; }}"
        for place, content in boxes.items()
    )
    return Markup(f"@media print {{ @page {{ {rules} }} }}")


def css_text(text: str) -> str:
    r"""A text as a CSS string; nothing in it can end the string or the style element.

    >>> css_text('A "B" </style>')
    '"A \\000022 B\\000022  \\00003c \\00002f style\\00003e "'
    """
    safe = (c if c.isalnum() or c == " " else f"\\{ord(c):06x} " for c in text)
    return '"' + "".join(safe) + '"'
