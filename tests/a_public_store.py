"""What tests of editions share: the sample with two years, its public store, and others like it."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path

import pandas as pd
import pytest
from filelock import FileLock

from rar.disclosure import store as disclosed
from rar.disclosure.protect import Made
from rar.disclosure.rule import Rule
from rar.disclosure.store import SOURCES, protected
from rar.reading.keep import KeptTables
from rar.store import CURRENT, Store, build, compute, write_build
from rar.workspace import PUBLIC, Workspace

YEARS = "years = [2018, 2019, 2020, 2021, 2022]"
RULE = Rule(10, ladder=False)
MADE = "made.pickle"


def short_sample(sample: Path, shared: Path) -> tuple[Path, Made]:
    """A workspace with two years of the sample and its public store, and what was protected.

    Made once, in the folder `shared` of all processes that test, as it takes minutes: to be copied
    where it is written to.
    """
    place = shared / "short-sample"
    with FileLock(f"{place}.lock"):
        if not (place / MADE).is_file():
            _make(sample, place)
    return place / "ws", pickle.loads((place / MADE).read_bytes())


def _make(sample: Path, place: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)
    ignored = shutil.ignore_patterns("packets", "generator", "build-*", CURRENT)
    folder = Path(shutil.copytree(sample, place / "ws", ignore=ignored))
    settings = folder / "review.toml"
    text = settings.read_text(encoding="utf-8")
    assert YEARS in text
    settings.write_text(text.replace(YEARS, "years = [2021, 2022]"), encoding="utf-8")
    found: list[Made] = []

    def kept(*given, **named) -> tuple:
        """As the store is built, what was protected is put aside: the store does not hold it."""
        public = protected(*given, **named)
        found.append(public[1])
        return public

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disclosed, "protected", kept)
        build(Workspace.open(folder), edition=PUBLIC)
    (place / MADE).write_bytes(pickle.dumps(found[0]))


def true_tables(workspace: Workspace) -> dict[str, pd.DataFrame]:
    """The canonical tables as the state's files have them."""
    kept = KeptTables(Store.open(workspace).folder / "state" / "tables")
    return {name: kept[name] for name in kept}


def put_public_store(workspace: Workspace, tables: dict[str, pd.DataFrame], layers: dict) -> Store:
    """Write a public store of other tables, hiding the cells of `layers`; it is then in use."""
    store = Store.open(workspace, PUBLIC)
    facts, folder = dict(store.facts), store.folder.with_name("build-other")
    shutil.rmtree(folder, ignore_errors=True)
    public, _, given = protected(tables, workspace, RULE, layers)
    numbers = compute(public, workspace, folder, given)
    internal = Store.open(workspace)
    sources = {name: internal.statewide(name).iloc[:0] for name in SOURCES}
    more = {"disclosure": facts["disclosure"]}
    write_build(folder, numbers | sources, public, facts["fingerprint"], more)
    (folder.parent / CURRENT).write_text(folder.name, encoding="utf-8")
    return Store(folder)
