"""The review page: one page that needs nothing else, in order, described, and safe."""

import re
import shutil
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from a_packet import packet_of, workspace_of
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from rar import Review, places
from rar.exhibits.frame import PAGE_HEIGHT, Picture
from rar.figures.look import Sheet
from rar.packet.html import css_text, template_folders
from rar.packet.page import MOST_BYTES, fit_into_page, make_part, page_text, readable

VOID = {"meta", "img", "br", "hr", "link", "input", "col"}


class Reader(HTMLParser):
    """What a checker wants to know of a page."""

    def __init__(self, text: str):
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.text: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.text.append(data)

    def all(self, *names: str) -> list[tuple[str, dict]]:
        return [(tag, given) for tag, given in self.tags if tag in names]


@pytest.fixture(scope="module")
def text(sample: Path) -> str:
    return (packet_of(sample, "0340") / "review.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(text: str) -> Reader:
    return Reader(text)


def test_every_tag_is_closed_and_the_page_says_its_language_and_title(text, page):
    assert text.startswith("<!doctype html>")
    assert page.open == []
    assert page.all("html")[0][1]["lang"] == "en"
    title = re.search(r"<title>(.*?)</title>", text)[1]
    assert title == "Tamsin Valley Joint Schools: resource allocation review 2021–22 " + (
        "(Internal edition)"
    )


def test_the_page_runs_nothing_and_loads_nothing(text, page):
    assert not page.all("script", "iframe", "object", "embed", "link", "base", "form")
    for tag, given in page.tags:
        assert not [name for name in given if name.startswith("on")], tag
        source = given.get("src") or ""
        assert not source or source.startswith("data:image/"), source[:60]
        assert not (given.get("href") or "").lower().startswith(("http", "//", "javascript"))
    style = re.findall(r"<style.*?</style>", text, re.S)
    assert len(style) == 1
    assert "url(" not in style[0]
    assert "@import" not in style[0]
    assert len(text.encode()) <= MOST_BYTES


def test_there_is_one_h1_and_no_heading_skips_a_level(page):
    levels = [int(tag[1]) for tag, _ in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_the_edition_is_the_first_landmark_and_a_skip_link_leads_past_it(page):
    landmarks = page.all("header", "main", "nav", "footer")
    assert landmarks[0] == ("header", {"class": "edition edition-internal"})
    assert page.all("a")[0][1] == {"class": "skip", "href": "#content"}
    assert "Internal edition" in "".join(page.text)


def test_the_contents_lead_to_all_eleven_parts_and_every_inner_link_to_a_place(page):
    ids = [given["id"] for _, given in page.tags if "id" in given]
    assert len(ids) == len(set(ids))
    parts = [given["id"] for _, given in page.all("section") if given.get("class") == "part"]
    assert parts == [file.stem for file in places.notebook_files()]
    inner = [given["href"][1:] for _, given in page.all("a") if given["href"].startswith("#")]
    assert set(parts) <= set(inner)
    assert set(inner) <= set(ids)
    outer = {given["href"] for _, given in page.all("a") if not given["href"].startswith("#")}
    assert outer == {"prereading.docx", "workbook.xlsx", "protocol.docx", "manifest.json"}


def test_every_picture_has_a_description_and_every_table_a_caption_and_scopes(page):
    pictures = page.all("img")
    assert len(pictures) > 20
    assert all(len(given["alt"]) > 40 for _, given in pictures)
    assert len(page.all("caption")) == len(page.all("table"))
    assert all("scope" in given for _, given in page.all("th"))


def test_no_code_prompt_or_live_control_is_on_the_page(text):
    words = ("Review.open", "import ", "In [", "Out[", "live.explore", "widget", "type: str")
    visible = "".join(Reader(text).text)
    assert not [word for word in words if word in visible]


def test_names_with_tags_are_written_and_never_run(sample):
    review = Review.open(workspace_of(sample), "0340", 2022)
    evil = '</title><script>alert(1)</script> "A" & <b>B</b>'
    review.__dict__["_named"] = review._named.copy()
    review.__dict__["_named"]["name"] = evil
    page = Reader(page_text(review, [], template_folders(review.workspace)))
    assert not page.all("script", "b")
    assert evil in "".join(page.text)
    assert "default-src 'none'" in page.all("meta")[-1][1]["content"]


def test_a_name_cannot_end_the_style_of_the_running_head():
    assert css_text('x" } </style>') == '"x\\000022  \\00007d  \\00003c \\00002f style\\00003e "'


def part(*cells, name: str = "01_x"):
    return make_part(name, new_notebook(cells=list(cells)))


def shown(html: str):
    out = new_output("execute_result", {"text/html": html, "text/plain": "x"}, execution_count=1)
    return new_code_cell("show", outputs=[out])


def test_cells_for_setting_up_testing_and_live_use_are_left_out():
    dropped = [
        new_code_cell("x", metadata={"tags": [tag]}, outputs=shown(f"<p>{tag}</p>").outputs)
        for tag in ("live", "skip-execution", "parameters", "injected-parameters", "remove-page")
    ]
    made = part(new_markdown_cell("# T"), *dropped, shown("<p>kept</p>"))
    assert "kept" in made.html
    assert not [tag for tag in ("live", "parameters", "remove-page") if tag in made.html]


def test_a_parts_headings_ids_and_links_fit_the_page():
    made = part(new_markdown_cell("# Title *one*"), shown('<h2 id="a">E</h2><a href="#a">up</a>'))
    assert made.title == "1 Title one"
    assert "<h2>1 Title <em>one</em></h2>" in made.html
    assert '<h3 id="01_x-a">E</h3><a href="#01_x-a">up</a>' in made.html
    link = '<a href="02_teaching.ipynb#exhibit-2.1">x</a>'
    assert fit_into_page("00_y", link) == '<a href="#02_teaching-exhibit-2.1">x</a>'


def test_a_picture_without_a_description_is_refused():
    png = new_output("display_data", {"image/png": "iVBORw0KGgo="})
    with pytest.raises(ValueError, match="a picture has no description"):
        part(new_markdown_cell("# T"), new_code_cell("plot", outputs=[png]))
    with pytest.raises(ValueError, match="a picture has no description"):
        part(shown('<img src="data:," alt=" ">'))
    part(shown("<img src='data:,' alt='of \"quoted\" things'>"))


def test_plain_text_and_printed_lines_are_escaped():
    line = new_output("stream", name="stdout", text="<script>alert(1)</script>")
    assert "<script" not in part(new_code_cell("print", outputs=[line])).html


def test_an_agencys_own_style_wins_over_ours(sample, tmp_path):
    review = Review.open(workspace_of(sample), "0340", 2022)
    own = tmp_path / "templates"
    (own / "review").mkdir(parents=True)
    (own / "review" / "page.css").write_text("h1 { color: rebeccapurple; }")
    made = page_text(review, [], (own, places.templates()))
    assert "rebeccapurple" in made
    assert ".rar-exhibit" in made  # the file they did not copy is still ours


@pytest.mark.browser
def test_the_page_fits_a_phone_and_the_browser_has_nothing_to_complain_of(sample):
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        pytest.skip("no Chromium here")
    playwright = pytest.importorskip("playwright.sync_api")
    complaints = []
    with playwright.sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 320, "height": 640})
        page.on("console", lambda message: complaints.append(message.text))
        page.on("request", lambda one: complaints.append(one.url)
                if not one.url.startswith(("file:", "data:")) else None)  # fmt: skip
        page.goto((packet_of(sample, "0340") / "review.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert page.locator("h1").count() == 1
        page.locator("summary").first.click()
        assert page.locator("details[open] table").first.is_visible()
        browser.close()
    assert complaints == []


def exhibit(kind: str):
    html = f'<section class="rar-exhibit"><h2>E</h2><div class="{kind}">x</div></section>'
    return new_code_cell(outputs=[new_output("display_data", data={"text/html": html})])


def test_prose_on_how_to_read_a_chart_goes_where_there_is_no_chart():
    cells = [new_markdown_cell("How to read a dot."), exhibit("rar-panel"),
             new_markdown_cell("How to read a bar."), exhibit("rar-chart")]  # fmt: skip
    kept = readable(cells)
    assert [cell.source for cell in kept if cell.cell_type == "markdown"] == ["How to read a bar."]
    assert len(kept) == 3


def test_a_dimension_without_any_chart_says_so_once():
    cells = [new_markdown_cell("# Seven"), new_markdown_cell("a"), exhibit("rar-panel"),
             new_markdown_cell("b"), exhibit("rar-panel")]  # fmt: skip
    kept = readable(cells)
    assert [cell.cell_type for cell in kept] == ["markdown", "code"]


def test_a_chart_that_does_not_fit_a_printed_page_is_marked_and_no_other():
    fits, tall = (Sheet(PAGE_HEIGHT + more) for more in (0, 1))
    assert 'class="rar-chart"' in Picture(fits, "a chart").html()
    assert 'class="rar-chart rar-tall"' in Picture(tall, "a chart").html()
