"""The protocol, the pre-reading and the letters: what is in them, and that anyone can read them."""

import hashlib
import shutil
import zipfile
from collections import Counter
from itertools import pairwise

import docx
import pandas as pd
import pytest
from a_packet import workspace_of
from docx.oxml.ns import qn
from word_files import (
    DISTRICTS,
    NAMES,
    PICTURE,
    WORD,
    files_of,
    opened,
    review_of,
    text_of,
    words_of_district,
    xml_of,
)

from rar import Review, places
from rar.errors import RarError
from rar.packet.priorities import priorities
from rar.packet.word.documents import FILES, check_templates, prepare, write_word_files
from rar.packet.word.fill import fill
from rar.packet.word.names import NAMES as KNOWN
from rar.record.fields import CALENDAR, FIELDS, MORE, bookmark_of, key_of
from rar.record.table import COLUMNS
from rar.workspace import Workspace

PROTOCOL, FACILITATOR = "protocol.docx", "protocol-facilitator.docx"
LEFT_OVER = ("{{", "}}", "{%", "%}", "⟦", "⟧", " None", " nan")


def tags(document) -> list[str]:
    """The keys of all places to write, in their order."""
    return [tag.get(qn("w:val")) for tag in document.element.body.iterfind(".//w:tag", WORD)]


def expected_keys(sample, district) -> set[str]:
    """Every key that the protocol of a district has to ask for."""
    review = review_of(sample, district)
    of = {field.key: field.section for field in FIELDS}
    codes = list(priorities(review)["code"])
    items = {
        "meeting": ["meeting"], "room": ["room"], "calendar": list(CALENDAR),
        "belief": [f"d{d.number}" for d in review.dimensions],
        "rating": [one["number"] for one in words_of_district(sample, district).names["ratings"]],
        "finding": codes, "cause": [*codes, *MORE], "barrier": [*codes, *MORE],
        "action": [*codes, *MORE],
    }  # fmt: skip
    keys = {key_of(i, field) for field, section in of.items() for i in items[section]}
    keys -= {key_of(code, "about") for code in codes}  # the form prints what a finding is about
    return keys | {key_of(item, "about") for item in MORE}


@pytest.mark.parametrize("district", DISTRICTS)
@pytest.mark.parametrize("name", [PROTOCOL, FACILITATOR])
def test_every_field_has_its_place_once_for_each_item(sample, district, name):
    found = Counter(tags(opened(sample, district, name)))
    assert set(found) == expected_keys(sample, district)
    assert set(found.values()) == {1}
    assert {key.partition(":")[2] for key in found} == {field.key for field in FIELDS}


def test_each_place_to_write_has_a_cell_and_a_bookmark_of_its_own(sample):
    document = opened(sample, "0110", PROTOCOL)
    marks = {mark.get(qn("w:name")) for mark in document.element.body.iter(qn("w:bookmarkStart"))}
    for control in document.element.body.iter(qn("w:sdt")):
        key = control.find(".//w:tag", WORD).get(qn("w:val"))
        cell = next(control.iterancestors(qn("w:tc")))
        assert len(list(cell.iter(qn("w:sdt")))) == 1
        words = "".join(text.text for text in cell.iter(qn("w:t")))
        assert words == "".join(text.text for text in control.iter(qn("w:t")))
        assert bookmark_of(key) in marks


def test_causes_of_a_finding_offer_the_agencys_options_for_its_metric(sample):
    document = opened(sample, "0110", PROTOCOL)
    code = priorities(review_of(sample, "0110"))["code"].iloc[0]
    for control in document.element.body.iter(qn("w:sdt")):
        if control.find(".//w:tag", WORD).get(qn("w:val")) == key_of(code, "cause"):
            shown = [item.get(qn("w:value")) for item in control.iter(qn("w:listItem"))]
    assert any("whatever their students need" in choice for choice in shown)
    assert "Nobody has decided it; it came about over the years" in shown


@pytest.mark.parametrize("district", DISTRICTS)
@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_the_template_is_left(sample, district, name):
    text = text_of(opened(sample, district, name))
    assert not [mark for mark in LEFT_OVER if mark in text]


def test_only_the_facilitator_edition_has_the_notes_and_the_plan(sample):
    first, second = (opened(sample, "0110", name) for name in (PROTOCOL, FACILITATOR))
    notes = [p for p in second.paragraphs if p.style.name == "Facilitator note"]
    assert len(notes) > 20
    assert not [p for p in first.paragraphs if p.style.name == "Facilitator note"]
    assert "The plan of the meeting" in text_of(second)
    assert "For the facilitator" not in text_of(first)
    for lead in ("Time.", "Say.", "Watch for.", "When it gets hard."):
        assert any(lead in note.text for note in notes)


