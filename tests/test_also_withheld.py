"""What is withheld beside small counts: tiny schools as a whole, and what an agency names."""

import pandas as pd
import pytest
from a_packet import workspace_of

from rar.audit.remedy import write_remedy
from rar.disclosure.also import COLUMNS, FILE, also_withheld
from rar.disclosure.protect import protect
from rar.disclosure.rule import Rule
from rar.errors import RarError
from rar.workspace import Workspace

RULE = Rule(10, ladder=False)
BELOW = {"need group", "level of district", "district"}


def _composition(schools):
    """10a of schools: id, district, and students by race."""
    rows = [
        ("10a", 2022, school, group, float(count), float(sum(races.values())), district)
        for school, district, races in schools
        for group, count in {"all": sum(races.values()), **races}.items()
    ]
    names = ["metric", "year", "school_id", "group", "numerator", "denominator", "district_id"]
    made = pd.DataFrame(rows, columns=names)
    made["value"] = made["numerator"] / made["denominator"]
    return made.assign(level="elementary", need_group="", status="computed", withheld=0)


def _state(tiny):
    schools = [
        (f"{district}{at}", district, {"wh": 100 + 7 * at, "bl": 60 + 5 * at, "hi": 3 + at})
        for district in ("a", "b", "c")
        for at in range(4)
    ]
    return _composition([*schools, ("a9", "a", tiny)])


def test_all_students_are_never_hidden_as_their_number_stands_beside_every_group():
    made = protect(_state({"wh": 90, "bl": 4, "hi": 0}), RULE).measures
    everyone = made[made["group"] == "all"]
    assert (everyone["withheld"] == 0).all()
    assert made["withheld"].sum() > 10


def test_in_a_school_of_fewer_than_ten_no_group_is_told_also_not_that_it_is_empty():
    made = protect(_state({"wh": 1, "bl": 1, "hi": 0}), RULE)
    tiny = made.measures[made.measures["school_id"] == "a9"].set_index("group")
    assert tiny["withheld"].to_dict() == {"all": 1, "wh": 1, "bl": 1, "hi": 1}
    assert tiny.loc[["wh", "bl", "hi"], "numerator"].isna().all()
    assert made.blocked == []


def test_a_count_that_is_named_stands_in_no_sum_but_those_of_the_whole_state():
    measures = _state({"wh": 90, "bl": 40, "hi": 20})
    named = pd.DataFrame([["10a", 2022, "b2", "wh"]], columns=COLUMNS)
    before, after = protect(measures, RULE), protect(measures, RULE, also=named)

    def told(made):
        own = made.measures
        hidden = own[(own["school_id"] == "b2") & (own["group"] == "wh")]["withheld"].item()
        sums = made.remainders
        own = sums[(sums["district_id"] == "b") & (sums["group"] == "wh")]
        return hidden, set(own["remainder"]) & BELOW

    assert told(before)[0] == 0
    assert told(after) == (1, set())


def test_every_line_that_names_nothing_is_in_the_letter(tmp_path):
    lines = f"{','.join(COLUMNS)}\n10a,2022,001,wh\n,,,\nzz,2022,001,wh\n10a,2021-22,001,wh\n"
    (tmp_path / FILE).write_text(lines, encoding="utf-8")
    with pytest.raises(RarError) as letter:
        also_withheld(tmp_path)
    assert [(one.row, one.column) for one in letter.value.problems] == [(4, "counts"), (5, "year")]
    assert also_withheld(tmp_path / "none").empty


def test_an_unclean_audit_writes_the_lines_that_mend_it_and_a_clean_one_takes_them_away(
    tmp_path, sample
):
    workspace = Workspace.open(workspace_of(sample))
    file = workspace.store / FILE
    words = write_remedy(workspace, ["courses.eligible[ap]|schools.enrollment|2022|0110001|bl"])
    assert "copy store/also_withheld.csv into references/" in words
    lines = also_withheld(workspace.store)
    assert lines.to_dict("records") == [
        {"counts": "courses.eligible[ap]|schools.enrollment", "year": 2022,
         "school_id": "0110001", "group": "bl"},
    ]  # fmt: skip
    assert write_remedy(workspace, []) == ""
    assert not file.exists()
