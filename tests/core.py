"""Small canonical tables for hand-checkable tests of the core."""

import pandas as pd

from rar.numbers.measure import indexed
from rar.tables import TABLES, absent


def canonical(name: str, rows: list[dict]) -> pd.DataFrame:
    """A canonical table with every declared column; what is not given is missing."""
    table = TABLES[name]
    frame = pd.DataFrame(rows)
    for column in [*table.key_names, *table.measured]:
        text = table.by_name[column].kind == "text"
        if column not in frame:
            frame[column] = "" if text else float("nan")
        frame[column] = frame[column].astype("str" if text else "float64")
    for column in table.measured:
        why = frame.get(absent(column), pd.Series("", index=frame.index)).fillna("")
        blank = frame[column].isna() & (why == "")
        frame[absent(column)] = why.mask(blank, "missing").astype("str")
    frame["year"] = frame["year"].astype("int64")
    return frame


def schools(*rows: tuple, district: str = "01", year: int = 2022) -> pd.DataFrame:
    """The table `schools` from (id, level, enrollment, ed_share) rows."""
    return canonical(
        "schools",
        [
            {"school_id": i, "year": year, "district_id": district, "name": f"School {i}",
             "level": level, "enrollment": enrollment, "ed_share": share}
            for i, level, enrollment, share in rows
        ],
    )  # fmt: skip


def frames(**tables: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Tables by name, indexed by their keys, the others empty."""
    return indexed(tables)
