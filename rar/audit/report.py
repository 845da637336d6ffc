"""What an audit found, in sentences and as numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from rar.audit.layers import BELIEFS
from rar.audit.run import FOUND, Audited

NAMED = 20  # cells that are printed one by one; all of them are in audit.json


@dataclass(frozen=True)
class Leak:
    """A number that is printed in a finished file though the store withholds it."""

    cell: str
    text: str
    file: str
    place: str

    def __str__(self) -> str:
        return f"{self.file}, {self.place}: {self.text!r} is printed for {self.cell}"


@dataclass(frozen=True)
class Report:
    """Layers, leaks of finished files, the seconds it took, and what to do about what was found.

    leaders: of how many districts the leaders looked as well, knowing all numbers of their own.
    with_truth: whether the true counts were at hand. Then a breach is a cell that needs protection
    and has less than its label left, and cells that are told but need none are counted beside it;
    without the truth every cell that is told is a breach, as nobody can say that it needs none.
    """

    layers: list[Audited]
    leaks: list[Leak] = field(default_factory=list)
    with_truth: bool = False
    seconds: float = 0.0
    remedy: str = ""
    leaders: int = 0

    @property
    def found(self) -> pd.DataFrame:
        """All cells that are told or no longer safe; columns of `rar.audit.run.FOUND`."""
        frames = [one.found for one in self.layers if len(one.found)]
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=FOUND)

    @property
    def breaches(self) -> pd.DataFrame:
        """The cells that somebody can learn."""
        found = self.found
        return found[found["unsafe"].astype(bool)] if self.with_truth else found

    @property
    def clashes(self) -> list[str]:
        """Sentences that cannot all be true."""
        return [f"{one.layer}, {one.year}: {said}" for one in self.layers for said in one.clashes]

    @property
    def clean(self) -> bool:
        """Whether nobody can learn a hidden number, and all numbers fit together."""
        return self.breaches.empty and not self.leaks and not self.clashes

    def counts(self) -> dict[str, float]:
        """Numbers for audit.json and the last lines."""
        found = self.found
        return {
            "layers": len(self.layers),
            "hidden": sum(one.hidden for one in self.layers),
            "exact": sum(one.exact for one in self.layers),
            **{f"told: {k}": int(v) for k, v in found["told"].value_counts().items() if k},
            "breaches": len(self.breaches),
            "leaks": len(self.leaks),
            "districts whose leaders look as well": self.leaders,
            "corrected since an earlier release": sum(one.corrected for one in self.layers),
            "contradictions": len(self.clashes),
            "zeros withheld, or groups that do not add up": sum(
                one.believed != BELIEFS[0] for one in self.layers
            ),
            "seconds": round(self.seconds, 1),
        }

    def facts(self) -> dict:
        """What audit.json tells beside the verdict."""
        return {
            "counts": self.counts(),
            "breaches": self.breaches.drop(columns=["lower", "upper"]).to_dict("records"),
            "leaks": [str(one) for one in self.leaks],
            "contradictions": self.clashes,
            "with the truth at hand": self.with_truth,
        }

    def lines(self) -> Iterator[str]:
        """The report for people: what can be learned, by whom, from which numbers."""
        breaches = self.breaches
        for leak in self.leaks[:NAMED]:
            yield f"Printed though withheld: {leak}"
        for row in breaches.head(NAMED).itertuples():
            kind = row.told or "less is left than its label says"
            yield (
                f"{row.cell}: {_ends(row.lower, row.upper)}, {kind}; by {row.by}; from: "
                f"{row.sentences or 'its own row'}"
            )
        if len(breaches) > NAMED:
            yield f"... and {len(breaches) - NAMED} more; all are in audit.json."
        for clash in self.clashes[:NAMED]:
            yield f"Contradiction: {clash}"
        yield ", ".join(f"{name} {value}" for name, value in self.counts().items())
        yield (
            "Nobody can learn a hidden number." if self.clean else "Hidden numbers can be learned."
        )
        if self.remedy:
            yield self.remedy


def _ends(lower: float, upper: float) -> str:
    return f"it is {lower:g}" if lower == upper else f"it is {lower:g} to {upper:g}"
