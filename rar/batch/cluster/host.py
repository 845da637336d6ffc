"""The process that a Dask worker has its districts made by: `python -m rar.batch.cluster.host`.

A Dask worker runs threads and an event loop, and may be forked at no time. This process is a fresh
one: it loads everything once, and then supervises one district after the other, as on one machine.
It ends, and its district with it, when the connection to its worker closes: the worker has gone,
or wants no more.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from contextlib import suppress
from multiprocessing.connection import Connection, Listener
from pathlib import Path

from rar.batch.run import choose_engine
from rar.batch.supervise import supervise

KEY = "RARKIT_HOST_KEY"  # in the environment: what worker and host know each other by
MEETING = 60.0  # seconds for the worker to connect
IDLE = 300.0  # seconds without a district after which the host ends; the worker starts another


def main(workspace: str) -> None:
    """Serve the worker that started this process, with districts of one workspace."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl-C is for the worker, whose end ends us
    connection = _meet(bytes.fromhex(os.environ.pop(KEY)))
    fork = choose_engine("auto") == "fork"
    context = multiprocessing.get_context("fork" if fork else "spawn")
    if fork:
        from rar.batch.warm import warm_up

        warm_up(Path(workspace))
    with suppress(EOFError, ConnectionError):  # the worker has gone
        while connection.poll(IDLE):
            job, work, keep = connection.recv()
            supervise([job], work, context, 1, connection.send, connection, keep)


def _meet(key: bytes) -> Connection:
    """Say on standard output where we listen, and wait for the worker; end if it never comes."""
    late = threading.Timer(MEETING, os._exit, [1])
    late.start()
    with Listener(authkey=key) as listener:
        print(listener.address, flush=True)
        connection = listener.accept()
    late.cancel()
    late.join()  # no thread may live when this process forks
    os.dup2(2, 1)  # the worker reads no further
    return connection


if __name__ == "__main__":
    main(sys.argv[1])
