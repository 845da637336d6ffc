"""Words: what may never stand on a page, and the small sentences all pages share."""

import ast
import re

import nbformat
import pytest

from rar import words
from rar.dimensions import METRICS
from tests.conftest import ROOT

FORBIDDEN = {
    "failing school": r"\bfailing (school|district|teacher|student)",
    "a verdict": r"\b(in)?equitabl[ey]\b|\b(un)?fair(ly|ness)?\b",
    "a cause": r"\b(caused by|is due to|because of poor|results? from bad)\b",
    "a rank": r"\b(worst|best) (school|district)s?\b",
    "blame": r"\b(bad|poor) (school|teacher|principal|district)s?\b",
    "British spelling": r"\b(enrolment|counsellor|colour|centre|programme|behaviour)s?\b",
}


def strings_of(source: str) -> list[str]:
    """The strings of a module that people may read, its docstrings left out."""
    tree = ast.parse(source)
    skipped = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in skipped
    ]


def texts():
    """Every text a reader may meet: (where, text)."""
    for file in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in nbformat.read(file, as_version=4).cells:
            yield file.name, cell.source
    for file in sorted((ROOT / "templates").rglob("*")):
        if file.suffix in (".csv", ".html", ".j2"):
            yield file.name, file.read_text(encoding="utf-8")
    for file in sorted((ROOT / "rar").rglob("*.py")):
        for string in strings_of(file.read_text(encoding="utf-8")):
            yield str(file.relative_to(ROOT)), string
    for file in sorted((ROOT / "rar").rglob("caveats.csv")):
        yield str(file.relative_to(ROOT)), file.read_text(encoding="utf-8")


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_page_holds_a_word_that_judges_blames_or_explains(what):
    found = [
        (where, hit.group(0), text[max(0, hit.start() - 40) : hit.end() + 40])
        for where, text in texts()
        for hit in re.finditer(FORBIDDEN[what], text, re.IGNORECASE)
    ]
    assert found == []


def test_metrics_have_labels_that_begin_with_a_capital_and_do_not_judge():
    for metric in METRICS.values():
        assert metric.label[0].isupper()
        assert not re.search(r"\b(equity|fair|score)\b", metric.label, re.IGNORECASE)


def test_every_way_to_be_absent_has_its_own_words():
    said = [words.absence(s) for s in ("missing", "suppressed", "not applicable", "not published")]
    assert len(set(said)) == 4 and all(said)


def test_need_is_told_as_the_agency_defined_it():
    assert words.need_meaning({"ed_share": 1.0}).endswith("economically disadvantaged")
    mixed = words.need_meaning({"ed": 3.0, "swd": 1.0})
    assert "75% economically disadvantaged" in mixed and "25% students with disabilities" in mixed
    assert words.need_name({"ed": 3.0, "swd": 1.0}) == "Need index"


def test_years_are_said_as_people_say_them():
    assert words.span([2018, 2019, 2020, 2021]) == "2018 to 2021"
    assert words.span([2018, 2020]) == "2018 and 2020"
