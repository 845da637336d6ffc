"""What one line of the crosswalk takes out of a source: values, and why they are absent.

A cell is in turn a token, an absence or a text that the line's convert reads; a text that cannot be
read becomes a problem of the view, never a silent blank.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

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
    table, year = TABLES[line.table], view.source.year
    frame = view.frame
    for header, wanted in line.where:
        frame = frame[frame[header].str.strip().isin(wanted)]
    keys = {view.source.entity_key: view.ids.loc[frame.index], "year": year}
    for name, value in line.keys:
        keys[name] = _key(view, frame, value, profile) if value.startswith("@") else value
    made = pd.DataFrame({name: keys[name] for name in table.key_names}, index=frame.index)
    left_out = made.isna().any(axis=1)
    if left_out.any():
        made, frame = made[~left_out], frame[~left_out]
    values, absent = _values(view, frame, line, profile)
    made = made.assign(value=values, absent=absent, row=made.index).reset_index(drop=True)
    return _set_contradictions_aside(view, made, line, profile)


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
    cells = frame[header]  # a code stands in thousands of rows: each is tidied once
    texts = cells.map({cell: one_blank(cell) for cell in cells.unique()}).astype("str")
    if not listed:
        return texts
    codes = profile.codes[listed]
    unknown = texts[~texts.isin(list(codes))] if "*" not in codes else texts.iloc[:0]
    for row, text in unknown.items():
        view.problem(
            "a code that is not declared",
            row=int(row),
            column=header,
            value=text,
            allowed=", ".join(codes),
            cure=f"add it to list {listed} in {profile.shown('codes.csv')} "
            "(a blank value leaves its rows out)",
        )
    found = texts.map({**dict.fromkeys(texts, codes.get("*", "")), **codes})
    return found.where(found.ne(""))


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
    texts = view.ids.loc[frame.index] if is_id else frame[header].str.strip()
    absent, texts = _absences(view, texts, header, profile)
    steps, name = line.steps, last_step(line.steps)
    held = texts[absent.eq("")]
    if name == "text" and line.kind == TEXT:
        held = held.map(one_blank).astype("str")
    read = convert(held, steps, profile.codes)
    _tell_unread(view, held[read.isna()], header, steps, profile)
    if steps.endswith(":rounded"):
        over = int((convert(held, steps.partition(":")[0], {}) > 1).sum())
        if over:
            told = f"of {header} between 100 and 100.2, sums of rounded percentages, read as 100"
            view.notes.append(("rounded", over, "cell", told))
    if name in ("percent", "share") and not steps.endswith(":any"):
        trouble = scale_trouble(read, name)
        if trouble:
            other = "share" if name == "percent" else "percent"
            view.problem(
                trouble,
                column=header,
                cure=f"write {other} (or {name}:any, if it is right) as convert of line {line.at} "
                f"of {profile.shown('columns.csv')}; if both scales stand in one column, ask the "
                "agency which is meant",
            )
    return read.reindex(frame.index), absent


def _absences(view: View, texts: pd.Series, header: str, profile: Profile):
    """Why each cell is absent ('' where it is not), and the texts with stand-ins put in."""
    absent = pd.Series("", index=texts.index, dtype="str")
    for repair in profile.repairs:
        if repair.header != header or not applies(repair, view.source):
            continue
        hit = matches(texts, repair.value)
        hit &= view.ids.loc[texts.index].eq(repair.id) if repair.id else True
        if not repair.meaning.startswith("=") and hit.any():
            absent = absent.mask(hit, repair.meaning)
            told = f"of {header} read as {repair.meaning}: {repair.why}"
            view.notes.append(("set aside", int(hit.sum()), "cell", told))
    tokens = profile.tokens_of(view.source.name)
    words = {token.token.lower(): token.meaning for token in reversed(tokens)}
    patterns = [token for token in tokens if is_pattern(token.token)]
    meanings = {text: _meaning(text, words, patterns) for text in texts.unique()}
    meanings = {text: meaning for text, meaning in meanings.items() if meaning}
    if not meanings:
        return absent, texts
    found = texts.map(meanings).fillna("").astype("str")
    stands_for = found.str.match(r"-?\d").astype(bool)
    absent = absent.where(absent.ne(""), found.mask(stands_for, ""))
    return absent, texts.mask(stands_for, found)


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
