"""A reading kept: the canonical tables of a state's files, so that they are read only once.

What a reading follows from is the content of all files below the data folder, the profile, the
years, and the code that reads. While these are the same, tables are opened from the cache, one at
a time and when they are asked for; a changed setting or another metric reads nothing anew.

    <cache>/readings/<key>/tables/<table>.parquet
    <cache>/readings/<key>/{trace,rows,notes,inputs}.parquet
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from rar import places
from rar.errors import Problem, RarError
from rar.reading.content import content_of
from rar.reading.profile import Profile
from rar.reading.read import Reading, read

READINGS = "readings"
KEPT = 2  # the one in use and the one before it
ABOUT = [field.name for field in fields(Reading) if field.name != "tables"]
_CODE = (places.PACKAGE / "reading", places.PACKAGE / "tables")


class KeptTables(Mapping[str, pd.DataFrame]):
    """Canonical tables in a folder: each is read anew whenever it is asked for, and not held."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names = sorted(file.stem for file in folder.glob("*.parquet"))

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self.names:
            raise KeyError(name)
        return pd.read_parquet(self.folder / f"{name}.parquet")

    def coded(self, name: str, texts: Sequence[str]) -> pd.DataFrame:
        """A table with some of its texts as categories, which take a tenth of the time to read."""
        file = self.folder / f"{name}.parquet"
        return pq.read_table(file, read_dictionary=list(texts)).to_pandas()

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


def read_once(
    profile: Profile, data_dir: Path, years: Sequence[int] | None, cache: Path
) -> Reading:
    """`rar.reading.read.read`, or the same reading as it was kept in the cache.

    Raises RarError as `read` does, and where the cache cannot be written.
    """
    folder = cache / READINGS / _key(profile, data_dir, years)
    if not folder.is_dir():
        _keep(read(profile, data_dir, years, cache), folder)
    return Reading(
        tables=KeptTables(folder / "tables"),
        **{name: pd.read_parquet(folder / f"{name}.parquet") for name in ABOUT},
    )


def _key(profile: Profile, data_dir: Path, years: Sequence[int] | None) -> str:
    parts = hashlib.sha256(repr(years and sorted(years)).encode())
    for root in (data_dir, profile.folder, *_CODE):
        parts.update(content_of(root))
    return parts.hexdigest()[:24]


def _keep(reading: Reading, folder: Path) -> None:
    """Write a reading whole or not at all, and remove those of before the last."""
    unfinished = folder.with_name(f"{folder.name}.unfinished-{os.getpid()}")
    try:
        (unfinished / "tables").mkdir(parents=True)
        for name, frame in reading.tables.items():
            frame.to_parquet(unfinished / "tables" / f"{name}.parquet", index=False)
        for name in ABOUT:
            getattr(reading, name).to_parquet(unfinished / f"{name}.parquet", index=False)
        if not folder.is_dir():  # another process may have kept the same meanwhile
            os.replace(unfinished, folder)
    except OSError as error:
        raise RarError(
            "The tables that were read could not be kept.",
            [Problem(f"{error.strerror or error}", file=str(folder.parent))],
            cure="Give yourself the right to write there, and make room on the disk.",
        ) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    others = [one for one in folder.parent.iterdir() if one != folder]
    others.sort(key=lambda one: one.stat().st_mtime)
    for other in others[: 1 - KEPT]:
        shutil.rmtree(other, ignore_errors=True)
