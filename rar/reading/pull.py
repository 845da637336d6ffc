"""What one line of the crosswalk takes out of a source: values, and why they are absent.

A cell is in turn a token, an absence or a text that the line's convert reads; a text that cannot be
read becomes a problem of the view, never a silent blank.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from rar.reading.convert import ALLOWED, NUMERIC, convert, last_step, scale_trouble
from rar.reading.crosswalk import Line, Token, header_and_list, is_pattern, one_blank
from rar.reading.profile import Profile
from rar.reading.source import View, applies, matches
from rar.tables import FLAG, TABLES, TEXT

TWO_VALUES = "(two values)"  # in exceptions.csv: cells of one key that contradict each other


def pull(view: View, line: Line, profile: Profile) -> pd.DataFrame:
    """The values of one crosswalk line: the table's keys, value, absent ('' or why) and row.

    Rows that the line's `where` or a blank code leaves out are not in the frame. Texts that cannot
    be read become problems of the view.
    """
    frame, keys = rows_and_keys(view, line, profile)
    values, absent = _values(view, frame, line, profile)
    made = keys.assign(value=values, absent=absent, row=keys.index).reset_index(drop=True)
    return _set_contradictions_aside(view, made, line, profile)


def rows_and_keys(view: View, line: Line, profile: Profile) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of a view that a line is about, and their keys.

    The lines of one table mostly share both: the view keeps them, so that the lines' keys are one
    frame and a code that is not declared is told once.
    """
    names = TABLES[line.table].key_names
    place = (line.where, line.keys, tuple(names))
    if place in view.keys:
        return view.keys[place]
    frame = view.frame
    for header, wanted in line.where:
        frame = frame[frame[header].str.strip().isin(wanted)]
    keys = {view.source.entity_key: view.ids.loc[frame.index], "year": view.source.year}
    for name, value in line.keys:
        keys[name] = _key(view, frame, value, profile) if value.startswith("@") else value
    made = pd.DataFrame({name: keys[name] for name in names}, index=frame.index)
    left_out = made.isna().any(axis=1)
    if left_out.any():
        made, frame = made[~left_out], frame[~left_out]
    view.keys[place] = frame, made
    return frame, made


def _set_contradictions_aside(view: View, made: pd.DataFrame, line: Line, profile: Profile):
    """Where exceptions.csv says so, cells of one key that contradict each other are absent."""
    for repair in profile.repairs:
        if repair.value != TWO_VALUES or not applies(repair, view.source):
            continue
        if repair.header not in line.headers(view.source.year):
            continue
        keys = TABLES[line.table].key_names
        differ = made.groupby(keys)["value"].transform("nunique") > 1
        if repair.id:
            differ &= made[view.source.entity_key].eq(repair.id)
        if differ.any():
            count = len(made.loc[differ, keys].drop_duplicates())
            told = f"of contradicting {repair.header} read as {repair.meaning}: {repair.why}"
            view.notes.append(("set aside", count, "pair", told))
            absent = made["absent"].mask(differ, repair.meaning)
            made = made.assign(value=made["value"].mask(differ), absent=absent)
    return made


def _key(view: View, frame: pd.DataFrame, value: str, profile: Profile) -> pd.Series:
    """The cells of a key's column, through its code list; NA where the code is left out."""
    header, listed = header_and_list(value)
    place, cells = pd.factorize(frame[header])  # a code stands in thousands of rows
    texts = pd.Series([one_blank(cell) for cell in cells], dtype="str")
    if not listed:
        return _spread(texts, place, frame.index)
    codes = profile.codes[listed]
    unknown = texts.where(~texts.isin(list(codes))) if "*" not in codes else texts[:0]
    rows = _spread(unknown, place, frame.index).dropna() if unknown.notna().any() else unknown[:0]
    for row, text in rows.items():
        view.problem(
            "a code that is not declared",
            row=int(row),
            column=header,
            value=text,
            allowed=", ".join(codes),
            cure=f"add it to list {listed} in {profile.shown('codes.csv')} "
            "(a blank value leaves its rows out)",
        )
    found = texts.map({**dict.fromkeys(texts, codes.get("*", "")), **codes}).astype("str")
    return _spread(found.where(found.ne("")), place, frame.index)


def _spread(values: pd.Series, place: np.ndarray, index: pd.Index) -> pd.Series:
    """Values of distinct cells on the rows the cells stand in."""
    return pd.Series(values.array.take(place), index=index)


def _values(view: View, frame: pd.DataFrame, line: Line, profile: Profile):
    """Values and reasons for absence of a line over the rows of a frame."""
    if "constant" in line.steps.split():
        texts = pd.Series(line.cells[view.source.year], index=frame.index, dtype="str")
        steps = line.steps.replace("constant", "text", 1)
        return convert(texts, steps, profile.codes), pd.Series("", index=frame.index, dtype="str")
    parts = [
        _column(view, frame, header, line, profile) for header in line.headers(view.source.year)
    ]
    values, absent = parts[0]
    for more, why in parts[1:]:
        # flags of several columns: any of them; numbers: their sum
        values = values.combine(more, max) if line.kind == FLAG else values + more
        absent = absent.where(absent.ne(""), why)
    if line.base_header:
        values, absent = _share_of(view, frame, values, absent, line, profile)
    for header, codes, meaning in line.masks:
        cells = frame[header].str.strip().str.replace(r"\.0+$", "", regex=True)
        for code in codes:
            absent = absent.mask(matches(cells, code), meaning)
    return values.where(absent.eq("")), absent


