"""Who a received form is of, and who saved it: what the file itself says.

The kit's own forms carry it as document properties. A form that lost them is known by what it
prints: the workbook's first sheet, the Word document's header and first lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from rar.errors import Problem, RarError, nearest
from rar.record.fields import MARK
from rar.record.reading.parcel import EXCEL, Parcel
from rar.record.reading.word_text import P, paragraph_text

PROTOCOL, WORKBOOK = "protocol", "workbook"
_VALUE = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}property"
_CORE = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_YEAR = re.compile(r"\b(20\d\d)\s*[–-]\s*(?:20)?(\d\d)\b")
_LINES = 40  # how far into a form its district may be printed


@dataclass(frozen=True)
class Origin:
    """Who a form is of. year is the spring of its school year as text; '' is 'it does not say'."""

    form: str
    district_id: str = ""
    year: str = ""
    edition: str = ""
    state: str = ""
    title: str = ""
    saved_by: str = ""
    saved_at: str = ""


Names = dict[int, dict[str, str]]  # year: district id: name


def origin_of(parcel: Parcel, names: Names, editions: tuple[str, ...]) -> Origin:
    """What the file says of itself, by its properties and else by what it prints."""
    own, core = _custom(parcel), _core(parcel)
    form = own.get("form") or (WORKBOOK if parcel.kind == EXCEL else PROTOCOL)
    found = Origin(
        form=form, district_id=own.get("district", ""),
        year=own.get("year", ""), edition=own.get("edition", ""), state=own.get("state", ""),
        title=core.get(f"{_DC}title", ""),
        saved_by=core.get(f"{_CORE}lastModifiedBy", ""),
        saved_at=core.get(f"{_TERMS}modified", ""),
    )  # fmt: skip
    if found.district_id and found.year and found.edition:
        return found
    lines = [found.title, *_lines(parcel)]
    year = found.year or _year(lines)
    return replace(
        found,
        year=year,
        district_id=found.district_id or _district(lines, names.get(number(year), {})),
        edition=found.edition or _edition(lines, editions),
    )


def _custom(parcel: Parcel) -> dict[str, str]:
    """The kit's own properties by name, without their prefix."""
    found = {}
    for one in _properties(parcel, "custom-properties", _VALUE):
        name = one.get("name", "").casefold()
        if name.startswith(MARK):
            found[name.removeprefix(MARK)] = "".join(one.itertext()).strip()
    return found


def _core(parcel: Parcel) -> dict[str, str]:
    found = _properties(parcel, "core-properties", "*")
    return {one.tag: " ".join((one.text or "").split()) for one in found}


def _properties(parcel: Parcel, kind: str, tag: str) -> list[Any]:
    trees = [parcel.xml(part) for part in parcel.related_of("", kind)]
    return [one for tree in trees if tree is not None for one in tree.iter(tag)]


def _lines(parcel: Parcel) -> list[str]:
    """The first lines a reader sees."""
    if parcel.kind == EXCEL:
        from rar.record.reading.book_cells import read_sheets

        first = next(iter(read_sheets(parcel)), None)
        rows = [] if first is None else list(first.rows().values())
        return [" ".join(cells.values()) for cells in rows[:_LINES]]
    parts = [*parcel.related_of(parcel.main, "header"), parcel.main]
    found = []
    for part in parts:
        tree = parcel.xml(part)
        texts = [] if tree is None else [paragraph_text(one) for one in tree.iter(P)][:_LINES]
        found += texts
    return found


def number(year: str) -> int:
    """A year, 0 for what is none."""
    return int(year) if re.fullmatch(r"\d{4}", year) else 0


def _year(lines: list[str]) -> str:
    """The spring of the first school year that is printed: '2022' of '2021–22'."""
    for line in lines:
        for first, second in _YEAR.findall(line):
            if (int(first) + 1) % 100 == int(second):
                return str(int(first) + 1)
    return ""


def _district(lines: list[str], names: dict[str, str]) -> str:
    """The district whose name is printed first, the longest name where several fit."""
    for line in lines:
        plain = f" {_words(line)} "
        fitting = [(len(name), district) for district, name in names.items()
                   if name and f" {_words(name)} " in plain]  # fmt: skip
        if fitting:
            return max(fitting)[1]
    return ""


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _edition(lines: list[str], editions: tuple[str, ...]) -> str:
    text = _words(" ".join(lines))
    return next((name for name in editions if f"{name} edition" in text), "")


def check_origin(
    file: str, found: Origin, names: Names, state: tuple[str, ...], told: bool = False
) -> None:
    """Raises RarError where the form is of no district of this workspace.

    state holds the state's name and code, as the form may name it; told is whether the user named
    the district, so that the form's title is not asked.
    """
    if found.state and _words(found.state) not in map(_words, state):
        raise _letter(file, f"it is a form of another state: {found.state}",
                      f"This workspace is of {state[0]}. Collect it in its own.")  # fmt: skip
    if not found.district_id or not found.year:
        lacks = " and ".join(
            what for what, value in (("district", found.district_id), ("year", found.year))
            if not value
        )  # fmt: skip
        raise _letter(
            file,
            f"it does not say of which {lacks} it is; is it a form of the kit?",
            "If it is, say so: rarkit collect DIR FILE --district ID --year YEAR",
        )
    year = number(found.year)
    if year not in names:
        raise _letter(file, f"it is about the year {found.year}, which is not in the store",
                      f"Years there: {', '.join(map(str, sorted(names)))}.")  # fmt: skip
    if found.district_id not in names[year]:
        raise _letter(file, f"there is no district {found.district_id!r} in {year}",
                      _nearest(found, names[year]))  # fmt: skip
    if not told:
        _check_title(file, found, names)


def _nearest(found: Origin, names: dict[str, str]) -> str:
    named = found.title.partition(":")[0]
    by_name = {name: district for district, name in names.items()}
    close = [by_name[name] for name in nearest(named, by_name)] if named else []
    close = close or nearest(found.district_id, names)
    offered = "; ".join(f"{district} {names[district]}" for district in close)
    cure = "Is it a form of another state? If it is not: --district ID --year YEAR."
    return f"Nearest: {offered}. {cure}" if offered else cure


def _check_title(file: str, found: Origin, names: Names) -> None:
    """A form whose title names another district than its id does here is of another state."""
    named, mark, _ = found.title.partition(":")
    here = {_words(own[found.district_id]) for own in names.values() if found.district_id in own}
    if mark and _words(named) and _words(named) not in here:
        known = names[int(found.year)][found.district_id]
        raise _letter(
            file,
            f"its title names {named!r}, but {found.district_id} is {known!r} here",
            "Is it a form of another state? If it is not, say so: --district ID --year YEAR.",
        )


def _letter(file: str, what: str, cure: str) -> RarError:
    return RarError(f"{file} could not be read.", [Problem(what, file)], cure)
