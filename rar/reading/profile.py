"""State profiles: a folder of data that says how one state's files become the canonical tables.

The format is described in rar/states/README.md. Everything a profile says is checked when it is
loaded; a mistake is answered with a letter that names the file and the line.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from rar.errors import Problem, RarError, nearest
from rar.reading.crosswalk import Line, Repair, RowRule, Source, Token
from rar.reading.profile_files import (
    NEEDED,
    Reader,
    make_line,
    make_repair,
    make_row_rule,
    make_source,
    make_token,
)

STATES = Path(__file__).resolve().parents[1] / "states"


@dataclass(frozen=True)
class Profile:
    """How one state's files become tables. `settings` holds the whole of profile.toml."""

    folder: Path
    code: str
    name: str
    publisher: str
    widths: Mapping[str, int]
    settings: Mapping[str, Any]
    sources: tuple[Source, ...]
    lines: tuple[Line, ...]
    row_rules: tuple[RowRule, ...]
    tokens: tuple[Token, ...]
    codes: Mapping[str, Mapping[str, str]]
    repairs: tuple[Repair, ...]
    caveats: pd.DataFrame = field(compare=False)

    @property
    def years(self) -> list[int]:
        """The years the profile knows files of, ascending."""
        return sorted({source.year for source in self.sources})

    def sources_of(self, year: int) -> list[Source]:
        """The sources of one year that at least one line of the crosswalk reads."""
        used = {line.source for line in self.lines if line.cells.get(year)}
        return [s for s in self.sources if s.year == year and s.name in used]

    def lines_of(self, source: Source) -> list[Line]:
        """The lines of the crosswalk that read a source in its year."""
        return [x for x in self.lines if x.source == source.name and x.cells.get(source.year)]

    def tokens_of(self, source: str) -> list[Token]:
        """The tokens that hold in a source: those that name it first."""
        own = [t for t in self.tokens if t.sources and names(t.sources, source)]
        return own + [t for t in self.tokens if not t.sources]

    def caveats_of(self, dimension: str) -> list[str]:
        """The plain sentences on what the state's files can and cannot say in a dimension."""
        rows = self.caveats["dimension"] == dimension
        return self.caveats.loc[rows, "text"].tolist()

    def shown(self, file: str) -> str:
        """A file of the profile as letters name it: 'rar/states/sc/columns.csv'."""
        packaged = self.folder.parent == STATES
        return f"rar/states/{self.folder.name}/{file}" if packaged else f"{self.folder.name}/{file}"


def names(patterns: Iterable[str], source: str) -> bool:
    """Whether one of the names or patterns ('nc_*') names the source."""
    return any(fnmatchcase(source, pattern) for pattern in patterns)


def load_profile(code_or_folder: str | Path, workspace: Path | None = None) -> Profile:
    """Load and check a profile by state code ('sc') or folder.

    A folder `profile/` in the workspace wins over the one that ships with the kit. Raises RarError
    for an unknown code (naming the nearest) and for every mistake in the profile's files at once.
    """
    folder = _folder(code_or_folder, workspace)
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return _load(folder, tuple((file, file.stat().st_mtime_ns) for file in files))


@lru_cache(maxsize=4)
def _load(folder: Path, changed: tuple[tuple[Path, int], ...]) -> Profile:
    """changed: each file with its time of change, so that an edited profile is read again."""
    reader = Reader(folder)
    settings = reader.toml()
    rows = {file: reader.rows(file) for file in NEEDED}
    codes: dict[str, dict[str, str]] = {}
    for row in rows["codes.csv"]:
        codes.setdefault(row["list"], {})[row["code"]] = row["value"]
    sources = reader.each("sources.csv", rows, make_source)
    years = {(s.name, s.year): s for s in sources}
    lines = reader.each("columns.csv", rows, lambda row: make_line(row, codes, years))
    profile = Profile(
        folder=folder,
        code=str(settings.get("code", folder.name)),
        name=str(settings.get("name", "")),
        publisher=str(settings.get("publisher", "")),
        widths={
            entity: int(settings.get("ids", {}).get(f"{entity}_width", 0))
            for entity in ("school", "district")
        },
        settings=settings,
        sources=tuple(sources),
        lines=tuple(lines),
        row_rules=tuple(reader.each("rows.csv", rows, make_row_rule)),
        tokens=tuple(reader.each("tokens.csv", rows, make_token)),
        codes=codes,
        repairs=tuple(reader.each("exceptions.csv", rows, make_repair)),
        caveats=pd.DataFrame(rows["caveats.csv"], columns=["dimension", "metric", "text"]),
    )
    if reader.problems:
        raise RarError("The state profile cannot be used.", reader.problems)
    return profile


def _folder(code_or_folder: str | Path, workspace: Path | None) -> Path:
    own = Path(workspace) / "profile" if workspace else None
    if own and own.is_dir():
        return own
    known = sorted(p.name for p in STATES.iterdir() if (p / "profile.toml").is_file())
    code = str(code_or_folder).lower()
    if code in known:  # before any folder of that name that happens to lie where one stands
        return STATES / code
    if Path(code_or_folder).is_dir():
        return Path(code_or_folder)
    close = _nearest_states(code, known)
    raise RarError(
        f"There is no profile of a state {str(code_or_folder)!r}.",
        [Problem(f"profiles that there are: {', '.join(known)}")],
        (f"Did you mean {' or '.join(close)}? " if close else "")
        + "To add a state, see rar/states/README.md.",
    )


def _nearest_states(wanted: str, codes: list[str]) -> list[str]:
    """The codes whose code or state name looks like what was asked for."""
    named = {code: code for code in codes}
    for code in codes:
        text = (STATES / code / "profile.toml").read_text("utf-8")
        named[str(tomllib.loads(text).get("name", code))] = code
    return list(dict.fromkeys(named[name] for name in nearest(wanted, named)))
