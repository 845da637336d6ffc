"""How long a state's store takes to build, in what memory, and a state workbook to check.

    python benchmarks/store.py                                  150 and 1,200 districts
    python benchmarks/store.py --districts 8 --schools 113      one small state
    python benchmarks/store.py --workspace my-state             a state that is there; its store is
                                                                built anew

States are invented by data_samples/generate.py. Their files are parsed once; what is measured is
`rarkit build` from the tables that were kept, in a process of its own.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import xlsxwriter

from rar.reading.keep import read_once
from rar.reading.profile import load_profile
from rar.reading.read import read
from rar.tables import SHARE, TABLES, TEXT, Column, Table
from rar.workspace import Workspace

SAMPLES = Path(__file__).resolve().parents[1] / "data_samples"
SIZES = ((150, 1_250), (1_200, 10_000))
BUILD_SECONDS, BUILD_MEMORY, CHECK_SECONDS = 60, 2_000, 15
EVERY = 0.2  # seconds between two looks at the memory
SHEETS, ROWS, COLUMNS = 11, 1_400, 30  # as South Carolina's report card workbook
YEAR = 2022


@dataclass(frozen=True)
class Cost:
    """What a command cost: seconds that passed, seconds of all cores, most memory in MB."""

    wall: float
    cpu: float
    memory: float


def measured(*arguments: str) -> Cost:
    """Run Python with arguments; the memory is that of all its processes at once."""
    before, start = os.times(), time.perf_counter()
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(_memory(one) for one in _tree(process.pid)))
        time.sleep(EVERY)
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)} ended with {process.returncode}")
    after = os.times()
    cpu = after.children_user + after.children_system
    cpu -= before.children_user + before.children_system
    return Cost(time.perf_counter() - start, cpu, peak / 1e6)


def _tree(number: int) -> Iterator[psutil.Process]:
    try:
        process = psutil.Process(number)
        yield from (process, *process.children(recursive=True))
    except psutil.Error:  # it has ended meanwhile
        return


def _memory(process: psutil.Process) -> int:
    """Bytes of a process; where the system tells, pages shared by several count once."""
    try:
        full = process.memory_full_info()
        return getattr(full, "pss", full.rss)
    except psutil.Error:
        return 0


def make_state(folder: Path, districts: int, schools: int) -> None:
    """An invented state with the settings of the sample state."""
    size = ["--districts", str(districts), "--schools", str(schools), "--out", str(folder)]
    measured(str(SAMPLES / "generate.py"), *size)
    shutil.copy(SAMPLES / "review.toml", folder)


def read_state(folder: Path) -> None:
    """Parse a state's files and keep its tables."""
    workspace = Workspace.open(folder)
    years = workspace.settings.years or None
    read_once(workspace.profile, workspace.data, years, workspace.store / "cache")


def measure_state(folder: Path) -> Iterator[str]:
    """Lines on one state: reading its files, and the build from its tables."""
    reading = measured(str(Path(__file__).resolve()), "--read", str(folder))
    yield _line("files to tables, once", reading)
    shutil.rmtree(folder / "store" / "internal", ignore_errors=True)
    build = measured("-m", "rar", "build", str(folder))
    yield _line("build from tables", build, BUILD_SECONDS, BUILD_MEMORY)


def measure_workbook(folder: Path, rows: int = ROWS) -> Iterator[str]:
    """Lines on one workbook of eleven sheets: parsed and checked, and again from the cache."""
    make_workbook(folder, rows)
    profile = load_profile(folder / "profile")
    for name in (f"check a workbook of {SHEETS} sheets", "again, from the cache"):
        wall, cpu = time.perf_counter(), time.process_time()
        read(profile, folder / "data", cache=folder / "cache")
        memory = psutil.Process().memory_info().rss / 1e6
        cost = Cost(time.perf_counter() - wall, time.process_time() - cpu, memory)
        yield _line(name, cost, CHECK_SECONDS)


def make_workbook(folder: Path, rows: int) -> None:
    """An invented workbook, a sheet a table of schools, and a profile that reads it."""
    keyed = [table for table in TABLES.values() if table.key_names == ["school_id", "year"]]
    tables = keyed[:SHEETS]
    for name in ("profile", "data"):
        (folder / name).mkdir(parents=True)
    sources = ["source,year,file,sheet,header_row,id,entity,id_convert,repeats,no_row"]
    lines = [f"table,column,keys,source,where,convert,mask,{YEAR}"]
    book = xlsxwriter.Workbook(folder / "data" / "state.xlsx")
    for table in tables:
        sources.append(f"{table.name},{YEAR},state.xlsx,{table.name},1,ID,school,,,")
        lines += [f"{table.name},{c.name},,{table.name},,{_convert(c)},,{c.name}"
                  for c in table.columns]  # fmt: skip
        page = book.add_worksheet(table.name)
        for at, row in enumerate(_cells(table, rows)):
            page.write_row(at, 0, row)
    book.close()
    toml = 'name = "Invented"\ncode = "x"\npublisher = "nobody"\n'
    toml += "[ids]\nschool_width = 7\ndistrict_width = 4\n"
    for name, text in (("profile.toml", toml), ("sources.csv", "\n".join(sources)),
                       ("columns.csv", "\n".join(lines))):  # fmt: skip
        (folder / "profile" / name).write_text(text, encoding="utf-8")


def _convert(column: Column) -> str:
    return {TEXT: "text", SHARE: "share"}.get(column.kind, "number")


def _cells(table: Table, rows: int) -> Iterator[list]:
    more = [f"more {number}" for number in range(COLUMNS - 1 - len(table.columns))]
    yield ["ID", *(column.name for column in table.columns), *more]
    for row in range(rows):
        known = [_value(column, row) for column in table.columns]
        yield [f"{row:07d}", *known, *(f"{row}.{number}" for number in range(len(more)))]


def _value(column: Column, row: int) -> str | float:
    if column.kind == TEXT:
        return column.allowed[row % len(column.allowed)] if column.allowed else f"{row // 8:04d}"
    low, high = column.bounds
    value = (row % 50) / 50 if column.kind == SHARE else float(row % 2)
    value = value if low is None else max(value, low)
    return value if high is None else min(value, high)


def _line(name: str, cost: Cost, seconds: float | None = None, memory: float | None = None) -> str:
    aim = f"aim {seconds} s" if seconds else ""
    aim += f", {memory:,} MB" if memory else ""
    return f"  {name:32} {cost.wall:7.1f} s {cost.cpu:7.1f} CPU s {cost.memory:7,.0f} MB   {aim}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--districts", type=int, nargs="+", default=[one for one, _ in SIZES])
    parser.add_argument("--schools", type=int, nargs="+", default=[one for _, one in SIZES])
    parser.add_argument("--workspace", type=Path, help="a state that is there, in place of these")
    parser.add_argument("--rows", type=int, default=ROWS, help="of each sheet of the workbook")
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.read:
        read_state(asked.read)
        return
    print(f"{os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as made:
        print("A workbook")
        for line in measure_workbook(Path(made) / "workbook", asked.rows):
            print(line, flush=True)
        if asked.workspace:
            print(asked.workspace.name)
            print(*measure_state(asked.workspace), sep="\n")
            return
        for districts, schools in zip(asked.districts, asked.schools, strict=True):
            print(f"{districts:,} districts, {schools:,} schools, 5 years")
            folder = Path(made) / f"{districts}"
            make_state(folder, districts, schools)
            for line in measure_state(folder):
                print(line, flush=True)


if __name__ == "__main__":
    main()
