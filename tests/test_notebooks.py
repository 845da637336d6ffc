"""The eleven notebooks: prose and calls, nothing else; the same shape, ten different texts."""

import ast
import re
from itertools import pairwise

import nbformat
import pytest

from rar import show
from rar.dimensions import DIMENSIONS
from tests.conftest import ROOT

FOLDER = ROOT / "notebooks"
NAMES = ["00_overview", *(f"{d.number:02d}_{d.key}" for d in DIMENSIONS)]
LIVE = ["live", "skip-execution", "nbval-skip"]
TAGS = {"parameters", "nbval-check-output", "remove-page", *LIVE}
PARAMETERS = ["workspace", "district_id", "year", "edition"]
ALLOWED = (
    ast.Expr, ast.Assign, ast.ImportFrom, ast.Call, ast.Attribute, ast.Name, ast.Constant,
    ast.keyword, ast.alias, ast.Load, ast.Store,
)  # fmt: skip
MOST_STATEMENTS = 4


def read(name: str) -> nbformat.NotebookNode:
    return nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)


def code(name: str) -> list:
    return [cell for cell in read(name).cells if cell.cell_type == "code"]


def tags(cell) -> list[str]:
    return cell.metadata.get("tags", [])


def prose(name: str) -> str:
    return "\n\n".join(c.source for c in read(name).cells if c.cell_type == "markdown")


def test_one_notebook_for_the_overview_and_one_for_each_dimension():
    assert sorted(file.stem for file in FOLDER.glob("*.ipynb")) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_cells_hold_names_literals_and_calls_only(name):
    for cell in code(name):
        tree = ast.parse(cell.source)
        assert len(tree.body) <= MOST_STATEMENTS
        for node in ast.walk(tree):
            assert isinstance(node, (ast.Module, *ALLOWED)), f"{type(node).__name__}: {cell.source}"
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                assert node.module == "rar"


@pytest.mark.parametrize("name", NAMES)
def test_the_parameters_are_the_same_in_all_with_type_and_help(name):
    [cell] = [cell for cell in code(name) if "parameters" in tags(cell)]
    assert cell.source == code(NAMES[0])[0].source
    lines = cell.source.splitlines()
    assert [line.split(" = ")[0] for line in lines] == PARAMETERS
    assert all(re.search(r"# type: (str|int)  \S", line) for line in lines)


@pytest.mark.parametrize("name", NAMES)
def test_only_the_checked_cell_keeps_its_output_and_its_count(name):
    for cell in code(name):
        checked = "nbval-check-output" in tags(cell)
        assert bool(cell.outputs) is checked and bool(cell.execution_count) is checked
    [cell] = [cell for cell in code(name) if "nbval-check-output" in tags(cell)]
    assert [output.output_type for output in cell.outputs] == ["stream"]
    assert cell.source.startswith("print(show.text(review, ")


@pytest.mark.parametrize("name", NAMES)
def test_the_live_cell_is_last_and_carries_its_three_tags(name):
    cells = read(name).cells
    assert sorted(tags(cells[-1])) == sorted(LIVE)
    assert cells[-1].source.startswith("live.explore(review, ")
    assert not [c for c in cells[:-1] if set(LIVE) & set(tags(c))]
    assert all(set(tags(cell)) <= TAGS for cell in cells)


@pytest.mark.parametrize("name", NAMES)
def test_title_first_then_parameters_then_the_open_review(name):
    cells = read(name).cells
    assert re.match(r"# [A-Z]", cells[0].source) and "**" in cells[0].source
    assert "parameters" in tags(cells[1])
    assert "Review.open(workspace, district_id, year, edition)" in cells[2].source
    headings = [line for line in prose(name).splitlines() if line.startswith("#")]
    assert len(headings) == 1


@pytest.mark.parametrize("dimension", DIMENSIONS, ids=lambda d: d.key)
def test_title_and_question_are_those_of_the_dimension(dimension):
    first = read(f"{dimension.number:02d}_{dimension.key}").cells[0].source
    assert first.startswith(f"# {dimension.name}\n")
    assert f"**{dimension.question}**" in first


@pytest.mark.parametrize("name", NAMES)
def test_every_exhibit_is_introduced_and_numbered_in_order(name):
    cells, found = read(name).cells, []
    for before, cell in pairwise(cells):
        number = re.search(r'exhibit="(\d+)\.(\d+)"', cell.source)
        if number:
            found.append(tuple(map(int, number.groups())))
            assert before.cell_type == "markdown" and len(before.source) > 100
    assert found == [(int(name[:2]), i + 1) for i in range(len(found))] and len(found) >= 2


@pytest.mark.parametrize("name", NAMES)
def test_each_call_is_one_that_show_offers(name):
    for cell in code(name):
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "show":
                assert node.attr in show.__all__


@pytest.mark.parametrize("name", NAMES)
def test_the_prose_is_long_enough_to_argue_and_short_enough_to_read(name):
    assert 350 <= len(prose(name).split()) <= 1000


def test_no_notebook_repeats_the_text_of_another():
    """Ten texts, not one with the words changed: few sentences stand in more than one."""
    common = {}
    for name in NAMES:
        for sentence in set(re.split(r"(?<=[.?!])\s+", prose(name))):
            if len(sentence.split()) > 7:
                common.setdefault(sentence, []).append(name)
    shared = [sentence for sentence, names in common.items() if len(names) > 1]
    assert len(shared) <= 6, shared


def test_cell_ids_are_the_same_on_every_machine():
    for name in NAMES:
        ids = [cell.id for cell in read(name).cells]
        assert ids == [f"cell-{i + 1:02d}" for i in range(len(ids))]
