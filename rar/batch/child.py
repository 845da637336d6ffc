"""The body of a district's own process."""

from __future__ import annotations

import os
import signal
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from rar.processes import cap_growth, end_with_parent

if TYPE_CHECKING:
    from rar.batch.job import Job, Work


def run(work: Work, job: Job, connection: Connection, log: str) -> None:
    """Do a job, and send what becomes of it; what it prints goes to the file `log`."""
    from rar.batch.execute import NotebookFailed
    from rar.batch.failure import Failure, failure_of
    from rar.batch.job import Event
    from rar.errors import RarError

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl-C is for the parent, which ends us
    _print_to(Path(log))
    end_with_parent()
    cap_growth(job.memory)
    try:
        result = work(job, lambda step: connection.send(Event("step", job, step)))
    except NotebookFailed as error:
        connection.send(Event("failed", job, failure=error.failure))
    except RarError as error:
        letter = Failure("", "", str(error), kind="letter")
        connection.send(Event("failed", job, failure=letter))
    except Exception as error:  # noqa: BLE001 (whatever it is, it must not stop the others)
        connection.send(Event("failed", job, failure=failure_of(error)))
    else:
        connection.send(Event("made", job, result=result))
    connection.close()


def _print_to(log: Path) -> None:
    with log.open("a", encoding="utf-8") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    sys.stdout = sys.stderr = os.fdopen(2, "w", buffering=1, encoding="utf-8", closefd=False)
