"""What was released before is part of what an outsider knows (T8 of the disclosure reference)."""

import shutil

import pytest
from a_packet import workspace_of
from a_public_store import YEARS

from rar.audit.packets import audit_packets
from rar.batch.districts import Wanted as Asked
from rar.batch.districts import make_packets
from rar.batch.run import Choices
from rar.release.command import release_lines
from rar.release.ledger import FOLDER
from rar.release.stages import Exceptions
from rar.release.wanted import Wanted
from rar.workspace import PUBLIC, Workspace

pytestmark = pytest.mark.slow
DISTRICT, SCHOOL = "0110", "0110031"
# Its suspensions out of school were 49 of 718 students; the correction says 4.
WRONG, RIGHT = f"{SCHOOL};ALL;718;54;49;", f"{SCHOOL};ALL;718;54;4;"


@pytest.fixture(scope="module")
def office(sample, tmp_path_factory):
    """A workspace whose public packet of one district was audited and released."""
    folder = tmp_path_factory.mktemp("ledger") / "ws"
    shutil.copytree(
        workspace_of(sample), folder, ignore=shutil.ignore_patterns("packets", "public")
    )
    settings = folder / "review.toml"
    text = settings.read_text(encoding="utf-8")
    assert YEARS in text
    settings.write_text(text.replace(YEARS, "years = [2022]"), encoding="utf-8")
    workspace = Workspace.open(folder)
    _make(workspace)
    first = audit_packets(workspace)
    why = Exceptions("the leaders have seen it", None)
    release_lines(folder, Wanted(PUBLIC, [DISTRICT], approved_by="Director", allowed=why))
    return workspace, first


def _make(workspace: Workspace) -> None:
    """The public packet of the district; the command ends with an audit, whose word is awaited."""
    make_packets(workspace.folder, Asked([DISTRICT], year=2022), Choices(PUBLIC))


def test_each_release_alone_tells_nothing_and_both_together_do(office):
    workspace, first = office
    assert first.clean, list(first.lines())
    file = workspace.folder / "data" / "2022" / "discipline_2022.csv"
    text = file.read_text(encoding="utf-8")
    assert WRONG in text
    file.write_text(text.replace(WRONG, RIGHT), encoding="utf-8")
    _make(workspace)
    both = audit_packets(workspace)
    told = both.breaches[both.breaches["cell"] == f"6a|2022|{SCHOOL}|all"]
    assert not both.clean and len(told) == 1
    assert "what was released before" in told["sentences"].iloc[0]
    shutil.rmtree(workspace.folder / FOLDER)
    assert audit_packets(workspace).clean
