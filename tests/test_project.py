"""The project's outer shell: what is declared, locked and shipped agrees with itself."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import rar
from rar import places

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONDA_NAMES = {"pandera[pandas]": "pandera"}


def requirements(lines: list[str]) -> dict[str, str]:
    """Name to version range, names as conda writes them."""
    found = {}
    for line in lines:
        name, version = re.fullmatch(r"([\w.\[\]-]+)\s*(.*)", line).groups()
        found[CONDA_NAMES.get(name, name).lower()] = version
    return found


def conda_lines() -> list[str]:
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    return re.findall(r"^  - ([\w-]+(?:[<>=].*)?)$", text.split("dependencies:")[1], re.M)


def test_environment_yml_lists_the_packages_of_pyproject_and_the_test_runner():
    project = PYPROJECT["project"]
    wanted = requirements(project["dependencies"])
    dev = requirements(project["optional-dependencies"]["dev"])
    wanted |= {name: dev[name] for name in ("pytest", "nbval")}
    found = requirements(conda_lines())
    assert found.pop("python") == project["requires-python"]
    found.pop("pip")
    assert found == wanted


def test_environment_yml_uses_conda_forge_alone():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert re.search(r"channels:\n  - conda-forge\n  - nodefaults\n", text)


def test_constraints_pin_every_dependency_and_hold_no_address_or_path():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.!+]+(?: ?; .+)?", line) for line in pins)
    pinned = {re.sub(r"[-_.]+", "-", line.split("==")[0]).lower() for line in pins}
    project = PYPROJECT["project"]
    declared = [*project["dependencies"]]
    for extra in project["optional-dependencies"].values():
        declared += extra
    names = {re.match(r"[\w.-]+", line)[0] for line in declared}
    assert {re.sub(r"[-_.]+", "-", name).lower() for name in names} <= pinned


def test_the_version_is_written_in_one_place():
    assert PYPROJECT["project"]["dynamic"] == ["version"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", rar.__version__)


def test_the_command_and_the_papermill_engine_are_declared():
    assert PYPROJECT["project"]["scripts"] == {"rarkit": "rar.cli:main"}
    engines = PYPROJECT["project"]["entry-points"]["papermill.engine"]
    assert engines == {"rar": "rar.batch.engine:RarEngine"}


def test_importing_rar_imports_nothing_heavy_and_its_names_are_there():
    code = (
        "import sys, rar; assert dir(rar) == ['Review', '__version__', 'live', 'show']; "
        "heavy = {'pandas', 'numpy', 'matplotlib', 'IPython', 'papermill'} & set(sys.modules); "
        "sys.exit(str(heavy) if heavy else 0)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert ended.returncode == 0, ended.stderr
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        rar.nothing  # noqa: B018


def test_the_eleven_notebooks_and_the_templates_are_found():
    names = [file.name for file in places.notebook_files()]
    assert [name[:2] for name in names] == [f"{number:02d}" for number in range(11)]
    for name in ("protocol.docx", "questions.csv", "benchmarks.csv", "review/page.html.j2"):
        assert (places.templates() / name).is_file()


def test_both_readme_commands_are_the_ones_ci_runs():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for command in (
        "python -m pip install -e . -c constraints.txt && rarkit packets data_samples",
        "python -m pip install -e '.[dev]' -c constraints.txt && pytest",
    ):
        assert re.search(rf"^{re.escape(command)}$", text, re.M)
    assert "README.md" in script


@pytest.mark.slow
def test_a_wheel_holds_notebooks_templates_and_states(tmp_path):
    hatchling = pytest.importorskip("hatchling", reason="the build backend is not installed here")
    assert hatchling
    ended = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    import zipfile

    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
    assert {"rar/notebooks/00_overview.ipynb", "rar/templates/protocol.docx"} <= names
    assert {"rar/templates/review/style.css", "rar/states/sc/profile.toml"} <= names
