"""The trainer's cell: choose a measure, a grouping and a year, and the picture changes.

Only arguments are chosen here; every picture is made by the very calls of `rar.show` that the
page is printed from. The last cell of each notebook, skipped in batch.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial
from html import escape

import ipywidgets as widgets
from IPython.display import display

from rar import show
from rar.dimensions import METRICS
from rar.exhibits.frame import Exhibit
from rar.exhibits.parts import BESIDE

OVERVIEW = "overview"
GROUPINGS: dict[str, Callable[..., Exhibit]] = {
    "Schools by need group": show.strips,
    "Schools over need": show.dots,
    "Schools, listed": show.schools,
    "Student groups": show.groups,
    "Years": show.years,
    "Districts of the state": show.districts,
}
OF_A_WHOLE: dict[str, Callable[..., Exhibit]] = {  # one value for the district
    **{metric: partial(show.representation, metric_id=metric) for metric in BESIDE},
    "10b": show.segregation,
}
WIDE = {"description_width": "initial"}


class Explorer(widgets.VBox):
    """Three choices, the exhibit they make, and one sentence that says the same in words.

    measure, grouping and year are the dropdowns; result is the sentence (class rar-result), which
    changes with every choice and is read out by screen readers.
    """

    def __init__(self, review, dimension: str):
        self.review = review
        metrics = METRICS.values() if dimension == OVERVIEW else review.dimension(dimension).metrics
        years = review.years or [review.year]
        at = review.year if review.year in years else years[-1]
        self.measure = _choice("Measure", [(m.label, m.id) for m in metrics], None)
        self.grouping = _choice("Shown by", [(name, name) for name in GROUPINGS], None)
        self.year = _choice("School year", [(f"{y - 1}–{y % 100:02d}", y) for y in years], at)
        self.result = widgets.HTML()
        self.result.add_class("rar-result")
        self.out = widgets.Output(layout={"min_height": "430px"})
        choices = widgets.HBox(
            [self.measure, self.grouping, self.year], layout={"flex_flow": "row wrap"}
        )
        super().__init__([choices, self.result, self.out])
        for choice in (self.measure, self.grouping, self.year):
            choice.observe(self._changed, names="value")
        self.draw()

    def exhibit(self) -> Exhibit:
        """The exhibit of the present choices, made by the same call a notebook would write."""
        review = self.review
        if self.year.value != review.year:
            review = dataclasses.replace(review, year=self.year.value)
        whole = OF_A_WHOLE.get(self.measure.value)
        if whole is not None:
            return whole(review)
        if METRICS[self.measure.value].kind == "index":
            return show.indices(review, self.measure.value)
        if METRICS[self.measure.value].kind == "composition":
            return show.schools(review, self.measure.value, group="ed")
        return GROUPINGS[self.grouping.value](review, self.measure.value)

    def draw(self) -> None:
        """Draw the present choices; the picture before stays until the new one is there."""
        made = self.exhibit()
        self.result.value = f'<p role="status" aria-live="polite">{escape(made.sentence)}</p>'
        with self.out:
            self.out.clear_output(wait=True)
            display(made)

    def _changed(self, change) -> None:
        self.draw()


def explore(review, dimension: str = OVERVIEW) -> Explorer:
    """Dropdowns for the measures of a dimension ('overview': of all), grouping and year."""
    return Explorer(review, dimension)


def _choice(description: str, options: list, value) -> widgets.Dropdown:
    first = options[0][1] if value is None else value
    return widgets.Dropdown(description=description, options=options, value=first, style=WIDE)
