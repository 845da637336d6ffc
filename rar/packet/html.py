"""What every HTML document of ours shares: its templates, its style, its edition band, its print.

Templates are looked for in the workspace first, file by file, then among ours. One that comes
from elsewhere is rendered in a sandbox, and no page is written that could run something.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePath
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from rar.errors import Problem, RarError
from rar.places import templates

# A browser keeps to it from where it stands, so that only what is harmless may stand before it.
POLICY = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; '
    "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">"
)
_BEFORE = re.compile(
    r'\s*<!doctype html>\s*<html lang="[A-Za-z-]+">\s*<head>\s*<meta charset="utf-8">\s*'
    r'(<meta name="viewport" content="[a-z0-9=,. -]*">\s*)?', re.IGNORECASE
)  # fmt: skip


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
    Raises RarError for a template that cannot be used, or that leaves out what keeps a page from
    running anything.
    """
    environment = _Templates(
        loader=jinja2.FileSystemLoader([folder / "review" for folder in folders]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    edition_name, _, words = edition_line.partition(":")
    words = words.strip()
    try:
        text = environment.get_template(template).render(
            **facts,
            edition_name=edition_name,
            edition_words=words[:1].upper() + words[1:],
            policy=Markup(POLICY),
            style=_style(folders, "style.css"),
            page_style=_style(folders, "page.css"),
            print_heads=_running_heads(about, edition_name, edition_line),
        )
    except (jinja2.TemplateError, OverflowError) as error:
        raise _letter(template, error) from error
    before = _BEFORE.match(text)
    if before is None or not text.startswith(POLICY, before.end()):
        what = "the page does not begin with the line that keeps it from running anything"
        raise _letter(template, what)
    return text


class _Templates(ImmutableSandboxedEnvironment):
    """Nothing of Python is within a template's reach, and no file but by its name."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        of_a_path = isinstance(obj, PurePath) and attr not in ("name", "stem", "suffix")
        return not of_a_path and super().is_safe_attribute(obj, attr, value)


def _letter(template: str, why: object) -> RarError:
    line = getattr(why, "lineno", None)
    return RarError(
        "A template of pages cannot be used.",
        [Problem(str(why), file=f"review/{getattr(why, 'name', None) or template}", row=line)],
        "Compare it with the kit's own in templates/review; a copy that is taken away is replaced "
        "by that one. {{ policy }} stands right after the charset and the viewport.",
    )


def _style(folders: tuple[Path, ...], name: str) -> Markup:
    file = next(f / "review" / name for f in folders if (f / "review" / name).is_file())
    text = file.read_text(encoding="utf-8")
    if "</" in text:  # which no style needs, and which ends the element it stands in
        raise _letter(name, "a style cannot hold </")
    return Markup(text)


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
