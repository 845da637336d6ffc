"""A state whose district and schools have names that would run: no page, notebook or file does."""

import csv
import io
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest

from rar.batch.run import run_districts
from rar.batch.start import copy_notebooks
from rar.batch.state import state_lines
from rar.packet.html import POLICY
from rar.packet.summary import renew_indexes
from rar.reading.grid import decode, delimiter
from rar.store import build
from rar.workspace import Workspace

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("msedge")
YEAR, DISTRICT, CALLED = 2022, "0340", "Tamsin Valley Joint Schools"
NAME = "<script>ran()</script> \"' onload=ran() x='"
SCHOOLS = (
    "<img src=x onerror=ran()> School", "</script><script>ran()</script>", "\"><svg onload=ran()>",
    "[x](javascript:ran())", "<a href='javascript:ran()'>x</a>", "'-ran()-'",
    "</style><script>ran()",
    "{{ ran() }} {% include 'x' %}", "<iframe srcdoc='<script>parent.ran()</script>'>", "--><b>",
    "<!--<script>", "]]><script>ran()</script>", "&lt;script&gt;ran()&lt;/script&gt;",
    "x\" style=\"background:url(javascript:ran())\" y=\"", "$\\href{javascript:ran()}{x}$",
    "<math><mtext><table><mglyph><style><img src=x onerror=ran()>", "\u202egnihtemos",
    "%3Cscript%3E",
)  # fmt: skip
GROUP = "Students <script>ran()</script>"
ACTIVE = ("script", "iframe", "object", "embed", "base", "form", "math", "link", "svg")

pytestmark = pytest.mark.slow


class Tags(HTMLParser):
    """Every element of a page, with its attributes."""

    def __init__(self, text: str):
        super().__init__()
        self.found: list[tuple[str, dict]] = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


def assert_harmless(text: str, where: object) -> None:
    """Nothing that runs: whatever somebody wrote is text."""
    for tag, given in Tags(text).found:
        assert tag not in ACTIVE, (where, tag, given)
        assert not [name for name in given if name.startswith("on") or name == "srcdoc"], where
        for name in ("href", "src"):
            value = (given.get(name) or "").strip().lower()
            assert not value.startswith(("javascript:", "http", "//")), (where, value[:80])


def table(file: Path) -> list[list[str]]:
    text = decode(file.read_bytes())
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text)))


@pytest.fixture(scope="module")
def workspace(sample, tmp_path_factory) -> Path:
    """The invented state, with one district renamed; its packet, state page and indexes."""
    place = tmp_path_factory.mktemp("evil") / "state"
    ignored = shutil.ignore_patterns("packets", "store", "generator", "logs", "state", "records")
    shutil.copytree(sample, place, ignore=ignored)
    files = {file: table(file) for file in sorted((place / "data").rglob("*.csv"))}
    called = {
        row[1]: None
        for file, rows in files.items()
        if file.name.startswith("school_directory")
        for row in rows
        if row[0].startswith(DISTRICT)
    }
    new = {name: SCHOOLS[n % len(SCHOOLS)] for n, name in enumerate(called)} | {CALLED: NAME}
    for file, rows in files.items():
        with file.open("w", encoding="utf-8", newline="") as changed:
            csv.writer(changed).writerows([[new.get(cell, cell) for cell in row] for row in rows])
    settings = (place / "review.toml").read_text(encoding="utf-8")
    named = settings.replace("Students who missed three months of schooling or more", GROUP)
    assert named != settings
    (place / "review.toml").write_text(named, encoding="utf-8")
    planted = "open('planted-ran', 'w').write('x'); raise SystemExit('planted')"
    for where in ("notebooks", "templates", "data"):
        (place / where).mkdir(exist_ok=True)
        cell = nbformat.v4.new_code_cell(planted)
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), place / where / "00_overview.ipynb")
        (place / where / "sitecustomize.py").write_text(planted)
        (place / where / "rar.py").write_text(planted)
    (place / "profile.py").write_text(planted)
    build(Workspace.open(place))
    outcome = run_districts(place, [DISTRICT], YEAR)[0]
    assert outcome.made, outcome.failure
    list(state_lines(place, YEAR, lambda line: None))
    renew_indexes(Workspace.open(place), YEAR)
    return place


@pytest.fixture(scope="module")
def packet(workspace) -> Path:
    (made,) = (workspace / "packets" / str(YEAR)).glob("*/manifest.json")
    return made.parent


def pages_of(workspace: Path) -> list[Path]:
    return [one for name in ("packets", "state") for one in (workspace / name).rglob("*.html")]


def test_the_names_are_on_the_pages_and_are_text(workspace, packet):
    assert len(pages_of(workspace)) == 4
    for page in pages_of(workspace):
        text = page.read_text(encoding="utf-8")
        assert_harmless(text, page)
        names_nobody = page == workspace / "packets" / "index.html"  # it lists years
        assert names_nobody or "&lt;script&gt;" in text, page
    assert json.loads((packet / "manifest.json").read_text(encoding="utf-8"))["name"] == NAME


