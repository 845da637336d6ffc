"""The protocol is filled from a Word file that agencies edit; a slip in it gets a letter."""

import hashlib
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
from a_packet import workspace_of
from docx.oxml.ns import qn

from rar import Review, places
from rar.errors import RarError
from rar.packet.protocol import fill, write_protocol
from rar.packet.protocol_words import context, findings_of, questions_of

TEMPLATE = places.templates() / "protocol.docx"


@pytest.fixture(scope="module")
def review(sample: Path) -> Review:
    return Review.open(workspace_of(sample), "0110", 2022)


@pytest.fixture(scope="module")
def file(review, tmp_path_factory) -> Path:
    made = tmp_path_factory.mktemp("protocol") / "protocol.docx"
    write_protocol(review, made)
    return made


@pytest.fixture(scope="module")
def document(file: Path):
    return docx.Document(str(file))


def words(document) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([p.text for p in document.paragraphs] + cells)


def template(place: Path, *paragraphs: str) -> Path:
    """A template with these paragraphs."""
    made = docx.Document()
    for text in paragraphs:
        made.add_paragraph(text)
    made.save(str(place / "protocol.docx"))
    return place / "protocol.docx"


def test_it_has_real_headings_in_order_for_all_ten_dimensions(document, review):
    styles = [p.style.name for p in document.paragraphs]
    levels = [int(name[-1]) for name in styles if name.startswith("Heading")]
    assert all(b - a <= 1 for a, b in zip([0, *levels], levels, strict=False))
    second = [p.text for p in document.paragraphs if p.style.name == "Heading 2"]
    assert second == [f"{d.number}  {d.name}" for d in review.dimensions]


def test_nothing_of_the_template_is_left(document):
    text = words(document)
    assert not [mark for mark in ("{{", "}}", "{%", "%}", "None", "nan") if mark in text.split()]
    assert "{" not in text


def test_findings_and_questions_of_each_dimension_are_in_it(document, review):
    text = words(document)
    for dimension in review.dimensions:
        for sentence in findings_of(review, dimension.key)["sentence"]:
            assert sentence in text
        for question in questions_of(review, dimension.key):
            assert question in text


def test_header_rows_are_marked_and_every_table_has_one(document, review):
    asked = context(review)["ratings"]
    assert len(asked) > 3
    assert len(document.tables) == 3 + len(asked)
    for table in document.tables:
        marks = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
        assert marks[0]
        assert not any(marks[1:])


def test_the_record_has_room_for_the_findings_and_more(document):
    record = document.tables[-1]
    assert [cell.text for cell in record.rows[0].cells][0::6] == ["Finding", "Evidence in 90 days"]
    assert len(record.rows) >= 8
    assert record.rows[-1].cells[0].text == ""


def test_title_language_and_edition_are_set(document, file):
    assert document.core_properties.title.startswith("Ashgrove County School District")
    assert document.core_properties.language == "en-US"
    section = document.sections[0]
    assert "Internal edition" in section.header.paragraphs[0].text
    assert "agency's review team" in section.footer.paragraphs[0].text
    with zipfile.ZipFile(file) as archive:
        assert 'w:lang w:val="en-US"' in archive.read("word/styles.xml").decode()


def test_the_same_review_gives_the_same_bytes(review, file, tmp_path):
    write_protocol(review, tmp_path / "again.docx")
    hashes = {
        hashlib.sha256(one.read_bytes()).hexdigest() for one in (file, tmp_path / "again.docx")
    }
    assert len(hashes) == 1


def test_an_unknown_name_gets_a_letter_with_document_name_and_the_nearest(review, tmp_path):
    wrong = template(tmp_path, "{{ distrct }}", "{{ year }}")
    with pytest.raises(RarError) as caught:
        fill(wrong, context(review))
    letter = str(caught.value)
    assert "protocol.docx: there is no name 'distrct'" in letter
    assert "did you mean district?" in letter


def test_an_unknown_name_inside_a_list_gets_a_letter_too(review, tmp_path):
    wrong = template(
        tmp_path, "{%p for finding in stand_out %}", "{{ finding.sentense }}", "{%p endfor %}"
    )
    with pytest.raises(RarError, match="did you mean sentence?"):
        fill(wrong, context(review))


def test_a_slip_in_the_braces_gets_a_letter(review, tmp_path):
    with pytest.raises(RarError, match="has a slip in what stands in braces"):
        fill(template(tmp_path, "{% for x in levels %}no end"), context(review))


@pytest.mark.parametrize(
    "attack",
    ["{{ district.__class__.__mro__ }}", "{{ ''.__class__.__base__.__subclasses__() }}"],
)
def test_a_hostile_template_runs_nothing(review, tmp_path, attack):
    with pytest.raises(RarError):
        fill(template(tmp_path, attack), context(review))


def test_a_template_that_is_no_word_file_gets_a_letter(review, tmp_path):
    wrong = tmp_path / "protocol.docx"
    wrong.write_text("this is a text")
    with pytest.raises(RarError, match="is not a Word document"):
        fill(wrong, context(review))


def test_names_with_marks_of_xml_and_jinja_are_written_as_they_are(review, tmp_path):
    names = context(review) | {"district": 'A & B <w:t>{{ year }}</w:t> "Ñ"'}
    made = fill(template(tmp_path, "{{ district }}"), names)
    assert made.paragraphs[0].text == names["district"]


def test_every_name_in_the_readme_of_the_templates_is_known_and_the_other_way(review):
    text = (places.templates() / "README.md").read_text(encoding="utf-8")
    names = context(review)
    assert not [name for name in names if f"`{name}`" not in text]


@pytest.mark.slow
def test_libreoffice_opens_it(file, tmp_path):
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice is not installed")
    profile = (tmp_path / "profile").as_uri()
    subprocess.run(
        [office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf",
         "--outdir", str(tmp_path), str(file)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    assert (tmp_path / "protocol.pdf").stat().st_size > 20_000
