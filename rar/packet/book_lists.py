"""The workbook's lists: status, schools, what is missing, indices, sources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pandas as pd

from rar.dimensions import DIMENSION_OF
from rar.exhibits.options import answerable
from rar.exhibits.options import of as options_of
from rar.numbers.rating import ratings
from rar.packet.book_tables import COUNT, NEED_GROUPS, Column, Table, number, who, words
from rar.packet.printable import printable
from rar.recommend import CAUSE_TYPES
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
    for row in review.status.itertuples(index=False):
        dimension = DIMENSION_OF[row.metric]
        rows.append([
            f"{dimension.number} {dimension.name}", row.metric, printable(row.label),
            words(row.status), printable(row.reason), number(row.schools),
            number(row.schools_total), review.edition,
        ])  # fmt: skip
    return Table("Status by dimension", columns, rows)


def schools(review: Review) -> Table:
    """One row a school of the year."""
    columns = (
        Column("School ID", width=13), Column("School", width=38), Column("Level", width=12),
        Column("All levels", width=18), Column("Lowest grade", width=9),
        Column("Highest grade", width=9), Column("Students", COUNT, 10), Column("Need", "share", 9),
        Column("Need group", width=22), Column("Charter", width=9), Column("Title I", width=9),
        Column("Identified for support", width=16), Column("Edition", width=10),
    )  # fmt: skip
    rows = [
        [
            row.school_id, printable(row.name), row.level, printable(row.levels).replace(";", ", "),
            printable(row.grade_low), printable(row.grade_high), number(row.enrollment),
            number(row.need), NEED_GROUPS[printable(row.need_group)], yes(row.charter),
            yes(row.title1), _support(row), review.edition,
        ]
        for row in review.schools.itertuples(index=False)
    ]  # fmt: skip
    return Table("Schools", columns, rows)


def yes(flag: Any) -> str:
    """1, 0 and absent in words."""
    return "not reported" if pd.isna(flag) else ("yes" if flag == 1 else "no")


def _support(row: Any) -> str:
    flags = {"CSI": row.csi, "TSI": row.tsi, "ATSI": row.atsi}
    found = [name for name, flag in flags.items() if flag == 1]
    if found:
        return ", ".join(found)
    return "not reported" if all(pd.isna(flag) for flag in flags.values()) else "no"


def indices(review: Review) -> Table:
    """Whole-district values that do not add up over schools: representation, separation."""
    columns = (
        Column("Measure", width=10), Column("Name", width=44), Column("Year", width=8),
        Column("Level", width=12), Column("Group", width=36), Column("Value", "mixed", 12),
        Column("Compared with", "mixed", 14), Column("State", "mixed", 12),
        Column("n", COUNT, 11), Column("Status", width=22), Column("Edition", width=10),
    )  # fmt: skip
    metrics = {metric.id: metric for one in review.dimensions for metric in one.metrics}
    rows = []
    for row in review.indices.sort_values("year", ascending=False, kind="stable").itertuples():
        unit = metrics[row.metric].unit
        rows.append([
            row.metric, metrics[row.metric].label, str(row.year),
            "all levels" if row.level == "all" else row.level, who(row.part),
            (unit, number(row.value)), (unit, number(row.reference)),
            (unit, number(row.state_value)), number(row.n),
            words("not computable" if pd.isna(row.value) else "computed"), review.edition,
        ])  # fmt: skip
    return Table("Indices", columns, rows)


def doubts(review: Review) -> Table:
    """Every number that is doubtful at source, of all years: what to check before discussing."""
    columns = (
        Column("Year", width=8), Column("School ID", width=13), Column("School", width=38),
        Column("Field in the data dictionary", width=34), Column("Measures", width=22),
        Column("Student group", width=28), Column("Why it is doubtful", width=38),
        Column("Check before discussing", width=110), Column("Edition", width=10),
    )  # fmt: skip
    names = dict(review.schools_by_year[["school_id", "name"]].itertuples(index=False))
    by = ["year", "school_id", "table", "column", "group", "rule", "sentence"]
    found = review.product("doubts").groupby(by, sort=False)["metric"].agg(" ".join).reset_index()
    found = found.sort_values("year", ascending=False, kind="stable")
    rows = [
        [
            str(row.year), row.school_id, printable(names.get(row.school_id, "most schools")),
            f"{row.table}.{row.column}", row.metric, who(row.group), DOUBTS[row.rule],
            printable(row.sentence), review.edition,
        ]
        for row in found.itertuples(index=False)
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
        for finding in answerable(review, dimension.key).itertuples():
            rows += [
                [f"{dimension.number} {dimension.name}", finding.metric,
                 printable(finding.title), printable(one.cause), CAUSE_TYPES[one.cause_type],
                 printable(one.option), printable(one.watched), printable(one.source),
                 review.edition]
                for one in options_of(review, finding.metric)
            ]  # fmt: skip
    return Table("Options", columns, rows)


def self_ratings(review: Review) -> Table:
    """Questions no number answers, to be filled in before the numbers are looked at."""
    columns = (
        Column("Dimension", width=38), Column("Measure", width=9), Column("Question", width=40),
        Column("0", width=36), Column("1", width=36), Column("2", width=36), Column("3", width=36),
        Column("Your answer (0 to 3)", width=12), Column("Who answered", width=24),
        Column("What you could show", width=40), Column("Edition", width=10),
    )  # fmt: skip
    file = review.workspace.template("self_ratings.csv")
    rows = [
        [f"{dimension.number} {dimension.name}", one.id, printable(one.label),
         *map(printable, one.statements), "", "", "", review.edition]
        for dimension in review.dimensions
        for one in ratings(dimension.key, file)
    ]  # fmt: skip
    return Table("Self-rating, before the numbers", columns, rows)


def missing(review: Review) -> Table:
    """What could not be computed, or only in part: the missing field and who usually has it."""
    columns = (
        Column("Dimension", width=38), Column("Measure", width=9), Column("Name", width=44),
        Column("Status", width=17), Column("Why", width=44), Column("Missing field", width=60),
        Column("Its name in the data dictionary", width=40),
        Column("Who usually has it", width=50), Column("Edition", width=10),
    )  # fmt: skip
    rows = []
    for row in review.status.itertuples(index=False):
        if row.status != "computed":
            dimension = DIMENSION_OF[row.metric]
            rows.append([
                f"{dimension.number} {dimension.name}", row.metric, printable(row.label),
                words(row.status), printable(row.reason), printable(row.missing_field),
                row.missing_name, printable(row.holder), review.edition,
            ])  # fmt: skip
    return Table("What is missing", columns, rows)


def sources(review: Review, versions: dict[str, str], settings: dict[str, Any]) -> Table:
    """The files, the profile, the settings and the versions the numbers follow from."""
    columns = (
        Column("Kind", width=12), Column("Name", width=70), Column("Value", width=68),
        Column("Bytes", COUNT, 14), Column("Edition", width=10),
    )  # fmt: skip
    rows: list[list[Any]] = [
        ["file", printable(row.file), row.sha256, number(row.size), review.edition]
        for row in review.inputs.itertuples(index=False)
    ]
    rows += [
        [
            "profile",
            "state",
            f"{review.state_name} ({review.settings.state})",
            None,
            review.edition,
        ],
        ["profile", "publisher", printable(review.publisher), None, review.edition],
    ]
    rows += [
        ["setting", name, printable(value), None, review.edition] for name, value in _flat(settings)
    ]
    rows += [["version", name, value, None, review.edition] for name, value in versions.items()]
    return Table("Sources", columns, rows)


def _flat(settings: dict[str, Any], prefix: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in settings.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value
