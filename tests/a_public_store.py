"""What tests of editions share: the sample with two years, its public store, and others like it."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

import pandas as pd
from a_packet import workspace_of

from rar.disclosure.protect import Made
from rar.disclosure.rule import Rule
from rar.disclosure.store import SOURCES, protected
from rar.numbers.whole import Given
from rar.reading.keep import KeptTables
from rar.store import CURRENT, Store, build, compute, write_build
from rar.workspace import PUBLIC, Workspace

YEARS = "years = [2018, 2019, 2020, 2021, 2022]"
RULE = Rule(10, ladder=False)


@cache
def short_sample(sample: Path) -> Path:
    """A workspace with two years of the sample, for which the public store takes a minute."""
    place = Path(tempfile.mkdtemp(prefix="rarkit-editions-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    ignored = shutil.ignore_patterns("packets", "build-*", CURRENT)
    folder = Path(shutil.copytree(workspace_of(sample), place / "ws", ignore=ignored))
    settings = folder / "review.toml"
    text = settings.read_text(encoding="utf-8")
    assert YEARS in text
    settings.write_text(text.replace(YEARS, "years = [2021, 2022]"), encoding="utf-8")
    build(Workspace.open(folder), edition=PUBLIC)
    return folder


def true_tables(workspace: Workspace) -> dict[str, pd.DataFrame]:
    """The canonical tables as the state's files have them."""
    kept = KeptTables(Store.open(workspace).folder / "state" / "tables")
    return {name: kept[name] for name in kept}


def public_of(
    workspace: Workspace, tables: dict[str, pd.DataFrame], layers: dict | None = None
) -> tuple[dict[str, pd.DataFrame], Made, Given]:
    """What the public edition is made from, the very cells of `layers` hidden."""
    return protected(tables, workspace, RULE, layers)


def put_public_store(workspace: Workspace, tables: dict[str, pd.DataFrame], layers: dict) -> Store:
    """Write a public store of other tables, hiding the cells of `layers`; it is then in use."""
    store = Store.open(workspace, PUBLIC)
    facts, folder = dict(store.facts), store.folder.with_name("build-other")
    shutil.rmtree(folder, ignore_errors=True)
    public, _, given = public_of(workspace, tables, layers)
    numbers = compute(public, workspace, folder, given)
    internal = Store.open(workspace)
    sources = {name: internal.statewide(name).iloc[:0] for name in SOURCES}
    more = {"disclosure": facts["disclosure"]}
    write_build(folder, numbers | sources, public, facts["fingerprint"], more)
    (folder.parent / CURRENT).write_text(folder.name, encoding="utf-8")
    return Store(folder)
