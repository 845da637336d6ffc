"""The benchmark of charts: both notebooks run to their end and hold three pictures each."""

import os
import subprocess
import sys

import nbformat
import pytest
from a_packet import workspace_of

from rar import places

SCRIPT = places.PACKAGE.parent / "benchmarks" / "charts.py"


def pictures(file) -> int:
    """Charts among a notebook's outputs, as PNG or as an image that carries its own SVG."""
    cells = nbformat.read(file, as_version=4).cells
    shown = [out.get("data", {}) for cell in cells for out in cell.get("outputs", [])]
    return sum("image/png" in one or "image/svg+xml;" in one.get("text/html", "") for one in shown)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the benchmark needs a system that can fork")
def test_both_ways_draw_three_charts_of_the_same_district(sample, tmp_path):
    command = [sys.executable, SCRIPT, workspace_of(sample), "--rounds", "1", "--out", tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert all(word in done.stdout for word in ("seaborn", "ours", "ratio"))
    assert pictures(tmp_path / "seaborn-run.ipynb") == pictures(tmp_path / "ours-run.ipynb") == 3
