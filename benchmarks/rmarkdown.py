"""One notebook of the kit against an R Markdown document with the same content.

    python benchmarks/rmarkdown.py                   the sample state, eight districts, five rounds
    python benchmarks/rmarkdown.py WORKSPACE --districts 20 --markdown

rmarkdown/review.Rmd holds the prose of notebook 02 and shows, from the same numbers, as many
charts (ggplot2), tables and sentences; how many is counted and printed. One R process renders it
for each district in a loop, with the state's data kept in the session (R's best case) or read for
each. Needs Rscript with rmarkdown, ggplot2 and data.table, and pandoc.
"""

from __future__ import annotations

import argparse
import html
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import mean, median

import nbformat
import pandas as pd
from engine import Bench, by_jobs, executed, make_jobs_for, notebooks, opened
from measure import RATIO_HEAD, Ratio, Stopwatch, Taken, in_turn, machine, ms, print_table

from rar import places
from rar.batch.supervise import Job
from rar.dimensions import DIMENSIONS
from rar.exhibits.options import answerable, of
from rar.exhibits.pages import opening, questions
from rar.numbers.rating import ratings
from rar.packet.page import write_page
from rar.review import Review
from rar.store import Store
from rar.tables import GROUPS
from rar.words import RACES

NOTEBOOK = "02_teaching_quality_and_diversity"
DIMENSION = DIMENSIONS[1]
DOCUMENT = Path(__file__).parent / "rmarkdown"
BY_DISTRICT = ("schools", "measures", "comparisons", "findings", "availability", "indices",
               "teacher_gaps")  # fmt: skip
NEEDED = (
    "Rscript with the packages rmarkdown, ggplot2 and data.table, and pandoc, are needed for this "
    "comparison. On Debian and Ubuntu: apt-get install r-cran-rmarkdown r-cran-ggplot2 "
    "r-cran-data.table pandoc"
)
VERSIONS = (
    "p <- c('rmarkdown', 'ggplot2', 'data.table'); "
    "cat('R ', as.character(getRversion()), paste0(', ', p, ' ', sapply(p, function(x) "
    "as.character(packageVersion(x)))), ', pandoc ', as.character(rmarkdown::pandoc_version()), "
    "sep = '')"
)
TARGET = 8


def program() -> str:
    """Rscript; ends with a sentence on what to install where it or a package is not there."""
    found = shutil.which("Rscript")
    told = found and subprocess.run([found, "-e", VERSIONS], capture_output=True, check=False)
    if not told or told.returncode:
        raise SystemExit(NEEDED)
    return found


def write_document(folder: Path) -> None:
    """review.Rmd with the notebook's own prose in its places, and what it loads."""
    (folder / "pages").mkdir(parents=True)
    source = nbformat.read(places.notebooks() / f"{NOTEBOOK}.ipynb", as_version=4)
    prose = [
        cell.source
        for cell in source.cells
        if cell.cell_type == "markdown" and "remove-page" not in cell.metadata.get("tags", [])
    ]
    text = (DOCUMENT / "review.Rmd").read_text(encoding="utf-8")
    text = re.sub(r"<!-- prose (\d+) -->", lambda place: prose[int(place[1]) - 1], text)
    (folder / "review.Rmd").write_text(text, encoding="utf-8")
    for name in ("exhibits.R", "render.R"):
        shutil.copy(DOCUMENT / name, folder / name)


def write_data(store: Store, reviews: list[Review], folder: Path) -> None:
    """The store's rows of the dimension as CSV: the whole state, ready made as for the notebook."""
    folder.mkdir(parents=True)
    ids = [metric.id for metric in DIMENSION.metrics]
    year = reviews[0].year
    frames = {
        name: pd.concat([store.district(one, name) for one in store.district_ids(year)])
        for name in BY_DISTRICT
    }
    frames["schools"] = pd.concat([
        Review.open(reviews[0].workspace.folder, one, year).schools_by_year
        for one in store.district_ids(year)
    ])  # fmt: skip
    frames["state"] = store.statewide("state")
    for name, frame in frames.items():
        frames[name] = frame[frame["metric"].isin(ids)] if "metric" in frame else frame
    frames |= {"inputs": store.statewide("inputs"), "metrics": _metrics(), "groups": _groups()}
    frames |= _texts(reviews)
    for name, frame in frames.items():
        frame.to_csv(folder / f"{name}.csv", index=False)


def _metrics() -> pd.DataFrame:
    asked = DIMENSION.key_questions
    rows = [(m.id, m.label, m.unit, f"{m.question} {asked[m.question]}") for m in DIMENSION.metrics]
    return pd.DataFrame(rows, columns=["metric", "label", "unit", "question"])


def _groups() -> pd.DataFrame:
    return pd.DataFrame((GROUPS | RACES).items(), columns=["group", "label"])


