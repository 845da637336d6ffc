"""Metrics of why schools differ in dollars: pay, what a difference is made of, and cuts."""

from rar.numbers.metric import metric, weighted
from rar.numbers.money import cuts
from rar.numbers.money.spending_split import PARTS, between_need_groups, split_spending


@metric(
    id="1g",
    label="Average teacher salary",
    unit="salary",
    better="zero",
    question="1.1",
    says="the average teacher earns {value}",
    needs=("teachers.average_salary", "teachers.teachers"),
    source="staff files of the state",
    holder="the district's human resources office",
    caveat="salary",
)
def average_teacher_salary(teachers):
    """Average teacher salary, every teacher counting once.

    teachers: average_salary in dollars, teachers in the state's count. A gap is money that a
    budget built on average salaries moves unseen between schools.

    >>> import pandas as pd
    >>> teachers = pd.DataFrame({"average_salary": [50e3, 60e3], "teachers": [10.0, 30.0]})
    >>> pooled = average_teacher_salary(teachers).sum(numeric_only=True)
    >>> float(pooled["numerator"] / pooled["denominator"])
    57500.0
    """
    return weighted(teachers, "average_salary", teachers["teachers"])


@metric(
    id="1f",
    label="What the difference in spending is made of",
    unit="dollars",
    better="none",
    question="1.1",
    says="{value} of the difference",
    needs=("spending.total", "spending.pupils", "teachers.average_salary", "teachers.teachers"),
    source="per-pupil expenditure by school and staff files of the state",
    holder="the district's business office and human resources office",
    kind="index",
)
def drivers_of_difference(spending, teachers, schools):
    """Parts of the difference in spending between schools of greatest and of least need.

    part is pay (the average teacher's salary), staff (teachers per student), central (the share of
    central costs) or rest, in dollars per student; they add up to the difference of all the schools
    that report them. By level; n is the students of the schools of greatest need.
    """
    made = between_need_groups(split_spending(spending, teachers, schools)).reset_index()
    kept = ["district_id", "year", "level", "focus_pupils"]
    long = made.melt(id_vars=kept, value_vars=list(PARTS), var_name="part", value_name="value")
    return long.rename(columns={"focus_pupils": "n"}).assign(reference=float("nan"))


@metric(
    id="1j",
    label="Students whose high-poverty school was cut more than the district",
    unit="share",
    better="lower",
    question="1.1",
    says="{value} of the students of high-poverty schools attend one that was cut more, per "
    "student, than the district as a whole",
    needs=("spending.state_local", "spending.pupils", "schools.ed_share"),
    source="per-pupil expenditure by school of two years; MOEquity-style, American Rescue Plan "
    "Act, sec. 2004(c)",
    holder="the district's business office, which reports spending by school to the state",
    levels=(),
    caveat="cuts",
)
def disproportionate_cuts(spending, schools):
    """Students of high-poverty schools cut more than the district, of all in high-poverty schools.

    High-poverty is the quarter of the district's schools with the highest share economically
    disadvantaged; only they have a value. A school was cut more where its state and local dollars
    per pupil fell by more than the district's dollars in all fell per pupil
    (`rar.numbers.money.cuts`). Does not apply to districts of fewer than 1,000 students, with one
    school, or with one school in every level.
    """
    rows = cuts.tested_schools(schools, spending["pupils"], spending["state_local"])
    made = cuts.disproportionate_cuts(rows).set_index(["school_id", "year"])
    told = made["result"].isin([cuts.PASS, cuts.FAIL])
    made["numerator"] = made["pupils"].where(made["result"] == cuts.FAIL, 0.0).where(told)
    made["denominator"] = made["pupils"].where(told)
    absences = {cuts.EXEMPT: "not applicable", cuts.UNKNOWN: "missing"}
    made["reason"] = made["result"].map(absences).fillna("").astype("str")
    return made[["numerator", "denominator", "reason"]]
