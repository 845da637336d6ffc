"""The store: the whole state's numbers, made in one pass and kept as parquet, for each edition.

The internal edition is made from the state's files; the others from it (`rar.disclosure.store`).
store/<edition>/current.txt names the build in use; a build is written beside it and the name is
changed last, so that a crash leaves the old store or the new one. Nothing is rebuilt when the
files, the profile, the settings and this package are unchanged.

    store/<edition>/<build>/districts/<block>/<name>.parquet   by district (`rar.blocks`)
    store/<edition>/<build>/state/<name>.parquet               statewide values and sources
    store/<edition>/<build>/state/tables/<table>.parquet       the canonical tables
    store/cache/<sha256>/                                     parsed source files
    store/cache/readings/<key>/                               tables as they were read
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path

import pandas as pd
from filelock import FileLock, Timeout

from rar import places
from rar.blocks import DISTRICTS_A_FILE, read_block, write_blocks
from rar.errors import RarError
from rar.numbers.benchmarks import Benchmarks
from rar.numbers.run import Run
from rar.numbers.whole import PRODUCTS, Given
from rar.parquet import read_frame
from rar.reading.content import content_of
from rar.reading.keep import read_once
from rar.workspace import DISTRICT, INTERNAL, PUBLIC, Workspace

FACTS = "facts.json"
DISTRICTS = "districts"  # the folder of a build with what is cut by district
CURRENT = "current.txt"
TABLES_OF = Path("state", "tables")
LARGE = 3 * DISTRICTS_A_FILE  # districts; a state with more is computed in blocks
AT_ONCE = 5_000  # schools and years of a block, unless those of one file are more
MADE_FROM = {DISTRICT: (INTERNAL, PUBLIC), PUBLIC: (INTERNAL,)}
LOCK = ".lock"  # held by the system while one process builds
PINNED = "RAR_PINNED_BUILD"  # names the build that all districts of one run are made from
BY_DISTRICT = (
    "schools", "measures", "comparisons", "indices", "findings", "availability", "remainders",
    *(product.name for product in PRODUCTS if product.by_district),
)  # fmt: skip
STATEWIDE = (
    "state", "districts", "state_remainders", "inputs", "notes", "trace", "rows",
    *(product.name for product in PRODUCTS if not product.by_district),
)  # fmt: skip
# The code the numbers follow from; a change of a chart's color does not rebuild a store.
_FILES = ("store.py", "blocks.py", "parquet.py")
_CODE = tuple(
    places.PACKAGE / part
    for part in ("reading", "numbers", "dimensions", "tables", "settings.py", *_FILES)
)


@dataclass(frozen=True)
class Store:
    """A finished build, opened for reading."""

    folder: Path

    @classmethod
    def open(cls, workspace: Workspace, edition: str = INTERNAL) -> Store | None:
        """An edition's build in use, of a run its own (`PINNED`); None where there is none."""
        pinned = workspace.store / edition / os.environ.get(PINNED, "none")
        if (pinned / FACTS).is_file():
            return cls(pinned)
        pointer = workspace.store / edition / CURRENT
        if not pointer.is_file():
            return None
        folder = pointer.parent / pointer.read_text(encoding="utf-8").strip()
        return cls(folder) if (folder / FACTS).is_file() else None

    @property
    def is_pinned(self) -> bool:
        """Whether it is the build that all districts of a run are made from."""
        return self.folder.name == os.environ.get(PINNED)

    @cached_property
    def facts(self) -> dict:
        """What the store was made from, and its years."""
        return _facts(self.folder / FACTS, (self.folder / FACTS).stat().st_mtime_ns)

    def district(self, district_id: str, name: str) -> pd.DataFrame:
        """One of BY_DISTRICT for one district."""
        return read_block(self.folder / DISTRICTS, name, self.place(district_id))

    def place(self, district_id: str) -> int:
        """The place of a district among all of the build, from 0 on."""
        return self._places[district_id]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {district: place for place, district in enumerate(self.facts["districts"])}

    def statewide(self, name: str) -> pd.DataFrame:
        """One of STATEWIDE."""
        return read_frame(self.folder / "state" / f"{name}.parquet")

    def table(self, name: str) -> pd.DataFrame:
        """A canonical table of the whole state."""
        return read_frame(self.folder / "state" / "tables" / f"{name}.parquet")

    def district_ids(self, year: int) -> list[str]:
        """The districts that have schools in a year, sorted by id."""
        districts = self.facts["districts"]
        return sorted(d for d, years in districts.items() if year in years)


