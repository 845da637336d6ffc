"""What Word does to a protocol when people fill it in, comment on it and change it is all read."""

import re
from pathlib import Path

import docx
import pytest
from a_form import (
    CODE,
    OTHER,
    blank,
    bookmarks_only,
    collect,
    controls,
    distinct,
    keys,
    run,
    typed_over,
    without_marks,
    workspace_with_forms,
    write_into,
)
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

WHY = f"{CODE}:why"


@pytest.fixture
def workspace(sample: Path) -> Path:
    return workspace_with_forms(sample)


@pytest.fixture
def form(workspace):
    """The blank protocol, open."""
    return docx.Document(str(blank(workspace, "protocol.docx")))


@pytest.fixture
def read(workspace, tmp_path, form):
    """Save the form as it is now, and collect it."""

    def saved(name: str = "filled.docx"):
        form.save(str(tmp_path / name))
        return collect(workspace, tmp_path / name)

    return saved


def xml(text: str):
    return parse_xml(re.sub(r"^<[\w:]+", lambda name: f"{name[0]} {nsdecls('w')}", text))


def fill(form, key: str, *inside: str) -> None:
    write_into(controls(form)[key][0], *(xml(one) for one in inside))


def cell_of(form, key: str):
    """The table cell of a place."""
    return next(controls(form)[key][0].iterancestors(qn("w:tc")))


def test_an_answer_that_word_cut_into_runs_is_one_answer(form, read):
    fill(
        form, WHY,
        '<w:r w:rsidR="00A1"><w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr>'
        '<w:t>The </w:t></w:r>',
        '<w:proofErr w:type="spellStart"/>',
        '<w:r w:rsidR="00B2"><w:t>formla</w:t></w:r>',
        '<w:proofErr w:type="spellEnd"/>',
        '<w:r><w:t xml:space="preserve"> is old</w:t><w:lastRenderedPageBreak/></w:r>',
    )  # fmt: skip
    assert read().values() == {WHY: "The formla is old"}


def test_line_breaks_tabs_symbols_and_curly_quotes_are_kept(form, read):
    fill(
        form, WHY,
        "<w:r><w:t>“We don’t”</w:t><w:br/><w:t>know</w:t><w:tab/><w:t>yet</w:t>"
        "<w:noBreakHyphen/><w:t>really</w:t></w:r>",
        '<w:r><w:sym w:font="Wingdings" w:char="F04A"/></w:r>',
    )  # fmt: skip
    assert read().values() == {WHY: "“We don’t”\nknow\tyet\u2011reallyJ"}


def test_tracked_insertions_count_and_tracked_deletions_do_not(form, read):
    by = 'w:id="9" w:author="Bob" w:date="2022-09-01T00:00:00Z"'
    fill(
        form, WHY,
        "<w:r><w:t>old </w:t></w:r>",
        f"<w:del {by}><w:r><w:delText>rule</w:delText></w:r></w:del>",
        f"<w:ins {by}><w:r><w:t>formula</w:t></w:r></w:ins>",
        f"<w:moveFrom {by}><w:r><w:t>moved away</w:t></w:r></w:moveFrom>",
    )  # fmt: skip
    found = read()
    assert found.values() == {WHY: "old formula"}
    assert found.outside() == []


def test_a_choice_is_what_stands_in_the_list(form, read):
    key = f"{CODE}:intended"
    kind = controls(form)[key][0].find(f"{qn('w:sdtPr')}/{qn('w:dropDownList')}")
    kind.set(qn("w:lastValue"), "not intended")
    fill(form, key, "<w:r><w:t>not intended</w:t></w:r>")
    assert read().values() == {key: "not intended"}


@pytest.mark.parametrize(
    ("written", "full", "read_as"),
    [
        ("9/30/2022", "2022-09-30T00:00:00Z", "2022-09-30"),
        ("September 30, 2022", "2022-09-30T00:00:00Z", "2022-09-30"),
        ("2022-09-30", "2022-09-30T00:00:00Z", "2022-09-30"),
        ("before fall break", "2022-09-30T00:00:00Z", "before fall break"),
        ("9/30/2022", "", "9/30/2022"),
        ("10/1/2022", "2022-09-30T00:00:00Z", "10/1/2022"),
    ],
)
def test_a_date_is_read_as_the_date_picked_only_where_that_is_what_is_written(
    form, read, written, full, read_as
):
    key = f"{CODE}:due"
    picked = controls(form)[key][0].find(f"{qn('w:sdtPr')}/{qn('w:date')}")
    if full:
        picked.set(qn("w:fullDate"), full)
    fill(form, key, f"<w:r><w:t>{written}</w:t></w:r>")
    assert read().values() == {key: read_as}


