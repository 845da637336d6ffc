"""Sums: programs by service, money by rule, a school's buildings, and survey answers."""

from __future__ import annotations

import pandas as pd

from rar.reading.reduce.filling import (
    SCHOOL_YEAR,
    Tables,
    filled,
    lack,
    product,
    summed,
    summed_columns,
)

SERVICE = [*SCHOOL_YEAR, "service", "group"]
ANSWERS = [*SCHOOL_YEAR, "respondent", "item"]


def sums(tables: Tables) -> dict[str, pd.DataFrame]:
    """The tables that follow from programs, allocation_rules, buildings and survey_counts."""
    makers = {
        "programs": ("services", services),
        "allocation_rules": ("district_finance", money_by_rule),
        "buildings": ("facilities", facilities),
    }
    made = {
        name: filled(tables.get(name), make(tables[finer]), name)
        for finer, (name, make) in makers.items()
        if finer in tables
    }
    if "survey_counts" in tables:
        given = tables.get("survey")
        made["survey"] = filled(given, survey(tables["survey_counts"], given), "survey")
    return made


def services(programs: pd.DataFrame) -> pd.DataFrame:
    """Table services: a school's programs of one service added up.

    A student in two programs of one service is counted twice, as programs do not say who is in
    both.
    """
    return summed_columns(programs, SERVICE, ["needing", "served"])


def money_by_rule(rules: pd.DataFrame) -> pd.DataFrame:
    """district_finance's ruled, and of it need_sensitive and public_rules: dollars by rules."""
    amount, why = rules["amount"], lack(rules, "amount")
    values, lacks = {"ruled": amount}, {"ruled": why}
    for name, mark in (("need_sensitive", "need_sensitive"), ("public_rules", "public")):
        values[name], lacks[name] = product((amount, rules[mark]), (why, lack(rules, mark)))
    return summed(rules[["district_id", "year"]], values, lacks)


def facilities(buildings: pd.DataFrame) -> pd.DataFrame:
    """condition_index, year_built, capacity and portable_seats of a school from its buildings.

    The index is the repairs needed over the value of all buildings; repairs of more than a
    building's value count as its value, as it would be replaced. year_built is the mean weighted by
    value, in whole years; a school of one building has that building's year.
    """
    keys = buildings[SCHOOL_YEAR]
    value, value_lack = buildings["value"], lack(buildings, "value")
    repairs = buildings["repairs"].where(~(buildings["repairs"] > value), value)
    alone = ~keys.duplicated(keep=False)
    weight, weight_lack = value.mask(alone, 1.0), value_lack.mask(alone, 0)
    aged, aged_lack = product(
        (weight, buildings["year_built"]), (weight_lack, lack(buildings, "year_built"))
    )
    made = summed_columns(buildings, SCHOOL_YEAR, ["capacity", "portable_seats"])
    parts = summed(
        keys,
        {"repairs": repairs, "value": value, "aged": aged, "weight": weight},
        {"repairs": lack(buildings, "repairs"), "value": value_lack, "aged": aged_lack,
         "weight": weight_lack},
    )  # fmt: skip
    made = made.merge(parts, on=SCHOOL_YEAR)
    made["condition_index"] = made["repairs"] / made["value"].where(made["value"] > 0)
    made["year_built"] = (made["aged"] / made["weight"].where(made["weight"] > 0)).round()
    made["absent:condition_index"] = made["absent:repairs"].mask(
        made["absent:repairs"].eq(""), made["absent:value"]
    )
    made["absent:year_built"] = made["absent:aged"]
    return made


def survey(counts: pd.DataFrame, given: pd.DataFrame | None) -> pd.DataFrame:
    """Table survey from answers of group 'all', for whole schools (part '').

    Items that the state itself gives of a school, whole or in parts, are left to it.
    """
    everyone = counts[counts["group"].eq("all")]
    if given is not None:
        told = pd.MultiIndex.from_frame(given[ANSWERS])
        everyone = everyone[~pd.MultiIndex.from_frame(everyone[ANSWERS]).isin(told)]
    valid = everyone["valid"]
    made = everyone[ANSWERS].assign(
        part="",
        favorable=(everyone["favorable"] / valid.where(valid > 0)).where(
            everyone["favorable"] <= valid
        ),
        responses=valid,
    )
    for column, count in (("favorable", "favorable"), ("responses", "valid")):
        made[f"absent:{column}"] = everyone[f"absent:{count}"]
    return made
