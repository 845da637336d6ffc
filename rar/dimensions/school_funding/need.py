"""Metrics of dollars set against need: each student counted by the agency's weights."""

from rar.numbers.metric import metric, ratio

_SOURCE = "per-pupil expenditure by school, ESSA 1111(h)(1)(C)(x), and students by group"
_HOLDER = "the district's business office and its student information system"
_NEEDS = ("spending.total", "spending.pupils", "schools.enrollment", "enrollment.students")


@metric(
    id="1c",
    label="Spending per weighted student",
    unit="dollars",
    better="more for need",
    question="1.1",
    says="{value} is spent per weighted student",
    needs=_NEEDS,
    source=_SOURCE,
    holder=_HOLDER,
    caveat="weights",
    counted="weighted students",
)
def need_adjusted_spending(spending, schools):
    """Dollars spent per weighted student, students with greater needs counting more than one.

    spending: total in dollars per pupil, pupils. schools: weighted_students, the sum over students
    of 1 and the weights of their groups (the agency's `weights`). Where money follows need as the
    weights do, all schools have the same.

    >>> import pandas as pd
    >>> spending = pd.DataFrame({"total": [12e3], "pupils": [100.0]})
    >>> schools = pd.DataFrame({"weighted_students": [120.0]})
    >>> made = need_adjusted_spending(spending, schools)
    >>> float((made["numerator"] / made["denominator"]).iloc[0])
    10000.0
    """
    students = schools["weighted_students"].reindex(spending.index)
    return ratio(spending, spending["total"] * spending["pupils"], students,
                 uses=("total", "pupils"))  # fmt: skip


@metric(
    id="1e",
    label="District's spending per weighted student",
    unit="dollars",
    better="none",
    question="1.1",
    says="the district spends {value} per weighted student",
    needs=_NEEDS,
    source=_SOURCE,
    holder=_HOLDER,
    kind="index",
    caveat="weights",
)
def need_adjusted_level(spending, schools):
    """Dollars per weighted student of the whole district, all its schools pooled.

    Schools without dollars or without weighted students are left out on both sides; n is the
    weighted students. At average wages it stands in the product `money`, where the agency has
    given a wage index.
    """
    counts = need_adjusted_spending(spending, schools).dropna(subset=["numerator", "denominator"])
    rows = counts.join(schools["district_id"], how="inner")
    sums = rows.groupby(["district_id", "year"])[["numerator", "denominator"]].sum()
    made = sums.assign(level="all", part="all", reference=float("nan"), n=sums["denominator"])
    return made.assign(value=sums["numerator"] / sums["denominator"]).reset_index()
