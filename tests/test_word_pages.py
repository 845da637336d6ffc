"""The Word files as LibreOffice lays them out."""

import pytest
from word_files import DISTRICTS, files_of, pages_of, pdf_of, words_of_district

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("district", DISTRICTS)
def test_the_pre_reading_has_two_pages_and_ends_with_three_questions(sample, tmp_path, district):
    pages = pages_of(pdf_of(files_of(sample, district) / "prereading.docx", tmp_path))
    assert len(pages) == 2
    assert pages[1].count("?") >= 3
    assert "Three questions to think about" in pages[1]


@pytest.mark.parametrize("district", DISTRICTS)
@pytest.mark.parametrize("name", ["protocol.docx", "protocol-facilitator.docx"])
def test_the_protocol_opens_and_each_card_begins_a_page(sample, tmp_path, district, name):
    pages = pages_of(pdf_of(files_of(sample, district) / name, tmp_path))
    assert 15 < len(pages) < 40
    for card in words_of_district(sample, district).names["cards"]:
        title = f"Card {card['number']}: {card['dimension']}"
        starts = [page for page in pages if title in "\n".join(page.splitlines()[:6])]
        assert len(starts) == 1


@pytest.mark.parametrize("name", ["data-quality", "invitation", "follow-up-30-days"])
def test_a_letter_is_short(sample, tmp_path, name):
    pages = pages_of(pdf_of(files_of(sample, "0110") / f"letters/{name}.docx", tmp_path))
    assert len(pages) <= 2