def test_belief_comes_before_any_number_and_is_compared_after_them(sample):
    keys = tags(opened(sample, "0110", PROTOCOL))
    fields = [key.partition(":")[2] for key in keys]
    last_belief = max(i for i, f in enumerate(fields) if f in ("belief", "step", "shown"))
    assert last_belief < fields.index("see") < fields.index("seen") < fields.index("cause")
    text = text_of(opened(sample, "0110", PROTOCOL))
    before = text[: text.index("The district and its needs")]
    assert "%" not in before
    assert "$" not in before


@pytest.mark.parametrize("district", DISTRICTS)
def test_the_cards_are_those_of_the_priorities_with_chart_and_numbers(sample, district):
    text = text_of(opened(sample, district, PROTOCOL))
    names = words_of_district(sample, district).names
    for card in (names["money"], *names["cards"]):
        assert card["title"] in text
        assert card["sure"] in text
        assert all(row["value"] in text for row in card["numbers"])
        assert all(question in text for question in card["questions"])
        assert [d["finding"] for d in names["dimensions"] if d["name"] == card["dimension"]] == [
            f"{card['title']}."
        ]
    pictures = xml_of(files_of(sample, district) / PROTOCOL, "word/document.xml").findall(
        ".//wp:inline", PICTURE
    )
    assert len(pictures) == 1 + len(names["cards"])


def test_a_district_whose_money_cannot_be_compared_still_talks_about_it(sample, monkeypatch):
    from rar.packet.word import cards

    review = review_of(sample, "0110")
    without = priorities(review)
    monkeypatch.setattr(cards, "priorities", lambda _: without[without["card"] > 0])
    made = cards.Cards(review)
    assert "cannot be told" in made.money["title"]
    assert made.money["write"]["see"] == "⟦d1:see⟧"
    assert made.topics[0]["name"] == "The money"


@pytest.mark.parametrize("name", NAMES)
def test_the_edition_and_who_may_see_it_are_on_every_page(sample, name):
    section = opened(sample, "0110", name).sections[0]
    head, foot = section.header.paragraphs[0].text, section.footer.paragraphs[0].text
    assert "Ashgrove County School District (0110)" in head
    assert "2021–22" in head
    assert "Internal edition" in head
    assert "agency's review team" in foot


@pytest.mark.parametrize("name", NAMES)
def test_a_form_says_which_district_year_and_edition_it_is(sample, name):
    file = files_of(sample, "0110") / name
    values = {
        entry.get("name"): entry[0].text for entry in xml_of(file, "docProps/custom.xml")
    }  # fmt: skip
    form = next(one.form for one in FILES if one.file == name)
    assert values == {"rarkit form": form, "rarkit district": "0110", "rarkit year": "2022",
                      "rarkit edition": "internal", "rarkit state": "sample"}  # fmt: skip
    assert form == "protocol" if name.startswith("protocol") else form != "protocol"


@pytest.mark.parametrize("district", DISTRICTS)
@pytest.mark.parametrize("name", NAMES)
def test_a_document_is_accessible(sample, district, name):
    file = files_of(sample, district) / name
    document = docx.Document(str(file))
    levels = [int(p.style.name[-1]) for p in document.paragraphs
              if p.style.name.startswith("Heading")]  # fmt: skip
    assert levels
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels)), levels
    assert [p.style.name for p in document.paragraphs].count("Title") == 1
    assert document.core_properties.title.startswith(review_of(sample, district).name)
    assert document.core_properties.language == "en-US"
    with zipfile.ZipFile(file) as archive:
        assert 'w:lang w:val="en-US"' in archive.read("word/styles.xml").decode()
    body = document.element.body
    for table in body.iter(qn("w:tbl")):
        heads = [row.find(".//w:tblHeader", WORD) is not None for row in table.iter(qn("w:tr"))]
        assert heads[0]
        assert not any(heads[1:])
        assert len(heads) > 1
        assert not list(table.iterancestors(qn("w:tbl")))
        assert not list(table.iter(qn("w:gridSpan"), qn("w:vMerge")))
    for picture in body.iterfind(".//wp:docPr", PICTURE):
        assert len(picture.get("descr")) > 40
    assert not [p for p in document.paragraphs if not p.text.strip() and not list(p._p.iter(
        qn("w:drawing"), qn("w:sdt")))]  # fmt: skip
    for paragraph in document.paragraphs:
        if paragraph.style.name.startswith("List"):
            assert (
                document.styles[paragraph.style.name].element.find(".//w:numPr", WORD) is not None
            )


@pytest.mark.parametrize("name", NAMES)
def test_a_document_has_valid_numbers_for_its_controls_and_bookmarks(sample, name):
    body = opened(sample, "0110", name).element.body
    for one in ("w:sdtPr/w:id", "w:bookmarkStart"):
        attribute = qn("w:id" if "bookmark" in one else "w:val")
        ids = [entry.get(attribute) for entry in body.iterfind(f".//{one}", WORD)]
        assert len(ids) == len(set(ids))
    names = [mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))]
    assert max(map(len, names), default=0) <= 40  # Word cuts longer ones


