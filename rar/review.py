"""A review: one district, one year, opened from the store."""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

import pandas as pd

from rar.cut import cut
from rar.dimensions import DIMENSIONS, METRICS, Dimension
from rar.errors import RarError, nearest
from rar.numbers.benchmarks import Benchmarks
from rar.numbers.findings import find
from rar.packet.folders import folder_of_id
from rar.reading.profile import Profile
from rar.recent import recent
from rar.settings import Settings
from rar.store import BY_DISTRICT, STATEWIDE, Store, build
from rar.tables import LEVELS
from rar.words import need_meaning, need_name
from rar.workspace import EDITIONS, INTERNAL, Workspace, check_edition

_SHORTENED = re.compile(
    r"\b(School|Elementary|Middle|High|Primary|Intermediate|Magnet|Academy of)\b", re.IGNORECASE
)
NAMES = "names"  # the canonical table of districts, which `districts` is not
MOST_DISTRICTS, MOST_BUILDS = 3, 2  # whose frames a process keeps for the next review
SLUG_LENGTH = 40  # keeps paths of packets short enough for Windows


@dataclass(frozen=True)
class Review:
    """One district in one year, with everything a notebook or document shows of it.

    All frames hold this district only, but `state` and `districts`. Open one with `Review.open`.
    A frame may be changed by whoever asked for it; the review's own is never touched by that.
    """

    workspace: Workspace
    store: Store
    district_id: str
    year: int
    edition: str = INTERNAL
    _frames: dict = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def open(
        cls, workspace: str | Path, district_id: str, year: int, edition: str = INTERNAL
    ) -> Review:
        """Open a district, building the store first when it is missing or out of date.

        district_id is text as the state writes it. Raises RarError, with the nearest ids and
        names, for a district or year that is not there.
        """
        place = Workspace.open(workspace)
        check_edition(edition)
        store = build(place, lambda line: print(line, file=sys.stderr, flush=True), edition)
        if not isinstance(district_id, str):
            raise RarError(
                f"The district id {district_id!r} is a number, and numbers lose leading zeros",
                cure='Give it as text: "0160" in a notebook, -r district_id 0160 to papermill.',
            )
        _check_asked(store, district_id, year)
        return cls(place, store, district_id, int(year), edition)

    def frame(self, name: str) -> pd.DataFrame:
        """A frame of the store: this district's rows, or the state's.

        The one frame all reviews of this process share, for the kit's own modules, which remember
        what they make of it (`rar.recent`): it is not to be changed.
        """
        if name not in self._frames:
            folder = self.store.folder
            self._frames[name] = (
                _of_district(folder, self.district_id, name)
                if name in BY_DISTRICT
                else _of_state(folder, name)
            )
        return self._frames[name]

    def product(self, name: str) -> pd.DataFrame:
        """A frame of `rar.numbers.whole.PRODUCTS`: this district's rows, or the state's."""
        return _own(self.frame(name))

    @property
    def settings(self) -> Settings:
        """The agency's choices."""
        return self.workspace.settings

    @property
    def need_name(self) -> str:
        """What need is measured by, as the label of an axis."""
        return need_name(self.settings.need, self.settings.need_names)

    @property
    def need_meaning(self) -> str:
        """How need is measured, as the end of a sentence."""
        return need_meaning(self.settings.need, self.settings.need_names)

    @property
    def profile(self) -> Profile:
        """How the state's files are read."""
        return self.workspace.profile

    @property
    def state_name(self) -> str:
        return self.profile.name

    @property
    def publisher(self) -> str:
        return self.profile.publisher

    @property
    def edition_line(self) -> str:
        """The edition and who may see it; stands on every page."""
        return EDITIONS[self.edition]

    @cached_property
    def _named(self) -> pd.Series:
        own = cut(self.frame(NAMES), district_id=self.district_id).sort_values("year")
        this_year = own[own["year"] == self.year]
        return (this_year if len(this_year) else own).iloc[-1]

    @property
    def name(self) -> str:
        """The district's name."""
        return str(self._named["name"])

    @property
    def kind(self) -> str:
        """district, charter or other."""
        return str(self._named["kind"])

    @property
    def slug(self) -> str:
        """The name of the district's folder: its id and its name in plain letters."""
        return f"{folder_of_id(self.district_id)}-{slug(self.name)}".rstrip("-")

    @property
    def year_label(self) -> str:
        """The school year: 2022 is 2021–22."""
        return f"{self.year - 1}–{self.year % 100:02d}"

    @cached_property
    def years(self) -> list[int]:
        """The years in the store in which the district has schools."""
        return self.store.facts["districts"][self.district_id]

    @property
    def schools_by_year(self) -> pd.DataFrame:
        """All years' schools, sorted by year, level and need, with a short name for charts."""
        return _own(sorted_schools(self.frame("schools")))

    @property
    def schools(self) -> pd.DataFrame:
        """This year's schools."""
        return _own(schools_of_year(self.frame("schools"), self.year))

    @property
    def measures(self) -> pd.DataFrame:
        """Every metric by year, school and student group."""
        return _own(self.frame("measures"))

    @property
    def comparisons(self) -> pd.DataFrame:
        """Every comparison of every year."""
        return _own(self.frame("comparisons"))

    @property
    def indices(self) -> pd.DataFrame:
        """Whole-district values that do not add up over schools."""
        return _own(self.frame("indices"))

    @property
    def state(self) -> pd.DataFrame:
        """Every metric pooled over the state, by year, level and group."""
        return _own(self.frame("state"))

    @property
    def districts(self) -> pd.DataFrame:
        """Every metric of every district, all schools pooled."""
        return _own(self.frame("districts"))

    @property
    def inputs(self) -> pd.DataFrame:
        """The files the numbers were read from, with their hashes."""
        return _own(self.frame("inputs"))

    @property
    def notes(self) -> pd.DataFrame:
        """What was handled on reading, by declaration in the profile."""
        return _own(self.frame("notes"))

    @property
    def findings(self) -> pd.DataFrame:
        """One sentence for each comparison of the year; from the store for the reviewed year."""
        return _own(self.findings_frame)

    @cached_property
    def findings_frame(self) -> pd.DataFrame:
        """The findings as `frame` gives them: not to be changed."""
        stored = self.frame("findings")
        if len(stored) and (stored["year"] == self.year).all():
            return stored
        from rar.numbers.patterns.judge import judge

        benchmarks = Benchmarks.read(self.workspace.template("benchmarks.csv"))
        this_year = self.comparisons[self.comparisons["year"] == self.year]
        schools = self.frame("schools")
        tests = judge(self.comparisons, self.measures, schools, METRICS, benchmarks,
                      self.settings, self.year)  # fmt: skip
        doubts = self.product("doubts")
        return find(this_year, METRICS, benchmarks, schools, tests, doubts=doubts)

    @property
    def status(self) -> pd.DataFrame:
        """One row a metric: computed, partial or not computable, and which field is missing."""
        return _own(status_of_year(self.frame("availability"), self.year))

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """The ten dimensions."""
        return DIMENSIONS

    def dimension(self, key: str) -> Dimension:
        """A dimension by its key; RarError with the nearest key where there is none."""
        for dimension in DIMENSIONS:
            if dimension.key == key:
                return dimension
        known = [d.key for d in DIMENSIONS]
        close = nearest(key, known) or known
        raise RarError(f"There is no dimension {key!r}", cure=f"Did you mean {close[0]!r}?")

    def caveats(self, dimension: str) -> list[str]:
        """What the state's files can and cannot say of a dimension ('overview' for all)."""
        return self.profile.caveats_of(dimension)

    def trace(self, metric_id: str, school_id: str) -> pd.DataFrame:
        """The source cells behind one metric of one school in this year.

        Returns table, column, value, why (where empty), file, sheet, row (as the spreadsheet
        shows it) and header. Values made from other fields on reading name the fields they came
        from.
        """
        from rar.numbers.trace import trace_metric

        return trace_metric(self.store, METRICS[metric_id], school_id, self.year)


