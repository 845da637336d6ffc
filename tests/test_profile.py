"""Profiles: loading, and letters that name file and line."""

import pytest
from tiny import Tiny, staff

from rar.errors import RarError
from rar.reading.profile import load_profile


def letter(tiny: Tiny) -> str:
    with pytest.raises(RarError) as caught:
        tiny.profile()
    return str(caught.value)


def test_the_profiles_that_ship_load_and_know_their_years():
    assert load_profile("sc").years == [2018, 2019, 2020, 2021, 2022]
    assert load_profile("nc").years == [2019]


def test_every_profile_has_caveats_for_all_ten_dimensions():
    for code in ("sc", "nc"):
        caveats = load_profile(code).caveats
        assert caveats["dimension"].nunique() == 11
        assert caveats["text"].str.endswith(".").all()


def test_an_unknown_code_is_answered_with_the_nearest_and_the_list():
    with pytest.raises(RarError) as caught:
        load_profile("South Carolna")
    assert "Did you mean sc" in str(caught.value)
    assert "profiles that there are: nc, sample, sc" in str(caught.value)


def test_a_profile_in_the_workspace_wins(tmp_path):
    tiny = staff(tmp_path, ["1", "2", "3"])
    tiny.folder.rename(tmp_path / "profile")
    assert load_profile("sc", workspace=tmp_path).name == "Small State"


def test_a_crosswalk_that_names_unknown_things_is_told_line_by_line(tmp_path):
    tiny = staff(tmp_path)
    tiny.columns(
        "teecher,teachers,,staff,,,,Teachers",
        "teachers,novise,,staff,,,,Novice",
        "teachers,novice,,stuff,,,,Novice",
        "teachers,novice_share,,staff,,percnt,,Novice",
        "discipline,students,,staff,,,,Students",
        "discipline,students,group=@Code:groups,staff,,,,Students",
    )
    told = letter(tiny)
    assert "tiny/columns.csv: there is no table 'teecher'\n    found: row 2" in told
    assert "cure: write one of: teachers" in told
    assert "there is no measured column of table teachers 'novise'" in told
    assert "there is no source in sources.csv 'stuff'" in told
    assert "there is no convert 'percnt'" in told
    assert "keys does not say group\n    found: row 6\n    cure: write group=..." in told
    assert "there is no list in codes.csv 'groups'" in told


def test_a_year_of_headers_without_a_source_is_told(tmp_path):
    tiny = staff(tmp_path)
    tiny.columns(
        "teachers,teachers,,staff,,,,Teachers,Teachers",
        header="table,column,keys,source,where,convert,mask,2022,2023",
    )
    assert "sources.csv has no line for source 'staff' in 2023" in letter(tiny)


def test_other_files_are_checked_too(tmp_path):
    tiny = staff(tmp_path)
    tiny.file("tokens.csv", "token,meaning", "*,hidden")
    tiny.file("rows.csv", "source,header,action,pattern,why", "staff,,drop,[,unfinished")
    tiny.file("exceptions.csv", "source,year,id,header,value")
    told = letter(tiny)
    assert "tiny/tokens.csv: there is no meaning 'hidden'" in told
    assert "the pattern '[' cannot be used" in told
    assert "a column is missing\n    found: row 1 'meaning, why'" in told


def test_a_folder_without_its_files_is_told_all_at_once(tmp_path):
    with pytest.raises(RarError) as caught:
        load_profile(tmp_path)
    assert str(caught.value).count("the file is not there") == 3


def test_a_folder_that_happens_to_have_the_name_of_a_state_does_not_hide_its_profile(
    tmp_path, monkeypatch
):
    (tmp_path / "sample").mkdir()
    monkeypatch.chdir(tmp_path)
    assert load_profile("sample").code == "sample"
