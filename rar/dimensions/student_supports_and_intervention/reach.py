"""Help that reaches students: supports beyond the classroom, and action on early warnings."""

from rar.numbers.metric import metric, ratio, rows

_HOLDER = "the district's student support office"
TIERS = ("tier2", "tier3")  # help for some students, and intensive help for a few


@metric(
    id="7f",
    label="Students receiving the support they need",
    unit="share",
    better="more for need",
    question="7.1",
    says="{value} of {group} found to need targeted or intensive support receive it",
    needs=(
        "services.served[tier2]|services.served[tier3]",
        "services.needing[tier2]|services.needing[tier3]",
    ),
    source="records of tiered supports (MTSS) in the district",
    holder=_HOLDER,
    groups=True,
    caveat="reach",
)
def support_reach(services):
    """Students served of those found to need targeted (tier 2) or intensive (tier 3) support.

    The two tiers of a school are pooled, by group; a student who needs both counts in both.

    >>> import pandas as pd
    >>> keys = ["school_id", "year", "service", "group"]
    >>> services = pd.DataFrame({"school_id": "1", "year": 2022, "group": "all",
    ...     "service": ["tier2", "tier3", "tutoring"], "served": [30.0, 5.0, 9.0],
    ...     "needing": [40.0, 10.0, 90.0]}).set_index(keys)
    >>> support_reach(services)[["numerator", "denominator"]].sum().tolist()
    [35.0, 50.0]
    """
    tiered = services[services.index.get_level_values("service").isin(TIERS)]
    return ratio(tiered, "served", "needing").droplevel("service")


@metric(
    id="7g",
    label="Students with an early warning who have a plan",
    unit="share",
    better="higher",
    question="7.1",
    says="{value} of {group} with an early warning have a plan",
    needs=("services.served[early_warning]", "services.needing[early_warning]"),
    source="the district's early-warning system (attendance, behavior, course performance)",
    holder=_HOLDER,
    groups=True,
    levels=("middle", "high"),
    caveat="reach",
)
def early_warning_action(services):
    """Students with a plan of those whom the early-warning system names, by group.

    >>> import pandas as pd
    >>> keys = ["school_id", "year", "service", "group"]
    >>> services = pd.DataFrame({"school_id": ["1"], "year": [2022], "group": ["all"],
    ...     "service": ["early_warning"], "served": [12.0], "needing": [30.0]}).set_index(keys)
    >>> early_warning_action(services)[["numerator", "denominator"]].iloc[0].tolist()
    [12.0, 30.0]
    """
    return ratio(rows(services, service="early_warning"), "served", "needing")
