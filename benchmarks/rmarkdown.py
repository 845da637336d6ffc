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

from engine import START, Bench, by_jobs, executed, make_jobs_for, notebooks, opened, start
from measure import RATIO_HEAD, Ratio, Stopwatch, Taken, in_turn, machine, ms, print_table
from rdata import NOTEBOOK, write_data, write_document

from rar.batch.job import Job
from rar.packet.page import write_page
from rar.review import Review

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


def by_r(rscript: str, folder: Path, data: str, districts: list[str], number: int) -> Taken:
    """One R process; data is 'kept' in the session or 'read' for each district."""
    command = [rscript, str(folder / "render.R"), str(folder), data, *districts]
    watch = Stopwatch()
    told = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    wall = watch.seconds()
    if told.returncode:
        raise SystemExit(f"R could not render the document.\n{told.stderr[-2000:]}")
    rendered, cpu = map(float, told.stdout.split()[-2:])
    return Taken(wall, cpu, len(districts), wall - rendered)


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
        folder, document = Path(name), Path(name) / "r"
        workspace, store, year = opened(args.workspace)
        districts = store.district_ids(year)[: args.districts]
        write_document(document)
        reviews = [Review.open(workspace.folder, one, year) for one in districts]
        write_data(store, reviews, document / "data")
        made = [f"{NOTEBOOK}.ipynb"]
        jobs = make_jobs_for(workspace, districts, year, made, folder / "ours")
        one, two = (Bench(jobs, workers, folder) for workers in (1, 2))
        ways = {
            "R Markdown, data kept": partial(by_r, rscript, document, "kept", districts),
            "R Markdown, data read for each": partial(by_r, rscript, document, "read", districts),
            "ours, 2 workers": partial(ours, two, notebooks),
            "ours, 2 workers, with a page": partial(ours, two, with_page),
            "ours, 1 worker": partial(ours, one, notebooks),
            "ours, 1 worker, with a page": partial(ours, one, with_page),
            START: partial(start, one),
        }
        results = in_turn(ways, args.rounds)
        pages = {"R Markdown": document / "pages", "ours": folder / "ours"}
        counted = [[who, *content(sorted(p.glob("*.html")))] for who, p in pages.items()]
        if args.pages:
            for who, place in pages.items():
                shutil.copytree(place, args.pages / who.lower().replace(" ", "-"))
    versions = subprocess.run([rscript, "-e", VERSIONS], capture_output=True, text=True, check=True)
    print(f"{machine(2)} {versions.stdout}.")
    print(
        f"Notebook {NOTEBOOK}; {len(districts)} districts a round; medians of {args.rounds} "
        "rounds, taken in turn. Starts (R's packages and first page, our process that loads "
        "everything) are left out. R's time includes its page.\n"
    )
    print_table(("a page, on average", "charts", "tables", "words", "KB"), counted, args.markdown)
    print_results(results, args.markdown)


def print_results(results: dict[str, list[Taken]], markdown: bool) -> None:
    """What a notebook costs each way, and the ratios."""
    started = median(taken.cpu for taken in results.pop(START))
    each = {name: [t.each for t in taken] for name, taken in results.items()}
    rows = []
    for name, taken in results.items():
        start_cpu = started if name.startswith("ours") else 0.0  # R's is left out where it is taken
        cpu = median((t.cpu - start_cpu) / t.things for t in taken)
        begun = f"{median(t.start for t in taken):.1f} s"
        rows.append([name, ms(median(each[name])), ms(cpu), begun])
    print_table(("way", "wall a notebook", "CPU a notebook", "start, once"), rows, markdown)
    ratios = [
        Ratio(f"{r} / {name}", each[r], each[name], TARGET if "2 workers" in name else 0)
        for r in results if r.startswith("R ")
        for name in results if name.startswith("ours")
    ]  # fmt: skip
    print_table(RATIO_HEAD, [ratio.row() for ratio in ratios], markdown)


if __name__ == "__main__":
    main()