def test_what_stands_in_a_place_until_somebody_writes_is_no_answer(form, read):
    fill(form, WHY, "<w:r><w:t>Write </w:t></w:r>", "<w:r><w:t>here</w:t></w:r>")
    fill(form, f"{CODE}:see", "<w:r><w:t xml:space='preserve'> \u200b\u00a0 </w:t></w:r>")
    found = read()
    assert found.values() == {} and found.outside() == []
    assert "nothing was written in its places" in found.text


def test_a_place_that_somebody_emptied_again_is_no_answer_in_any_language(form, read):
    fill(form, WHY, "<w:r><w:t>Click or tap here to enter text.</w:t></w:r>")
    own = controls(form)[f"{CODE}:rule"][0]
    style = '<w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr>'
    spanish = f"<w:r>{style}<w:t>Haga clic o pulse aquí para escribir texto.</w:t></w:r>"
    fill(form, f"{CODE}:rule", spanish)
    own.find(qn("w:sdtPr")).append(parse_xml(f"<w:showingPlcHdr {nsdecls('w')}/>"))
    assert read().values() == {}


def test_text_typed_beside_a_control_is_the_answer_without_its_placeholder(form, read):
    cell = cell_of(form, WHY)
    cell.find(qn("w:p")).append(run(" because of the formula"))
    cell.append(xml("<w:p><w:r><w:t>and of habit</w:t></w:r></w:p>"))
    assert read().values() == {WHY: "because of the formula\nand of habit"}


def test_an_answer_of_several_paragraphs_is_read_whole(form, read):
    fill(form, WHY, "<w:r><w:t>first</w:t></w:r>")
    cell_of(form, WHY).append(xml("<w:p><w:r><w:t>second</w:t></w:r></w:p>"))
    assert read().values() == {WHY: "first\nsecond"}


def test_an_answer_survives_a_deleted_control(form, read):
    typed_over(form, WHY, "plain text")
    assert read().values() == {WHY: "plain text"}


def test_answers_survive_the_loss_of_every_tag(form, read):
    said = distinct(keys())
    for key, value in said.items():
        write_into(controls(form)[key][0], run(value))
    bookmarks_only(form)
    found = read()
    assert found.values() == said and found.outside() == []


def test_answers_whose_control_and_bookmark_are_gone_are_found_by_their_place(form, read):
    said = distinct(keys())
    for key, value in said.items():
        write_into(controls(form)[key][0], run(value))
    without_marks(form, {WHY, "d2:seen", "day90:who", f"{OTHER}:owner"})
    found = read()
    assert found.values() == said and found.outside() == []


def test_answers_are_found_by_their_place_even_when_every_mark_is_gone(form, read):
    said = distinct(keys())
    for key, value in said.items():
        write_into(controls(form)[key][0], run(value))
    without_marks(form, set(said))
    found = read()
    cards = {CODE, OTHER, "more1"}  # their tables are alike, and known by their order
    assert found.values() == said
    assert {row.item for row in found.answers.itertuples()} >= cards
    assert found.outside() == []


def test_where_every_mark_is_gone_a_card_is_known_by_its_heading(form, read):
    fill(form, f"{OTHER}:why", "<w:r><w:t>habit</w:t></w:r>")
    without_marks(form, set(keys()))
    card = form.tables[3]._tbl  # of the first finding; the second has the same printed words
    card.getparent().remove(card)
    assert read().values() == {f"{OTHER}:why": "habit"}


def test_a_place_without_marks_in_a_table_that_lost_rows_is_found_by_its_words(form, read):
    fill(form, WHY, "<w:r><w:t>habit</w:t></w:r>")
    row = next(cell_of(form, f"{CODE}:see").iterancestors(qn("w:tr")))
    without_marks(form, {WHY})
    row.getparent().remove(row)
    assert read().values() == {WHY: "habit"}


def test_without_a_blank_form_a_place_without_marks_is_kept_with_its_row(workspace, form, tmp_path):
    fill(form, WHY, "<w:r><w:t>habit</w:t></w:r>")
    without_marks(form, {WHY})
    form.save(str(tmp_path / "a.docx"))
    packet = workspace / "packets"
    packet.rename(workspace / "away")
    try:
        found = collect(workspace, tmp_path / "a.docx")
    finally:
        (workspace / "away").rename(packet)
    assert found.outside() == [("elsewhere", "Schools with greater need spend less", "habit")]
    assert found.answers.iloc[0]["about"] == "Why it may be so"
    assert "was not looked for" in found.text


