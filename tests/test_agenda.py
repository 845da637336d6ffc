"""The plan of the meeting is the agency's own, and its minutes add up."""

from pathlib import Path

import pytest

from rar import places
from rar.errors import RarError
from rar.packet.word.agenda import HALF, WHOLE, agenda, sessions

HEAD = "step,minutes,session,what,lead\n"


def plan(place: Path, *lines: str) -> Path:
    file = place / "agenda.csv"
    file.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    return file


def minutes(steps) -> int:
    return sum(int(step["minutes"]) for step in steps)


def test_the_plan_that_comes_with_the_kit_fills_one_session_or_two_halves():
    file = places.templates() / "agenda.csv"
    assert minutes(agenda(file)) == WHOLE == 150
    assert [minutes(half) for half in sessions(file)] == [HALF, HALF] == [75, 75]


def test_the_clock_runs_through_one_session_and_begins_anew_in_the_second():
    file = places.templates() / "agenda.csv"
    assert agenda(file)[0]["clock"] == "0:00 to 0:10"
    assert agenda(file)[-1]["clock"] == "2:25 to 2:30"
    assert sessions(file)[1][0]["clock"].startswith("0:00")
    assert sessions(file)[1][-1]["clock"].endswith("1:15")


def test_minutes_that_do_not_add_up_get_a_letter(tmp_path):
    with pytest.raises(RarError) as caught:
        agenda(plan(tmp_path, "All,80,1,what,who", "Rest,75,2,what,who"))
    told = str(caught.value)
    assert "agenda.csv" in told
    assert "the minutes of session 1 add up to 80, not 75" in told
    assert "session 2 add" not in told


def test_every_mistake_of_the_plan_is_told_with_its_row(tmp_path):
    with pytest.raises(RarError) as caught:
        agenda(plan(tmp_path, ",10,1,what,who", "A,ten,1,what,who", "B,10,3,what,who"))
    told = str(caught.value)
    assert all(part in told for part in ("row 2", "row 3 'ten'", "row 4 '3'"))


def test_a_plan_without_a_column_is_told(tmp_path):
    file = tmp_path / "agenda.csv"
    file.write_text("step,minutes\nA,10\n", encoding="utf-8")
    with pytest.raises(RarError, match="columns are missing: session, what, lead"):
        agenda(file)


def test_an_edited_plan_is_read_again(tmp_path):
    file = plan(tmp_path, "A,75,1,what,who", "B,75,2,what,who")
    assert len(agenda(file)) == 2
    plan(tmp_path, "A,70,1,what,who", "C,5,1,what,who", "B,75,2,what,who")
    assert len(agenda(file)) == 3
