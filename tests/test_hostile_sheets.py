"""Nothing that somebody wrote makes a spreadsheet run or fetch anything, in any file we write."""

import csv
import dataclasses
import io
import re
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from a_packet import workspace_of
from a_workbook import load, parts
from hypothesis import given
from hypothesis import strategies as st
from office import formulas

from rar import Review
from rar.batch.eligible import HEADERS, _write_book, _write_csv
from rar.packet.summary import Line, Summary, cell_text, plain_text, write_summary
from rar.packet.workbook import write_workbook
from rar.record.table import COLUMNS, as_csv, read_answers
from rar.record.tracking import tracking_list

HOSTILE = (
    "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://example.org\")", "+1+1", "-2+3", "@SUM(A1)",
    "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", "＋1", "－1", "＠SUM(A1)", "=WEBSERVICE(\"http://x\")",
    "=DDE(\"cmd\";\"/C calc\";\"x\")", "http://example.org", "file:///etc/passwd", "{=1}",
    '"=1+1', "'=1+1", "internal:'Need'!A1", "mailto:a@example.org",
)  # fmt: skip
BEGINS = re.compile(r"\s*[=+\-@＝＋－＠]")


def cells_of(data: bytes) -> list[str]:
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    return [cell for row in rows for cell in row]


def assert_plain(data: bytes) -> None:
    assert not [cell for cell in cells_of(data) if BEGINS.match(cell)]


@given(st.text(alphabet=st.sampled_from("=+-@＝＋－＠'\t\r\n a1"), max_size=6))
def test_a_marked_text_is_no_formula_and_comes_back(text):
    assert not cell_text(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＠"))
    assert plain_text(cell_text(text)) == text or text.startswith("'")


def test_the_record_holds_no_formula_and_gives_every_answer_back(tmp_path):
    answers = pd.DataFrame([dict.fromkeys(COLUMNS, text) for text in HOSTILE], dtype="str")
    data = as_csv(answers)
    assert_plain(data)
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "answers.csv").write_bytes(data)
    back = read_answers(SimpleNamespace(folder=tmp_path))
    assert back["value"].tolist() == list(HOSTILE)


def test_the_list_of_actions_holds_no_formula_and_no_link(tmp_path):
    rows = [dict.fromkeys(COLUMNS, text) | {"section": section, "field": "action"}
            for text in HOSTILE for section in ("action", "comment", "correction")]  # fmt: skip
    names = dict.fromkeys(HOSTILE, "=1+1")
    (tmp_path / "actions.xlsx").write_bytes(tracking_list(pd.DataFrame(rows, dtype="str"), names))
    assert_no_formula(tmp_path / "actions.xlsx")


def assert_no_formula(file: Path) -> None:
    for name, text in parts(file).items():
        assert "<f>" not in text and "<f " not in text, name
        assert "<hyperlink" not in text and 'TargetMode="External"' not in text, name
        assert "externalLink" not in name and "ddeLink" not in text, name


def test_the_summary_of_a_run_holds_no_formula(sample, tmp_path, monkeypatch):
    monkeypatch.setattr("rar.packet.summary.write_indexes", lambda *about: None)
    lines = [Line(text, text, None, None) for text in HOSTILE]
    write_summary(None, 2022, "internal", Summary(tmp_path, lines))
    assert_plain((tmp_path / "summary.csv").read_bytes())


def test_the_list_of_districts_to_review_holds_no_formula(tmp_path):
    found = pd.DataFrame([dict.fromkeys(HEADERS, text) for text in HOSTILE])
    _write_csv(found, tmp_path / "eligible.csv")
    assert_plain((tmp_path / "eligible.csv").read_bytes())
    _write_book(found, tmp_path / "eligible.xlsx", "=1+1")
    assert_no_formula(tmp_path / "eligible.xlsx")


@pytest.fixture(scope="module")
def evil(sample: Path, tmp_path_factory) -> Path:
    """The workbook of a district whose ids, names and groups are all hostile."""
    review = Review.open(workspace_of(sample), "0340", 2022)
    schools = review.frame("schools").copy()
    ids = schools["school_id"].unique().tolist()
    new = {one: f"{HOSTILE[n % len(HOSTILE)]}\"&'!{n}" for n, one in enumerate(ids)}
    frames = dict(review._frames)
    for name in ("schools", "measures"):
        frame = review.frame(name).copy()
        frame["school_id"] = frame["school_id"].astype("str").replace(new)
        if name == "schools":
            frame["name"] = [HOSTILE[i % len(HOSTILE)] for i in range(len(frame))]
        frames[name] = frame
    named = frames["names"] = review.frame("names").copy()
    named["name"] = "=cmd|' /C calc'!A0"
    file = tmp_path_factory.mktemp("book") / "workbook.xlsx"
    write_workbook(dataclasses.replace(review, _frames=frames), file)
    return file


def test_no_id_and_no_name_comes_into_a_formula(evil, sample, tmp_path):
    write_workbook(Review.open(workspace_of(sample), "0340", 2022), tmp_path / "plain.xlsx")
    ours = {text for text, _ in formulas(tmp_path / "plain.xlsx").values()}
    theirs = {text for text, _ in formulas(evil).values()}
    for text in theirs:
        assert "cmd" not in text and "WEBSERVICE" not in text and "http" not in text, text
    calls = [set(re.findall(r"([A-Z][A-Z0-9.]*)\(", "".join(t))) for t in (theirs, ours)]
    assert calls[0] <= calls[1]
    for name, text in parts(evil).items():
        assert 'TargetMode="External"' not in text and "ddeLink" not in text, name
    shown = [cell for sheet in load(evil).worksheets for row in sheet.iter_rows(values_only=True)
             for cell in row if isinstance(cell, str) and "calc" in cell]  # fmt: skip
    assert shown