def _own(shared: pd.DataFrame) -> pd.DataFrame:
    """A frame that may be changed: it holds the same values until then (pandas copies on write)."""
    return shared.copy(deep=False)


@lru_cache(maxsize=MOST_DISTRICTS * len(BY_DISTRICT))
def _of_district(build: Path, district_id: str, name: str) -> pd.DataFrame:
    """Read once in a process, as a build never changes; another build is another folder."""
    return Store(build).district(district_id, name)


@lru_cache(maxsize=MOST_BUILDS * (len(STATEWIDE) + 1))
def _of_state(build: Path, name: str) -> pd.DataFrame:
    store = Store(build)
    return store.table("districts") if name == NAMES else store.statewide(name)


@recent
def sorted_schools(frame: pd.DataFrame) -> pd.DataFrame:
    """Schools by year, level and need, with a short name for charts."""
    frame = frame.assign(
        short_name=short_names(frame),
        _level=frame["level"].map({level: i for i, level in enumerate(LEVELS)}).fillna(9),
    )
    order = ["year", "_level", "need", "name", "school_id"]
    return frame.sort_values(order, ignore_index=True).drop(columns="_level")


@recent
def schools_of_year(frame: pd.DataFrame, year: int) -> pd.DataFrame:
    """Those of one year, in the same order."""
    frame = sorted_schools(frame)
    return frame[frame["year"] == year].reset_index(drop=True)