@lru_cache(maxsize=4)
def _facts(file: Path, changed: int) -> dict:
    """The facts of a build; `changed` is its time of change, so that a new one is read anew."""
    return json.loads(file.read_text(encoding="utf-8"))


def build(
    workspace: Workspace, say: Callable[[str], None] = lambda line: None, edition: str = INTERNAL
) -> Store:
    """Build the store of an edition, or return the one in use when nothing has changed.

    While a run is under way (`PINNED` in the environment) its build is returned whatever changes
    meanwhile, so that no two districts of a run differ in what they were made from. say is called
    with a sentence at each step. Raises RarError when the state's files cannot be read; the store
    in use is then untouched.
    """
    present = Store.open(workspace, edition)
    if present and present.is_pinned:
        return present
    wanted = fingerprint(workspace, edition)
    if present and present.facts["fingerprint"] == wanted:
        return present
    below = [build(workspace, say, one) for one in MADE_FROM.get(edition, ())]
    with _only_builder(workspace, edition, say):
        present = Store.open(workspace, edition)  # by whoever built it while this process waited
        if present and present.facts["fingerprint"] == wanted:
            return present
        return _build(workspace, edition, wanted, below, say)


@contextmanager
def _only_builder(workspace: Workspace, edition: str, say: Callable[[str], None]) -> Iterator[None]:
    """One process at a time builds a workspace's store; another one waits for it."""
    lock = FileLock(workspace.store / LOCK)
    with _letter_for_unwritable(workspace):
        workspace.store.mkdir(exist_ok=True)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            say("Another process is building the store; waiting for it.")
            lock.acquire()
    try:
        for left in (workspace.store / edition).glob("*.unfinished-*"):  # by one that was killed
            shutil.rmtree(left, ignore_errors=True)
        yield
    finally:
        lock.release()


@contextmanager
def _letter_for_unwritable(workspace: Workspace) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RarError(
            f"The store could not be written: {error.strerror} ({Path(error.filename or '').name})",
            cure=f"Check that {workspace.store.name}/ in the workspace may be written to and that "
            "the disk has room. The store that was there before is untouched.",
        ) from error


def _build(
    workspace: Workspace, edition: str, wanted: str, below: list[Store], say: Callable
) -> Store:
    folder = workspace.store / edition / f"build-{wanted[:12]}"
    unfinished = folder.with_name(f"{folder.name}.unfinished-{os.getpid()}")
    try:
        with _letter_for_unwritable(workspace):
            if edition == INTERNAL:
                _make(workspace, unfinished, wanted, say)
            else:
                from rar.disclosure.store import make

                make(workspace, edition, below, unfinished, wanted, say)
            if folder.exists():
                shutil.rmtree(folder)
            os.replace(unfinished, folder)
            _point_to(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)  # nothing where the build stands
    _remove_old(folder)
    return Store(folder)


def _make(workspace: Workspace, folder: Path, wanted: str, say: Callable[[str], None]) -> None:
    """The internal edition, from the state's files."""
    say("Reading the state's files.")
    years = workspace.settings.years or None
    reading = read_once(workspace.profile, workspace.data, years, workspace.store / "cache")
    say("Computing measures and comparisons for the whole state.")
    made = compute(reading.tables, workspace, folder)
    say("Writing the store.")
    sources = {"inputs": reading.inputs, "notes": reading.notes, "trace": reading.trace,
               "rows": reading.rows}  # fmt: skip
    shutil.copytree(reading.tables.folder, folder / TABLES_OF)
    write_build(folder, made | sources, {}, wanted)