def test_a_question_that_stands_twice_keeps_both_answers_where_they_differ(form, read):
    from copy import deepcopy

    rows = [next(cell_of(form, WHY).iterancestors(qn("w:tr")))]
    rows[0].addnext(deepcopy(rows[0]))
    for control, text in zip(controls(form)[WHY], ("habit", "a rule"), strict=True):
        write_into(control, run(text))
    found = read().answers
    found = found[found["field"] == "why"]
    assert sorted(found["value"]) == ["a rule", "habit"]
    assert set(found["conflict"]) == {"yes"}


def test_two_places_merged_into_one_cell_stay_two_answers(form, read):
    fill(form, "d1:belief", "<w:r><w:t>about the same</w:t></w:r>")
    fill(form, "d1:seen", "<w:r><w:t>we do not know</w:t></w:r>")
    into, other = cell_of(form, "d1:belief"), cell_of(form, "d1:seen")
    for paragraph in other.findall(qn("w:p")):
        into.append(paragraph)
    other.getparent().remove(other)
    assert read().values() == {"d1:belief": "about the same", "d1:seen": "we do not know"}


def test_text_added_outside_the_places_is_kept_with_its_heading(form, read):
    form.paragraphs[1].insert_paragraph_before("We met in the library.")
    last = form.tables[-1]._tbl
    last.addnext(xml("<w:p><w:r><w:t>Thank you all.</w:t></w:r></w:p>"))
    form.sections[0].footer.paragraphs[0].text = "Draft by Ada"
    found = read()
    assert found.outside() == [
        ("elsewhere", "Discussion protocol", "We met in the library."),
        ("elsewhere", "Room", "Thank you all."),
        ("elsewhere", "Footer of the page", "Draft by Ada"),
    ]
    assert "Written elsewhere under 'Room'" in found.text


def test_a_printed_sentence_that_was_changed_is_kept_as_it_is_now(form, read):
    form.paragraphs[1].runs[0].text = "We listen to each other. Numbers say why!"
    found = read()
    assert found.outside() == [
        ("elsewhere", "Discussion protocol", "We listen to each other. Numbers say why!")
    ]


def test_a_row_added_to_a_table_is_kept_with_its_first_cell(form, read):
    row = form.tables[1].add_row()
    row.cells[0].text, row.cells[1].text = "11 Transport", "much less"
    rows = read().answers
    assert list(rows["value"]) == ["11 Transport", "much less"]
    assert rows.iloc[1]["about"] == "11 Transport"
    assert rows.iloc[1]["place"] == "table 2, row 4"


def test_comments_are_kept_with_who_wrote_them_and_where(form, read):
    paragraph = form.paragraphs[1]
    form.add_comment(paragraph.runs, text="Do they not?", author="Bob", initials="B")
    fill(form, WHY, "<w:r><w:t>habit</w:t></w:r>")
    found = read()
    (row,) = found.answers[found.answers["section"] == "comment"].to_dict("records")
    assert (row["item"], row["value"]) == ("Discussion protocol", "Do they not?")
    assert row["label"] == "Comment of Bob"
    assert row["about"] == "We listen to each other. Numbers do not say why."
    assert "Comment of Bob" in found.text


def test_a_text_box_is_read_once(form, read):
    words = "<w:txbxContent><w:p><w:r><w:t>On a sticky note</w:t></w:r></w:p></w:txbxContent>"
    spaces = (
        f'{nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    box = parse_xml(
        f"<w:r {spaces}><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx>{words}"
        f"</wps:txbx></mc:Choice><mc:Fallback><w:pict><v:textbox>{words}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    form.paragraphs[1]._p.append(box)
    assert read().outside() == [("elsewhere", "Discussion protocol", "On a sticky note")]


def test_a_picture_that_was_put_in_is_told(form, read, tmp_path):
    from matplotlib import image

    image.imsave(str(tmp_path / "flipchart.png"), [[[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]]])
    form.add_picture(str(tmp_path / "flipchart.png"))
    ((section, item, text),) = read().outside()
    assert (section, item) == ("elsewhere", "Pictures") and "a picture in the file" in text
