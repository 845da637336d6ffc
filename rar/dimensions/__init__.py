"""The ten dimensions, found by their modules, in the order of their numbers.

A dimension is one module here, or, where that would be too long to read in one sitting, a folder
of the same name: its `__init__.py` holds DIMENSION and nothing else, and the modules beside it, by
subject, hold the metrics. Adding a metric touches the files of its dimension only; adding a
dimension adds a file or a folder.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass

from rar.numbers.metric import Metric


@dataclass(frozen=True)
class Dimension:
    """One of the ten: its question, its key questions and its metrics in reading order.

    lead is the metric that stands for the dimension on the overview where it can be computed;
    the next that can be takes its place otherwise.
    """

    number: int
    key: str
    name: str
    question: str
    key_questions: dict[str, str]
    metrics: tuple[Metric, ...]

    @property
    def lead(self) -> Metric:
        """The metric shown first."""
        return self.metrics[0]


def _load() -> tuple[Dimension, ...]:
    modules = (
        importlib.import_module(f"{__name__}.{found.name}")
        for found in pkgutil.iter_modules(__path__)
    )
    return tuple(sorted((m.DIMENSION for m in modules), key=lambda d: d.number))


DIMENSIONS: tuple[Dimension, ...] = _load()
METRICS: dict[str, Metric] = {m.id: m for dimension in DIMENSIONS for m in dimension.metrics}
DIMENSION_OF: dict[str, Dimension] = {m.id: d for d in DIMENSIONS for m in d.metrics}
