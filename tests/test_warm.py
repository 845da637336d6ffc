"""What is loaded once, before districts are forked: it serves them all, and changes nothing."""

import subprocess
import sys

from test_engine import environment

from rar.batch.start import new_workspace

CODE = """
import sys
from pathlib import Path
from rar.batch.warm import warm_up
from rar import review
warm_up(Path(sys.argv[1]))
before = review._of_state.cache_info()
from rar.review import Review
for district, year in (("0110", 2022), ("0340", 2022)):
    if before.currsize:
        Review.open(sys.argv[1], district, year).state
print(before.currsize > 5, review._of_state.cache_info().misses == before.misses)
"""


def warmed(workspace) -> list[str]:
    ended = subprocess.run(
        [sys.executable, "-c", CODE, str(workspace)], capture_output=True, text=True, check=False,
        env=environment(),
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.split()


def test_what_all_districts_share_is_read_once_before_the_first(sample):
    assert warmed(sample) == ["True", "True"]


def test_a_workspace_without_a_store_is_no_obstacle(tmp_path):
    new_workspace(tmp_path / "new", "sc")
    assert warmed(tmp_path / "new") == ["False", "True"]
