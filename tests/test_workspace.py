"""The workspace and its settings: every mistake is answered with a letter."""

import pytest
from conftest import ROOT

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


def test_a_rule_over_an_unknown_field_lists_the_fields(tmp_path):
    text = 'state = "sc"\n[groups.far]\nname = "Far"\nwhere = [{ field = "miles", below = 2 }]\n'
    with pytest.raises(RarError, match="present_share"):
        workspace(tmp_path, text)


def test_a_group_may_not_take_the_name_of_a_student_group(tmp_path):
    rule = 'where = [{ field = "days_present", below = 9 }]'
    text = f'state = "sc"\n[groups.el]\nname = "Mine"\n{rule}\n'
    with pytest.raises(RarError, match="short name of its own"):
        workspace(tmp_path, text)


def test_a_misspelt_need_offers_the_nearest_also_among_own_groups(tmp_path):
    text = """state = "sc"
[need]
interupted = 1.0
[groups.interrupted]
name = "Interrupted schooling"
where = [{ field = "months_interrupted", at_least = 3 }]
"""
    with pytest.raises(RarError, match="Did you mean 'interrupted'"):
        workspace(tmp_path, text)


def test_own_groups_and_other_definitions_of_need_are_read(tmp_path):
    text = """state = "sc"
[need]
ed_share = 1.0
interrupted = 1.0
"attendance.chronic_absence" = 0.5
[groups.interrupted]
name = "Interrupted schooling"
where = [{ field = "months_interrupted", at_least = 3 }]
[[need_alternatives]]
name = "disabilities too"
need = { ed_share = 1.0, swd = 1.0 }
"""
    settings = workspace(tmp_path, text).settings
    assert settings.need_names == {"interrupted": "Interrupted schooling"}
    assert [one.name for one in settings.alternatives] == ["disabilities too"]


def test_the_settings_that_ship_say_only_what_is_the_default(tmp_path):
    """An agency that deletes a line of the template gets what the line said."""
    template = (ROOT / "templates" / "review.toml").read_text(encoding="utf-8")
    shipped = workspace(tmp_path, template.replace("{state}", "sc")).settings
    assert shipped == type(shipped)(state="sc")