def test_the_same_review_gives_the_same_bytes(sample, tmp_path):
    review = Review.open(workspace_of(sample), "0110", 2022)
    write_word_files(review, tmp_path)
    for name in NAMES:
        hashes = {hashlib.sha256((folder / name).read_bytes()).hexdigest()
                  for folder in (tmp_path, files_of(sample, "0110"))}  # fmt: skip
        assert len(hashes) == 1, name


@pytest.mark.parametrize("district", DISTRICTS)
def test_no_document_is_larger_than_an_email_likes(sample, district):
    for name in NAMES:
        assert (files_of(sample, district) / name).stat().st_size < 900_000


def test_the_invitation_names_schools_and_the_law_and_no_person(sample):
    text = text_of(opened(sample, "0110", "letters/invitation.docx"))
    assert "Section 1111(d)(3)(A)(ii)" in text
    assert "Birch Mill Elementary School" in text
    assert "additional targeted support and improvement" in text
    assert "150 minutes" in text


def test_the_letter_on_data_quality_says_what_is_doubtful_and_by_when(sample):
    text = text_of(opened(sample, "0110", "letters/data-quality.docx"))
    assert "Kestrel Crossing High School reports 40 full-time equivalents" in text
    assert "within 7 days" in text
    assert "sheet Counts" in text


@pytest.fixture
def remembered(sample, tmp_path):
    """A workspace in whose record two actions of this year's meeting of 0110 stand."""
    place = shutil.copytree(workspace_of(sample), tmp_path / "ws")
    code = priorities(review_of(sample, "0110"))["code"].iloc[1]
    rows = [
        {"item": item, "about": about, "section": "action", "field": field, "value": value}
        for item, about in ((code, "Suspensions"), ("more1", "Buses & <bells>"))
        for field, value in (("action", f"Act on {about}"), ("owner", "Ana"), ("due", "2022-10-01"),
                             ("status", "under way"), ("support", "Two workshops"))
    ]  # fmt: skip
    frame = pd.DataFrame(rows).assign(district_id="0110", year="2022", form="protocol", file="a")
    (place / "records").mkdir()
    frame.reindex(columns=COLUMNS, fill_value="").to_csv(place / "records/answers.csv", index=False)
    return Review.open(place, "0110", 2022)


def test_what_was_agreed_opens_the_next_protocol_and_fills_the_follow_up(remembered, tmp_path):
    write_word_files(remembered, tmp_path / "made")
    protocol = text_of(docx.Document(str(tmp_path / "made" / PROTOCOL)))
    assert protocol.index("Since last time") < protocol.index("Why we meet")
    assert "Act on Buses & <bells>" in protocol
    letter = text_of(docx.Document(str(tmp_path / "made" / "letters/follow-up-30-days.docx")))
    assert "Act on Suspensions" in letter
    assert "Ana; 2022-10-01" in letter
    assert "Two workshops" in letter
    assert "No action has been collected" not in letter


def test_without_a_record_the_follow_up_has_lines_to_fill(sample):
    letter = text_of(opened(sample, "0110", "letters/follow-up-30-days.docx"))
    assert "No action has been collected" in letter
    assert "Since last time" not in text_of(opened(sample, "0110", PROTOCOL))


def test_templates_are_checked_all_at_once_before_a_run(sample, tmp_path):
    place = shutil.copytree(workspace_of(sample), tmp_path / "ws")
    (place / "templates" / "letters").mkdir(parents=True)
    for name, slip in (("prereading.docx", "{{ distrct }}"), ("letters/invitation.docx", "{{ x")):
        made = docx.Document()
        made.add_paragraph(slip)
        made.save(str(place / "templates" / name))
    with pytest.raises(RarError) as caught:
        check_templates(Review.open(place, "0110", 2022))
    told = str(caught.value)
    assert "prereading.docx: in the paragraph" in told
    assert "letters/invitation.docx: what stands in braces cannot be read" in told


def test_a_template_that_does_not_fit_stops_no_preparation_but_is_told_when_it_is_filled(
    sample, tmp_path
):
    shutil.copy(sample / "review.toml", tmp_path)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "prereading.docx").write_text("this is a text")
    workspace = Workspace.open(tmp_path)
    prepare(workspace)
    with pytest.raises(RarError, match="not a Word document"):
        fill(workspace.template("prereading.docx"), {})


def test_templates_that_fit_pass_and_so_does_a_name_nobody_uses(sample):
    check_templates(review_of(sample, "0110"))
    assert "district" in KNOWN
    assert (places.templates() / "protocol.docx").is_file()
