"""Exhibits of money set against need: as promised and as spent, and per weighted student."""

from __future__ import annotations

import pandas as pd

from rar import figures
from rar.exhibits import data
from rar.exhibits.asked import cannot
from rar.exhibits.frame import Exhibit, Numbers, Picture
from rar.exhibits.money import rows_of
from rar.exhibits.peers import peers_of
from rar.exhibits.schools import silent
from rar.figures.words import capital, join
from rar.numbers.caveats import caveat_text
from rar.numbers.metric import Metric
from rar.numbers.money.need_adjusted import NEED_ADJUSTED, need_index
from rar.numbers.slope import EQUAL, INVERSE, ONE_SCHOOL, POSITIVE, SCHOOLS_FOR_A_SLOPE
from rar.tables import LEVELS
from rar.words import need_name

WITHOUT_FEDERAL, ALL_FUNDS, ALLOCATED, WITHOUT_TITLE1 = "1b", "1a", "1d", "1bt"
WORDS = {
    POSITIVE: "positive: more for greater need",
    EQUAL: "equal: the same whatever the need",
    INVERSE: "inverse: less for greater need",
    ONE_SCHOOL: "depends on one school",
}
SOURCES = {
    ALLOCATED: "Allocated",
    ALL_FUNDS: "Spent, all funds",
    WITHOUT_TITLE1: "Spent without Title I",
    WITHOUT_FEDERAL: "Spent without federal funds",
}


def allocated(review, exhibit: str = "", question: str = "") -> Exhibit:
    """The relation of need and dollars, as allocated and as spent, level by level, in one word.

    inverse, equal or positive; depends on one school; too few schools to say; not reported.
    """
    metrics = [data.metric_of(name) for name in SOURCES]
    found = {m.id: data.comparisons(review, m, "slope").set_index("level") for m in metrics}
    levels = [v for v in LEVELS if (review.schools["level"] == v).any()]
    if all((rows["status"] == "not computable").all() for rows in found.values()):
        return cannot(review, metrics[1], exhibit, question)
    frame = pd.DataFrame({"Dollars per student": list(SOURCES.values())})
    for level in levels:
        frame[capital(level)] = [_relation(found[m.id], level) for m in metrics]
    told = [v for v in levels if _word(found[ALL_FUNDS], v)]
    title = _allocated_title(found, told, len(review.schools))
    care = (
        ()
        if not told
        else (
            "The dollars in brackets are the change per student for each 10 points more need.",
            "Where the budget is equal and spending is not, the difference came after the budget: "
            "ask about vacant posts, salaries and transfers.",
            "A word stands for a straight line through the schools of one level, not for a cause.",
        )
    )
    known = sum(not f.empty and f["gap"].notna().any() for f in found.values())
    status = "computed" if told else "too few"
    detail = f"{known} of {len(metrics)} kinds of dollars"
    question = question or "Does money follow need, as promised and as spent?"
    numbers = Numbers("Relation of need and dollars, by level", frame)
    return Exhibit(exhibit, question, status, detail, title, numbers, care)


def _word(rows: pd.DataFrame, level: str) -> str:
    if level not in rows.index or rows.loc[level, "status"] != "computed":
        return ""
    return str(rows.loc[level, "reason"])


def _relation(rows: pd.DataFrame, level: str) -> str:
    """One cell: the word with its dollars, or why there is none."""
    if level not in rows.index or rows.loc[level, "status"] == "not computable":
        return "not reported"
    word = _word(rows, level)
    if not word:
        return f"too few schools to say ({int(rows.loc[level, 'schools'])})"
    change = data.metric_of(ALL_FUNDS).gap_text(rows.loc[level, "gap"])
    return f"{WORDS[word]} ({change})"


def _allocated_title(found: dict, told: list[str], schools: int) -> str:
    if not told:
        number = "One school is" if schools == 1 else f"{schools} schools in several levels are"
        return f"{number} too few to say whether money follows need"
    same: dict[str, list[str]] = {}
    for level in told:
        promised = _word(found[ALLOCATED], level)
        first = f"allocated {promised}, " if promised else ""
        same.setdefault(f"{first}spent {_word(found[ALL_FUNDS], level)}", []).append(level)
    said = [f"in {join(levels)} schools: {words}" for words, levels in same.items()]
    return f"Need and dollars {'; '.join(said)}"


