"""An agency's own page template, from wherever it came, runs nothing and lets no page run."""

import json
import shutil
from pathlib import Path

import pytest
from a_packet import workspace_of
from nbformat.v4 import new_markdown_cell, new_notebook

from rar import Review, places
from rar.errors import RarError
from rar.packet.html import POLICY, render, template_folders
from rar.packet.index import write_indexes
from rar.packet.manifest import Packet
from rar.packet.page import make_part, page_text
from rar.packet.summary import Line, Summary

PYTHON = (
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ self.__init__.__globals__ }}",
    "{{ cycler.__init__.__globals__.os.system('touch ran') }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ ''|attr('__class__') }}",
    "{{ '{0.__class__}'.format('') }}",
    "{{ name.__class__.__base__ }}",
    "{% for i in range(10**9) %}{% endfor %}",
    "{% include '../../review.toml' %}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% set x = parts.append(1) %}{{ x }}",
    "{% if %}",
)
RUNS = (
    "<script>alert(1)</script><head>",
    '<html lang="en" onload="alert(1)"><head><meta charset="utf-8">',
    '<html lang="en"><head><meta charset="utf-8"><script src="x.js"></script>',
    '<html lang="en"><head><meta charset="utf-8"><link rel="import" href="x">',
    '<html lang="en"><head><meta charset="utf-8"><base href="http://example.test/">',
    '<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=x">',
    '<html lang="en"><head><meta charset="utf-7">',
)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A workspace's own templates."""
    (tmp_path / "templates" / "review").mkdir(parents=True)
    return tmp_path / "templates"


def page(own: Path, sample: Path) -> str:
    review = Review.open(workspace_of(sample), "0340", 2022)
    return page_text(review, [], (own, places.templates()))


@pytest.mark.parametrize("code", PYTHON)
def test_a_template_reaches_no_python_and_no_other_file(own, sample, code, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    text = "{% extends 'frame.html.j2' %}{% block title %}T{% endblock %}{% block skip %}S"
    text += f"{{% endblock %}}{{% block content %}}{code}{{% endblock %}}"
    (own / "review" / "page.html.j2").write_text(text)
    with pytest.raises(RarError) as caught:
        made = page(own, sample)
        assert made.count("&lt;class") == 0 and "root:" not in made
        raise RarError("A template of pages cannot be used.")  # it showed nothing: as good
    assert str(caught.value).startswith("A template of pages cannot be used.")
    assert not (tmp_path / "ran").exists()


def test_a_template_cannot_write_or_read_by_the_paths_it_is_shown(own, tmp_path, sample):
    """The list of packets is given their folders, and a folder can be written to."""
    workspace = Path(shutil.copytree(workspace_of(sample), tmp_path / "ws"))
    (workspace / "packets" / "2022").mkdir(parents=True, exist_ok=True)
    facts = {"district_id": "0110", "name": "A", "files": {}, "edition": "internal", "schools": 1}
    packet = Packet(tmp_path, facts | {"measures": {}, "not_computable": []})
    summary = Summary(workspace / "packets" / "2022", [Line("0110", "A", packet, None)])
    (workspace / "templates" / "review").mkdir(parents=True, exist_ok=True)
    from rar.workspace import Workspace

    for code in ("joinpath('ran').write_text('x')", "joinpath('ws','review.toml').read_text()",
                 "parent.parent", "iterdir()|list"):  # fmt: skip
        text = f"{{{{ lines[0].packet.folder.{code} }}}}"
        (workspace / "templates" / "review" / "index.html").write_text(text)
        with pytest.raises(RarError, match="A template of pages cannot be used"):
            write_indexes(Workspace.open(workspace), 2022, "internal", summary)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("head", RUNS)
def test_a_page_that_could_run_something_is_never_written(own, sample, head):
    for text in (f"<!doctype html>{head}{{{{ policy }}}}", f"<!doctype html>{head}", POLICY, head):
        (own / "review" / "frame.html.j2").write_text(f"{text}<title>T</title>")
        with pytest.raises(RarError, match="keeps it from running anything"):
            page(own, sample)


def test_a_style_cannot_end_its_element(own, sample):
    (own / "review" / "page.css").write_text("p { } </style><script>alert(1)</script>")
    with pytest.raises(RarError, match="a style cannot hold"):
        page(own, sample)


def test_a_letter_of_a_template_names_its_file_and_line(own, sample):
    (own / "review" / "page.html.j2").write_text("{% extends 'frame.html.j2' %}\n\n{% if %}")
    with pytest.raises(RarError) as caught:
        page(own, sample)
    assert "review/page.html.j2" in str(caught.value) and "row 3" in str(caught.value)


def test_what_a_workspace_tells_nbconvert_is_not_heard(tmp_path, monkeypatch, sample):
    """A conf.json of nbconvert may name any class of Python, which would run on each notebook."""
    workspace = Path(shutil.copytree(workspace_of(sample), tmp_path / "ws"))
    own = workspace / "templates" / "review"
    own.mkdir(parents=True, exist_ok=True)
    (tmp_path / "planted.py").write_text("open('ran', 'w')\ndef act(nb, res): return nb, res\n")
    told = {"preprocessors": {"1": {"type": "planted.act", "enabled": True}}}
    (own / "conf.json").write_text(json.dumps(told | {"mimetypes": {"text/html": True}}))
    (own / "index.html.j2").write_text("{{ cycler.__init__.__globals__.os.system('touch ran') }}")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    assert template_folders(Review.open(workspace, "0340", 2022).workspace)[0] == own.parent
    made = make_part("01_x", new_notebook(cells=[new_markdown_cell("# Title")]))
    assert "Title" in made.html
    assert not (tmp_path / "ran").exists()


def test_every_page_of_ours_has_the_policy_before_anything_else(sample, tmp_path):
    for template in ("frame.html.j2", "page.html.j2", "state.html", "index.html", "years.html"):
        source = (places.templates() / "review" / template).read_text(encoding="utf-8")
        assert "{{ policy }}" in source or "extends 'frame.html.j2'" in source
    with pytest.raises(RarError):
        (tmp_path / "review").mkdir()
        (tmp_path / "review" / "bare.html").write_text("<p>")
        render((tmp_path, places.templates()), "bare.html", "x", "Internal edition: x.")
