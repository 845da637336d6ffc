"""The store: made once, whole or not at all, and only again when something changed."""

import shutil

import pandas as pd
import pytest

import rar.store
from rar.errors import RarError
from rar.review import Review
from rar.store import BY_DISTRICT, STATEWIDE, Store, build
from rar.workspace import Workspace

EXPECTED = "tests/expected/findings.csv"


@pytest.fixture(scope="session")
def built(sample) -> Store:
    return build(Workspace.open(sample))


@pytest.fixture
def copy(built, sample, tmp_path) -> Workspace:
    """A workspace of its own with the finished store in it."""
    shutil.copytree(sample, tmp_path / "state", ignore=shutil.ignore_patterns("packets", "cache"))
    return Workspace.open(tmp_path / "state")


def test_every_district_has_every_frame(built):
    for district in built.facts["districts"]:
        for name in BY_DISTRICT:
            assert isinstance(built.district(district, name), pd.DataFrame)
    for name in STATEWIDE:
        assert len(built.statewide(name)) or name == "state_remainders"  # nothing is withheld


def test_ids_keep_their_zeros_from_the_file_to_the_store(built):
    assert "0110" in built.facts["districts"]
    schools = built.district("0110", "schools")
    assert schools["school_id"].str.fullmatch(r"0110\d{3}").all()


def test_nothing_is_rebuilt_when_nothing_changed(copy):
    said = []
    before = Store.open(copy).folder
    assert build(copy, said.append).folder == before
    assert said == []


def test_a_changed_setting_makes_a_new_build_and_the_one_before_stays_readable(copy):
    before = Store.open(copy).folder
    set_minimum_group(copy, 11)
    after = build(Workspace.open(copy.folder)).folder
    assert after != before
    assert len(Store(before).district("0110", "schools"))
    assert Store.open(copy).folder == after


def test_all_districts_of_one_run_are_made_from_the_same_build(copy, monkeypatch):
    before = Store.open(copy).folder
    monkeypatch.setenv(rar.store.PINNED, before.name)
    set_minimum_group(copy, 13)
    assert build(Workspace.open(copy.folder)).folder == before


def set_minimum_group(workspace: Workspace, number: int) -> None:
    file = workspace.folder / "review.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("minimum_group = 10", f"minimum_group = {number}"), "utf-8")


def test_a_crash_while_writing_leaves_the_old_store_in_use(copy, monkeypatch):
    before = Store.open(copy).folder
    set_minimum_group(copy, 12)

    def full(*_):
        raise OSError(28, "No space left on device", "x.parquet")

    monkeypatch.setattr(rar.store, "_write_districts", full)
    with pytest.raises(RarError, match="No space left on device"):
        build(Workspace.open(copy.folder))
    assert Store.open(copy).folder == before
    assert not list(before.parent.glob("*.unfinished-*"))
    assert len(Store.open(copy).district("0110", "schools"))


def test_the_whole_invented_state_says_what_it_said_before(built, sample):
    """The backtest: a changed number is a reviewed change of tests/expected/findings.csv."""
    made = expected_findings(built)
    stored = pd.read_csv(sample.parent / EXPECTED, dtype="str", keep_default_na=False)
    pd.testing.assert_frame_equal(made, stored, check_dtype=False)


def expected_findings(store: Store) -> pd.DataFrame:
    """The findings of every district that the backtest holds: all but rare groups and levels."""
    parts = [store.district(d, "findings") for d in store.district_ids(2022)]
    made = pd.concat(parts)
    group = (made["kind"] == "group") & made["focus"].isin(["ed", "el", "swd", "bl"])
    keep = made["kind"].isin(["need", "slope"]) | group
    keep |= (made["kind"] == "state") & (made["level"] == "all")
    columns = ["district_id", "metric", "kind", "level", "focus", "certainty", "sentence"]
    return made.loc[keep, columns].astype("str").reset_index(drop=True)


def test_a_number_can_be_followed_to_its_cell(built, sample):
    review = Review.open(sample, "0110", 2022)
    school = review.schools["school_id"].iloc[0]
    cells = review.trace("1a", school)
    total = cells[cells["column"] == "total"].iloc[0]
    assert total["file"] and total["header"] and int(total["row"]) > 1
    measures = review.measures.query("metric == '1a' and year == 2022")
    value = measures.set_index("school_id").loc[school, "value"]
    assert float(total["value"]) == pytest.approx(value)
