"""What a run has to make: the districts whose packet is missing, out of date or not whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from rar.batch.choose import told
from rar.packet.folders import failed_folder, year_folder
from rar.packet.made_from import ASKED, Standing, made_from, standing
from rar.packet.manifest import packets_of
from rar.store import Store
from rar.workspace import Workspace

READERS = 4  # threads that hash packets; the disk, not the processor, sets the pace


@dataclass(frozen=True)
class Plan:
    """How each district of a run stands, in the districts' order, and what its packet follows from.

    made_from: for each district the hashes of `rar.packet.made_from.PARTS`.
    """

    standings: list[Standing]
    made_from: dict[str, dict[str, str]]

    @property
    def to_make(self) -> list[str]:
        """The ids of the districts whose packet has to be made."""
        return [one.district_id for one in self.standings if one.why]

    @property
    def up_to_date(self) -> list[str]:
        """The ids of those that need not be made."""
        return [one.district_id for one in self.standings if not one.why]

    @property
    def filled_in(self) -> dict[str, list[str]]:
        """Forms that somebody filled in in a packet that is left as it is, by district."""
        return {one.district_id: one.filled_in for one in self.standings if one.filled_in}

    def lines(self, names: dict[str, str]) -> Iterator[str]:
        """The plan in a few sentences."""
        total, ready = len(self.standings), len(self.up_to_date)
        if ready:
            yield f"{ready} of {total} packets are up to date and are not made again."
        for why, count in Counter(one.why for one in self.standings if one.why).most_common():
            own = [one.district_id for one in self.standings if one.why == why]
            if why not in ("new", ASKED) or ready:
                yield f"To make, {why}: {count} ({told(own, names)})."
        for district, forms in self.filled_in.items():
            yield (
                f"{district} {names.get(district, '')}: {', '.join(forms)} in the packet was "
                "changed since it was made, by hand it seems. It is left as it is; rarkit collect "
                "reads it."
            )


def plan_run(
    workspace: Workspace,
    store: Store,
    districts: list[str],
    year: int,
    edition: str,
    notebooks: Path,
    pdf: bool,
    anew: bool = False,
) -> Plan:
    """See how the packets of the districts stand; with anew, all are to be made."""
    wanted = made_from(workspace, store, notebooks, pdf, districts, edition)
    if anew:
        return Plan([Standing(district, ASKED) for district in districts], wanted)
    folder = year_folder(workspace.folder, year, edition)
    packets = {packet.district_id: packet for packet in packets_of(folder)}

    def stands(district: str) -> Standing:
        failed = failed_folder(folder, district).is_dir()
        return standing(packets.get(district), district, edition, wanted[district], failed)

    with ThreadPoolExecutor(READERS) as pool:
        return Plan(list(pool.map(stands, districts)), wanted)
