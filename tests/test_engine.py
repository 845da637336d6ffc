"""The engine runs notebooks without a kernel; what it leaves must equal plain papermill's."""

import subprocess
import sys
from pathlib import Path

import nbformat
import papermill
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from rar.batch.engine import RarEngine, check_parameters, known_parameters, register
from rar.errors import RarError

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
PARAMETERS = 'name: str = "x"  # whose\ncount: int = 1'


def notebook(*sources: str, tags: dict[int, str] | None = None) -> nbformat.NotebookNode:
    """A notebook with a parameters cell and one code cell for each source."""
    cells = [new_markdown_cell("# Title"), new_code_cell(PARAMETERS)]
    cells[1].metadata["tags"] = ["parameters"]
    for place, source in enumerate(sources):
        cell = new_code_cell(source)
        if tags and place in tags:
            cell.metadata["tags"] = [tags[place]]
        cells.append(cell)
    return new_notebook(cells=cells, metadata={"kernelspec": dict(KERNEL)})


def run(source: Path, output: Path, engine: str | None, parameters: dict | None = None):
    """Run with an engine in a fresh process, as nothing in this one may color the outputs."""
    code = (
        "import sys, papermill; from rar.batch.engine import register; register(); "
        "papermill.execute_notebook(sys.argv[1], sys.argv[2], eval(sys.argv[3]), "
        "engine_name=sys.argv[4] or None, progress_bar=False)"
    )
    given = [str(source), str(output), repr(parameters or {}), engine or ""]
    return subprocess.run(
        [sys.executable, "-c", code, *given], capture_output=True, text=True, check=False,
        cwd=Path(__file__).parents[1],
    )  # fmt: skip


def comparable(file: Path) -> list[dict]:
    """The cells of an executed notebook without times, random ids and process numbers."""
    from rar.batch.execute import CELL_FILE

    cells = []
    for cell in nbformat.read(file, as_version=4).cells:
        made = dict(cell)
        made.pop("id")
        facts = cell.metadata.get("papermill", {})
        made["metadata"] = (cell.metadata.get("tags"), facts.get("status"), facts.get("exception"))
        cells.append(CELL_FILE.sub("cell", repr(made)))
    return cells


ODD = (
    "import sys, warnings\nimport numpy as np, pandas as pd, matplotlib.pyplot as plt",
    "frame = pd.DataFrame(np.arange(60).reshape(2, 30))\nframe",
    "figure, axes = plt.subplots(figsize=(3, 2))\naxes.plot([1, 2, 3])\nNone",
    "print('out')\nprint('err', file=sys.stderr)\nprint(name, count)\ncount + 1",
    "warnings.warn('careful')",
    "from IPython.display import HTML, display\nshown = display(HTML('<b>a</b>'), display_id='d')",
    "shown.update(HTML('<i>b</i>'))\n{1: np.float64(2)}",
    "%%capture kept\nprint('hidden')",
    "import asyncio\nawait asyncio.sleep(0)\nkept.stdout, pd.options.display.max_columns",
    "get_ipython().__class__.__name__, __name__",
    "print('live')",
    "raise KeyError('boom')",
    "print('never')",
)


def test_a_notebook_with_chart_table_streams_and_error_equals_plain_papermills(tmp_path):
    source = tmp_path / "odd.ipynb"
    nbformat.write(notebook(*ODD, tags={10: "skip-execution"}), source)
    ours, plain = tmp_path / "ours.ipynb", tmp_path / "plain.ipynb"
    ended = [run(source, ours, "rar", {"name": "q"}), run(source, plain, None, {"name": "q"})]
    assert [one.returncode for one in ended] == [1, 1]
    assert all("KeyError: 'boom'" in one.stderr for one in ended)
    for mine, theirs in zip(comparable(ours), comparable(plain), strict=True):
        assert mine == theirs
    metadata = [nbformat.read(file, as_version=4).metadata for file in (ours, plain)]
    assert metadata[0].language_info == metadata[1].language_info
    assert metadata[0].kernelspec == metadata[1].kernelspec


def test_the_picture_of_a_chart_is_there_to_be_compared(tmp_path):
    source, ours = tmp_path / "odd.ipynb", tmp_path / "ours.ipynb"
    nbformat.write(notebook(*ODD[:4]), source)
    assert run(source, ours, "rar").returncode == 0
    outputs = [out for cell in nbformat.read(ours, as_version=4).cells
               for out in cell.get("outputs", [])]  # fmt: skip
    assert any("image/png" in out.get("data", {}) for out in outputs)


