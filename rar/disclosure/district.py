"""The district edition's store: one's own numbers in full, of everything else what is public."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from rar.blocks import write_blocks
from rar.numbers.whole import INDICES_OF_GROUPS, INDICES_OF_RACE
from rar.store import BY_DISTRICT, DISTRICTS, FACTS, Store

UNTOLD = (*INDICES_OF_GROUPS, *INDICES_OF_RACE)  # of the state, in no edition but the internal
KEYS = ["year", "metric", "kind", "level"]
OF_OTHERS = ("peers", "peer_values", "teacher_gaps", "money")  # hold numbers of other districts


def make_district(internal: Store, public: Store, folder: Path, wanted: str) -> None:
    """Write the store of the district edition from the other two."""
    shutil.copytree(public.folder / "state", folder / "state")
    ids = list(internal.facts["districts"])
    for name in BY_DISTRICT:
        frame = pd.concat(list(_frames(internal, public, name, ids)), ignore_index=True)
        write_blocks(folder / DISTRICTS, name, frame, ids)
    facts = public.facts | {"fingerprint": wanted}
    text = json.dumps(facts, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / FACTS).write_text(text, encoding="utf-8")


def _frames(internal: Store, public: Store, name: str, ids: list[str]) -> Iterator[pd.DataFrame]:
    for district in ids:
        if name in OF_OTHERS:
            yield public.district(district, name)
        elif name in ("comparisons", "findings"):
            told = public.district(district, "comparisons")
            own = internal.district(district, name)
            yield _comparisons(own, told) if name == "comparisons" else _findings(own, told)
        elif name == "indices":
            own = internal.district(district, name)
            yield own.assign(state_value=own["state_value"].where(~own["metric"].isin(UNTOLD)))
        else:
            yield internal.district(district, name)


def _comparisons(own: pd.DataFrame, public: pd.DataFrame) -> pd.DataFrame:
    """One's own comparisons, beside the state only where the public edition tells of the state."""
    untold = _untold(own, public)
    values = ["reference_value", "reference_n", "gap", "ratio"]
    own = own.copy()
    own[values] = own[values].mask(untold)
    return own


def _findings(own: pd.DataFrame, public: pd.DataFrame) -> pd.DataFrame:
    return own[~_untold(own, public)]


def _untold(own: pd.DataFrame, public: pd.DataFrame) -> pd.Series:
    """What is set beside a number of the state that the public edition does not tell."""
    told = public[(public["kind"] == "state") & public["reference_value"].notna()]
    known = pd.MultiIndex.from_frame(told[KEYS])
    return (own["kind"] == "state") & ~pd.MultiIndex.from_frame(own[KEYS]).isin(known)
