"""Exhibits of tests and rules: cuts, Title I comparability, and how money is given to schools."""

from __future__ import annotations

import pandas as pd

from rar.exhibits import data
from rar.exhibits.asked import ask, cannot
from rar.exhibits.frame import Exhibit, Numbers, panel
from rar.figures.words import capital, count
from rar.numbers.money import comparability as title1
from rar.numbers.money.cuts import EXEMPT, FAIL, FUNDING, PASS, STAFFING

CUTS, WITHOUT_FEDERAL, ALL_FUNDS, RULED = "1j", "1b", "1a", "1h"
RESULTS = {PASS: "not more than the district", FAIL: "more than the district"}
KINDS = {FUNDING: "State and local dollars per student", STAFFING: "Teachers per 100 students"}
TESTS = {
    title1.SPENDING: "less than 90% of other schools' state and local dollars per student",
    title1.RATIO: "more than 110% of other schools' students per teacher",
}
MOST_RULES = 12
MOST_ROWS = 8  # on the page; all rows stand folded below
CUT_QUESTION = "Were high-poverty schools cut more than others?"


def _named(review, rows: pd.DataFrame) -> pd.Series:
    names = review.schools.set_index("school_id")["name"].astype("str")
    names = names.str.replace(r"\s+", " ", regex=True)
    return rows["school_id"].map(names).fillna(rows["school_id"])


def _mine(review, product: str) -> pd.DataFrame:
    frame = review.product(product)
    return frame[frame["year"] == review.year]


def cuts(review, exhibit: str = "", question: str = "") -> Exhibit:
    """Whether high-poverty schools were cut more per student than the district as a whole.

    State and local dollars, and teachers. A panel where the district is exempt, with the reason,
    or where a year is missing.
    """
    metric = data.metric_of(CUTS)
    rows = _mine(review, "cuts")
    if len(rows) and (rows["result"] == EXEMPT).all():
        reason = rows["reason"].iloc[0]
        title = f"The test of cuts does not apply: {reason}"
        asked = panel("", "", ask(review, metric.id))
        return Exhibit(exhibit, question or CUT_QUESTION, "not computable", "", title, asked)
    told = rows[rows["result"].isin([PASS, FAIL])]
    if told.empty:
        missing = rows["reason"].iloc[0] if len(rows) else ""
        return cannot(review, metric, exhibit, question, missing)
    title = "; ".join(_cut_sentence(told, test) for test in KINDS if (told["test"] == test).any())
    care = (
        "High-poverty is the quarter of the district's schools with the highest share of "
        "economically disadvantaged students; dollars are not adjusted for prices.",
        "Modeled on the maintenance of equity of 2021 to 2023 (American Rescue Plan Act); the "
        "duty has ended, so this is an indicator and no finding of law.",
        "Any fall counts, however small, where the district as a whole did not fall; of staff only "
        "teachers are counted.",
    )
    status = "computed" if len(told) == len(rows) else "partial"
    detail = _schools(told["school_id"].nunique())
    question = question or CUT_QUESTION
    table, whole = _short(_cut_table(review, rows), RESULTS[FAIL])
    return Exhibit(exhibit, question, status, detail, capital(title), table, care, whole)


def _cut_sentence(told: pd.DataFrame, test: str) -> str:
    own = told[told["test"] == test]
    failed = int((own["result"] == FAIL).sum())
    what = "state and local dollars" if test == FUNDING else "teachers"
    return (
        f"{failed} of {_schools(len(own))} lost more {what} per student than the district "
        "as a whole"
    )


def _schools(how_many: int, kind: str = "high-poverty") -> str:
    return f"{how_many} {kind} school" + ("s" if how_many != 1 else "")


def _cut_table(review, rows: pd.DataFrame) -> Numbers:
    rows = rows.sort_values(["test", "school_id"], key=lambda v: v.replace({STAFFING: "z"}))
    frame = pd.DataFrame(
        {
            "School": _named(review, rows),
            "What": rows["test"].map(KINDS),
            "Year before": _amounts(rows, "before"),
            "This year": _amounts(rows, "after"),
            "District's cut per student": _amounts(rows, "allowed"),
            "School was cut": rows["result"].map(RESULTS).fillna(rows["reason"]),
        }
    )
    numeric = ("Year before", "This year", "District's cut per student")
    return Numbers("High-poverty schools and the year before", frame, numeric)


def _short(table: Numbers, marked: str) -> tuple[Numbers, Numbers | None]:
    """A long table's marked rows first and the rest folded: (what is shown, the whole or None).

    marked is the word of the last column; where no row has it, the first rows are shown.
    """
    frame = table.frame
    if len(frame) <= MOST_ROWS:
        return table, None
    rows = frame[frame.iloc[:, -1] == marked]
    shown = (rows if len(rows) else frame).head(MOST_ROWS)
    caption = f"{table.caption}: {len(shown)} of {len(frame)} lines, all of them below"
    return Numbers(caption, shown, table.numeric), table


def _amounts(rows: pd.DataFrame, column: str) -> list[str]:
    pairs = zip(rows["test"], rows[column], strict=True)
    return [
        "not known" if pd.isna(v) else f"${v:,.0f}" if test == FUNDING else f"{100 * v:.2f}"
        for test, v in pairs
    ]


