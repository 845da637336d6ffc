"""The workspace: the folder an agency keeps, and its settings in review.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rar import places
from rar.errors import Problem, RarError, nearest
from rar.numbers.need import SmallNumbers
from rar.reading.profile import Profile, load_profile
from rar.tables import GROUPS

SETTINGS_FILE = "review.toml"
EDITIONS = {
    "internal": "Internal edition: for the agency's review team only.",
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Small(_Strict):
    """From how many schools, and for how many people, something is shown."""

    minimum_group: Annotated[int, Field(ge=1)] = 10
    quartiles_from_schools: Annotated[int, Field(ge=4)] = 8
    groups_from_schools: Annotated[int, Field(ge=2)] = 4
    verdict_from_schools: Annotated[int, Field(ge=2)] = 7


class Settings(_Strict):
    """The agency's choices. need maps a student group to its weight in a school's need."""

    state: str
    years: list[int] = []
    review_year: int | None = None
    need: dict[str, Annotated[float, Field(ge=0)]] = {"ed_share": 1.0}
    small: Small = Small()

    @property
    def small_numbers(self) -> SmallNumbers:
        """The school counts, as `rar.numbers.need` takes them."""
        return SmallNumbers(
            self.small.quartiles_from_schools,
            self.small.groups_from_schools,
            self.small.verdict_from_schools,
            self.small.minimum_group,
        )


@dataclass(frozen=True)
class Workspace:
    """One agency's folder: data/ as published, settings, store, packets, own templates."""

    folder: Path
    settings: Settings

    @classmethod
    def open(cls, folder: str | Path) -> Workspace:
        """Open a workspace. A relative folder is also looked for beside the checkout's notebooks.

        Raises RarError where the folder or its review.toml is not there, or a setting is wrong.
        """
        path = _find(Path(folder))
        return cls(path, _read_settings(path / SETTINGS_FILE))

    @cached_property
    def profile(self) -> Profile:
        """The state's profile; one in the workspace's own folder profile/ wins."""
        return load_profile(self.settings.state, self.folder)

    @property
    def data(self) -> Path:
        """The state's own files, never edited."""
        return self.folder / "data"

    @property
    def store(self) -> Path:
        """What `rarkit build` makes; may be deleted at any time."""
        return self.folder / "store"

    @property
    def packets(self) -> Path:
        """What districts receive."""
        return self.folder / "packets"

    def template(self, name: str) -> Path:
        """A template by its name: the workspace's own copy where there is one, else ours."""
        own = self.folder / "templates" / name
        return own if own.exists() else places.templates() / name


def _find(folder: Path) -> Path:
    for candidate in (folder, places.PACKAGE.parent / folder):
        if candidate.is_dir():
            if not (candidate / SETTINGS_FILE).is_file():
                raise RarError(
                    f"{folder}: there is no {SETTINGS_FILE} in this folder",
                    cure=f"Make a workspace with: rarkit init {folder} --state sc",
                )
            return candidate.resolve()
    beside = [p.name for p in folder.parent.iterdir()] if folder.parent.is_dir() else []
    close = nearest(folder.name, beside)
    raise RarError(
        f"{folder}: there is no such folder",
        cure=f"Did you mean {', '.join(close)}?" if close else "Check the path of the workspace.",
    )


def _read_settings(file: Path) -> Settings:
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        cure = "Compare the line with the example in data_samples/review.toml; texts need quotes."
        raise RarError(f"{file.name} cannot be read: {error}", cure=cure) from error
    try:
        settings = Settings.model_validate(found)
    except ValidationError as error:
        raise RarError(
            f"{file.name}: some settings are not usable",
            [_problem(file.name, one) for one in error.errors()],
        ) from error
    unknown = [g for g in settings.need if g != "ed_share" and g not in GROUPS]
    if unknown or not sum(settings.need.values()) > 0:
        allowed = "ed_share, " + ", ".join(GROUPS)
        problems = [
            Problem("this is not a student group", file.name, column=f"need.{g}", allowed=allowed)
            for g in unknown
        ] or [Problem("the weights add up to nothing", file.name, column="need")]
        raise RarError(f"{file.name}: need cannot be made of this", problems)
    return settings


def _problem(file: str, error: dict) -> Problem:
    place = ".".join(str(part) for part in error["loc"])
    cure = ""
    if error["type"] == "extra_forbidden":
        known = [*Settings.model_fields, *Small.model_fields]
        close = nearest(str(error["loc"][-1]), known)
        cure = f"Did you mean {close[0]!r}?" if close else f"Settings are: {', '.join(known)}"
        return Problem("there is no setting of this name", file, column=place, cure=cure)
    return Problem(error["msg"], file, column=place, value=str(error.get("input", "")))