def need_adjusted(review, exhibit: str = "", question: str = "") -> Exhibit:
    """Dollars per weighted student, each school against its district's mean of the level (100).

    Dots over need, or the list where no level has six schools. A panel where there are no
    weighted students or no dollars.
    """
    metric = data.metric_of(NEED_ADJUSTED)
    schools = data.compared(review, metric, data.school_values(review, metric))
    if not schools["value"].notna().any():
        return cannot(review, metric, exhibit, question)
    shown = schools.assign(value=need_index(schools, ["level"]), dollars=schools["value"])
    alone = shown["value"].isna() & shown["dollars"].notna()
    shown["reason"] = shown["reason"].mask(alone, "only one")
    label = "Dollars per weighted student, 100 is the mean of the level"
    named = need_name(review.settings.need)
    subject = figures.Subject(label, "index", lambda v: "" if pd.isna(v) else f"{v:.0f}", named)
    usable = shown.dropna(subset=["value", "need"])["level"].value_counts()
    many = len(usable) and usable.max() >= SCHOOLS_FOR_A_SLOPE
    drawn = figures.dots(shown, subject) if many else figures.listing(shown, subject)
    values = rows_of(review, NEED_ADJUSTED)
    values = values[values["level"] == "all"].set_index("statistic")
    care = (
        caveat_text(metric.caveat),
        _level_sentence(review, metric, values),
        silent(shown.assign(value=shown["dollars"])),
    )
    known = int(shown["dollars"].notna().sum())
    status = "computed" if known == len(shown) else "partial"
    status = status if usable.sum() > 1 else "too few"
    question = question or "Who has more, when every student is counted by need?"
    title, detail = _index_title(values), f"{known} of {len(shown)} schools"
    numbers = _index_table(shown, metric)
    care = tuple(sentence for sentence in care if sentence)
    return Exhibit(exhibit, question, status, detail, title, Picture.of(drawn), care, numbers)


def _index_title(values: pd.DataFrame) -> str:
    if "share_below_90" not in values.index:
        return "No level has two schools to compare, when every student is counted by need"
    below, above = values.loc["share_below_90", "value"], values.loc["share_above_110", "value"]
    return (
        f"{below:.0%} of students attend a school with less than 90% of their level's dollars per "
        f"weighted student, {above:.0%} one with more than 110%"
    )


def _level_sentence(review, metric: Metric, values: pd.DataFrame) -> str:
    """The district as a whole beside state and peers, and at average wages where they are known."""
    own = values.loc["need_adjusted"]
    said = f"The district as a whole: {metric.text(own['value'])} per weighted student"
    said += f"; the state: {metric.text(own['state_value'])}"
    others = data.of_metric(review, "districts", metric.id, year=review.year)
    others = others[others["value"].notna()]
    peers = others[others["district_id"].isin(peers_of(review)["peer_id"])]["value"]
    if len(peers):
        low, high = metric.text(peers.min()), metric.text(peers.max())
        said += f"; its peers: {low} to {high}"
    wages = values.loc["need_adjusted_wages"]
    if pd.isna(wages["value"]):
        return f"{said}, not adjusted for local wages."
    return f"{said}; at average wages {metric.text(wages['value'])} ({wages['note']})."


def _index_table(shown: pd.DataFrame, metric: Metric) -> Numbers:
    order = shown["level"].map(data.ALL_LEVELS.index)
    rows = shown.assign(_level=order).sort_values(["_level", "need", "name"], kind="stable")
    index = (
        rows["value"]
        .map(lambda v: f"{v:.0f}" if v == v else "")
        .where(rows["value"].notna(), rows["reason"])
    )
    frame = pd.DataFrame(
        {
            "School": rows["full_name"],
            "Level": rows["level"],
            "Need": rows["need"].map(lambda v: f"{v:.0%}" if v == v else "not known"),
            "Weighted students": rows["denominator"].map(
                lambda n: f"{n:,.0f}" if n == n else "not known"
            ),
            "Dollars per weighted student": rows["dollars"]
            .map(metric.text)
            .where(rows["dollars"].notna(), rows["reason"]),
            "Index": index,
        }
    )
    caption = "Dollars per weighted student, by school; 100 is the district's mean of the level"
    return Numbers(caption, frame, tuple(frame.columns[2:]))
