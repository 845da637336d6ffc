"""What was released before is part of what an outsider knows (T8 of the disclosure reference)."""

import json
import shutil

import pytest
from tiny import Tiny

from rar.audit.command import audit
from rar.audit.facts import COLUMNS as COLUMNS_OF_FACTS
from rar.audit.facts import FILE
from rar.audit.packets import audit_packets
from rar.audit.published import withheld_cells
from rar.batch.districts import Wanted as Asked
from rar.batch.districts import make_packets
from rar.batch.run import Choices
from rar.release.command import release_lines
from rar.release.ledger import FOLDER
from rar.release.stages import Exceptions
from rar.release.wanted import Wanted
from rar.store import FACTS, build
from rar.workspace import DISTRICT, PUBLIC, Workspace

pytestmark = pytest.mark.slow
COLUMNS = [
    "schools,district_id,,list,,left:4,,SCHOOL", "schools,name,,list,,,,NAME",
    "schools,level,,list,,,,LEVEL", "schools,enrollment,,list,,,,N",
    "schools,ed_share,,list,,percent,,ED", "districts,name,,homes,,,,NAME",
    "discipline,students,group=all,discipline,,,,STUDENTS",
    "discipline,out_of_school_suspensions,group=all,discipline,,,,OSS",
]  # fmt: skip
SIZES = {"0110": 5, "0120": 5, "0130": 5, "0140": 1, "0150": 1}  # schools of each district


@pytest.fixture
def state(tmp_path):
    """Seventeen schools in which 40 and more students were suspended."""
    tiny = Tiny.of_workspace(tmp_path / "ws")
    tiny.sources(
        "list,2022,list.csv,,1,SCHOOL,school,,,", "homes,2022,homes.csv,,1,ID,district,,,",
        "discipline,2022,discipline.csv,,1,SCHOOL,school,,,",
    )  # fmt: skip
    tiny.columns(*COLUMNS)
    rows = [[f"{district}{at:03}", f"School {district}-{at}", "elementary", 300 + at, 10 * at]
            for district, size in SIZES.items() for at in range(1, size + 1)]  # fmt: skip
    tiny.table("list.csv", ["SCHOOL", "NAME", "LEVEL", "N", "ED"], *rows)
    tiny.table("homes.csv", ["ID", "NAME"], *([one, f"District {one}"] for one in SIZES))
    _suspended(tiny, [row[0] for row in rows])
    return tiny


def _suspended(tiny: Tiny, schools: list[str], **corrected: int) -> None:
    """Write how many were suspended at each school."""
    rows = [[one, 300, corrected.get(f"s{one}", 40 + at)] for at, one in enumerate(schools)]
    tiny.table("discipline.csv", ["SCHOOL", "STUDENTS", "OSS"], *rows)


def _correct(tiny: Tiny, **corrected: int) -> None:
    _suspended(tiny, list(_suspensions(tiny)), **corrected)


def _suspensions(tiny: Tiny) -> dict[str, str]:
    """How many were suspended, by school."""
    lines = (tiny.data / "discipline.csv").read_text(encoding="utf-8").splitlines()[1:]
    return {line.split(",")[0]: line.split(",")[2] for line in lines}


def _make(tiny: Tiny, edition: str, district: str = "0110") -> Workspace:
    folder = tiny.folder.parent
    make_packets(folder, Asked([district], year=2022), Choices(edition))
    return Workspace.open(folder)


def _release(workspace: Workspace, edition: str, district: str = "0110") -> None:
    why = Exceptions("the leaders have seen it", None) if edition == PUBLIC else Exceptions()
    release_lines(
        workspace.folder, Wanted(edition, [district], approved_by="Director", allowed=why)
    )


def test_each_release_alone_tells_nothing_and_both_together_do(state):
    workspace = _make(state, PUBLIC)
    assert audit_packets(workspace).clean
    _release(workspace, PUBLIC)
    _correct(state, s0110001=4)  # one other school is withheld with it; both were printed before
    shutil.rmtree(workspace.folder / "packets")
    build(workspace, edition=PUBLIC)
    both = audit_packets(workspace)
    told = both.breaches[both.breaches["cell"] == "6a|2022|0110001|all"]
    assert told[["lower", "upper"]].to_numpy().tolist() == [[4, 4]], list(both.lines())
    assert "what was released before" in told["sentences"].iloc[0]
    assert both.counts()["corrected since an earlier release"] > 0
    shutil.rmtree(workspace.folder / FOLDER)
    assert audit_packets(workspace).clean


def test_leaders_who_received_their_own_edition_look_as_well(state):
    """The only schools of two districts are withheld, and one more that a newspaper counted."""
    _correct(state, s0140001=4, s0150001=15)
    workspace = Workspace.open(state.folder.parent)
    store = build(workspace, edition=PUBLIC)
    alone = {"6a|2022|0140001|all", "6a|2022|0150001|all"}
    (third,) = {cell for cell in withheld_cells(store.folder) if cell.startswith("6a")} - alone
    assert audit_packets(workspace).clean
    _make(state, DISTRICT, "0150")
    _release(workspace, DISTRICT, "0150")
    protected = audit_packets(workspace)
    assert protected.leaders == 1 and protected.clean, "the third is withheld because of them"
    assert protected.counts()["districts whose leaders look as well"] == 1
    school = third.split("|")[2]
    count = _suspensions(state)[school]
    workspace.references.mkdir(exist_ok=True)
    (workspace.references / FILE).write_text(
        f"{','.join(COLUMNS_OF_FACTS)}\n2022,{school},,all,6a,{count}\n", encoding="utf-8"
    )
    report = audit_packets(workspace)
    assert set(report.breaches["by"]) == {"the leaders of 0150"}, list(report.lines())
    assert set(report.breaches["cell"]) == {"6a|2022|0140001|all"}


def test_counts_that_could_not_be_protected_are_listed_with_the_audit(state, capsys):
    workspace = Workspace.open(state.folder.parent)
    facts = build(workspace, edition=PUBLIC).folder / FACTS
    audit(workspace.folder)
    assert "0110001" not in capsys.readouterr().out
    told = json.loads(facts.read_text(encoding="utf-8"))
    told["disclosure"]["blocked"] = ["6a, 2022: 0110001, all"]
    facts.write_text(json.dumps(told), encoding="utf-8")
    audit(workspace.folder)
    said = capsys.readouterr().out
    assert "Withheld, but" in said and "(1; " in said
    assert "\n  6a, 2022: 0110001, all\n" in said