def compute(
    tables: Mapping[str, pd.DataFrame], workspace: Workspace, folder: Path,
    given: Given | None = None,
) -> dict[str, pd.DataFrame]:  # fmt: skip
    """All numbers of the whole state, by name; those of a large state by district are written.

    given is what an edition that withholds counts gives (`rar.numbers.whole.Given`).
    """
    from rar.numbers.whole import compute as compute_whole

    benchmarks = Benchmarks.read(workspace.template("benchmarks.csv"))
    run, scratch = Run(), folder / "scratch"
    if tables["districts"]["district_id"].nunique() > LARGE and given is None:
        scratch.mkdir(parents=True)
        keep = partial(_keep_block, folder)
        run = Run(DISTRICTS_A_FILE, os.cpu_count() or 1, scratch, keep, AT_ONCE)
    made = compute_whole(tables, workspace.settings, benchmarks, workspace.references, run, given)
    shutil.rmtree(scratch, ignore_errors=True)
    return made


def _keep_block(folder: Path, start: int, districts: Sequence[str], made: Mapping) -> None:
    for name, frame in made.items():
        write_blocks(folder / "districts", name, frame, districts, start)


def fingerprint(workspace: Workspace, edition: str = INTERNAL) -> str:
    """A hash of everything the store follows from: files, profile, settings, code, benchmarks."""
    internal = _fingerprint(workspace)
    if edition == INTERNAL:
        return internal
    protector = content_of(places.PACKAGE / "disclosure")
    return hashlib.sha256(f"{edition} {internal} {protector}".encode()).hexdigest()


def _fingerprint(workspace: Workspace) -> str:
    parts = hashlib.sha256()
    roots = [workspace.data, workspace.references, workspace.profile.folder, *_CODE,
             workspace.template("benchmarks.csv")]  # fmt: skip
    for root in roots:
        parts.update(content_of(root))
    parts.update(workspace.settings.model_dump_json().encode("utf-8"))
    return parts.hexdigest()


def write_build(
    folder: Path, made: Mapping[str, pd.DataFrame], tables: Mapping[str, pd.DataFrame],
    wanted: str, more: Mapping = {},
) -> None:  # fmt: skip
    """Write a whole build into a folder: numbers and sources by name, tables, facts."""
    (folder / TABLES_OF).mkdir(parents=True, exist_ok=True)
    for name, frame in tables.items():
        frame.to_parquet(folder / TABLES_OF / f"{name}.parquet", index=False)
    for name in STATEWIDE:
        made[name].to_parquet(folder / "state" / f"{name}.parquet", index=False)
    _write_districts(folder / DISTRICTS, made)
    schools = made["schools"]
    facts = {
        "fingerprint": wanted,
        "years": sorted(int(year) for year in schools["year"].unique()),
        "districts": {
            str(district): sorted(int(y) for y in part.unique())
            for district, part in schools.groupby("district_id")["year"]
        },
        **more,
    }
    text = json.dumps(facts, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / FACTS).write_text(text, encoding="utf-8")


def _write_districts(folder: Path, made: Mapping[str, pd.DataFrame]) -> None:
    districts = sorted(made["schools"]["district_id"].unique())
    for name in BY_DISTRICT:
        if name in made:  # else it was kept block by block
            write_blocks(folder, name, made[name], districts)


def _point_to(folder: Path) -> None:
    pointer = folder.parent / CURRENT
    beside = pointer.with_suffix(".new")
    beside.write_text(folder.name, encoding="utf-8")
    os.replace(beside, pointer)


def _remove_old(folder: Path) -> None:
    """Remove other builds but the last, which a run or a notebook may still have open."""
    others = [one for one in folder.parent.glob("build-*") if one != folder]
    others.sort(key=lambda one: one.stat().st_mtime)
    for other in others[:-1]:
        shutil.rmtree(other, ignore_errors=True)
