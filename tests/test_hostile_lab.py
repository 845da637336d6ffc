"""`rarkit lab` is reached from this machine alone and with its token, whatever Jupyter is told."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest
from a_packet import workspace_of

from rar.batch.lab import CLOSED, command

ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/lab\?token=([0-9a-f]{48})")
SECONDS = 90
LOOSE = {
    "ServerApp": {
        "ip": "0.0.0.0", "allow_remote_access": True, "allow_origin": "*", "allow_root": True,
        "disable_check_xsrf": True, "token": "", "password": "", "local_hostnames": ["evil.test"],
        "open_browser": False, "port_retries": 50, "allow_unauthenticated_access": True,
    },
    "IdentityProvider": {"token": "", "need_token": False},
    "PasswordIdentityProvider": {"token": "", "hashed_password": "", "need_token": False},
    "TokenAlways": {"token": "", "need_token": False},
}  # fmt: skip


class Here(urllib.request.HTTPRedirectHandler):
    """Goes nowhere else: the way to the page that asks for the token is a refusal."""

    def redirect_request(self, *about):
        return None


class Lab:
    """A started JupyterLab: its process, port and token."""

    def __init__(self, process: subprocess.Popen, said: str):
        self.process = process
        port, self.token = ADDRESS.search(said).groups()
        self.port = int(port)

    def status(self, path: str, method: str = "GET", **headers: str) -> int:
        """The status of the answer to a request."""
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", method=method, headers=headers,
            data=b"{}" if method == "POST" else None,
        )  # fmt: skip
        try:
            with urllib.request.build_opener(Here).open(asked, timeout=20) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code


@pytest.fixture(scope="module")
def lab(sample, tmp_path_factory):
    """`rarkit lab` started for real, with settings that open a Jupyter server to everyone."""
    folder = tmp_path_factory.mktemp("lab")
    settings = folder / "settings"
    settings.mkdir()
    for name in ("jupyter_config", "jupyter_server_config", "jupyter_lab_config"):
        (settings / f"{name}.json").write_text(json.dumps(LOOSE))
    standing = folder / "standing"  # where the user stands: a folder with a file somebody sent
    standing.mkdir()
    for name in ("json", "jupyterlab", "tornado", "sitecustomize"):
        (standing / f"{name}.py").write_text("open('ran.txt', 'w').write(__name__)")
    program = "from rar.cli import main; main()"
    log = folder / "log"
    path = os.pathsep.join(one for one in sys.path if one)
    with log.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", program, "lab", str(workspace_of(sample)), "--no-browser"],
            env=os.environ | {"JUPYTER_CONFIG_DIR": str(settings), "JUPYTER_TOKEN": "",
                              "PYTHONPATH": path},
            cwd=standing, stdout=said, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    started = psutil.Process(process.pid)
    try:
        end = time.monotonic() + SECONDS
        while not ADDRESS.search(log.read_text(errors="replace")):
            assert process.poll() is None, log.read_text(errors="replace")
            assert time.monotonic() < end, log.read_text(errors="replace")
            time.sleep(0.1)
        yield Lab(process, log.read_text(errors="replace"))
    finally:
        for one in started.children(recursive=True) if process.poll() is None else ():
            one.send_signal(signal.SIGTERM)
        process.wait(30)


def test_without_the_token_every_request_is_refused(lab):
    for path in ("/api/contents", "/api/kernels", "/api/terminals", "/api/sessions", "/lab",
                 "/files/00_overview.ipynb"):  # fmt: skip
        assert lab.status(path) in (302, 403), path
        assert lab.status(f"{path}?token=") in (302, 403), path
        assert lab.status(f"{path}?token=wrong") in (302, 403), path
    assert lab.status("/api/kernels", "POST") == 403
    assert lab.status("/api/contents", Authorization=f"token {lab.token}") == 200


def test_a_page_of_another_name_is_refused_even_with_the_token(lab):
    token = f"token {lab.token}"
    assert lab.status("/api/contents", Host="evil.test", Authorization=token) == 403


def test_it_listens_on_the_loopback_address_alone(lab):
    family = psutil.Process(lab.process.pid).children(recursive=True)
    heard = {
        kept.laddr.ip
        for one in family
        for kept in one.net_connections(kind="tcp")
        if kept.status == psutil.CONN_LISTEN
    }
    assert heard == {"127.0.0.1"}
    others = {a.address for own in psutil.net_if_addrs().values() for a in own
              if a.family == socket.AF_INET and not a.address.startswith("127.")}  # fmt: skip
    for other in others:
        with socket.socket() as asking:
            asking.settimeout(5)
            assert asking.connect_ex((other, lab.port)) != 0


def test_the_token_stands_in_no_command_line_and_nothing_beside_the_user_was_run(lab):
    family = psutil.Process(lab.process.pid).children(recursive=True)
    assert family
    assert not [one for one in family if lab.token in " ".join(one.cmdline())]
    assert not list(Path(family[0].cwd()).glob("ran.txt"))


def test_the_command_loosens_nothing(tmp_path):
    given = command(tmp_path, browser=True)
    assert set(CLOSED) <= set(given) and "-P" in given
    assert not [one for one in given if "allow_root" in one or "allow-root" in one]
    assert not [one for one in given if "token" in one.lower() and "TokenAlways" not in one]
