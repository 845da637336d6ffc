"""IPython's kernel shell without a kernel: cells run here, and the messages they send are kept.

A real kernel is a process of its own that talks over sockets; starting it, importing everything
again and stopping it is four fifths of the time of a small notebook. Here ipykernel's own shell
runs in this process, with a session whose `send` keeps each message instead of sending it. The
messages then go to nbclient as if they had come over the wire, so a notebook's outputs are made by
the same code as ever.

Importing this module imports IPython and ipykernel: do it where cells are about to run.
"""

from __future__ import annotations

import builtins
import io
import os
import random
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ipykernel.compiler import XCachingCompiler
from ipykernel.ipkernel import IPythonKernel
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.error import StdinNotImplementedError
from jupyter_client.session import Session
from traitlets.config import Config

INLINE = "module://matplotlib_inline.backend_inline"
LANGUAGE_INFO = IPythonKernel.language_info


class KeptMessages(Session):
    """A session that keeps what it is asked to send, as the other end would have read it."""

    def __init__(self, **settings: Any):
        super().__init__(key=b"", check_pid=False, **settings)
        self.kept: list[dict[str, Any]] = []

    def send(self, stream, msg_or_type, content=None, parent=None, ident=None, **more):
        """Keep the message; its content goes through JSON as it would on the wire."""
        message = msg_or_type
        if not isinstance(message, dict):
            header, metadata = more.get("header"), more.get("metadata")
            message = self.msg(message, content, parent, header=header, metadata=metadata)
        message["content"] = self.unpack(self.pack(message["content"]))
        message["buffers"] = more.get("buffers") or message.get("buffers", [])
        self.kept.append(message)
        return message

    def take(self) -> list[dict[str, Any]]:
        """The messages since the last time, oldest first."""
        taken, self.kept = self.kept, []
        return taken


class KeptStream(io.TextIOBase):
    """Standard output or error of a cell: kept until it is flushed, as ipykernel's streams are."""

    encoding = "UTF-8"

    def __init__(self, name: str, session: KeptMessages):
        self.name = name
        self.session = session
        self.parent: dict[str, Any] = {}
        self.parts: list[str] = []

    def set_parent(self, parent: dict[str, Any]) -> None:
        """Later text belongs to this request."""
        self.parent = parent

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        self.parts.append(text)
        return len(text)

    def writable(self) -> bool:
        return True

    def flush(self) -> None:
        text, self.parts = "".join(self.parts), []
        if text:
            self.session.send(None, "stream", {"name": self.name, "text": text}, self.parent)


