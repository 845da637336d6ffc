"""review.html: the executed notebooks of one district as one page that needs nothing else.

nbconvert turns each notebook into a part (its prose and what its cells show, no code), the parts
go into templates/review/page.html.j2. The page's heading levels, ids and links are put in order
here, since eleven documents become one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rar.editions import FIT, withheld
from rar.packet.html import render, template_folders
from rar.places import templates

if TYPE_CHECKING:
    from nbformat import NotebookNode


OVERVIEW = "00_"
MOST_BYTES = 3_000_000
BESIDE = (  # what lies in the packet beside the page: file, name, what it is
    ("prereading.docx", "pre-reading", "two pages"),
    ("workbook.xlsx", "workbook", "every number"),
    ("protocol.docx", "protocol", "for the meeting"),
)
# not for readers: what only runs live, what only tests read, and what only sets the notebook up
DROPPED_TAGS = {"live", "skip-execution", "parameters", "injected-parameters", "remove-page"}
TAG = re.compile(r"<(/?)h([1-6])\b")
ATTRIBUTE = re.compile(r"""(\s(?:id|aria-labelledby|aria-describedby|for|headers)=")([^"]+)(")""")
LINK = re.compile(r'(\shref=")([^"]*)(")')
NOTEBOOK_LINK = re.compile(r"(?:\./)?(\d\d_\w+)\.ipynb(?:#(.*))?$")
# the page has the style once, and says district, year and edition once, at its top
STYLE = re.compile(r"<style class=.rar-style.>.*?</style>", re.S)
OPENING = re.compile(r"<div class=.rar-opening.>.*?</div>", re.S)
PICTURE = re.compile(r"<img\b[^>]*>")
ALT = re.compile(r"""\balt=(["'])(.*?)\1""", re.S)


@dataclass(frozen=True)
class Part:
    """One notebook on the page: the id its links go to, its title and its HTML."""

    id: str
    title: str
    html: str


def write_page(review: Any, executed: dict[str, NotebookNode], file: Path) -> None:
    """Write the page. `executed` maps a notebook's name without ending to the notebook, in order.

    Raises ValueError when a picture has no description, or the page is larger than MOST_BYTES:
    both are mistakes in a notebook, not in the data.
    """
    folders = template_folders(review.workspace)
    parts = [make_part(name, notebook) for name, notebook in executed.items()]
    text = page_text(review, parts, folders)
    if len(text.encode()) > MOST_BYTES:
        raise ValueError(f"the page has {len(text.encode()):,} bytes, more than {MOST_BYTES:,}")
    file.write_text(text, encoding="utf-8", newline="\n")


def prepare() -> None:
    """Make the exporter and compile its template ahead of the districts, whose processes then
    inherit them.
    """
    from nbformat.v4 import new_markdown_cell, new_notebook

    first = new_notebook(cells=[new_markdown_cell("# Prepared")])
    make_part("prepared", first)


def make_part(name: str, notebook: NotebookNode) -> Part:
    """One notebook's part of the page."""
    shown = notebook.copy()
    shown.cells = readable([cell for cell in notebook.cells if _is_shown(cell)])
    html = _html(shown)
    _check_pictures(name, html)
    html = STYLE.sub("", html)
    if not name.startswith(OVERVIEW):
        html = OPENING.sub("", html)
    number = int(name[:2]) if name[:2].isdigit() else 0
    title = f"{number} {_title(shown, name)}" if number else _title(shown, name)
    if number:  # exhibit 3.2 is found under heading 3
        html = re.sub(r"<h1\b[^>]*>", lambda tag: f"{tag[0]}{number} ", html, count=1)
    return Part(name, title, fit_into_page(name, html))


def _html(notebook: NotebookNode) -> str:
    """The notebook through nbconvert and our template.

    HTMLExporter would parse the whole page once more, to write 'No description has been provided'
    into pictures without one; we refuse such pictures, and save half the time.
    """
    from nbconvert.exporters.templateexporter import TemplateExporter

    html, _ = TemplateExporter.from_notebook_node(_exporter(), notebook)
    return html