def _share_of(view: View, frame: pd.DataFrame, shares, absent, line: Line, profile: Profile):
    """A share of the number in another column as a rounded count; a share of nothing is 0."""
    plain = replace(line, steps="number")
    base, why = _column(view, frame, line.base_header, plain, profile)
    counted = (shares * base).round().mask(base.eq(0), 0.0)
    reason = absent.where(absent.ne(""), why).mask(base.eq(0), "")
    return counted, reason


def _column(view: View, frame: pd.DataFrame, header: str, line: Line, profile: Profile):
    """One header's values and reasons for absence; texts that cannot be read become problems."""
    is_id = header == view.source.id
    place, cells = pd.factorize(view.ids.loc[frame.index] if is_id else frame[header])
    texts = pd.Series(cells, dtype="str")
    absent, texts = _absences(view, texts if is_id else texts.str.strip(), profile)
    steps, name = line.steps, last_step(line.steps)
    held = texts[absent.eq("")]
    if name == "text" and line.kind == TEXT:
        held = held.map(one_blank).astype("str")
    read = convert(held, steps, profile.codes)
    values = _spread(read.reindex(texts.index), place, frame.index)
    absent = _spread(absent, place, frame.index)
    aside = _set_aside(view, frame, header, profile)
    absent = aside.where(aside.ne(""), absent) if aside is not None else absent
    values = values.where(absent.eq("")) if aside is not None else values
    if read.isna().any():
        unread = _spread(held[read.isna()].reindex(texts.index), place, frame.index)
        _tell_unread(view, unread[unread.notna() & absent.eq("")], header, steps, profile)
    if steps.endswith(":rounded"):
        whole = convert(held, steps.partition(":")[0], {}).reindex(texts.index) > 1
        over = int((_spread(whole, place, frame.index) & absent.eq("")).sum())
        if over:
            told = f"of {header} between 100 and 100.2, sums of rounded percentages, read as 100"
            view.notes.append(("rounded", over, "cell", told))
    if name in ("percent", "share") and not steps.endswith(":any"):
        trouble = scale_trouble(values, name)
        if trouble:
            other = "share" if name == "percent" else "percent"
            view.problem(
                trouble,
                column=header,
                cure=f"write {other} (or {name}:any, if it is right) as convert of line {line.at} "
                f"of {profile.shown('columns.csv')}; if both scales stand in one column, ask the "
                "agency which is meant",
            )
    return values, absent


def _set_aside(view: View, frame: pd.DataFrame, header: str, profile: Profile) -> pd.Series | None:
    """Why exceptions.csv sets cells of a header aside, '' where it does not; None without any."""
    repairs = [
        repair
        for repair in profile.repairs
        if repair.header == header
        and applies(repair, view.source)
        and not repair.meaning.startswith("=")
    ]
    if not repairs:
        return None
    ids = view.ids.loc[frame.index]
    texts = ids if header == view.source.id else frame[header].str.strip()
    why = pd.Series("", index=frame.index, dtype="str")
    for repair in repairs:
        hit = matches(texts, repair.value)
        hit &= ids.eq(repair.id) if repair.id else True
        if hit.any():
            why = why.mask(hit, repair.meaning)
            told = f"of {header} read as {repair.meaning}: {repair.why}"
            view.notes.append(("set aside", int(hit.sum()), "cell", told))
    return why


def _absences(view: View, texts: pd.Series, profile: Profile) -> tuple[pd.Series, pd.Series]:
    """Why each text means an absence ('' where not), and the texts with stand-ins put in."""
    tokens = profile.tokens_of(view.source.name)
    words = {token.token.lower(): token.meaning for token in reversed(tokens)}
    patterns = [token for token in tokens if is_pattern(token.token)]
    meanings = [_meaning(text, words, patterns) for text in texts]
    found = pd.Series(meanings, index=texts.index, dtype="str")
    stands_for = found.str.match(r"-?\d").astype(bool)
    return found.mask(stands_for, ""), texts.mask(stands_for, found)


def _meaning(text: str, words: Mapping[str, str], patterns: Sequence[Token]) -> str:
    """What a cell's text means: why it is absent, the number it stands for, or '' for itself."""
    word = words.get(text.lower())
    if word is not None:
        return word
    for token in patterns:
        if re.fullmatch(token.token[1:-1], text):
            return token.meaning
    return "" if text else "missing"


def _tell_unread(view: View, unread: pd.Series, header: str, steps: str, profile: Profile) -> None:
    name = last_step(steps)
    if name in ("code", "codes"):
        listed = steps.split()[-1].partition(":")[2]
        allowed = ", ".join(code for code in profile.codes[listed])
        what, cure = "a code that is not declared", f"add it to {profile.shown('codes.csv')}"
    else:
        allowed = ALLOWED[name] + ", or a word of tokens.csv"
        what = "text in a column of numbers" if name in NUMERIC else "a text that cannot be read"
        cure = f"mend the cell, or say in {profile.shown('tokens.csv')} what the word means"
    for row, text in unread.items():
        view.problem(what, row=int(row), column=header, value=text, allowed=allowed, cure=cure)
