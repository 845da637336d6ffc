"""What travels between the client and workers that do not see its workspace.

Once to each worker: the notebooks, and what a review reads of the workspace, with the state's part
of the build that all districts are made from. With each district: its own part of the build. Back:
the packet, or what a failed district left. Never: the state's own files and the parsed ones.
"""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from rar import places
from rar.batch.job import Event, Job
from rar.blocks import one_district
from rar.packet.folders import making_folder, remove, replace_folder, year_folder
from rar.packet.make import put_in_place
from rar.record.table import ANSWERS, FOLDER
from rar.store import DISTRICTS, FACTS, Store
from rar.workspace import SETTINGS_FILE, Workspace

NOTEBOOKS, WORKSPACE = "notebooks", "workspace"
# what `Review` and the documents read of a workspace, beside the store
READ = (SETTINGS_FILE, "profile", "templates", "references", f"{FOLDER}/{ANSWERS}")


def pack(root: Path, parts: Sequence[str] = (".",)) -> bytes:
    """The files of a folder, or of some parts of it, as a zip; parts that are not there are left
    out."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for part in parts:
            for file in _files(root / part):
                archive.write(file, file.relative_to(root).as_posix())
    return made.getvalue()


def _files(path: Path) -> list[Path]:
    found = path.rglob("*") if path.is_dir() else [path]
    return sorted(file for file in found if file.is_file())


def unpack(packed: bytes, folder: Path) -> None:
    """Put the files of a zip into a folder, which is made where it is not there."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(folder)


@dataclass(frozen=True)
class Marker:
    """A file with random content in the client's workspace: who reads it there sees the same."""

    file: Path
    content: str

    @classmethod
    def write(cls, workspace: Workspace) -> Marker:
        """Write a new one beside the packets."""
        content = uuid.uuid4().hex
        marker = cls(workspace.packets / f".cluster-{content[:12]}", content)
        workspace.packets.mkdir(exist_ok=True)
        marker.file.write_text(content, encoding="utf-8")
        return marker

    @property
    def workspace(self) -> Path:
        """The client's workspace."""
        return self.file.parents[1]

    def seen(self) -> bool:
        """Whether this process sees it, and may write beside it."""
        trial = self.file.with_name(f"{self.file.name}-{uuid.uuid4().hex[:12]}")
        try:
            if self.file.read_text(encoding="utf-8") != self.content:
                return False
            trial.write_bytes(b"")
            trial.unlink()
        except OSError:
            return False
        return True


@dataclass(frozen=True)
class Sources:
    """Where the client has what is shipped: workspace, notebooks, name and edition of the build."""

    workspace: Path
    notebooks: Path
    build: str
    edition: str

    @property
    def _build(self) -> str:
        return f"store/{self.edition}/{self.build}"

    def for_all(self, shared: bool) -> dict[str, bytes]:
        """What every worker needs, as zips by the folder they belong in."""
        names = [file.name for file in places.notebook_files(self.notebooks)]
        files = {NOTEBOOKS: pack(self.notebooks, names)}
        if not shared:
            folder = self.workspace / self._build
            statewide = sorted(one.name for one in folder.iterdir() if one.name != DISTRICTS)
            parts = (*READ, *(f"{self._build}/{name}" for name in statewide))
            files[WORKSPACE] = pack(self.workspace, parts)
        return files

    def for_one(self, district_id: str) -> bytes:
        """What the district alone needs."""
        districts = self.facts.with_name(DISTRICTS)
        frames = one_district(districts, Store(self.facts.parent).place(district_id))
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:  # parquet is small already
            for name, written in frames.items():
                archive.writestr(f"{self._build}/{DISTRICTS}/{name}", written)
        return made.getvalue()

    @property
    def facts(self) -> Path:
        """The file that a finished build has."""
        return self.workspace / self._build / FACTS


@dataclass(frozen=True)
class Made:
    """What came of a district on a worker: its last event, where in a workspace the packet is or
    what it left ('' for nothing), and the files, where the worker had to send them."""

    event: Event
    place: str = ""
    files: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Place:
    """Where a worker makes districts: `folder` is its own, for what it was sent.

    shared is the client's workspace where this worker sees it, and packets are made there.
    """

    folder: Path
    shared: Path | None

    @property
    def workspace(self) -> Path:
        """The workspace that packets are made in."""
        return self.shared or self.folder / WORKSPACE

    def settle(self, files: dict[str, bytes]) -> None:
        """Unpack what every worker needs."""
        for name, packed in files.items():
            unpack(packed, self.folder / name)

    def job(self, job: Job, own: bytes) -> Job:
        """The job as it is done here; own is the district's part of the build, b'' where shared."""
        if own:
            unpack(own, self.workspace)
        here = {"workspace": str(self.workspace), "notebooks": str(self.folder / NOTEBOOKS)}
        return replace(job, details=job.details | here)

    def hand_over(self, job: Job, event: Event) -> Made:
        """A district's last event, told as the client knows it, with the files that it lacks.

        The folder of the packet, or of what was kept, is told as it lies in a workspace.
        """
        event = as_client_knows(job, event)
        if event.failure is not None:
            error = event.failure.error.replace(str(self.workspace), job.details["workspace"])
            event = replace(event, failure=replace(event.failure, error=error))
        made = event.kind == "made"
        folder = Path(event.result["folder"] if made else event.kept)
        if not (made or event.kept):
            return Made(event)
        place = folder.relative_to(self.workspace).as_posix()
        if self.shared:
            return Made(event, place)
        files = pack(folder)
        remove(folder)
        return Made(event, place, files)


def as_client_knows(job: Job, event: Event) -> Event:
    """An event of a worker's job as one of the client's job."""
    return replace(event, job=job.once_more() if event.job.again else job)


def take_in(made: Made) -> Event:
    """Put what a worker sent in its place in the client's workspace; return the district's event.

    It appears whole. A packet takes the old one's place as `rar.packet.make.work` has it. Raises
    RarError where a file of the old packet is open in another program, OSError where there is no
    room.
    """
    event, job = made.event, made.event.job
    workspace = Path(job.details["workspace"])
    folder = workspace / made.place
    kept: list[str] = []
    if made.files:
        making = making_folder(
            year_folder(workspace, job.year, job.details["edition"]), job.district_id
        )
        remove(making)
        unpack(made.files, making)
        folder.parent.mkdir(parents=True, exist_ok=True)
        if event.kind == "made":
            kept = put_in_place(job, making, folder)
        else:
            replace_folder(making, folder)
    if event.kind == "made":
        told = {"folder": str(folder)} | ({"kept": kept} if made.files else {})
        return replace(event, result=event.result | told)
    return replace(event, kept=str(folder) if made.place else "")
