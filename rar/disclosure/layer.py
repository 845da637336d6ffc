"""One layer of counts: a count of every school and student group, its totals, and what adds up.

Leaves are rows with a unit (a school), a group, the count, the people it was counted among, and the
count of all students of the school. Totals are printed over all leaves of a node: the schools of a
need group, of a level, of a district. Beside each group the reports print all others of the same
schools; these are what is left of all students, so they set a need for the group's own count.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from rar.disclosure.cells import NOBODY, Builder
from rar.disclosure.rule import Rule
from rar.disclosure.suppress import suppress
from rar.tables import RACES

EVERYONE = "all"
BESIDE = "all, of schools that tell of "
PARTS = (("f", "m"), ("ed", "non_ed"), ("el", "non_el"), ("swd", "non_swd"), RACES)
Node = tuple[str, str, str]  # the kind of node, which one, the group


@dataclass(frozen=True)
class Kind:
    """A kind of total: the column of the leaves that says which, whether it is printed of student
    groups too, what hiding one costs, whether one may be hidden at all, whether all students are
    printed beside a group of them, and the column of the smaller totals it is the sum of.
    """

    column: str
    of_groups: bool
    cost: float
    free: bool = True
    beside: bool = True
    of: str = ""


@dataclass
class Protected:
    """hidden: of each leaf; nodes: the totals that are hidden; blocked: leaves and totals that
    cannot be protected, in words.
    """

    hidden: np.ndarray
    nodes: set[Node] = field(default_factory=set)
    blocked: list[str] = field(default_factory=list)


class Layer:
    """The cells of one layer over some units, and what each of them is.

    leaves: unit, group, value, people, whole (the count of all students; missing for these), forced
    (hidden for another reason), untold (how many people there are is hidden too), open (told
    elsewhere, so never hidden) and a column for each of the kinds; owner, where it is there, is a
    number for the district whose leaders know it. nested: whether values are
    counted among people. given: totals hidden before; before: leaves that are.
    """

    def __init__(
        self, leaves: pd.DataFrame, kinds: list[Kind], rule: Rule, nested: bool,
        given: set[Node] = frozenset(), before: np.ndarray | bool = False,
    ) -> None:  # fmt: skip
        self.kinds, self.rule, self.nested, self.given = kinds, rule, nested, given
        self.before = before
        self.units = leaves["unit"].tolist()
        self.groups = leaves["group"].tolist()
        self.at = {key: at for at, key in enumerate(zip(self.units, self.groups, strict=True))}
        self.counts = leaves[["value", "people", "whole"]].to_numpy(dtype=float)
        self.forced, self.untold, self.open = (
            leaves[n].to_numpy(dtype=bool) for n in ("forced", "untold", "open")
        )
        known = "owner" in leaves
        self.owner = leaves["owner"].tolist() if known else [NOBODY] * len(leaves)
        self.nodes_of = {kind.column: leaves[kind.column].tolist() for kind in kinds}
        self.builder = Builder()
        self.place_of: dict[Node, int] = {}
        self._by_members: dict[tuple[int, ...], int] = {}
        self.members = {kind.column: self._members_of(kind) for kind in kinds}
        self._add_leaves()
        for kind in kinds:
            self._add_totals(kind)

    def protect(self, leaders: bool = True) -> Protected:
        """Hide what is small and what it takes to protect it, also against leaders of districts."""
        found = suppress(self.builder.cells(), leaders)
        nodes = {node for node, place in self.place_of.items() if found.hidden[place]}
        blocked = [self._words(int(place)) for place in np.union1d(found.blocked, found.leaders)]
        return Protected(found.hidden[: len(self.units)], nodes, blocked)

    def _words(self, place: int) -> str:
        if place < len(self.units):
            return f"{self.units[place]}, {self.groups[place]}"
        return ", ".join(next(node for node, at in self.place_of.items() if at == place))

    def _add_leaves(self) -> None:
        value, people, whole = self.counts.T
        least, most = self.rule.bounds(value, people, self.nested)
        small = self.rule.small(people)
        label = self.rule.n - 1.0
        least = np.where(self.untold, 0.0, least)
        if self.nested:
            most = np.where(self.untold & small, np.fmax(people, label), most)
        parts = self._parts()
        nothing_said = self.forced & small  # of so few people not even that it is zero
        least = np.where(nothing_said, 0.0, np.minimum(least, value))
        self.least = least = _at_least(least, value, (value > 0) | nothing_said, parts)
        most = _at_most(most, least, value, self._parts_of_told(parts))
        low, high = self.rule.needs(value, people, self.nested, whole)
        # of so few people their label is all that may be known, and that there is a count at all
        few = nothing_said & ((value > 0) | (self.rule.least == 0))
        low = np.where(few, self.rule.least, low)
        high = np.where(few, np.where(self.untold, label, np.minimum(people, label)), high)
        low, high = np.maximum(low, least), np.minimum(high, most)
        low, high = (np.where(self.open, np.nan, need) for need in (low, high))
        hidden = (~np.isnan(low) | self.forced | self.before) & ~self.open
        free = ((value > 0) | (self.rule.least == 0)) & ~self.open
        self.most = most = np.where(free | hidden, most, value)  # a zero that is shown stays shown
        most[self._known_zeros()] = 0.0
        facts = (value, least, most, low, high, hidden, free, np.log1p(value), hidden & False)
        for owner, *row in zip(self.owner, *facts, strict=True):
            self.builder.add(*row, owner=owner)
        for whole_place, places in parts:
            self.builder.total(whole_place, places)
        self._add_others({place for _, places in parts for place in places})

    def _add_others(self, parts: set[int]) -> None:
        """Nobody is in a group who is not among all students: the others, who are never printed."""
        for place, (unit, group) in enumerate(zip(self.units, self.groups, strict=True)):
            whole = self.at.get((unit, EVERYONE))
            if group == EVERYONE or whole is None or place in parts:
                continue
            others = self.counts[whole, 0] - self.counts[place, 0]
            if others >= 0:
                nan = float("nan")
                facts = (others, 0.0, np.inf, nan, nan, True, True, 0.0, False)
                beside = self.builder.add(*facts, owner=self.owner[place])
                self.builder.total(whole, [place, beside])

    def _parts(self) -> list[tuple[int, list[int]]]:
        """Groups that make up all students, wherever they do so exactly."""
        value, found = self.counts[:, 0], []
        for unit in dict.fromkeys(self.units):
            whole = self.at.get((unit, EVERYONE))
            for parts in PARTS if whole is not None else ():
                places = [self.at[unit, g] for g in parts if (unit, g) in self.at]
                if len(places) > 1 and value[places].sum() == value[whole]:
                    found.append((whole, places))
        return found

    def _parts_of_told(
        self, parts: list[tuple[int, list[int]]]
    ) -> list[tuple[int, list[int]]]:  # fmt: skip
        """Groups that make up all students, or are among them, where these are told."""
        names = zip(self.units, self.groups, strict=True)
        among = [(self.at.get((unit, EVERYONE)), [at]) for at, (unit, _) in enumerate(names)]
        return [(whole, own) for whole, own in [*parts, *among] if whole is not None
                and self.open[whole]]  # fmt: skip

    def _members_of(self, kind: Kind) -> dict[tuple[str, str], list[int]]:
        """The leaves of each total of a kind, by node and group."""
        members: dict[tuple[str, str], list[int]] = {}
        for place, node in enumerate(self.nodes_of[kind.column]):
            group = self.groups[place]
            if node and (kind.of_groups or group == EVERYONE):
                members.setdefault((node, group), []).append(place)
                whole = self.at.get((self.units[place], EVERYONE))
                if kind.beside and group != EVERYONE and whole is not None:
                    members.setdefault((node, BESIDE + group), []).append(whole)
        return members

    def _known_zeros(self) -> list[int]:
        """Leaves of totals that are zero, and shown because they are."""
        value, found = self.counts[:, 0], []
        for kind in self.kinds if self.rule.least else ():
            for places in self.members[kind.column].values():
                if not value[places].any():
                    found += places
        return found

    def _add_totals(self, kind: Kind) -> None:
        for (node, group), places in self.members[kind.column].items():
            name = (kind.column, node, group)
            parts = self._parts_of(kind, group, places)
            given = name in self.given and self._may_hide(places)
            total = self._total(kind, given, tuple(sorted(places)), parts)
            self.place_of[name] = total

    def _may_hide(self, places: list[int]) -> bool:
        """Whether their total may be hidden: not where it is told elsewhere, or a zero to show."""
        shows_zero = self.rule.least > 0 and not self.counts[places, 0].any()
        return not shows_zero and not self.open[places].all()

    def _parts_of(self, kind: Kind, group: str, places: list[int]) -> list[int]:
        """What a total is the sum of: the smaller totals inside it, where there are such."""
        if not kind.of:
            return places
        nodes = self.nodes_of[kind.of]
        found = [self.place_of.get((kind.of, nodes[place], group), place) for place in places]
        return list(dict.fromkeys(found))

    def _total(self, kind: Kind, given: bool, places: tuple[int, ...], parts: list[int]) -> int:
        """The place of a total: a cell that is there already, where it has the same leaves."""
        if len(places) == 1 or places in self._by_members:
            place = places[0] if len(places) == 1 else self._by_members[places]
            if given:
                self.builder.hide(place)
            return place
        place = self._total_cell(kind, given, list(places))
        self.builder.total(place, parts)
        self._by_members[places] = place
        return place

    def _total_cell(self, kind: Kind, given: bool, places: list[int]) -> int:
        rule, parts = self.rule, self.counts[places]
        value, people, whole = parts.sum(axis=0)
        least, most = self.least[places].sum(), self.most[places].sum()
        one = [np.array([number]) for number in (value, people, whole)]
        low, high = (found[0] for found in rule.needs(one[0], one[1], self.nested, one[2]))
        free = kind.free and (value > 0 or not rule.least)
        if self.open[places].all():
            low, high, free = np.nan, np.nan, False
        owners = {self.owner[place] for place in places}
        return self.builder.add(
            value, least, most, max(low, least) if low == low else low, min(high, most),
            given or low == low, free, kind.cost + np.log1p(value), True,
            owner=owners.pop() if len(owners) == 1 else NOBODY,
        )  # fmt: skip


def _at_least(
    least: np.ndarray, value: np.ndarray, some: np.ndarray, parts: list[tuple[int, list[int]]]
) -> np.ndarray:
    """What anybody knows of hidden counts, since parts make up the whole and zeros are shown: some
    says which are not.
    """
    for _ in range(2):
        for whole, places in parts:
            least[whole] = max(least[whole], least[places].sum())
            own = [place for place in places if some[place]]
            if len(own) == 1:
                least[own[0]] = max(least[own[0]], least[whole])
    return np.minimum(least, value)


def _at_most(
    most: np.ndarray, least: np.ndarray, value: np.ndarray, parts: list[tuple[int, list[int]]]
) -> np.ndarray:
    """What is left of a whole that is told, when its other parts are as small as they can be."""
    most = most.copy()
    for whole, places in parts:
        others = least[places].sum() - least[places]
        most[places] = np.minimum(most[places], value[whole] - others)
    return np.maximum(most, value)
