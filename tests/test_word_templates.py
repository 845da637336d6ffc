"""Agencies edit Word templates; a slip gets a letter, and a hostile one runs nothing."""

import os
from pathlib import Path

import docx
import pytest
from docx.shared import Inches
from word_files import template, text_of, words_of_district

from rar import places
from rar.errors import RarError
from rar.packet.word.fill import check, compile_parts, fill
from rar.packet.word.names import FLAG, NAMES, TEXT, WRITE
from rar.record.controls import Write

TEMPLATES = (
    "protocol.docx", "prereading.docx", "letters/data-quality.docx", "letters/invitation.docx",
    "letters/follow-up-30-days.docx",
)  # fmt: skip


@pytest.fixture(scope="module")
def names(sample: Path) -> dict:
    return words_of_district(sample, "0110").names | {"facilitator": False}


def letter(wrong: Path) -> str:
    with pytest.raises(RarError) as caught:
        check(wrong)
    return str(caught.value)


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_templates_that_come_with_the_kit_have_no_slip(name):
    check(places.templates() / name)


def test_an_unknown_name_gets_a_letter_with_document_place_and_the_nearest(tmp_path):
    told = letter(template(tmp_path, "Dear people of {{ distrct }},", "{{ year }}"))
    assert "protocol.docx" in told
    assert "in the paragraph that begins 'Dear people of {{ distrct }},'" in told
    assert "there is no name 'distrct'" in told
    assert "did you mean district" in told
    assert "year" not in told.split("did you mean")[0].split("there is no name")[1]


def test_an_unknown_name_inside_a_list_is_told_even_where_the_list_is_empty(tmp_path):
    told = letter(
        template(tmp_path, "{%p for row in agreed %}", "{{ row.onwer }}", "{%p endfor %}")
    )
    assert "there is no name 'row.onwer'" in told
    assert "did you mean row.owner?" in told


def test_an_unknown_name_after_write_gets_the_nearest_field(tmp_path):
    told = letter(
        template(tmp_path, "{%p for card in cards %}", "{{ card.write.whi }}", "{%p endfor %}")
    )
    assert "there is no name 'card.write.whi'" in told
    assert "card.write.why" in told


def test_a_name_in_a_table_is_found_by_table_row_and_the_cells_words(tmp_path):
    made = docx.Document()
    made.add_table(1, 1)
    made.add_table(2, 2).rows[1].cells[1].text = "Nobody {{ nobdy }}"
    made.save(str(tmp_path / "protocol.docx"))
    told = letter(tmp_path / "protocol.docx")
    assert "in table 2, row 2, in the cell that begins 'Nobody {{ nobdy }}'" in told


def test_a_name_in_the_page_header_is_found_there(tmp_path):
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "About {{ districkt }}"
    made.save(str(tmp_path / "protocol.docx"))
    assert "in the page header that begins 'About" in letter(tmp_path / "protocol.docx")


def test_every_slip_of_a_template_is_told_at_once(tmp_path):
    told = letter(template(tmp_path, "{{ distrct }}", "{{ yaer }}", "{{ money.titel }}"))
    assert all(name in told for name in ("'distrct'", "'yaer'", "'money.titel'"))


@pytest.mark.parametrize(
    ("written", "cure"),
    [
        ("{{ cards }}", "repeat it"),
        ("{{ money }}", "needs a further name"),
        ("{{ money.write }}", "needs a further name"),
        ("{{ sentence }}", "known only inside a list"),
        ("{{ district.name }}", "is a text"),
        ("{{ “district” }}", "leave quotation marks out"),
        ("{% for x in levels %}no end", "cannot be read"),
        ("{% for x in year %}x{% endfor %}", "is no list"),
    ],
)  # fmt: skip
def test_a_slip_gets_a_letter_that_says_what_to_do(tmp_path, written, cure):
    told = letter(template(tmp_path, written))
    assert cure in told


@pytest.mark.parametrize(
    "attack",
    [
        "{{ district.__class__.__mro__ }}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{{ district|attr('__class__') }}",
        "{{ district['__class__'] }}",
        "{{ money.write.__class__ }}",
        "{{ money.write.item }}",
        "{{ cards.append(1) }}",
        "{{ self.__init__.__globals__ }}",
        "{{ lipsum.__globals__ }}",
        "{{ 'a' * 1000000000 }}",
        "{% for x in range(1000000000) %}{{ x }}{% endfor %}",
        "{% include 'review.toml' %}",
        "{% import 'review.toml' as x %}",
        "{% extends 'review.toml' %}",
        "{% set district = 'Elsewhere' %}",
        "{% macro again() %}{{ again() }}{% endmacro %}",
    ],
)
def test_a_hostile_template_runs_nothing_and_is_told(tmp_path, names, attack):
    wrong = template(tmp_path, attack)
    with pytest.raises(RarError):
        check(wrong)
    with pytest.raises(RarError):
        fill(wrong, names)


def test_an_edited_template_is_read_again_whatever_its_time_of_change(tmp_path, names):
    file = template(tmp_path, "{{ district }}")
    before = file.stat()
    assert text_of(fill(file, names)) == names["district"]
    template(tmp_path, "{{ district_id }}")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert text_of(fill(file, names)) == names["district_id"]