def comparability(review, exhibit: str = "", question: str = "") -> Exhibit:
    """Whether Title I schools have teachers and state and local dollars as other schools have.

    The ratio tests of Title I comparability by level. A panel where no school is known to receive
    Title I money.
    """
    rows = _mine(review, "comparability")
    metric = data.metric_of(WITHOUT_FEDERAL)
    if rows.empty:
        missing = "which schools receive Title I money, or no school here does"
        title = "Title I schools cannot be set beside others with the files at hand"
        return cannot(review, metric, exhibit, question, missing, title)
    told = rows[rows["result"].isin([title1.YES, title1.NO])]
    number = told["school_id"].nunique()
    title = "; ".join(_test_sentence(told, test) for test in TESTS if (told["test"] == test).any())
    title = capital(title) or "The comparability of Title I schools cannot be told here"
    care = (
        "An indicator: the test a district files counts the staff that state and local money pays "
        "and leaves out differences of salary by years of service.",
        "Title I schools are set against schools without it in the same level; where all have it, "
        "against all of them.",
        f"Schools of {title1.LEFT_OUT_UP_TO} students or fewer are left out.",
    )
    status = "computed" if len(told) == len(rows) else "partial" if number else "too few"
    question = question or "Do Title I schools get as much before Title I money is added?"
    detail = f"{number} of {rows['school_id'].nunique()} Title I schools"
    table, whole = _short(_test_table(review, rows), title1.NO)
    return Exhibit(exhibit, question, status, detail, title, table, care, whole)


def _test_sentence(told: pd.DataFrame, test: str) -> str:
    own = told[told["test"] == test]
    number = int((own["result"] == title1.NO).sum())
    return f"{number} of {_schools(len(own), 'Title I')} with {TESTS[test]}"


def _test_table(review, rows: pd.DataFrame) -> Numbers:
    def cells(column):
        dollars = rows["test"] == title1.SPENDING
        return [
            "not known" if pd.isna(v) else f"${v:,.0f}" if d else f"{v:.1f}"
            for v, d in zip(rows[column], dollars, strict=True)
        ]

    frame = pd.DataFrame(
        {
            "School": _named(review, rows),
            "Test": rows["test"].replace({title1.RATIO: "students per teacher"}),
            "School's": cells("value"),
            "Compared with": cells("reference"),
            "Limit": cells("limit"),
            "Result": rows["reason"].where(rows["reason"] != "", rows["result"]),
        }
    )
    return Numbers("Title I schools beside others of their level", frame, tuple(frame)[2:5])


def rules(review, exhibit: str = "", question: str = "") -> Exhibit:
    """How much of the district's money reaches schools by rule, by need and in public.

    The list of rules where the agency has them. A panel where neither is known.
    """
    metric = data.metric_of(RULED)
    found, listed = _mine(review, "finance"), _mine(review, "rules")
    ruled = found["ruled"].iloc[0] if len(found) else float("nan")
    if pd.isna(ruled) and listed.empty:
        missing = "the rules by which the district gives money and posts to schools"
        title = "By which rules money reaches schools is not in the files at hand"
        return cannot(review, metric, exhibit, question, missing, title)
    row = found.iloc[0] if len(found) else pd.Series(dtype=float)
    title = _rules_title(row, listed)
    table = _rule_table(listed) if len(listed) else _share_table(row)
    care = (
        "A rule that uses need may still give little to it; what arrives is in the exhibits above.",
        "Money without a rule is not spent badly; the question is who decides it, and who knows.",
    )
    detail = count(len(listed), "rule") if len(listed) else "shares of the district's money"
    question = question or "By which rules does money reach a school?"
    return Exhibit(exhibit, question, "computed", detail, title, table, care)


def _share(row: pd.Series, part: str, whole: str) -> str:
    top, bottom = row.get(part, float("nan")), row.get(whole, float("nan"))
    return f"{top / bottom:.0%}" if pd.notna(top) and bottom > 0 else ""


def _rules_title(row: pd.Series, listed: pd.DataFrame) -> str:
    ruled = _share(row, "ruled", "spent")
    if not ruled:
        return f"{capital(count(len(listed), 'rule'))} by which money reaches schools"
    need = _share(row, "need_sensitive", "ruled") or "an unknown share"
    public = _share(row, "public_rules", "ruled") or "an unknown share"
    return (
        f"{ruled} of what schools spend reaches them by a rule; {need} of that by rules that use "
        f"need, {public} by rules that are public"
    )


def _share_table(row: pd.Series) -> Numbers:
    lines = {
        "Given by a rule": ("ruled", "spent"),
        "Of it, by rules that use need": ("need_sensitive", "ruled"),
        "Of it, by rules that are public": ("public_rules", "ruled"),
    }
    dollars = [row.get(part, float("nan")) for part, _ in lines.values()]
    frame = pd.DataFrame(
        {
            "Money": list(lines),
            "Dollars": [f"${v:,.0f}" if pd.notna(v) else "not known" for v in dollars],
            "Share": [_share(row, *pair) or "not known" for pair in lines.values()],
        }
    )
    return Numbers("Money given to schools by rule", frame, ("Dollars", "Share"))


def _rule_table(listed: pd.DataFrame) -> Numbers:
    rows = listed.sort_values(["amount", "rule_id"], ascending=[False, True]).head(MOST_RULES)
    yes_no = {1.0: "yes", 0.0: "no"}
    frame = pd.DataFrame(
        {
            "Rule": rows["rule"],
            "Counts": rows["driver"].replace("", "not said").fillna("not said"),
            "Dollars": [f"${v:,.0f}" if pd.notna(v) else "not known" for v in rows["amount"]],
            "Uses need": rows["need_sensitive"].map(yes_no).fillna("not known"),
            "Public": rows["public"].map(yes_no).fillna("not known"),
            "Decided by": rows["decided_by"].replace("", "not said").fillna("not said"),
        }
    )
    more = f", the {MOST_RULES} largest of {len(listed)}" if len(listed) > MOST_RULES else ""
    return Numbers(f"Rules by which money reaches schools{more}", frame, ("Dollars",))
