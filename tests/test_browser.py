"""The trainer's cell in a real JupyterLab in a real browser: a choice changes words and picture."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from rar.batch.start import copy_notebooks
from rar.store import build
from rar.workspace import Workspace

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("msedge")
IDLE = (
    "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status"
    " === 'idle'"
)
SECONDS = 90

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def lab(sample, tmp_path_factory):
    """A JupyterLab on a copy of the invented state's workspace; gives its address."""
    folder = tmp_path_factory.mktemp("lab")
    build(Workspace.open(sample))
    shutil.copytree(sample, folder / "state", ignore=shutil.ignore_patterns("packets", "cache"))
    copy_notebooks(folder / "state" / "notebooks", "0110", 2022)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    news = folder / "settings" / "@jupyterlab" / "apputils-extension"
    news.mkdir(parents=True)
    quiet = '{"fetchNews": "false", "checkForUpdates": false}'
    (news / "notification.jupyterlab-settings").write_text(quiet)
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root",
        "--expose-app-in-browser", f"--ServerApp.port={port}", "--ServerApp.port_retries=0",
        "--ServerApp.ip=127.0.0.1", "--IdentityProvider.token=",
        f"--ServerApp.root_dir={folder / 'state'}",
    ]  # fmt: skip
    settings = {
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / "ws"),
    }
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            command, env=os.environ | settings, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            base = f"http://127.0.0.1:{port}"
            _wait_for(f"{base}/api", server)
            yield base
        finally:
            server.terminate()
            server.wait(20)


def _wait_for(address: str, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except urllib.error.HTTPError:
            return  # any answer means that it is up
        except OSError:
            time.sleep(0.25)
    pytest.fail("JupyterLab did not start")


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium, Chrome or Edge on this machine")
def test_choosing_another_measure_changes_the_sentence_and_the_picture(lab, tmp_path):
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        problems = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        wait = SECONDS * 1000
        page.goto(f"{lab}/lab/tree/notebooks/01_school_funding.ipynb?reset", timeout=wait)
        page.wait_for_selector(".jp-NotebookPanel .jp-Notebook", timeout=wait)
        page.wait_for_function(IDLE, timeout=wait)
        page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
        choice = page.locator(".widget-dropdown select").first
        choice.wait_for(state="visible", timeout=wait)
        result = page.locator(".rar-result")
        picture = page.locator(".jupyter-widgets img").last
        picture.wait_for(state="visible", timeout=wait)
        sentence, drawn = result.inner_text(), picture.get_attribute("src")
        assert "$" in sentence
        choice.select_option("Average teacher salary")
        playwright.expect(result).not_to_have_text(sentence, timeout=wait)
        playwright.expect(result).to_contain_text("average teacher", timeout=wait)
        playwright.expect(picture).not_to_have_attribute("src", drawn, timeout=wait)
        assert "teacher salary" in picture.get_attribute("alt")
        page.screenshot(path=os.environ.get("RAR_SHOT", tmp_path / "lab.png"))
        browser.close()
    assert problems == []