class Shell:
    """The one shell of this process. `run` runs a cell and returns its messages.

    IPython allows one shell in a process, as `get_ipython()` has no argument; take it with
    `Shell.get()`.
    """

    _only: Shell | None = None

    @classmethod
    def get(cls) -> Shell:
        """The shell of this process, made at the first call."""
        if cls._only is None:
            cls._only = cls()
        return cls._only

    def __init__(self) -> None:
        os.environ.setdefault("MPLBACKEND", INLINE)  # as ipykernel does, before matplotlib loads
        self.session = KeptMessages()
        # The history would open a database and start a thread, and no thread may live at a fork.
        config = Config(HistoryManager={"enabled": False})
        with _environment_kept():
            self.ip = ZMQInteractiveShell.instance(
                config=config, compiler_class=XCachingCompiler, user_ns={}
            )
        self.ip.displayhook.session = self.ip.display_pub.session = self.session
        self.ip.displayhook.topic = b"execute_result"
        self.stdout = KeptStream("stdout", self.session)
        self.stderr = KeptStream("stderr", self.session)
        _make_early_imports_equal(self.ip)

    def run(self, source: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """Run one cell; return the messages it sent and the content of its reply."""
        request = self.session.msg("execute_request", {"code": source})
        self.ip.set_parent(request)
        self.stdout.set_parent(request)
        self.stderr.set_parent(request)
        count = self.ip.execution_count
        self.session.send(
            None, "execute_input", {"code": source, "execution_count": count}, request
        )
        with self._standing_in():
            result = self.ip.run_cell(source, store_history=True)
            self.stdout.flush()
            self.stderr.flush()
        self.ip.payload_manager.clear_payload()
        return self.session.take(), self._reply(result)

    def _reply(self, result: Any) -> dict[str, Any]:
        failed_display = getattr(self.ip, "_last_traceback_during_displayhook", False)
        if result.success and not failed_display:
            return {"status": "ok"}
        error = result.error_before_exec or result.error_in_exec
        return {
            "status": "error",
            "ename": type(error).__name__,
            "evalue": str(error),
            "traceback": self.ip._last_traceback or [],
        }

    @contextmanager
    def _standing_in(self) -> Iterator[None]:
        """sys.stdout, sys.stderr and input() are the cell's while it runs."""
        before = sys.stdout, sys.stderr, builtins.input
        sys.stdout, sys.stderr, builtins.input = self.stdout, self.stderr, _no_input
        try:
            yield
        finally:
            sys.stdout, sys.stderr, builtins.input = before

    @contextmanager
    def fresh(self, seed: int) -> Iterator[None]:
        """A clean namespace for one notebook; what it changed in the process is put back after.

        Put back: working folder, environment, warnings, matplotlib's settings and open figures,
        random generators (seeded from the notebook and its parameters). Not put back: changes to
        other modules and to data they keep. Isolation between districts is a process of its own.
        """
        self._empty()
        _seed_generators(seed)
        settings = _matplotlib_settings()
        folder = Path.cwd()
        with warnings.catch_warnings(), _environment_kept():
            try:
                yield
            finally:
                os.chdir(folder)
                _restore_matplotlib(settings)
                self._empty()

    def _empty(self) -> None:
        """IPython's reset, but for the full garbage collection at each `flush` of its results.

        It would go through everything this process holds, twice a notebook, to find the few
        objects that Python's own collector finds a little later.
        """
        hook = self.ip.displayhook
        hook._, hook.__, hook.___ = "", "", ""
        hook.do_full_cache = False  # reset then does not call flush; the namespaces are emptied
        try:
            self.ip.reset(new_session=True)
        finally:
            hook.do_full_cache = True
        self.session.take()


def _no_input(prompt: str = "") -> str:
    raise StdinNotImplementedError(
        "raw_input was called, but this frontend does not support input requests."
    )


@contextmanager
def _environment_kept() -> Iterator[None]:
    before = dict(os.environ)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _make_early_imports_equal(ip: ZMQInteractiveShell) -> None:
    """Put right what pandas and matplotlib decided when they were imported without a shell.

    pandas takes the width of its tables from the kind of shell it finds, matplotlib the way it
    shows figures. Where they are imported later, in a cell, there is nothing to put right.
    """
    pandas = sys.modules.get("pandas")
    if pandas is not None:
        pandas.set_option("display.max_columns", 20)
    if "matplotlib" in sys.modules and os.environ["MPLBACKEND"] == INLINE:
        import matplotlib as mpl

        mpl.use(INLINE)
        from matplotlib_inline.backend_inline import configure_inline_support

        configure_inline_support(ip, INLINE)


def _seed_generators(seed: int) -> None:
    random.seed(seed)
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed(seed % 2**32)


def _matplotlib_settings() -> dict[str, Any] | None:
    mpl = sys.modules.get("matplotlib")
    # the backend is left out: reading it would choose one
    return None if mpl is None else {k: v for k, v in mpl.rcParams.items() if k != "backend"}


def _restore_matplotlib(settings: dict[str, Any] | None) -> None:
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close("all")
    mpl = sys.modules.get("matplotlib")
    if settings is not None:
        mpl.rcParams.update(settings)
    elif mpl is not None:  # the notebook was the first to import it
        mpl.rc_file_defaults()