def test_nothing_is_written_outside_the_workspace_and_nothing_planted_is_run(workspace, packet):
    assert packet.parent == workspace / "packets" / str(YEAR)
    assert re.fullmatch(r"[0-9A-Za-z_-]+", packet.name)
    assert {one.name for one in workspace.parent.iterdir()} == {"state"}
    assert not list(workspace.rglob("planted-ran"))
    assert not Path("planted-ran").exists()
    assert (
        copy_notebooks(workspace / "notebooks", DISTRICT, YEAR) == 10
    )  # the planted one is left alone


def test_the_notebooks_hold_names_as_text_and_parameters_as_literals(packet):
    """Also in JupyterLab, which shows the outputs of a notebook that is trusted as they are."""
    import ast

    notebooks = sorted((packet / "notebooks").glob("*.ipynb"))
    assert len(notebooks) == 11
    for file in notebooks:
        notebook = nbformat.read(file, as_version=4)
        for cell in notebook.cells:
            assert cell.cell_type == "code" or "ran()" not in cell.source
            for output in cell.get("outputs", []):
                kinds = set(output.get("data", {}))
                assert not kinds & {"text/markdown", "text/latex", "image/svg+xml",
                                    "application/javascript"}, kinds  # fmt: skip
                assert_harmless(output.get("data", {}).get("text/html", ""), file.name)
        (given,) = [
            c for c in notebook.cells if "injected-parameters" in c.metadata.get("tags", [])
        ]
        for line in ast.parse(given.source).body:
            assert isinstance(line, ast.Assign)
            ast.literal_eval(line.value)


def test_pictures_in_pages_hold_nothing_that_runs(workspace):
    """A picture of SVG runs nothing in an img; saved and opened alone it must not either."""
    import base64

    from lxml import etree

    seen = 0
    for page in pages_of(workspace):
        text = page.read_text(encoding="utf-8")
        for data in re.findall(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)", text):
            tree = etree.fromstring(base64.b64decode(data))
            seen += 1
            for one in tree.iter(etree.Element):
                name = etree.QName(one).localname
                assert name not in ("script", "foreignObject", "a", "iframe", "image"), name
                assert not [key for key in one.attrib if key.lower().startswith("on")]
    assert seen > 10


def test_word_files_hold_names_as_text(packet):
    import docx

    for file in packet.rglob("*.docx"):
        made = docx.Document(str(file))
        assert not list(made.element.body.iter("{*}fldSimple", "{*}object", "{*}altChunk")), file
        relations = [one for part in made.part.package.iter_parts() for one in part.rels.values()]
        assert not [one.target_ref for one in relations if one.is_external], file


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium, Chrome or Edge on this machine")
def test_a_real_browser_runs_nothing_and_asks_for_nothing(workspace):
    playwright = pytest.importorskip("playwright.sync_api")
    told = []
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for page in pages_of(workspace):
            tab = browser.new_page()
            tab.expose_function("ran", lambda: told.append("ran"))
            tab.on("console", lambda message: told.append(message.text))
            tab.on("dialog", lambda dialog: (told.append("dialog"), dialog.dismiss()))
            tab.on("pageerror", lambda error: told.append(str(error)))
            tab.on("request", lambda one: told.append(one.url)
                   if not one.url.startswith(("file:", "data:")) else None)  # fmt: skip
            tab.goto(page.as_uri())
            for one in tab.locator("summary").all():
                one.click()
            assert tab.locator("script, iframe, object, embed, svg, base").count() == 0
            assert tab.locator("h1").count() == 1
            tab.close()
        assert told == []
        browser.close()


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium, Chrome or Edge on this machine")
@pytest.mark.parametrize(
    "evil",
    ["<script>ran()</script>", "<img src=x onerror=ran()>", "<svg onload=ran()>",
     "<iframe srcdoc='<script>parent.ran()</script>'></iframe>",
     "<script src='data:text/javascript,ran()'></script>", "<body onload=ran()>"],
)  # fmt: skip
def test_the_policy_holds_even_where_a_name_were_not_escaped(packet, tmp_path, evil):
    """The second lock: what an agency's template marks as safe, say."""
    playwright = pytest.importorskip("playwright.sync_api")
    text = (packet / "review.html").read_text(encoding="utf-8").replace("<h1>", f"{evil}<h1>", 1)
    ran = []
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, page in (("held", text), ("open", text.replace(POLICY, "", 1))):
            place = tmp_path / f"{name}.html"
            place.write_text(page, encoding="utf-8")
            tab = browser.new_page()
            tab.expose_function("ran", lambda name=name: ran.append(name))
            tab.goto(place.as_uri())
            tab.wait_for_timeout(300)
        browser.close()
    assert {*ran} == {"open"}  # what is tried here does run in a page without the policy
