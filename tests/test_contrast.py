"""Whoever sees little reads the words in a chart too: every one stands out from its ground."""

import base64
import re
from pathlib import Path

import pytest
from a_packet import packet_of

from rar.figures import look

AA = 4.5
PICTURE = re.compile(r'src="data:image/svg\+xml;base64,([^"]+)"')
FILL = re.compile(r"fill: ?(#[0-9a-fA-F]{3,6}|[a-z]+)")


def luminance(color: str) -> float:
    """The relative luminance of WCAG 2.1."""
    digits = color.lstrip("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(color: str, ground: str = "#FFFFFF") -> float:
    lights = sorted((luminance(color), luminance(ground)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def test_the_formula_is_that_of_wcag():
    assert contrast("#000000") == pytest.approx(21)
    assert contrast("#767676") == pytest.approx(4.54, abs=0.01)


def test_words_have_at_least_4_5_to_1_and_marks_3_to_1_by_the_tokens():
    assert min(contrast(color) for color in (look.INK, look.MUTED, look.STATE)) >= AA
    assert min(contrast(color) for color in (look.NEED, look.LESS)) >= AA
    assert min(contrast(color) for color in (look.RULE, look.PEER_EDGE)) >= 3


@pytest.mark.parametrize("district", ["0340", "0670"])
def test_every_word_of_every_chart_of_a_page_has_4_5_to_1(sample, district):
    page = (packet_of(sample, district) / "review.html").read_text(encoding="utf-8")
    pictures = [base64.b64decode(data).decode("utf-8") for data in PICTURE.findall(page)]
    assert len(pictures) > 20
    fills = [fill for picture in pictures for fill in fills_of(picture)]
    assert len(fills) > 500
    assert {fill: round(contrast(fill), 2) for fill in set(fills) if contrast(fill) < AA} == {}


def fills_of(picture: str) -> list[str]:
    """The fill of each word of an SVG, black where none is given."""
    found = []
    for word in re.findall(r"<text\b[^>]*>", picture):
        fill = FILL.search(word) or re.search(r'fill="(#[0-9a-fA-F]{3,6})"', word)
        found.append(fill[1] if fill else "#000000")
    return found


def test_the_style_of_the_pages_names_only_text_colors_with_4_5_to_1():
    style = (Path(__file__).parents[1] / "templates" / "review" / "style.css").read_text("utf-8")
    tokens = dict(re.findall(r"(--rar-\w+): (#[0-9a-f]{6});", style))
    used = set(re.findall(r"(?<![-\w])color: var\((--rar-\w+)\)", style))
    assert used
    assert {token for token in used if contrast(tokens[token]) < AA} == set()
    assert contrast(tokens["--rar-ink"], tokens["--rar-wash"]) >= AA
