"""What a district's process is asked to do, and what it tells of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from rar.batch.failure import Failure
from rar.batch.limits import GB, MEMORY_LIMIT, STEP_LIMIT

FRESH_KERNEL = ""  # papermill's own engine, with a kernel for each notebook: the reference


@dataclass(frozen=True)
class Job:
    """One district's work: plain strings and numbers, so that it travels to any process.

    district_id and year; limit is the seconds that one step (a notebook, the documents) may take,
    memory the bytes that the district may take; details is for the function that does the work,
    again says that this is the second try.
    """

    district_id: str
    year: int
    limit: float = STEP_LIMIT
    details: dict[str, Any] = field(default_factory=dict, hash=False)
    memory: int = int(MEMORY_LIMIT * GB)
    again: bool = False

    def once_more(self) -> Job:
        """The same work by papermill's own engine, after our own way of running it broke down."""
        return replace(self, details={**self.details, "engine": FRESH_KERNEL}, again=True)


@dataclass(frozen=True)
class Event:
    """What becomes of a district: kind is one of

    started, step  it runs; step is the name of the part it has begun
    retry          its process broke down or was ended; it is tried once more
    made           the packet is there, whole; result is what the work returned
    failed         where and why it stopped; kept is the folder of what it left, '' for nothing
    stopped        the run ended before it was its turn, or under way; failure says why

    seconds are from the start of the process to its end, peak is the most memory it took, in bytes
    (looked at twice a second, so 0 for a very short one).
    """

    kind: str
    job: Job
    step: str = ""
    seconds: float = 0.0
    failure: Failure | None = None
    result: Any = None
    kept: str = ""
    peak: int = 0

    @property
    def last(self) -> bool:
        """Whether nothing more will come of this district."""
        return self.kind in ("made", "failed", "stopped")


Work = Callable[[Job, Callable[[str], None]], Any]
"""Does one district: calls back with the name of each step as it begins; returns the result."""

Keep = Callable[[Job, Failure], str]
"""Puts aside what a district left that failed; returns the folder, '' where it left nothing."""