def test_a_template_prepared_in_another_workspace_is_never_taken_for_this_ones(tmp_path, names):
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for folder, words in ((ours, "Ours: {{ year }}"), (theirs, "Theirs: {{ year }}")):
        folder.mkdir()
        compile_parts(template(folder, words), "protocol.docx")
    filled = fill(ours / "protocol.docx", names, "protocol.docx")
    assert text_of(filled) == f"Ours: {names['year']}"


def test_what_stands_in_a_templates_title_is_never_run(tmp_path, names):
    file = template(tmp_path, "{{ district }}")
    made = docx.Document(str(file))
    made.core_properties.title = "{{ ''.__class__ }}"
    made.save(str(file))
    assert fill(file, names).core_properties.title == "{{ ''.__class__ }}"


@pytest.mark.parametrize(
    "name",
    [
        'A & B <w:t>{{ year }}</w:t> "Ñ"',
        "{% for x in cards %}",
        "⟦meeting:date⟧",
        "⟦picture 1⟧",
        "</w:t></w:r><w:r><w:fldChar/>",
        'HYPERLINK "http://elsewhere"',
    ],
)
def test_a_hostile_name_in_the_data_is_written_as_it_is(tmp_path, names, sample, name):
    from rar.packet.word.charts import place_pictures
    from rar.record.controls import place_controls

    made = fill(template(tmp_path, "{{ district }}"), names | {"district": name})
    place_pictures(made, words_of_district(sample, "0110").pictures, "Logo")
    assert place_controls(made, {}, {}) == []
    assert made.paragraphs[0].text.replace("\u2060", "") == name
    assert not list(made.element.body.iter("{*}drawing", "{*}sdt", "{*}fldChar", "{*}hyperlink"))


def test_a_template_that_is_no_word_file_gets_a_letter(tmp_path):
    wrong = tmp_path / "protocol.docx"
    wrong.write_text("this is a text")
    assert "is not a Word document" in letter(wrong)


def test_parts_that_do_not_fit_into_one_another_get_a_letter(tmp_path, names):
    made = docx.Document()
    made.add_paragraph("{%p if facilitator %}")
    made.add_table(1, 1).rows[0].cells[0].text = "{% endif %}"
    made.save(str(tmp_path / "protocol.docx"))
    with pytest.raises(RarError, match="do not fit into one another"):
        fill(tmp_path / "protocol.docx", names)


def test_an_agencys_edited_template_works(tmp_path, names, sample, png):
    """Words changed, sections reordered, a logo added: no programmer needed."""
    from rar.packet.word.charts import place_pictures

    made = docx.Document(str(places.templates() / "protocol.docx"))
    made.paragraphs[0].insert_paragraph_before("Our own words for {{ district }}")
    made.paragraphs[0].add_run().add_picture(str(png), width=Inches(1))
    title = next(p for p in made.paragraphs if p.text == "Who does what")
    roles = title._p.getnext()
    made.element.body.insert(0, roles)  # the table of roles comes first, under its heading
    made.element.body.insert(0, title._p)
    made.save(str(tmp_path / "protocol.docx"))
    filled = fill(tmp_path / "protocol.docx", names)
    place_pictures(filled, words_of_district(sample, "0110").pictures, "Logo of the agency")
    text = text_of(filled)
    assert text.startswith("Who does what\nRole")
    assert "Our own words for Ashgrove County School District" in text
    described = [one.get("descr") for one in filled.element.body.iter("{*}docPr")]
    assert described.count("Logo of the agency") == 1
    assert all(described)


@pytest.fixture
def png(tmp_path: Path) -> Path:
    from PIL import Image

    Image.new("RGB", (8, 8), "navy").save(tmp_path / "logo.png")
    return tmp_path / "logo.png"


def misfits(kind, value, name="") -> list[str]:
    """Where what stands for a name is not of the kind that is declared."""
    if kind == WRITE:
        return [] if isinstance(value, Write) else [name]
    if kind == FLAG:
        return [] if isinstance(value, bool) else [name]
    if kind == TEXT:
        return [] if isinstance(value, str) else [name]
    if isinstance(kind, list):
        return [f for one in value for f in misfits(kind[0], one, f"{name}[]")]
    return [f for key, part in kind.items() for f in misfits(part, value[key], f"{name}.{key}")]


@pytest.mark.parametrize("district", ["0110", "0670", "0901"])
def test_every_declared_name_stands_for_what_it_is_declared_as(sample, district):
    found = words_of_district(sample, district).names | {"facilitator": True}
    assert not misfits(NAMES, found)
    assert set(found) == set(NAMES)


def declared(kind) -> set[str]:
    if isinstance(kind, list):
        return declared(kind[0])
    if isinstance(kind, dict):
        return set(kind).union(*map(declared, kind.values()))
    return set()


def test_the_readme_of_the_templates_explains_every_name():
    text = (places.templates() / "README.md").read_text(encoding="utf-8")
    assert not [name for name in sorted(declared(NAMES)) if f"`{name}`" not in text]
