"""By which rules a district's money reaches its schools: two products for the store."""

from __future__ import annotations

import pandas as pd

RULES = ["district_id", "year", "rule_id", "rule", "driver", "amount", "need_sensitive", "public",
         "decided_by"]  # fmt: skip
FINANCE = ["district_id", "year", "spent", "ruled", "need_sensitive", "public_rules",
           "revenue_federal", "revenue_state", "revenue_local", "property_wealth"]  # fmt: skip


def finance(whole) -> pd.DataFrame:
    """Product: a district's money and how much of it goes by rules, in dollars; FINANCE.

    spent is what its schools spent in all (metric 1a); property_wealth is per pupil.
    """
    rows = whole.measures
    rows = rows[(rows["metric"] == "1a") & (rows["group"] == "all") & rows["value"].notna()]
    spent = rows.groupby(["district_id", "year"])["numerator"].sum().rename("spent")
    own = whole.frames["district_finance"]
    made = own.join(spent, how="left").reset_index()
    return made[FINANCE].sort_values(FINANCE[:2], ignore_index=True)


def rules(whole) -> pd.DataFrame:
    """Product: the rules by which a district gives money or posts to schools; RULES."""
    made = whole.frames["allocation_rules"].reset_index()
    return made[RULES].sort_values(RULES[:3], ignore_index=True)
