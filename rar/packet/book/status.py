"""What could be computed, what is doubtful, what is missing, and options for the room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rar.exhibits.options import answerable
from rar.exhibits.options import of as options_of
from rar.packet.book.cells import COUNT, Column, Input, Table, number
from rar.packet.book.compared import dimension_words
from rar.packet.book.words import who, words
from rar.packet.printable import printable
from rar.recommend import CAUSE_TYPES
from rar.rows import rows_of
from rar.words import CHECK, DOUBTS

if TYPE_CHECKING:
    from rar.review import Review


def overview(review: Review) -> Table:
    """One row a metric: how far it could be computed, and why not further."""
    columns = (
        Column("Dimension", width=38), Column("Measure", width=9), Column("What it says", width=44),
        Column("Status", width=17), Column("Why", width=48), Column("Schools reporting", COUNT, 10),
        Column("Schools", COUNT, 9), Column("Edition", width=10),
    )  # fmt: skip
    rows = []
    for row in rows_of(review.status):
        rows.append([
            dimension_words(row.metric), row.metric, printable(row.label),
            words(row.status), printable(row.reason), number(row.schools),
            number(row.schools_total), review.edition,
        ])  # fmt: skip
    return Table("Status by dimension", columns, rows)


def doubts(review: Review) -> Table:
    """Every number that is doubtful at source, of all years: what to check before discussing."""
    columns = (
        Column("Year", width=8), Column("School ID", width=13), Column("School", width=38),
        Column("Field in the data dictionary", width=34), Column("Measures", width=22),
        Column("Student group", width=28), Column("Why it is doubtful", width=38),
        Column("Check before discussing", width=110), Column("Edition", width=10),
    )  # fmt: skip
    names = dict(rows_of(review.schools_by_year[["school_id", "name"]]))
    by = ["year", "school_id", "table", "column", "group", "rule", "sentence"]
    found = review.product("doubts").groupby(by, sort=False)["metric"].agg(" ".join).reset_index()
    found = found.sort_values("year", ascending=False, kind="stable")
    rows = [
        [
            str(row.year), row.school_id, printable(names.get(row.school_id, "most schools")),
            f"{row.table}.{row.column}", row.metric, who(row.group), DOUBTS[row.rule],
            printable(row.sentence), review.edition,
        ]
        for row in rows_of(found)
    ]  # fmt: skip
    return Table(CHECK, columns, rows)


def options(review: Review) -> Table:
    """What could be done about the findings that stand out, by possible cause."""
    columns = (
        Column("Dimension", width=38), Column("Measure", width=9), Column("Finding", width=80),
        Column("Possible cause", width=50), Column("Lies with", width=20),
        Column("An option for the room to weigh", width=80),
        Column("Evidence to watch", width=80), Column("Source", width=60),
        Column("Edition", width=10),
    )  # fmt: skip
    rows = []
    for dimension in review.dimensions:
        for finding in rows_of(answerable(review, dimension.key)):
            rows += [
                [f"{dimension.number} {dimension.name}", finding.metric,
                 printable(finding.title), printable(one.cause), CAUSE_TYPES[one.cause_type],
                 printable(one.option), printable(one.watched), printable(one.source),
                 review.edition]
                for one in options_of(review, finding.metric)
            ]  # fmt: skip
    return Table("Options", columns, rows)


def missing(review: Review) -> Table:
    """What could not be computed, or only in part: the field to ask for, and who usually has it."""
    columns = (
        Column("Key", width=9), Column("Dimension", width=38), Column("Name", width=44),
        Column("Status", width=17), Column("Why", width=44), Column("Missing field", width=60),
        Column("Its name in the data dictionary", width=40),
        Column("Who usually has it", width=50), Column("Asked whom", width=30, live=True),
        Column("Answer", width=50, live=True), Column("Edition", width=10),
    )  # fmt: skip
    rows = []
    for row in rows_of(review.status):
        if row.status != "computed":
            rows.append([
                row.metric, dimension_words(row.metric), printable(row.label),
                words(row.status), printable(row.reason), printable(row.missing_field),
                row.missing_name, printable(row.holder), Input(), Input(), review.edition,
            ])  # fmt: skip
    return Table("Data request", columns, rows)
