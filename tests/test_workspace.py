"""The workspace and its settings: every mistake is answered with a letter."""

import pytest

from rar.errors import RarError
from rar.workspace import Workspace


def workspace(folder, text):
    (folder / "review.toml").write_text(text, encoding="utf-8")
    return Workspace.open(folder)


def test_a_folder_that_is_not_there_offers_the_nearest(tmp_path):
    (tmp_path / "my-state").mkdir()
    with pytest.raises(RarError, match="Did you mean my-state"):
        Workspace.open(tmp_path / "my-stat")


def test_a_folder_without_settings_offers_to_make_them(tmp_path):
    with pytest.raises(RarError, match="rarkit init"):
        Workspace.open(tmp_path)


def test_a_misspelt_setting_is_refused_with_the_nearest(tmp_path):
    with pytest.raises(RarError, match="Did you mean 'review_year'"):
        workspace(tmp_path, 'state = "sc"\nreviewyear = 2022\n')


def test_a_need_weight_for_an_unknown_group_lists_the_groups(tmp_path):
    with pytest.raises(RarError, match="need cannot be made of this"):
        workspace(tmp_path, 'state = "sc"\n[need]\npoverty = 1\n')


def test_weights_that_add_up_to_nothing_are_refused(tmp_path):
    with pytest.raises(RarError, match="add up to nothing"):
        workspace(tmp_path, 'state = "sc"\n[need]\nel = 0\n')


def test_settings_that_are_not_toml_are_answered_with_where(tmp_path):
    with pytest.raises(RarError, match="cannot be read"):
        workspace(tmp_path, "state = sc\n")


def test_the_agencys_own_template_wins_over_ours(tmp_path):
    made = workspace(tmp_path, 'state = "sample"\n')
    assert made.template("benchmarks.csv").parent.name == "templates"
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "benchmarks.csv").write_text("x")
    assert made.template("benchmarks.csv") == tmp_path / "templates" / "benchmarks.csv"