@recent
def status_of_year(frame: pd.DataFrame, year: int) -> pd.DataFrame:
    """The rows of one year, in the order of the metrics."""
    frame = frame[frame["year"] == year].set_index("metric")
    return frame.reindex([m for m in METRICS if m in frame.index]).reset_index()


def _check_asked(store: Store, district_id: str, year: int) -> None:
    years = store.facts["years"]
    if int(year) not in years:
        raise RarError(
            f"There is no year {year} in the store",
            cure=f"Years there: {', '.join(map(str, years))}. A year is the spring of the school "
            "year; years to read stand in review.toml.",
        )
    present = store.district_ids(int(year))
    if district_id in present:
        return
    names = store.table("districts")
    names = names[names["district_id"].isin(present)].drop_duplicates("district_id", keep="last")
    labels = dict(zip(names["district_id"], names["name"], strict=True))
    close = nearest(district_id, labels, most=3) or [
        known for known in labels if known.lstrip("0") == district_id.lstrip("0")
    ]
    if not close:
        by_name = {name: district for district, name in labels.items()}
        close = [by_name[name] for name in nearest(district_id, by_name)]
    offered = "; ".join(f"{district} {labels[district]}" for district in close)
    elsewhere = store.facts["districts"].get(district_id)
    cure = f"Nearest: {offered}." if offered else f"There are {len(present)} districts in {year}."
    if elsewhere:
        cure = f"It has schools in {', '.join(map(str, elsewhere))}."
    raise RarError(f"There is no district {district_id!r} in {year}", cure=cure)


def slug(name: str) -> str:
    """A name as part of a path that is safe on every system.

    >>> slug("Abbeville\\nCounty School Dist."), slug("José O'Brien, =1+1")
    ('abbeville-county-school-dist', 'jose-o-brien-1-1')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    words = re.findall(r"[a-z0-9]+", plain.lower())
    return "-".join(words)[:SLUG_LENGTH].strip("-")


def short_names(schools: pd.DataFrame) -> pd.Series:
    """Names short enough for a chart: School, Elementary and the like left out.

    Two that would then be the same keep their full name; charters keep the word '(charter)'.
    """
    name = schools["name"].astype("str").str.replace(r"\s+", " ", regex=True).str.strip()
    short = name.str.replace(_SHORTENED, "", regex=True).str.replace(r"\s+", " ", regex=True)
    short = short.str.strip(" -,").where(lambda s: s.str.len() > 1, name)
    same = schools.assign(short=short).groupby(["year", "short"])["school_id"].transform("nunique")
    short = short.where(same == 1, name)
    charter = (schools["charter"] == 1) & ~short.str.contains("charter", case=False)
    return short + charter.map({True: " (charter)", False: ""})
