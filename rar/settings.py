"""The agency's choices: review.toml, checked on reading."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from rar.disclosure.presets import PRESETS
from rar.errors import Problem, RarError, nearest
from rar.numbers.need import NeedDefinition, SmallNumbers
from rar.reading.limits import MOST_OF_A_LIST, TooLarge, check_size
from rar.tables import GROUPS, SHARE, TABLES

Weight = Annotated[float, Field(ge=0)]
SCHOOL_KEYS = ["school_id", "year"]
RECORDS = "attendance_records"
# What a rule of an agency's own group may be made of: fields of a student's record, and shares
# of the student's days enrolled.
DERIVED = ("present_share", "virtual_share")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Small(_Strict):
    """From how many schools, and for how many people, something is shown."""

    minimum_group: Annotated[int, Field(ge=1)] = 10
    quartiles_from_schools: Annotated[int, Field(ge=4)] = 8
    groups_from_schools: Annotated[int, Field(ge=2)] = 4
    verdict_from_schools: Annotated[int, Field(ge=7)] = 7


class Disclosure(_Strict):
    """What the public edition withholds, and a published state rule to take it from.

    rule names one of `rar.disclosure.presets`; minimum_n stands before it, and before
    small.minimum_group, which counts where neither is given. zeros: 'shown' says that nobody is
    counted, 'hidden' withholds zero like the small counts.
    """

    rule: Literal["", "ny", "tx", "wi", "dc", "ut", "de"] = ""
    minimum_n: Annotated[int, Field(ge=3)] | None = None
    zeros: Literal["shown", "hidden"] = "shown"

    def limits(self, minimum_group: int) -> tuple[int, str]:
        """The smallest count shown, and whether zeros are."""
        preset = PRESETS.get(self.rule)
        n = self.minimum_n or (preset.n if preset else minimum_group)
        zeros = "hidden" if preset and not preset.zeros_shown else self.zeros
        return max(n, 3), zeros


class Condition(_Strict):
    """One condition of a group's rule: a field of the student's record, and its limit."""

    field: str
    below: float | None = None
    at_least: float | None = None

    @model_validator(mode="after")
    def _usable(self) -> Condition:
        known = (*TABLES[RECORDS].measured, *DERIVED)
        if self.field not in known:
            raise ValueError(f"there is no field {self.field!r}; fields are {', '.join(known)}")
        if (self.below is None) == (self.at_least is None):
            raise ValueError("give either below or at_least")
        return self


class OwnGroup(_Strict):
    """A student group the agency defines by a rule: all conditions of `where` must hold."""

    name: Annotated[str, Field(min_length=1)]
    where: Annotated[list[Condition], Field(min_length=1)]


class Alternative(_Strict):
    """Another reasonable definition of need, to see whether a comparison keeps its sign."""

    name: Annotated[str, Field(min_length=1)]
    need: dict[str, Weight]


class Peers(_Strict):
    """How many nearest districts are compared with, or which ones the agency names itself."""

    nearest: Annotated[int, Field(ge=1, le=50)] = 10
    of: dict[str, list[str]] = {}


class Eligible(_Strict):
    """What the agency calls a significant number of schools; a share or a number, or both.

    ESSA 1111(d)(3)(A)(ii) leaves the number to the state. Either limit is enough: a district
    reaches it with `csi_schools` schools or with `csi_share` of its schools. Where only a share
    is given, it alone counts.
    """

    csi_schools: Annotated[int, Field(ge=1)] | None = 1
    csi_share: Annotated[float, Field(gt=0, le=1)] | None = None
    tsi_schools: Annotated[int, Field(ge=1)] | None = 2
    tsi_share: Annotated[float, Field(gt=0, le=1)] | None = None
    atsi_counts: bool = True
    reading: Literal["and", "or"] = "or"

    @model_validator(mode="before")
    @classmethod
    def _share_alone(cls, given: Any) -> Any:
        """The default number would be reached before most shares are."""
        if not isinstance(given, dict):
            return given
        shares = [kind for kind in ("csi", "tsi") if f"{kind}_share" in given]
        return {f"{kind}_schools": None for kind in shares} | given


class Patterns(_Strict):
    """What a difference must pass to be called a pattern."""

    adjusted_p: Annotated[float, Field(gt=0, lt=1)] = 0.10
    resamples: Annotated[int, Field(ge=999)] = 9999
    same_sign_years: Annotated[int, Field(ge=1, le=3)] = 2


class Release(_Strict):
    """How editions follow one another.

    corrections_days: how long a district that received its edition can ask for corrections before
    the public one opens; 0 for not at all.
    """

    corrections_days: Annotated[int, Field(ge=0, le=366)] = 14


ALTERNATIVES = [
    Alternative(
        name="English learners and students with disabilities count as much as poverty",
        need={"ed_share": 1.0, "el": 1.0, "swd": 1.0},
    ),
    Alternative(
        name="only English learners and students with disabilities count",
        need={"el": 1.0, "swd": 1.0},
    ),
]


class Settings(_Strict):
    """The agency's choices.

    need maps a student group, an own group or a share 'table.column' of schools to its weight in
    a school's need. weights maps a student group to what one of its students counts beyond 1 when
    spending is adjusted for need; the defaults are those of two published formulas: 0.4 for
    poverty (20 USC 6337(b)(3)), 0.9 for disability (Education Week's spending index, 2006).
    """

    state: str
    years: list[int] = []
    review_year: int | None = None
    need: dict[str, Weight] = {"ed_share": 1.0}
    groups: dict[str, OwnGroup] = {}
    need_alternatives: list[Alternative] = ALTERNATIVES
    weights: dict[str, Weight] = {"ed": 0.4, "swd": 0.9}
    small: Small = Small()
    peers: Peers = Peers()
    eligible: Eligible = Eligible()
    patterns: Patterns = Patterns()
    disclosure: Disclosure = Disclosure()
    # left out of what is written and hashed: no number follows from it, so no packet is made anew
    release: Annotated[Release, Field(exclude=True)] = Release()

    @property
    def small_numbers(self) -> SmallNumbers:
        """The school counts, as `rar.numbers.need` takes them."""
        return SmallNumbers(
            self.small.quartiles_from_schools,
            self.small.groups_from_schools,
            self.small.verdict_from_schools,
            self.small.minimum_group,
        )

    @property
    def alternatives(self) -> list[NeedDefinition]:
        """The other definitions of need a comparison's sign is tried with."""
        return [NeedDefinition(one.name, dict(one.need)) for one in self.need_alternatives]

    @property
    def need_names(self) -> dict[str, str]:
        """The names of the agency's own groups, by their keys."""
        return {key: group.name for key, group in self.groups.items()}


def read_settings(file: Path) -> Settings:
    """Read review.toml; a RarError names every setting that cannot be used."""
    try:
        check_size(file, MOST_OF_A_LIST)
        found = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except TooLarge as error:
        raise RarError(f"{file.name} cannot be read.", [error.problem]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        cure = "Compare the line with the example in data_samples/review.toml; texts need quotes."
        raise RarError(f"{file.name} cannot be read: {error}", cure=cure) from error
    try:
        settings = Settings.model_validate(found)
    except ValidationError as error:
        raise RarError(
            f"{file.name}: some settings are not usable",
            [_problem(file.name, one) for one in error.errors()],
        ) from error
    problems = [*_need_problems(file.name, settings), *_group_problems(file.name, settings)]
    if problems:
        raise RarError(f"{file.name}: need cannot be made of this", problems)
    return settings


def _need_problems(file: str, settings: Settings):
    mixes = [("need", settings.need)]
    mixes += [
        (f"need_alternatives.{i}.need", one.need)
        for i, one in enumerate(settings.need_alternatives, start=1)
    ]
    allowed = "ed_share, a student group, a group of yours, or a share of schools such as "
    allowed += "attendance.chronic_absence"
    for place, mix in mixes:
        for key in mix:
            if not _is_need(key, settings):
                close = nearest(key, ["ed_share", *GROUPS, *settings.groups, *school_shares()])
                cure = f"Did you mean {close[0]!r}?" if close else ""
                yield Problem("need cannot be made of this", file, column=f"{place}.{key}",
                              allowed=allowed, cure=cure)  # fmt: skip
        if not sum(mix.values()) > 0:
            yield Problem("the weights add up to nothing", file, column=place)
    for key in settings.weights:
        if key not in GROUPS or key == "all":
            yield Problem("this is not a student group", file, column=f"weights.{key}",
                          allowed=", ".join(GROUPS))  # fmt: skip


def _is_need(key: str, settings: Settings) -> bool:
    own = key in settings.groups
    return key == "ed_share" or (key in GROUPS and key != "all") or own or key in school_shares()


def school_shares() -> list[str]:
    """The fields 'table.column' that are one share a school and year, or one for all students."""
    return [
        f"{table.name}.{column.name}"
        for table in TABLES.values()
        if table.key_names in (SCHOOL_KEYS, [*SCHOOL_KEYS, "group"])
        for column in table.columns
        if column.kind == SHARE
    ]


def _group_problems(file: str, settings: Settings):
    for key in settings.groups:
        if key in GROUPS or not key.isidentifier():
            yield Problem("a group of yours needs a short name of its own, of letters and _", file,
                          column=f"groups.{key}")  # fmt: skip


def _problem(file: str, error: dict) -> Problem:
    place = ".".join(str(part) for part in error["loc"])
    cure = ""
    if error["type"] == "extra_forbidden":
        kinds = (Settings, Small, Disclosure, Peers, Eligible, Patterns, Release, OwnGroup,
                 Alternative, Condition)  # fmt: skip
        known = [name for kind in kinds for name in kind.model_fields]
        close = nearest(str(error["loc"][-1]), known)
        cure = f"Did you mean {close[0]!r}?" if close else f"Settings are: {', '.join(known)}"
        return Problem("there is no setting of this name", file, column=place, cure=cure)
    return Problem(error["msg"], file, column=place, value=str(error.get("input", "")))
