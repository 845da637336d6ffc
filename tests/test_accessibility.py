"""What a reader who does not see, or sees little, meets: measured in a real browser, by axe-core.

axe finds what a program can find; the other tests here look at what it does not.
"""

import os
import shutil
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from a_packet import packet_of, workspace_of

from rar.batch.run import run_districts
from rar.batch.start import new_workspace
from rar.batch.state import state_lines
from rar.packet.summary import renew_indexes
from rar.store import build
from rar.workspace import Workspace

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("msedge")
DISTRICTS = ("0110", "0340", "0450", "0670", "0901")
SOUTH_CAROLINA = ("0160", "2301", "4701")  # small, large, charters
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
PAPER = 691  # pixels: what a letter page holds between its margins
LANDSCAPE = 931
PHONE = 320

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium, Chrome or Edge on this machine"),
]


@pytest.fixture(scope="module")
def axe() -> str:
    """The text of axe.min.js: named by RAR_AXE, else installed under tests/ by npm."""
    beside = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
    file = Path(os.environ.get("RAR_AXE") or beside)
    if not file.is_file():
        told = (
            "axe-core is not here: run npm install axe-core in tests/, or name axe.min.js in the "
            "environment variable RAR_AXE"
        )
        pytest.fail(told) if os.environ.get("CI") else pytest.skip(told)
    return file.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        launched = started.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def pages(sample) -> dict[str, Path]:
    """The review pages of five districts, the state page and both indexes of the sample."""
    found = {district: packet_of(sample, district) / "review.html" for district in DISTRICTS}
    return found | shared_pages(workspace_of(sample), 2022)


def shared_pages(folder: Path, year: int) -> dict[str, Path]:
    list(state_lines(folder, year, lambda line: None))
    renew_indexes(Workspace.open(folder), year)
    return {
        "state": folder / "state" / str(year) / "state.html",
        "index": folder / "packets" / str(year) / "index.html",
        "years": folder / "packets" / "index.html",
    }


@contextmanager
def opened(browser, file: Path, width: int = 1100):
    """The page as a reader has it, with everything folded unfolded."""
    context = browser.new_context(bypass_csp=True, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    yield page
    context.close()


def violations(browser, axe: str, file: Path) -> list[str]:
    """What axe-core finds at WCAG 2.1 A and AA: the rule, and the first places."""
    with opened(browser, file) as page:
        page.evaluate(axe)
        found = page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS
        )
    assert len(found["passes"]) > 10, "axe looked at nothing"
    return [
        f"{one['id']}: {node['html'][:200]}" for one in found["violations"] for node in one["nodes"]
    ]


@pytest.mark.parametrize("name", [*DISTRICTS, "state", "index", "years"])
def test_axe_finds_no_violation_of_wcag_2_1_a_or_aa(browser, axe, pages, name):
    assert violations(browser, axe, pages[name]) == []


@pytest.mark.slow
@pytest.mark.real
def test_axe_finds_none_on_the_pages_of_three_districts_of_south_carolina(
    browser, axe, shared_data, tmp_path
):
    list(new_workspace(tmp_path / "sc", "sc"))
    shutil.rmtree(tmp_path / "sc" / "data")
    (tmp_path / "sc" / "data").mkdir()
    for name in ("sc_districts", "sc_report_card"):
        shutil.copytree(shared_data / name, tmp_path / "sc" / "data" / name)
    build(Workspace.open(tmp_path / "sc"))
    outcomes = run_districts(tmp_path / "sc", SOUTH_CAROLINA, 2022)
    assert all(one.made for one in outcomes), [one.failure for one in outcomes]
    files = [one.folder / "review.html" for one in outcomes]
    files += shared_pages(tmp_path / "sc", 2022).values()
    assert [found for file in files for found in violations(browser, axe, file)] == []
    assert [file.name for file in files if too_wide(browser, file, PHONE)] == []


def too_wide(browser, file: Path, width: int, media: str = "screen") -> int:
    """By how many pixels the page is wider than the screen or paper; 0 where it fits."""
    with opened(browser, file, width) as page:
        page.emulate_media(media=media)
        return max(0, page.evaluate("document.documentElement.scrollWidth") - width)


@pytest.mark.parametrize("name", [*DISTRICTS, "state", "index", "years"])
def test_every_page_fits_a_screen_of_320_pixels(browser, pages, name):
    assert too_wide(browser, pages[name], PHONE) == 0


@pytest.mark.parametrize("name", [*DISTRICTS, "state", "index", "years"])
def test_nothing_is_cut_off_at_the_edge_of_the_paper(browser, pages, name):
    paper = LANDSCAPE if name in ("state", "index") else PAPER
    assert too_wide(browser, pages[name], paper, "print") == 0


@pytest.mark.parametrize("name", [*DISTRICTS, "state", "index", "years"])
def test_headings_do_not_skip_pictures_are_described_and_headers_have_a_scope(browser, pages, name):
    with opened(browser, pages[name]) as page:
        levels = page.eval_on_selector_all(
            "h1, h2, h3, h4, h5, h6", "all => all.map(h => +h.tagName[1])"
        )
        alts = page.eval_on_selector_all("img", "all => all.map(one => one.alt)")
        bare = page.locator("th:not([scope])").count()
        uncaptioned = page.locator("table:not(:has(> caption))").count()
        language = page.evaluate("document.documentElement.lang")
        title = page.title()
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert not [alt for alt in alts if len(alt) < 40 or "No description" in alt]
    assert (bare, uncaptioned, language) == (0, 0, "en")
    assert "Internal edition" in title


def test_folded_tables_leave_no_bare_heading_on_paper(browser, pages):
    context = browser.new_context(viewport={"width": PAPER, "height": 900})
    page = context.new_page()
    page.goto(pages["0110"].as_uri())
    page.emulate_media(media="print")
    assert page.locator("summary").count() > 20
    assert page.locator("summary:visible").count() == 0
    assert page.locator(".skip:visible").count() == 0
    context.close()


def test_a_chart_taller_than_a_page_gives_its_place_on_paper_to_its_table(browser, pages):
    with opened(browser, pages["0110"], PAPER) as page:
        page.evaluate(
            "() => {const one = document.querySelector('.rar-chart');"
            "one.classList.add('rar-tall');"
            "one.parentElement.querySelector('details').open = false}"
        )
        page.emulate_media(media="print")
        assert not page.locator(".rar-tall").is_visible()
        assert page.locator(".rar-tall ~ .rar-numbers table").is_visible()
