"""Metrics of dollars per student: by source, as budgeted, and at the principal's decision.

The steady-state relation of need and dollars is the 'slope' comparison that
`rar.numbers.compare` makes of every metric in dollars per pupil: of dollars spent (1a, 1b) and of
dollars allocated (1d).
"""

from rar.numbers.metric import metric, ratio

_SOURCE = "per-pupil expenditure by school, ESSA 1111(h)(1)(C)(x)"
_HOLDER = "the district's business office, which reports spending by school to the state"


@metric(
    id="1a",
    label="Spending per student, all funds",
    unit="dollars",
    better="more for need",
    question="1.1",
    says="{value} is spent per student",
    needs=("spending.total", "spending.pupils"),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="small_schools",
)
def spending_per_pupil(spending):
    """Dollars spent per student from all funds.

    spending: total in dollars per pupil, pupils. The numerator is dollars (total x pupils), so
    that schools are pooled by their students. Schools without a spending report are left out.

    >>> import pandas as pd
    >>> spending = pd.DataFrame({"total": [10_000.0, 12_000.0], "pupils": [100.0, 300.0]})
    >>> pooled = spending_per_pupil(spending).sum(numeric_only=True)
    >>> float(pooled["numerator"] / pooled["denominator"])
    11500.0
    """
    return ratio(
        spending, spending["total"] * spending["pupils"], "pupils", uses=("total", "pupils")
    )


@metric(
    id="1b",
    label="Spending per student without federal funds",
    unit="dollars",
    better="more for need",
    question="1.1",
    says="{value} of state and local money is spent per student",
    needs=("spending.state_local", "spending.pupils"),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="small_schools",
)
def spending_without_federal(spending):
    """Dollars spent per student from state and local funds only.

    spending: state_local in dollars per pupil, pupils. The difference to 1a is what federal money
    adds.

    >>> import pandas as pd
    >>> spending = pd.DataFrame({"state_local": [9_000.0], "pupils": [200.0]})
    >>> float(spending_without_federal(spending)["numerator"].iloc[0])
    1800000.0
    """
    return ratio(
        spending,
        spending["state_local"] * spending["pupils"],
        "pupils",
        uses=("state_local", "pupils"),
    )


@metric(
    id="1bt",
    label="Spending per student without Title I",
    unit="dollars",
    better="more for need",
    question="1.1",
    says="{value} other than Title I money is spent per student",
    needs=("spending.total", "spending.title1", "spending.pupils"),
    source=_SOURCE,
    holder="the district's federal programs office, which budgets Title I by school",
    caveat="small_schools",
)
def spending_without_title1(spending):
    """Dollars spent per student from all funds but Title I, Part A.

    spending: total and title1 in dollars per pupil, pupils.

    >>> import pandas as pd
    >>> spending = pd.DataFrame({"total": [12e3], "title1": [700.0], "pupils": [10.0]})
    >>> float(spending_without_title1(spending)["numerator"].iloc[0])
    113000.0
    """
    dollars = (spending["total"] - spending["title1"]) * spending["pupils"]
    return ratio(spending, dollars, "pupils", uses=("total", "title1", "pupils"))


@metric(
    id="1d",
    label="Dollars allocated per student",
    unit="dollars",
    better="more for need",
    question="1.1",
    says="{value} was allocated per student at the start of the year",
    needs=("spending.allocated", "spending.pupils"),
    source="the district's adopted budget by school",
    holder="the district's business office (the adopted budget by school)",
    caveat="small_schools",
)
def allocated_per_pupil(spending):
    """Dollars allocated per student at the start of the year, all funds.

    spending: allocated in dollars per pupil, pupils. Beside 1a it tells whether a difference
    arises in the budget or in how the year went.

    >>> import pandas as pd
    >>> spending = pd.DataFrame({"allocated": [11_000.0], "pupils": [10.0]})
    >>> float(allocated_per_pupil(spending)["numerator"].iloc[0])
    110000.0
    """
    return ratio(
        spending,
        spending["allocated"] * spending["pupils"],
        "pupils",
        uses=("allocated", "pupils"),
    )


@metric(
    id="1h",
    label="Dollars the principal decides on",
    unit="share",
    better="higher",
    question="1.1",
    says="principals decide on {value} of what their schools spend",
    needs=("spending.flexible", "spending.total", "spending.pupils"),
    source="the district's budget by school",
    holder="the district's business office (who may move which line of a school's budget)",
    caveat="flexible",
)
def flexible_share(spending):
    """Share of a school's dollars that its principal decides on.

    spending: flexible and total in dollars per pupil, pupils; both counts are dollars, so schools
    are pooled by what they spend.

    >>> import pandas as pd
    >>> spending = pd.DataFrame({"flexible": [600.0], "total": [12e3], "pupils": [10.0]})
    >>> flexible_share(spending)[["numerator", "denominator"]].iloc[0].tolist()
    [6000.0, 120000.0]
    """
    theirs, every = (spending[column] * spending["pupils"] for column in ("flexible", "total"))
    return ratio(spending, theirs, every, uses=("flexible", "total", "pupils"))
