"""What three charts cost in a notebook: as seaborn draws them by default, and as this kit does.

    python benchmarks/charts.py                            the sample state, some two minutes
    python benchmarks/charts.py WORKSPACE --district 0160 --out FOLDER

Both notebooks compare the same: spending over need, novice teachers by need group, spending over
the years. Both read one district from the same store and are run by the kit's own engine, in turn,
each time in a new process forked from one that has loaded everything. --out keeps them.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from rar import places
from rar.batch.execute import run_notebook
from rar.batch.warm import warm_up

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
PARAMETERS = """\
workspace = ""  # type: str
district_id = ""  # type: str
year = 2022  # type: int
"""
READ = """\
from rar import Review
from rar.exhibits import data

review = Review.open(workspace, district_id, year)
spending, novices = data.metric_of("1a"), data.metric_of("2a")
schools = data.compared(review, spending, data.school_values(review, spending))
teachers = data.compared(review, novices, data.school_values(review, novices))
"""
SEABORN = (
    """\
import seaborn as sns

sns.set_theme()
sns.lmplot(schools, x="need", y="value", hue="level");
""",
    """\
grouped = teachers[teachers["need_group"] != ""]
looks = {"x": "value", "y": "need_group", "hue": "level"}
axes = sns.barplot(grouped, **looks)
sns.stripplot(grouped, **looks, dodge=True, ax=axes, legend=False, edgecolor="white", linewidth=1);
""",
    """\
measures = data.of_metric(review, "measures", "1a").dropna(subset=["value"])
measures = measures[measures["need_group"].isin(["lowest", "highest", "lower", "higher"])]
sns.relplot(measures, x="year", y="value", hue="need_group", col="level", kind="line");
""",
)
OURS = (
    """\
from rar import figures
from rar.exhibits.frame import Picture, Shown


def drawn(figure):
    return Shown(Picture.of(figure).html())


state = data.state_values(review, spending)
drawn(figures.dots(schools, data.subject(review, spending), state))
""",
    """\
groups = data.need_groups(review, teachers, novices)
circles = teachers.rename(columns={"need_group": "group"})
state = data.state_values(review, novices)
drawn(figures.strips(groups, circles, data.subject(review, novices), state))
""",
    """\
rows = data.comparisons(review, spending, "need", all_years=True).dropna(subset=["gap"])
state = data.of_metric(review, "state", "1a")
state = state[state["group"] == "all"].rename(columns={"value": "state"})
names = {"focus_value": "focus", "reference_value": "reference"}
lines = rows[["level", "year", *names]].rename(columns=names)
lines = lines.merge(state[["year", "level", "state"]], on=["year", "level"], how="left")
drawn(figures.years(lines, data.subject(review, spending), "greater need", "lesser need"))
""",
)
WAYS = {"seaborn": SEABORN, "ours": OURS}


def write_notebooks(folder: Path) -> dict[str, Path]:
    """Both notebooks before they are run, by name."""
    made = {}
    for name, charts in WAYS.items():
        given = new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
        cells = [given, *(new_code_cell(source) for source in (READ, *charts))]
        made[name] = folder / f"{name}.ipynb"
        nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": KERNEL}), made[name])
    return made


def run_forked(source: Path, output: Path, given: dict) -> tuple[float, float]:
    """Run a notebook in a forked process; wall and CPU milliseconds, without fork and imports."""
    context = get_context("fork")
    end, start = context.Pipe(duplex=False)
    child = context.Process(target=_run, args=(source, output, given, start))
    child.start()
    start.close()
    try:
        return end.recv()
    except EOFError:
        raise SystemExit(f"{source.name} did not run to its end") from None
    finally:
        child.join()


def _run(source: Path, output: Path, given: dict, answer) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    run_notebook(source, output, given, "rar", output.parent)
    answer.send((1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu)))


def compare(folder: Path, given: dict, rounds: int) -> dict[str, tuple[float, float]]:
    """Median milliseconds (wall, CPU) of each notebook; a first round, not counted, builds."""
    sources = write_notebooks(folder)
    taken = {name: [] for name in sources}
    for _ in range(rounds + 1):
        for name, source in sources.items():
            taken[name].append(run_forked(source, folder / f"{name}-run.ipynb", given))
    return {name: tuple(map(median, zip(*rows[1:], strict=True))) for name, rows in taken.items()}


def main(given: list[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    sample = places.PACKAGE.parent / "data_samples"
    parser.add_argument("workspace", nargs="?", type=Path, default=sample)
    parser.add_argument("--district", default="0110")
    parser.add_argument("--year", type=int, default=2022)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--out", type=Path, help="a folder that keeps both notebooks")
    asked = parser.parse_args(given)
    if not hasattr(os, "fork"):
        raise SystemExit("This benchmark needs a system that can fork: Linux or macOS.")
    warm_up()
    with tempfile.TemporaryDirectory() as made:
        folder = asked.out or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        where = str(asked.workspace.resolve())
        read = {"workspace": where, "district_id": asked.district, "year": asked.year}
        taken = compare(folder.resolve(), read, asked.rounds)
    print(f"Three charts in a notebook, district {asked.district}, median of {asked.rounds}\n")
    print(f"{'':10} {'ms':>8} {'CPU ms':>8}")
    for name, (wall, cpu) in taken.items():
        print(f"{name:10} {wall:8.0f} {cpu:8.0f}")
    shares = [ours / theirs for ours, theirs in zip(taken["ours"], taken["seaborn"], strict=True)]
    print(f"{'ratio':10} {shares[0]:8.2f} {shares[1]:8.2f}")


if __name__ == "__main__":
    main()
