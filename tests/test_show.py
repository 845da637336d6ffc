"""What a notebook shows: findings as headings, numbers as tables, missing data as words."""

import dataclasses
import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from rar import show
from rar.dimensions import DIMENSIONS, METRICS
from rar.errors import RarError
from rar.exhibits import parts
from rar.exhibits.asked import read_questions
from rar.review import Review

LARGE, FEW, ONE, CHARTER = "0110", "0560", "0670", "0901"
BY_METRIC = (show.dots, show.strips, show.schools, show.groups, show.years, show.districts)


@pytest.fixture(scope="module")
def review(sample):
    return Review.open(sample, LARGE, 2022)


@pytest.fixture(scope="module", params=[LARGE, FEW, ONE, CHARTER])
def any_review(request, sample):
    return Review.open(sample, request.param, 2022)


class Reader(HTMLParser):
    """Collects what the tests of markup ask for."""

    def __init__(self, html: str):
        super().__init__()
        self.tags, self.alts, self.blank = [], [], 0
        self._heading = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        given = dict(attrs)
        if tag == "img":
            self.alts.append(given.get("alt", ""))
        if tag == "th":
            assert given.get("scope") in ("col", "row")
        if tag in ("th", "td"):
            self._heading = ""

    def handle_data(self, data):
        if self._heading is not None:
            self._heading += data

    def handle_endtag(self, tag):
        if tag in ("th", "td"):
            self.blank += not (self._heading or "").strip() and "img" not in self.tags[-1:]
            self._heading = None


def whole(review) -> list:
    """Everything the notebooks show of a review, for each dimension."""
    shown = [show.stands_out(review), show.facts(review), show.overview(review, "0.1")]
    shown += [show.composition(review), show.representation(review), show.segregation(review)]
    for dimension in DIMENSIONS:
        key = dimension.key
        shown += [show.opening(review, key), show.can_and_cannot(review, key)]
        shown += [show.findings(review, key), show.questions(review, key)]
        counts = [m for m in dimension.metrics if m.kind == "counts"]
        if counts:
            shown += [show.paired(review, key), show.state(review, key)]
            shown += [call(review, counts[0].id) for call in BY_METRIC]
    return [*shown, show.sources(review)]


def test_every_call_answers_for_a_large_a_small_and_a_charter_district(any_review):
    for made in whole(any_review):
        read = Reader(made._repr_html_())
        assert repr(made).strip()
        assert all(alt.strip() for alt in read.alts)
        assert read.blank == 0
        assert not {"figure", "script"} & set(read.tags)
        assert not {"h1", "h3", "h4"} & set(read.tags), "the notebook's title is its only h1"


def test_an_exhibit_has_kicker_finding_chart_care_and_numbers_in_this_order(review):
    html = show.dots(review, "1a", "1.1", "Do schools with greater need spend more?")._repr_html_()
    marks = ["Exhibit 1.1", "Do schools with", "<h2>", "<img", "Read with care", "<details"]
    places = [html.index(mark) for mark in marks]
    assert places == sorted(places)


def test_the_heading_is_the_finding_of_the_store(review):
    made = show.strips(review, "2a")
    titles = review.findings.query("metric == '2a' and kind == 'need'")["title"].tolist()
    assert made.title in titles


def test_the_table_repeats_the_measures(review):
    made = show.schools(review, "2a")
    rows = review.measures.query("metric == '2a' and year == 2022 and group == 'all'")
    want = sorted(METRICS["2a"].text(v) for v in rows["value"].dropna())
    have = [v for v in made.numbers.frame["Novice teachers"] if v.endswith("%")]
    assert sorted(have) == want


def test_a_missing_field_is_a_panel_with_its_holder_and_a_question(sample):
    review = Review.open(sample, CHARTER, 2022)
    made = show.dots(review, "1a", "1.1")
    text = repr(made)
    assert made.status == "not computable"
    assert "Missing:" in text and "Who has it:" in text and "Until then, ask in the room:" in text
    assert "<img" not in made._repr_html_()


def test_few_schools_are_listed_and_not_grouped(sample):
    made = show.strips(Review.open(sample, FEW, 2022), "2a")
    assert made.status == "too few"
    assert "not grouped" in " ".join(made.care) and "quarter" not in made.title


def test_a_district_without_need_groups_is_set_beside_the_state(sample):
    made = show.paired(Review.open(sample, ONE, 2022), "teaching_quality_and_diversity")
    assert made.title.startswith("The district and the state")


def test_the_parts_of_a_gap_are_told_as_inside_and_between_schools(review):
    made = show.groups(review, "6d")
    row = review.comparisons.query(
        "metric == '6d' and kind == 'group' and focus == 'ed' and year == 2022"
    ).iloc[0]
    within = METRICS["6d"].gap_text(row["within"])
    assert within in made.numbers.frame["Inside schools"].tolist()
    assert row["within"] + row["between"] == pytest.approx(row["gap"])