def _texts(reviews: list[Review]) -> dict[str, pd.DataFrame]:
    """What is words alone, by district: R prints it as it is."""
    asked = ratings(DIMENSION.key, reviews[0].workspace.template("self_ratings.csv"))
    steps = [
        (f"{one.question} {one.label}", step, statement)
        for one in asked
        for step, statement in enumerate(one.statements)
    ]
    opened_by = [(r.district_id, repr(opening(r, DIMENSION.key))) for r in reviews]
    questions_of = [
        (r.district_id, line.split(". ", 1)[1])
        for r in reviews
        for line in repr(questions(r, DIMENSION.key)).splitlines()
    ]
    options = [
        (r.district_id, row.title, o.cause, o.option, o.watched)
        for r in reviews
        for row in answerable(r, DIMENSION.key).head(3).itertuples()
        for o in of(r, row.metric)
    ]
    names = [(r.district_id, r.name, r.year) for r in reviews]
    text = ["district_id", "text"]
    return {
        "ratings": pd.DataFrame(steps, columns=["question", "step", "statement"]),
        "opening": pd.DataFrame(opened_by, columns=text),
        "questions": pd.DataFrame(questions_of, columns=text),
        "options": pd.DataFrame(
            options, columns=["district_id", "finding", "cause", "option", "watched"]
        ),
        "names": pd.DataFrame(names, columns=["district_id", "name", "year"]),
    }


def by_r(rscript: str, folder: Path, data: str, districts: list[str], number: int) -> Taken:
    """One R process; data is 'kept' in the session or 'read' for each district."""
    command = [rscript, str(folder / "render.R"), str(folder), data, *districts]
    watch = Stopwatch()
    told = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    taken = watch.taken(len(districts))
    if told.returncode:
        raise SystemExit(f"R could not render the document.\n{told.stderr[-2000:]}")
    rendered = float(told.stdout.split()[-1])
    return Taken(taken.wall, taken.cpu, len(districts), taken.wall - rendered)


def ours(bench: Bench, work: Callable, number: int) -> Taken:
    """The kit's notebook, as packets run it."""
    return by_jobs(bench, "fork", work, bench.jobs)[0]


def with_page(job: Job, step: Callable[[str], None]) -> None:
    """The notebook, and a page of it alone."""
    made = executed(job, step)
    review = Review.open(job.details["workspace"], job.district_id, job.year)
    write_page(review, made, Path(job.details["folder"]) / f"{job.district_id}.html")


def content(pages: list[Path]) -> list[str]:
    """Charts, tables, words and kilobytes of a page, on average."""
    counts = []
    for page in pages:
        text = page.read_text(encoding="utf-8")
        body = re.sub(r"<(script|style|head)\b.*?</\1>", "", text, flags=re.S)
        words = len(html.unescape(re.sub(r"<[^>]*>", " ", body)).split())
        counts.append((body.count("<img "), body.count("<table"), words, len(text) / 1024))
    return [f"{mean(column):,.1f}" if i < 2 else f"{mean(column):,.0f}"
            for i, column in enumerate(zip(*counts, strict=True))]  # fmt: skip


def main() -> None:
    """Export, take the ways in turn, count what is on the pages, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    root = Path(__file__).resolve().parents[1]
    parser.add_argument("workspace", type=Path, nargs="?", default=root / "data_samples")
    parser.add_argument("--districts", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pages", type=Path, help="a folder to keep the pages of both in")
    parser.add_argument("--markdown", action="store_true", help="for benchmarks/README.md")
    args = parser.parse_args()
    rscript = program()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workspace, store, year = opened(args.workspace)
        districts = store.district_ids(year)[: args.districts]
        write_document(folder / "r")
        reviews = [Review.open(workspace.folder, one, year) for one in districts]
        write_data(store, reviews, folder / "r" / "data")
        made = [f"{NOTEBOOK}.ipynb"]
        jobs = make_jobs_for(workspace, districts, year, made, folder / "ours")
        one, two = (Bench(jobs, workers, folder) for workers in (1, 2))
        ways = {
            "R Markdown, data kept": partial(by_r, rscript, folder / "r", "kept", districts),
            "R Markdown, data read for each": partial(by_r, rscript, folder / "r", "read", districts),
            "ours, 2 workers": partial(ours, two, notebooks),
            "ours, 2 workers, with a page": partial(ours, two, with_page),
            "ours, 1 worker": partial(ours, one, notebooks),
            "ours, 1 worker, with a page": partial(ours, one, with_page),
        }
        results = in_turn(ways, args.rounds)
        pages = {"R Markdown": folder / "r" / "pages", "ours": folder / "ours"}
        counted = [[who, *content(sorted(p.glob("*.html")))] for who, p in pages.items()]
        if args.pages:
            for who, place in pages.items():
                shutil.copytree(place, args.pages / who.lower().replace(" ", "-"))
    versions = subprocess.run([rscript, "-e", VERSIONS], capture_output=True, text=True, check=True)
    print(f"{machine(2)} {versions.stdout}.")
    print(
        f"Notebook {NOTEBOOK}; {len(districts)} districts a round; medians of {args.rounds} rounds, "
        "taken in turn. Starts (R's packages and first page, our process that loads everything) "
        "are left out. R's time includes its page.\n"
    )
    print_table(("a page, on average", "charts", "tables", "words", "KB"), counted, args.markdown)
    print_results(results, args.markdown)


def print_results(results: dict[str, list[Taken]], markdown: bool) -> None:
    """What a notebook costs each way, and the ratios."""
    each = {name: [t.each for t in taken] for name, taken in results.items()}
    rows = [
        [name, ms(median(each[name])), f"{median(t.start for t in taken):.1f} s"]
        for name, taken in results.items()
    ]
    print_table(("way", "wall a notebook", "start, once"), rows, markdown)
    ratios = [
        Ratio(f"{r} / {name}", each[r], each[name], TARGET if "2 workers" in name else 0)
        for r in results if r.startswith("R ")
        for name in results if name.startswith("ours")
    ]  # fmt: skip
    print_table(RATIO_HEAD, [ratio.row() for ratio in ratios], markdown)


if __name__ == "__main__":
    main()
