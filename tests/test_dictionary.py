"""The data dictionary that ships is the one the code prints."""

import pandas as pd

from rar import places
from rar.catalogue import FILE
from rar.dictionary import data_dictionary
from rar.dimensions import METRICS
from rar.tables import TABLES


def test_the_dictionary_that_ships_is_the_one_the_code_prints():
    shipped = pd.read_csv(
        places.templates() / "data_dictionary.csv",
        dtype="str",
        keep_default_na=False,
        encoding="utf-8-sig",
    )
    pd.testing.assert_frame_equal(shipped, data_dictionary(), check_dtype=False)


def test_every_field_says_what_it_means_and_measured_ones_their_unit():
    for table in TABLES.values():
        for column in (*table.keys, *table.columns):
            assert column.meaning
            if column.kind in ("count", "number", "share") and column.name != "year":
                assert column.unit, (table.name, column.name)


def test_novice_teachers_are_needed_by_the_metric_that_counts_them():
    rows = data_dictionary().set_index(["table", "column"])
    assert "2a" in rows.loc[("teachers", "novice"), "needed_by"].split()


def test_the_list_of_metrics_that_ships_names_every_metric_once_and_no_other():
    rows = [line.split("|") for line in FILE.read_text(encoding="utf-8").splitlines()
            if line.startswith("|")]  # fmt: skip
    ids = [row[1].strip() for row in rows if row[1].strip() not in ("id", "---")]
    assert ids == list(METRICS)
    labels = {row[1].strip(): row[2].strip() for row in rows}
    assert all(labels[m.id].startswith(m.label) for m in METRICS.values())
