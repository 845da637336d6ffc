"""The names of the workbook's sheets, in the order in which a reader meets them."""

from __future__ import annotations

import re

from rar.dimensions import DIMENSIONS, Dimension
from rar.editions import FIT

START, SELF_RATING, OVERVIEW, TRY = "Start here", "Self-rating", "Overview", "Try it"
SCHOOLS, RECORD, MEETING, LAST_TIME = "Schools", "Record", "Meeting", "Last time"
NEED, PARTS, COUNTS, BENCHMARKS = "Need", "Need parts", "Counts", "Benchmarks"
COMPARISONS, GROUPS, INDICES, OPTIONS = "Comparisons", "Student groups", "Indices", "Options"
QUALITY, REQUEST, METHOD, SOURCES = "Data quality", "Data request", "Method", "Sources"
LISTS = "Lists"


def sheet_name(title: str) -> str:
    """A title as a sheet's name: at most 31 characters, cut between words, none that Excel forbids.

    >>> sheet_name("3 School Leadership Quality & Diversity")
    '3 School Leadership Quality'
    """
    plain = re.sub(r"[\[\]:*?/\\]", " ", title).strip("' ")
    if len(plain) > 31:
        plain = plain[:32].rsplit(" ", 1)[0]
    return plain[:31].rstrip(" &,")


def sheet_of(dimension: Dimension) -> str:
    """The sheet of a dimension."""
    return sheet_name(f"{dimension.number} {dimension.name}")


HOLDS = {  # a sheet: what it holds, in a sentence
    START: "How to read this workbook.",
    SELF_RATING: "What you expect, before you look at any number.",
    OVERVIEW: "What could be computed, measure by measure.",
    TRY: "Change what counts as need and see what moves.",
    **{sheet_of(one): one.question for one in DIMENSIONS},
    SCHOOLS: "One row a school: who it is, and its value of every measure.",
    RECORD: "What the room finds, and what it agrees to do.",
    MEETING: "Who met, and when you meet again.",
    LAST_TIME: "What was agreed last time, and what the numbers did since.",
    NEED: "How each school's need and group follow from its students; corrections of enrollment.",
    PARTS: "The shares that need is made of; corrections of them.",
    COUNTS: "The two counts behind every school's value; corrections of them.",
    BENCHMARKS: "The smallest differences worth discussing and recommended limits; change them.",
    COMPARISONS: "Every comparison of every measure, with its n and status.",
    GROUPS: "Values of student groups in each school.",
    INDICES: "Values of the whole district that do not add up over schools.",
    OPTIONS: "Possible causes and options for the room to weigh.",
    QUALITY: "Numbers to check before discussing them.",
    REQUEST: "What could not be computed, the field that is missing, and who has it.",
    METHOD: "How each measure is made.",
    SOURCES: "The files, settings and versions the numbers follow from.",
    LISTS: "The choices behind the drop-down lists.",
}
HOLDS_VALUES = {  # what differs where nothing can be changed
    NEED: "Each school's students, need and place among the schools of its level.",
    PARTS: "The shares that need is made of.",
    COUNTS: "The two counts behind every school's value.",
    BENCHMARKS: "The smallest differences worth discussing and recommended limits.",
    SOURCES: "The settings and versions the numbers follow from.",
}


def holds(name: str, edition: str) -> str:
    """What a sheet of an edition's workbook holds, in a sentence."""
    return (HOLDS if FIT[edition].live else HOLDS | HOLDS_VALUES)[name]
