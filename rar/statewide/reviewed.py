"""Which districts were reviewed, and what is gathered of them for the state page and workbook.

A district is reviewed when it has a packet of the year. Districts stand in the order of their ids;
everything is counted or pooled, nothing is averaged over districts, and none is ranked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from rar.dimensions import DIMENSIONS
from rar.editions import FIT
from rar.errors import RarError
from rar.packet.folders import year_folder
from rar.packet.made_from import store_hash
from rar.packet.manifest import Packet, packets_of
from rar.packet.printable import printable
from rar.record.table import COLUMNS, read_answers
from rar.review import Review
from rar.workspace import EDITIONS, INTERNAL, Workspace

if TYPE_CHECKING:
    from rar.store import Store

STATUSES = ("computed", "partial", "not computable")


@dataclass(frozen=True)
class Statewide:
    """All reviewed districts of a state in one year. `packets` maps a district's id to its packet.

    It says of itself what a document's head needs: name, year_label, edition, edition_line,
    publisher. Every frame has one row for each district, or names its district in district_id.
    """

    workspace: Workspace
    store: Store
    year: int
    packets: dict[str, Packet]
    edition: str = INTERNAL

    @classmethod
    def open(
        cls, workspace: Workspace, store: Store, year: int, edition: str = INTERNAL
    ) -> Statewide:
        """The districts with a packet of the edition's year. Raises RarError where there is none.

        store is the edition's.
        """
        present = set(store.district_ids(year))
        found = packets_of(year_folder(workspace.folder, year, edition))
        packets = {packet.district_id: packet for packet in found if packet.district_id in present}
        if not packets:
            of = "" if edition == INTERNAL else f" in the {edition} edition"
            asked = "" if edition == INTERNAL else f" --edition {edition}"
            raise RarError(
                f"No district has a packet of {year}{of}, so there is nothing to set side by side.",
                cure=f"Make packets first: rarkit packets {workspace.folder.name} --year {year}"
                f"{asked}",
            )
        return cls(workspace, store, year, packets, edition)

    @property
    def name(self) -> str:
        """The state's name."""
        return self.workspace.profile.name

    @property
    def publisher(self) -> str:
        """Who published the files the numbers were read from."""
        return self.workspace.profile.publisher

    @property
    def year_label(self) -> str:
        """The school year: 2022 is 2021–22."""
        return f"{self.year - 1}–{self.year % 100:02d}"

    @property
    def edition_line(self) -> str:
        """The edition and who may see it."""
        return EDITIONS[self.edition]

    @cached_property
    def reviews(self) -> dict[str, Review]:
        """The review of each district, by id."""
        return {
            district: Review(self.workspace, self.store, district, self.year, self.edition)
            for district in self.packets
        }

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of each district, by id."""
        return {d: printable(packet.name) for d, packet in self.packets.items()}

    def named(self, districts: set[str]) -> str:
        """The districts by name, in the order of the alphabet."""
        return "; ".join(sorted(self.names[district] for district in districts))

    @cached_property
    def districts(self) -> pd.DataFrame:
        """A row a district: district_id, name, kind, schools, students, need (NaN: not known)."""
        whole = self.store.statewide("districts")
        whole = whole[whole["year"] == self.year].drop_duplicates("district_id")
        whole = whole.set_index("district_id").reindex(list(self.packets))
        return pd.DataFrame(
            {
                "district_id": list(self.packets),
                "name": list(self.names.values()),
                "kind": whole["kind"].fillna("").to_list(),
                "schools": [len(review.schools) for review in self.reviews.values()],
                "students": whole["enrollment"].to_list(),
                "need": whole["need"].to_list(),
            }
        )

    @cached_property
    def availability(self) -> pd.DataFrame:
        """The status of every metric in every district (`rar.numbers.availability.COLUMNS`)."""
        return pd.concat([one.status for one in self.reviews.values()], ignore_index=True)

    @cached_property
    def status(self) -> pd.DataFrame:
        """A row for each district and dimension: how many measures have which status.

        district_id, dimension (its key), measures, and a column for each of STATUSES.
        """
        wide = self.availability.pivot_table(
            index=["district_id", "dimension"], columns="status", values="metric", aggfunc="count"
        ).reindex(columns=list(STATUSES))
        every = pd.MultiIndex.from_product(
            [list(self.packets), [dimension.key for dimension in DIMENSIONS]],
            names=["district_id", "dimension"],
        )
        wide = wide.reindex(every).fillna(0).astype("int64")
        return wide.assign(measures=wide.sum(axis=1)).reset_index().rename_axis(columns=None)

    @cached_property
    def findings(self) -> pd.DataFrame:
        """Every finding inside the districts: the columns of `Review.findings`, and gap."""
        return pd.concat(list(self._findings()), ignore_index=True)

    def _findings(self) -> Iterator[pd.DataFrame]:
        keys = ["metric", "kind", "level", "focus"]
        for review in self.reviews.values():
            gaps = review.comparisons
            gaps = gaps.loc[gaps["year"] == self.year, [*keys, "gap"]]
            inside = review.findings[review.findings["kind"] != "state"]
            yield inside.merge(gaps, on=keys, how="left")

    @cached_property
    def answers(self) -> pd.DataFrame:
        """What was collected of these districts' forms of the year (`rar.record.table`).

        Nothing in an edition that has nothing of the record.
        """
        if not FIT[self.edition].record:
            return pd.DataFrame(columns=COLUMNS, dtype="str")
        answers = read_answers(self.workspace)
        own = answers["year"].eq(str(self.year)) & answers["district_id"].isin(list(self.packets))
        return answers[own].reset_index(drop=True)

    @cached_property
    def older(self) -> list[str]:
        """The districts whose packet was made from other files or settings than the store now."""
        if not FIT[self.edition].provenance:
            now_made = store_hash(self.workspace, self.store, self.edition)
            return [
                district
                for district, packet in self.packets.items()
                if packet.manifest["made_from"].get("store") != now_made
            ]
        files = self.store.statewide("inputs")
        now = set(zip(files["file"], files["sha256"], strict=True))
        settings = self.workspace.settings.model_dump(mode="json")
        return [
            district
            for district, packet in self.packets.items()
            if {(one["file"], one["sha256"]) for one in packet.manifest["inputs"]} != now
            or packet.manifest["settings"] != settings
        ]
