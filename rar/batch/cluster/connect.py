"""The client's way to a cluster, and the letters where there is none."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rar.errors import Problem, RarError

if TYPE_CHECKING:
    from distributed import Client

ANSWER = 10.0  # seconds for the scheduler to answer
JOINING = 60.0  # seconds for the first worker to join, and for another when all have gone
TLS = tuple(
    f"DASK_DISTRIBUTED__COMM__TLS__{name}" for name in ("CA_FILE", "CLIENT__CERT", "CLIENT__KEY")
)
ADDRESS = re.compile(r"(tcp|tls)://\S+:\d+")
NOBODY = "No packet was made: there is no cluster at this address."
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
    _check_address(address)
    try:
        client = Client(address, timeout=ANSWER, set_as_default=False)
    except OSError as error:
        cause = error.__cause__ or error
        what = f"it cannot be reached ({type(cause).__name__}: {cause})"
        raise RarError(NOBODY, [Problem(what, file=address)], START) from error
    with client:
        _wait_for_a_worker(client, address, joining)
        yield client


def _check_address(address: str) -> None:
    """Raise a letter where it is none, or asks for certificates that no setting names."""
    from distributed import Security

    if not ADDRESS.fullmatch(address):
        what = "this is not the address of a scheduler"
        allowed = "tcp://machine:8786, or tls://machine:8786"
        raise RarError(NOBODY, [Problem(what, value=address, allowed=allowed)], START)
    if not address.startswith("tls://"):
        return
    if Security().get_connection_args("client").get("ssl_context") is None:
        raise RarError(
            "No packet was made: an address that begins with tls:// needs certificates.",
            [Problem(f"{name} is not set") for name in TLS if not os.environ.get(name)],
            "Set these environment variables to this machine's PEM files, or the settings of the "
            "same names in Dask's own configuration.",
        )


def _wait_for_a_worker(client: Client, address: str, joining: float) -> None:
    try:
        client.wait_for_workers(1, timeout=joining)
    except TimeoutError as error:
        what = f"no worker joined within {joining:g} seconds"
        raise RarError(
            "No packet was made: the cluster has no workers.", [Problem(what, file=address)], START
        ) from error