def test_two_notebooks_in_one_process_do_not_see_each_other(tmp_path):
    first = notebook(
        "import os, random, warnings\nimport matplotlib as mpl\nsecret = 1\n"
        "mpl.rcParams['axes.titlesize'] = 40\nos.environ['LEAK'] = 'yes'\n"
        "warnings.simplefilter('error')\nos.chdir('/')"
    )
    second = notebook(
        "import os, random, warnings\nimport matplotlib as mpl\n"
        "print('secret' in globals(), mpl.rcParams['axes.titlesize'], os.environ.get('LEAK'), "
        "os.getcwd() == '/')\nwarnings.warn('only a warning')\nrandom.random()"
    )
    nbformat.write(first, tmp_path / "1.ipynb")
    nbformat.write(second, tmp_path / "2.ipynb")
    code = (
        "import papermill; from rar.batch.engine import register; register()\n"
        "for name in '1.ipynb', '2.ipynb', '2.ipynb':\n"
        "    made = papermill.execute_notebook(name, 'out.ipynb', engine_name='rar', "
        "progress_bar=False)\n    print([o for o in made.cells[-1].outputs][:1], "
        "made.cells[-1].outputs[-1]['data']['text/plain'] if name[0] == '2' else '')"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False,
        env=environment(),
    )  # fmt: skip
    lines = ran.stdout.strip().splitlines()
    assert "False large None False" in lines[1], ran.stderr
    assert lines[1] == lines[2]  # random numbers repeat, and nothing has drifted


def environment() -> dict[str, str]:
    """This process's environment with the checkout on the path, installed or not."""
    import os

    root = str(Path(__file__).parents[1])
    path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))
    return {**os.environ, "PYTHONPATH": path}


def test_a_misspelt_parameter_is_refused_before_any_cell_runs(tmp_path):
    source = tmp_path / "n.ipynb"
    nbformat.write(notebook("print('ran')"), source)
    ended = run(source, tmp_path / "out.ipynb", "rar", {"nmae": "q"})
    assert ended.returncode == 1
    assert "there is no parameter 'nmae'" in ended.stderr
    assert "did you mean name?" in ended.stderr
    assert not (tmp_path / "out.ipynb").exists() or "ran" not in (
        nbformat.read(tmp_path / "out.ipynb", as_version=4).cells[-1].get("outputs", [])
    )


def test_known_parameters_are_those_the_parameters_cell_assigns():
    assert known_parameters(notebook("other = 2")) == ("name", "count")
    assert known_parameters(new_notebook(cells=[new_code_cell("name = 1")])) == ()


def test_a_notebook_without_parameters_cell_refuses_every_parameter():
    with pytest.raises(RarError, match="no cell tagged parameters"):
        check_parameters(new_notebook(), {"year": 2022}, "n.ipynb")


def test_papermill_knows_the_engine_once_registered():
    register()
    assert papermill.engines.papermill_engines.get_engine("rar") is RarEngine


def test_input_in_a_cell_is_refused_as_a_kernel_refuses_it(tmp_path):
    source, output = tmp_path / "n.ipynb", tmp_path / "out.ipynb"
    nbformat.write(notebook("input('?')"), source)
    assert "StdinNotImplementedError" in run(source, output, "rar").stderr


def test_the_engine_module_imports_nothing_heavy():
    code = (
        "import sys, rar.batch.engine; heavy = {'papermill', 'nbformat', 'IPython', 'pandas', "
        "'matplotlib', 'ipykernel'} & set(sys.modules); sys.exit(str(heavy) if heavy else 0)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False,
        env=environment(),
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr


def test_the_last_results_of_a_notebook_are_gone_in_the_next(tmp_path):
    nbformat.write(notebook("kept = 'first'\nkept", "_.upper()"), tmp_path / "1.ipynb")
    nbformat.write(
        notebook("print(globals().get('_', ''), _oh)", "print(Out)"), tmp_path / "2.ipynb"
    )
    code = (
        "import papermill; from rar.batch.engine import register; register()\n"
        "for name in '1.ipynb', '2.ipynb':\n"
        "    made = papermill.execute_notebook(name, 'out.ipynb', engine_name='rar', "
        "progress_bar=False)\n    print([cell.outputs[0].get('text') for cell in made.cells[-2:]])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False,
        env=environment(),
    )  # fmt: skip
    told = ran.stdout.strip().splitlines()[-1]
    assert told == r"[' {}\n', '{}\n']", ran.stdout + ran.stderr