def test_names_cannot_be_markup(review):
    frames = {**review._frames, "schools": review.frame("schools").copy()}
    frames["schools"]["name"] = "<img src=x onerror=alert(1)>"
    evil = dataclasses.replace(review, _frames=frames)
    assert "<img src=x" not in show.schools(evil, "2a")._repr_html_()
    assert "<img src=x" not in show.dots(evil, "1a")._repr_html_()


def test_a_name_that_begins_with_an_equals_sign_stands_as_it_is(review):
    assert "=Equal Opportunity Academy" in show.schools(review, "2a")._repr_html_()


def test_a_value_that_is_absent_is_a_word_in_the_table(review):
    frames = {**review._frames, "measures": review.measures.copy()}
    rows = (frames["measures"]["metric"] == "2a") & (frames["measures"]["year"] == 2022)
    first = frames["measures"].index[rows][:3]
    frames["measures"].loc[first, ["numerator", "denominator", "value"]] = np.nan
    frames["measures"].loc[first, "status"] = ["missing", "suppressed", "not applicable"]
    told = show.schools(dataclasses.replace(review, _frames=frames), "2a").numbers.frame
    assert {"not reported", "withheld", "does not apply"} <= set(told["Novice teachers"])


def test_opening_states_edition_and_row_counts(review):
    text = repr(show.opening(review, "school_funding"))
    assert text.startswith(review.edition_line)
    students = f"{review.schools['enrollment'].sum():,.0f} students"
    assert f"{len(review.schools)} schools" in text and students in text and "2018 to 2022" in text


def test_what_stands_out_links_to_the_dimension_it_comes_from(review):
    html = show.stands_out(review)._repr_html_()
    links = re.findall(r'href="(\d\d_\w+)\.ipynb"', html)
    assert 1 <= len(links) <= 5
    assert set(links) <= {f"{d.number:02d}_{d.key}" for d in DIMENSIONS}


def test_the_overview_has_the_ten_dimensions_in_their_order(review):
    rows = re.findall(r'<th scope="row">(\d+) ', show.overview(review)._repr_html_())
    assert [int(number) for number in rows] == list(range(1, 11))


def test_three_questions_are_asked_in_each_dimension(any_review):
    for dimension in DIMENSIONS:
        html = show.questions(any_review, dimension.key)._repr_html_()
        assert html.count("<li>") == 3


def test_plain_text_is_the_same_each_time_and_fits_a_letter(review):
    first, second = (show.text(review, "school_funding") for _ in range(2))
    assert first == second
    assert max(len(line) for line in first.splitlines()) <= 88


def test_an_unknown_metric_or_dimension_gets_a_letter_with_the_nearest(review):
    with pytest.raises(RarError, match="1a"):
        show.dots(review, "1A")
    with pytest.raises(RarError, match="school_funding"):
        show.findings(review, "school_fundin")


def test_every_dimension_has_three_to_twelve_questions_and_the_file_is_readable(sample):
    rows = read_questions(sample.parent / "templates" / "questions.csv")
    for dimension in DIMENSIONS:
        own = [row for row in rows if row[0] == dimension.key]
        assert 3 <= len(own) <= 12
        assert any(not metric for _, metric, _ in own)


def test_a_wrong_line_in_the_questions_is_named(tmp_path):
    file = tmp_path / "questions.csv"
    file.write_text("dimension,metric,question\nschool_fundin,9z,\n", encoding="utf-8")
    with pytest.raises(RarError, match="row 2") as error:
        read_questions(file)
    assert "no such dimension" in str(error.value) and "no such metric" in str(error.value)


def test_a_district_of_many_schools_shows_its_money_by_need_group_pooled_by_students():
    known = pd.DataFrame(
        {
            "level": "elementary",
            "need_group": ["lowest", "lowest", "highest"],
            "need": [0.1, 0.2, 0.8],
            "first": [9_000.0, 12_000.0, 10_000.0],
            "second": [500.0, 800.0, 3_000.0],
            "denominator": [200.0, 100.0, 50.0],
        }
    )
    bars = parts.bars_by_need(known).set_index("name")
    assert bars.loc["Lowest need (2)", "first"] == 10_000.0
    assert bars.loc["Lowest need (2)", "second"] == 600.0
    assert bars.loc["Highest need (1)", "need"] == 0.8


def test_a_fact_that_only_some_schools_report_says_how_many(review):
    comparisons = review.comparisons
    hit = (comparisons["metric"] == "1a") & (comparisons["kind"] == "state")
    changed = comparisons.assign(
        status=comparisons["status"].mask(hit, "partial"),
        reason=comparisons["reason"].mask(hit, "38 of 39 schools report it"),
    )
    partial = dataclasses.replace(review, _frames={**review._frames, "comparisons": changed})
    assert "38 of 39 schools report it; state" in repr(show.facts(partial))
