"""The client's way to a cluster, and the letters where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rar.errors import Problem, RarError

if TYPE_CHECKING:
    from distributed import Client

ANSWER = 10.0  # seconds for the scheduler to answer
JOINING = 60.0  # seconds for the first worker to join, and for another when all have gone
START = (
    "Start a scheduler on one machine (dask scheduler), and workers on all (dask worker "
    "tcp://<that machine>:8786 --nworkers 4 --nthreads 1), or run without --cluster."
)


@contextmanager
def connected(address: str, joining: float = JOINING) -> Iterator[Client]:
    """A client of the cluster at the address, with at least one worker; closed at the end.

    Raises RarError where dask is not installed, nobody answers, or no worker joins in time.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise RarError(
            "A cluster needs dask, which is not installed.",
            cure="Install it here and on every worker: pip install 'rar-kit[cluster]'",
        ) from error
    try:
        client = Client(address, timeout=ANSWER, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        cause = error.__cause__ or error
        what = f"it cannot be reached ({type(cause).__name__}: {cause})"
        raise RarError(
            "No packet was made: there is no cluster at this address.",
            [Problem(what, file=address, allowed="tcp://machine:8786, or tls://machine:8786")],
            START,
        ) from error
    with client:
        _wait_for_a_worker(client, address, joining)
        yield client


def _wait_for_a_worker(client: Client, address: str, joining: float) -> None:
    try:
        client.wait_for_workers(1, timeout=joining)
    except TimeoutError as error:
        what = f"no worker joined within {joining:g} seconds"
        raise RarError(
            "No packet was made: the cluster has no workers.", [Problem(what, file=address)], START
        ) from error
