"""What the exhibits of money say of districts with a pattern, without one, and too small to say."""

import dataclasses
import re

import pandas as pd
import pytest

from rar import figures, show
from rar.numbers.money.spending_split import PARTS
from rar.review import Review

INVERSE, SAME, NONE, SINGLE, SILENT = "0110", "0120", "0450", "0670", "0901"
CALLS = (
    show.allocated, show.comparability, show.cuts, show.drivers, show.need_adjusted, show.prices,
    show.rules, show.spread,
)  # fmt: skip


@pytest.fixture(scope="module")
def review(sample):
    opened = {}

    def of(district: str) -> Review:
        return opened.setdefault(district, Review.open(sample, district, 2022))

    return of


def changed(review: Review, **frames: pd.DataFrame) -> Review:
    """The same review with other products."""
    return dataclasses.replace(review, _frames={**review._frames, **frames})


@pytest.mark.parametrize("district", [INVERSE, SAME, NONE, SINGLE, SILENT])
@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.__name__)
def test_every_exhibit_answers_for_every_district_and_leaves_no_cell_blank(review, call, district):
    made = call(review(district))
    html = made._repr_html_()
    assert repr(made).strip() and not re.search(r"\bnan\b", repr(made))
    assert "<td></td>" not in html and ">nan<" not in html
    assert len(getattr(made, "care", ())) <= 3


@pytest.mark.parametrize(
    ("district", "spent", "promised"),
    [(INVERSE, "inverse", "equal"), (SAME, "equal", "equal"),
     (NONE, "depends on one school", None)],
)  # fmt: skip
def test_need_and_dollars_are_told_in_one_word(review, district, spent, promised):
    cells = show.allocated(review(district)).body.frame.set_index("Dollars per student")
    assert cells.loc["Spent, all funds", "Elementary"].startswith(spent)
    if promised:
        assert cells.loc["Allocated", "Elementary"].startswith(promised)


def test_too_few_schools_are_called_that_and_silence_is_another_thing(review):
    few = show.allocated(review(SINGLE))
    assert few.status == "too few"
    assert set(few.body.frame["Elementary"]) == {"too few schools to say (1)"}
    assert show.allocated(review(SILENT)).status == "not computable"


def test_a_single_school_has_no_spread_and_is_exempt_from_the_test_of_cuts(review):
    spread = show.spread(review(SINGLE))
    assert spread.status == "too few" and "there is no spread" in spread.title
    cells = spread.body.frame.set_index("Statistic")["District"]
    assert cells["Gini index"] == "too few schools"
    assert show.cuts(review(SINGLE)).title.endswith("the district has one school")


def test_where_unevenness_arises_is_said_with_both_parts_for_district_and_state(review):
    made = show.spread(review(INVERSE))
    assert "between the district's own schools" in made.title and "state" in made.title
    assert "between districts" in made.care[0] and "own allocation" in made.care[0]
    limits = made.body.frame.set_index("Statistic")["Limit in use"]
    assert limits["Federal range ratio"] == "at most 25% (34 CFR 222.162)"
    assert limits["Mean"] == "none"


def test_the_statistics_over_the_states_districts_stand_below(review):
    table = show.spread(review(INVERSE), "1a").numbers.frame
    names = set(table["Over the state's districts"])
    assert {"Federal range ratio", "Dollars and property wealth", "Equity factor"} <= names


def test_without_federal_money_told_apart_the_spread_is_that_of_all_funds(review):
    rows = review(INVERSE).product("money")
    made = show.spread(changed(review(INVERSE), money=rows[rows["metric"] != "1b"]))
    assert "all funds" in made.body.caption


def test_the_bars_of_a_difference_add_up_in_the_table_of_schools(review):
    rows = review(INVERSE).product("drivers").query("year == 2022")
    parts = rows[list(PARTS)].sum(axis=1)
    assert parts.tolist() == pytest.approx(rows["difference"].tolist())
    made = show.drivers(review(INVERSE))
    assert len(made.numbers.frame) == len(rows)
    assert "neither is shown to be the cause" in " ".join(made.care)


def test_dollars_moved_by_average_salaries_are_said_beside_the_difference(review):
    assert "are together paid $" in " ".join(show.drivers(review(INVERSE)).care)


def test_the_index_puts_the_district_beside_state_and_peers(review):
    made = show.need_adjusted(review(INVERSE))
    said = " ".join(made.care)
    assert "the state: $" in said and "its peers: $" in said
    assert "not adjusted for local wages" in said
    assert "less than 90%" in made.title and "more than 110%" in made.title


def test_a_school_alone_in_its_level_has_no_index_and_says_so(review):
    table = show.need_adjusted(review(NONE)).numbers.frame
    alone = table[~table["Level"].duplicated(keep=False)]
    assert set(alone["Index"]) <= {"only one"}


def test_cuts_are_counted_in_dollars_and_in_teachers(review):
    made = show.cuts(review(INVERSE))
    assert "state and local dollars" in made.title and "teachers" in made.title
    rows = review(INVERSE).product("cuts").query("year == 2022")
    assert len(made.numbers.frame) == len(rows)
    marked = made.numbers.frame["School was cut"] == "more than the district"
    assert made.body.frame.equals(made.numbers.frame[marked])


def test_rules_are_listed_with_what_they_count_and_who_decides(review):
    one = pd.DataFrame(
        {"district_id": [SILENT], "year": [2022], "rule_id": ["1"], "rule": ["A post for 24"],
         "driver": ["students"], "amount": [2e6], "need_sensitive": [0.0], "public": [float("nan")],
         "decided_by": [""]}
    )  # fmt: skip
    made = show.rules(changed(review(SILENT), rules=one))
    assert made.body.frame.iloc[0].tolist() == [
        "A post for 24", "students", "$2,000,000", "no", "not known", "not said"
    ]  # fmt: skip


def test_without_a_list_of_rules_their_shares_are_told(review):
    empty = review(SAME).product("rules").iloc[:0]
    row = review(SAME).product("finance").query("year == 2022").head(1)
    row = row.assign(spent=100.0, ruled=80.0, need_sensitive=20.0, public_rules=float("nan"))
    made = show.rules(changed(review(SAME), rules=empty, finance=row))
    assert made.title.startswith("80% of what schools spend")
    assert made.body.frame["Share"].tolist() == ["80%", "25%", "not known"]


def test_dollars_at_the_prices_of_one_year_where_the_agency_has_given_prices(review, tmp_path):
    opened = review(INVERSE)
    assert "as reported" in repr(show.prices(opened))
    (tmp_path / "references").mkdir()
    text = "year,cpi,vintage,source\n2018,250,v1,BLS\n2022,300,v1,BLS\n"
    (tmp_path / "references" / "cpi.csv").write_text(text, encoding="utf-8")
    place = dataclasses.replace(opened.workspace, folder=tmp_path)
    made = show.prices(dataclasses.replace(opened, workspace=place))
    column = made.body.frame["District, at prices of 2022"].tolist()
    assert column[1:4] == ["not adjusted"] * 3 and "not adjusted" not in (column[0], column[4])
    assert "BLS, v1" in made.care[0]


def test_bars_are_told_in_words_with_their_section():
    rows = pd.DataFrame(
        {"section": ["Middle: −$5"] * 2, "label": ["Pay", "School size"], "value": [-5.0, 3.0],
         "said": ["−$5", "+$3"], "beside": [False, True]}
    )  # fmt: skip
    figure, words = figures.parts(rows, figures.Subject("Dollars", "dollars", str))
    assert "Middle: −$5: Pay −$5; School size +$3." in words
    assert "what usually goes with it" in figures.svg(figure)
