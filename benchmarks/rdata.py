"""What the R Markdown document is given: the notebook's prose, and the store's rows as CSV."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import nbformat
import pandas as pd

from rar import places
from rar.dimensions import DIMENSIONS
from rar.exhibits.options import answerable, of
from rar.exhibits.pages import opening, questions
from rar.numbers.rating import ratings
from rar.review import Review
from rar.store import Store
from rar.tables import GROUPS
from rar.words import RACES

NOTEBOOK = "02_teaching_quality_and_diversity"
DIMENSION = DIMENSIONS[1]
DOCUMENT = Path(__file__).parent / "rmarkdown"
BY_DISTRICT = ("schools", "measures", "comparisons", "findings", "availability", "indices",
               "teacher_gaps")  # fmt: skip


def write_document(folder: Path) -> None:
    """review.Rmd with the notebook's own prose in its places, and what it loads."""
    (folder / "pages").mkdir(parents=True)
    source = nbformat.read(places.notebooks() / f"{NOTEBOOK}.ipynb", as_version=4)
    prose = [
        cell.source
        for cell in source.cells
        if cell.cell_type == "markdown" and "remove-page" not in cell.metadata.get("tags", [])
    ]
    text = (DOCUMENT / "review.Rmd").read_text(encoding="utf-8")
    text = re.sub(r"<!-- prose (\d+) -->", lambda place: prose[int(place[1]) - 1], text)
    (folder / "review.Rmd").write_text(text, encoding="utf-8")
    for name in ("exhibits.R", "render.R"):
        shutil.copy(DOCUMENT / name, folder / name)


def write_data(store: Store, reviews: list[Review], folder: Path) -> None:
    """The store's rows of the dimension as CSV: the whole state, ready made as for the notebook."""
    folder.mkdir(parents=True)
    ids = [metric.id for metric in DIMENSION.metrics]
    year = reviews[0].year
    frames = {
        name: pd.concat([store.district(one, name) for one in store.district_ids(year)])
        for name in BY_DISTRICT
    }
    frames["schools"] = pd.concat([
        Review.open(reviews[0].workspace.folder, one, year).schools_by_year
        for one in store.district_ids(year)
    ])  # fmt: skip
    frames["state"] = store.statewide("state")
    for name, frame in frames.items():
        frames[name] = frame[frame["metric"].isin(ids)] if "metric" in frame else frame
    frames |= {"inputs": store.statewide("inputs"), "metrics": _metrics(), "groups": _groups()}
    frames |= _texts(reviews)
    for name, frame in frames.items():
        frame.to_csv(folder / f"{name}.csv", index=False)


def _metrics() -> pd.DataFrame:
    asked = DIMENSION.key_questions
    rows = [(m.id, m.label, m.unit, f"{m.question} {asked[m.question]}") for m in DIMENSION.metrics]
    return pd.DataFrame(rows, columns=["metric", "label", "unit", "question"])


def _groups() -> pd.DataFrame:
    return pd.DataFrame((GROUPS | RACES).items(), columns=["group", "label"])


def _texts(reviews: list[Review]) -> dict[str, pd.DataFrame]:
    """What is words alone, by district: R prints it as it is."""
    asked = ratings(DIMENSION.key, reviews[0].workspace.template("self_ratings.csv"))
    steps = [
        (f"{one.question} {one.label}", step, statement)
        for one in asked
        for step, statement in enumerate(one.statements)
    ]
    opened_by = [(r.district_id, repr(opening(r, DIMENSION.key))) for r in reviews]
    questions_of = [
        (r.district_id, line.split(". ", 1)[1])
        for r in reviews
        for line in repr(questions(r, DIMENSION.key)).splitlines()
    ]
    options = [
        (r.district_id, row.title, o.cause, o.option, o.watched)
        for r in reviews
        for row in answerable(r, DIMENSION.key).head(3).itertuples()
        for o in of(r, row.metric)
    ]
    names = [(r.district_id, r.name, r.year) for r in reviews]
    text = ["district_id", "text"]
    return {
        "ratings": pd.DataFrame(steps, columns=["question", "step", "statement"]),
        "opening": pd.DataFrame(opened_by, columns=text),
        "questions": pd.DataFrame(questions_of, columns=text),
        "options": pd.DataFrame(
            options, columns=["district_id", "finding", "cause", "option", "watched"]
        ),
        "names": pd.DataFrame(names, columns=["district_id", "name", "year"]),
    }
