"""JupyterLab for one person at one machine: on the loopback address, and with a token, always.

Whoever reaches a Jupyter server can run programs. Jupyter's own settings, of the user or of the
machine, may open one to the network or take its token away; what is given on the command line wins
over them, and the token is kept by the class here.
"""

from __future__ import annotations

import secrets
import sys
from pathlib import Path
from typing import Any

from jupyter_server.auth.identity import PasswordIdentityProvider
from traitlets import default, validate

CLOSED = (
    "--ServerApp.ip=127.0.0.1",
    "--ServerApp.sock=",
    "--ServerApp.allow_remote_access=False",
    "--ServerApp.local_hostnames=localhost",  # or a page elsewhere, under a name of its own
    "--ServerApp.allow_origin=",
    "--ServerApp.allow_origin_pat=",
    "--ServerApp.allow_credentials=False",
    "--ServerApp.disable_check_xsrf=False",
    "--KernelManager.ip=127.0.0.1",
    f"--ServerApp.identity_provider_class={__name__}.TokenAlways",
)


class TokenAlways(PasswordIdentityProvider):
    """A new random token for each start, whatever a setting says of tokens.

    It stands in no command line, where every user of the machine could read it.
    """

    def __init__(self, **given: Any):
        self._own = secrets.token_hex(24)
        super().__init__(**given)
        self.token_generated = True  # so that the address which is printed holds it

    @default("token")
    def _first(self) -> str:
        return self._own

    @validate("token")
    def _kept(self, proposal: dict[str, Any]) -> str:
        return self._own


def command(folder: Path, browser: bool) -> list[str]:
    """The command that starts JupyterLab on a folder.

    -P keeps the folder one stands in out of the way by which Python finds its modules: a file
    json.py that somebody sent would run otherwise.
    """
    return [
        sys.executable, "-P", "-m", "jupyterlab", str(folder), *CLOSED,
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        *([] if browser else ["--no-browser"]),
    ]  # fmt: skip