def _is_shown(cell: NotebookNode) -> bool:
    return not DROPPED_TAGS.intersection(cell.metadata.get("tags", []))


def readable(cells: list[NotebookNode]) -> list[NotebookNode]:
    """The cells without what explains a chart that is not there.

    Prose that tells how to read an exhibit goes where a panel stands in its place; and where the
    files hold nothing of a dimension, one panel says so instead of five alike (the table above
    them names every field).
    """
    panels = [place for place, cell in enumerate(cells) if _shows(cell, "rar-panel")]
    exhibits = [place for place, cell in enumerate(cells) if _shows(cell, "rar-exhibit")]
    hidden = {place - 1 for place in panels if cells[place - 1].cell_type == "markdown"}
    if panels == exhibits:
        hidden |= set(panels[1:])
    return [cell for place, cell in enumerate(cells) if place not in hidden]


def _shows(cell: NotebookNode, kind: str) -> bool:
    """Whether a cell shows something of one of our classes."""
    shown = (output.get("data", {}).get("text/html", "") for output in cell.get("outputs", []))
    return any(f'class="{kind}"' in html for html in shown)


def _title(notebook: NotebookNode, name: str) -> str:
    """The notebook's first heading, without marks."""
    for cell in notebook.cells:
        found = re.search(r"^# +(.+)$", cell.source, re.M) if cell.cell_type == "markdown" else None
        if found:
            return found[1].strip().replace("*", "")
    return name


def _check_pictures(name: str, html: str) -> None:
    for picture in PICTURE.findall(html):
        described = ALT.search(picture)
        words = described[2].strip() if described else ""
        if not words or "No description has been" in words:
            raise ValueError(f"{name}: a picture has no description: {picture[:80]}...")


def fit_into_page(name: str, html: str) -> str:
    """Headings one level down (the page has the h1), ids of its own, links within the page.

    >>> fit_into_page("02_x", '<h1 id="a">T</h1><a href="#a">a</a><a href="01_y.ipynb#b">b</a>')
    '<h2 id="02_x-a">T</h2><a href="#02_x-a">a</a><a href="#01_y-b">b</a>'
    """

    def within(link: str) -> str:
        notebook = NOTEBOOK_LINK.match(link)
        if notebook:
            return f"#{notebook[1]}-{notebook[2]}" if notebook[2] else f"#{notebook[1]}"
        return f"#{name}-{link[1:]}" if link.startswith("#") and len(link) > 1 else link

    def own(ids: str) -> str:
        return " ".join(f"{name}-{one}" for one in ids.split())

    html = TAG.sub(lambda m: f"<{m[1]}h{min(int(m[2]) + 1, 6)}", html)
    html = ATTRIBUTE.sub(lambda m: m[1] + own(m[2]) + m[3], html)
    return LINK.sub(lambda m: m[1] + within(m[2]) + m[3], html)


def page_text(review: Any, parts: list[Part], folders: tuple[Path, ...]) -> str:
    """The whole page as text."""
    return render(
        folders,
        "page.html.j2",
        f"{review.name} · resource allocation review {review.year_label}",
        review.edition_line,
        name=review.name,
        year_label=review.year_label,
        state=review.state_name,
        publisher=review.publisher,
        edition=review.edition,
        withheld=withheld(review),
        beside=BESIDE if FIT[review.edition].meeting else BESIDE[1:2],
        parts=parts,
    )


@cache
def _exporter() -> Any:
    """nbconvert's exporter with our template; made once, since making it takes longest.

    Never with a workspace's own: what a template may say there to nbconvert runs any Python.
    """
    from nbconvert import HTMLExporter

    return HTMLExporter(
        template_name="review",
        extra_template_basedirs=[str(templates())],
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
        exclude_raw=True,
        optimistic_validation=True,  # of the notebook once, not after each step
    )
