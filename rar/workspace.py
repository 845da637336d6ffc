"""The workspace: the folder an agency keeps, with its settings, data, store and packets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rar import places
from rar.errors import RarError, nearest
from rar.reading.profile import Profile, load_profile
from rar.settings import Settings, read_settings

SETTINGS_FILE = "review.toml"
INTERNAL, DISTRICT, PUBLIC = "internal", "district", "public"
EDITIONS = {  # the most closed first
    INTERNAL: "Internal edition: for the agency's review team only.",
    DISTRICT: "District edition: for the leaders of this district only; not for publication.",
    PUBLIC: "Public edition: for everyone; small numbers are withheld to protect people.",
}


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
        return cls(path, read_settings(path / SETTINGS_FILE))

    @cached_property
    def profile(self) -> Profile:
        """The state's profile; one in the workspace's own folder profile/ wins."""
        return load_profile(self.settings.state, self.folder)

    @property
    def data(self) -> Path:
        """The state's own files, never edited."""
        return self.folder / "data"

    @property
    def references(self) -> Path:
        """Optional reference tables of the agency: wages, prices (`rar.numbers.money.prices`)."""
        return self.folder / "references"

    @property
    def store(self) -> Path:
        """What `rarkit build` makes; may be deleted at any time."""
        return self.folder / "store"

    @property
    def packets(self) -> Path:
        """What districts receive."""
        return self.folder / "packets"

    def packets_of(self, edition: str) -> Path:
        """The packets of an edition, by year; those that may be handed on lie apart."""
        return self.packets if edition == INTERNAL else self.packets / edition

    @property
    def state_pages(self) -> Path:
        """The pages and workbooks over all reviewed districts, by year."""
        return self.folder / "state"

    def state_pages_of(self, edition: str) -> Path:
        """Those of an edition."""
        return self.state_pages if edition == INTERNAL else self.state_pages / edition

    def template(self, name: str) -> Path:
        """A template by its name: the workspace's own copy where there is one, else ours."""
        own = self.folder / "templates" / name
        return own if own.exists() else places.templates() / name


def check_edition(edition: str) -> None:
    """Raises RarError where there is no such edition."""
    if edition not in EDITIONS:
        close = nearest(edition, EDITIONS)
        cure = f"Did you mean {close[0]!r}? " if close else ""
        raise RarError(
            f"There is no edition {edition!r}.", cure=f"{cure}Editions: {', '.join(EDITIONS)}."
        )


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
