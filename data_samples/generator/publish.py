"""The files about schools, pupils and money, laid out as the Department publishes them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from . import cells, districts, doubtful, funding
from .cells import BLANK, CODES, NOT_APPLICABLE, NOT_REPORTED
from .files import rows_of, write_csv, write_workbook
from .plan import STATE, District
from .pupils import GROUPS, Pupils
from .schools import GRADE4, PRINTED_GRADES

BANDS = {"E": ("E",), "M": ("M",), "H": ("H",), "K8": ("E", "M")}
# Cells the Department left blank: (year, school, column of the directory).
LEFT_BLANK = ((2019, "0110012", "PCT_ECON_DIS"), (2021, "0340001", "ENROLLMENT"))
MONEY = {
    "TOTAL_PPE": "total", "SL_PERSONNEL": "state_local_personnel",
    "SL_NONPERSONNEL": "state_local_nonpersonnel", "FED_PERSONNEL": "federal_personnel",
    "FED_NONPERSONNEL": "federal_nonpersonnel", "SL_TOTAL": "state_local",
    "FED_TOTAL": "federal", "TITLE_I_A": "title1", "INITIAL_BUDGET": "allocated",
    "SALARIES": "salaries", "BENEFITS": "benefits", "PURCH_SERVICES": "services",
    "SUPPLIES": "supplies", "EQUIPMENT": "equipment", "OTHER_OBJECTS": "other_objects",
    "CENTRAL_SHARE": "central", "FLEXIBLE": "flexible",
}  # fmt: skip


def write(
    seed: int,
    schools: pd.DataFrame,
    pupils: Pupils,
    year: int,
    plan: tuple[District, ...],
    to: Path,
) -> None:
    """Write the year's districts, directory, enrollment, grades, money and zones."""
    sizes = pupils.tally(pupils.members["all"])
    write_csv(_districts(plan, schools, sizes, year), to / f"districts_{year}.csv")
    directory = _directory(schools, sizes, year)
    write_csv(directory, to / f"school_directory_{year}.csv", encoding="cp1252")
    mark = "utf-8-sig" if year == 2022 else "utf-8"  # one year was saved by Excel
    below = pupils.count(pupils.members["below"])
    students = _enrollment(schools, sizes, below, year)
    write_csv(students, to / f"enrollment_{year}.csv", encoding=mark)
    write_csv(_grades(schools, pupils), to / f"grades_{year}.csv")
    money = funding.make(seed, schools, sizes[:, 0], year, plan)
    printed = doubtful.spending(schools, money, year)
    write_workbook(to / f"school_spending_{year}.xlsx", _spending(schools, printed, year))
    revenue = districts.finance(seed, schools, money, plan, year)
    write_csv(_finance(revenue, plan), to / f"district_finance_{year}.csv")
    rules = districts.rules(seed, schools, money, plan, year)
    write_csv(_rules(rules, plan), to / f"allocation_rules_{year}.csv")
    pairs = districts.zones(seed, schools)
    zones = pd.DataFrame({"SCHOOL_ID": pairs["school_id"], "BORDERS_ON": pairs["other"]})
    write_csv(zones.assign(TOUCHES="Y"), to / f"attendance_zones_{year}.csv")


def repeat_k8(frame: pd.DataFrame, schools: pd.DataFrame, header: str, at: int) -> pd.DataFrame:
    """A K-8 school stands twice, with all its values, once for each of its levels."""
    bands = schools["level"].map(BANDS)
    rows = np.repeat(np.arange(len(frame)), bands.map(len))
    frame = frame.iloc[rows].reset_index(drop=True)
    frame.insert(at, header, [band for of_school in bands for band in of_school])
    return frame


def _districts(
    plan: tuple[District, ...], schools: pd.DataFrame, sizes: np.ndarray, year: int
) -> pd.DataFrame:
    """One row a district, with its students by group: small groups show here that are hidden in
    the files of schools."""
    names = [(district.id, district.name, district.kind.title()) for district in plan]
    frame = pd.DataFrame(names, columns=["DISTRICT_ID", "DISTRICT_NAME", "TYPE"])
    counts = pd.DataFrame(cells.published(year, sizes)).groupby(schools["plan"].to_numpy()).sum()
    for column, group in enumerate(cells.groups_of(year)):
        frame[f"N_{CODES[group]}"] = cells.masked(counts[column], counts[column].to_numpy())
    frame["LOCALE"] = districts.locale(plan)
    return frame


def _finance(revenue: pd.DataFrame, plan: tuple[District, ...]) -> pd.DataFrame:
    """Whole dollars; the charter office reports nothing but is listed."""
    frame = pd.DataFrame({"DISTRICT_ID": revenue["district_id"]})
    charter = np.array([district.kind == "charter" for district in plan])
    names = {"federal": "REV_FEDERAL", "state": "REV_STATE", "local": "REV_LOCAL",
             "property": "PROPERTY_PER_PUPIL"}  # fmt: skip
    for name, header in names.items():
        frame[header] = np.where(charter, NOT_REPORTED, cells.numbers(revenue[name]))
    return frame


def _rules(rules: pd.DataFrame, plan: tuple[District, ...]) -> pd.DataFrame:
    frame = pd.DataFrame({"RULE_ID": rules["district_id"] + "-" + rules["code"]})
    frame["DISTRICT_ID"], frame["RULE"] = rules["district_id"], rules["rule"]
    frame["COUNTS"], frame["AMOUNT"] = rules["counts"], cells.numbers(rules["amount"], BLANK)
    frame["USES_NEED"] = cells.yes_no(rules["uses_need"])
    frame["PUBLISHED"] = cells.yes_no(rules["published"])
    frame["DECIDED_BY"] = rules["decided_by"]
    charter = [district.id for district in plan if district.kind == "charter"]
    return frame[~frame["DISTRICT_ID"].isin(charter)]


def _directory(schools: pd.DataFrame, sizes: np.ndarray, year: int) -> pd.DataFrame:
    low = [PRINTED_GRADES[grade] for grade in schools["low"]]
    high = [PRINTED_GRADES[grade] for grade in schools["high"]]
    share = 100 * sizes[:, GROUPS.index("ed")] / sizes[:, 0]
    frame = pd.DataFrame({"SCHOOL_ID": schools["school_id"], "SCHOOL_NAME": schools["name"]})
    frame["GRADES"] = [f"{a}-{b}" for a, b in zip(low, high, strict=True)]
    for header in ("charter", "title1", "csi", "tsi", "atsi"):
        frame[header.upper()] = cells.yes_no(schools[header])
    frame["ENROLLMENT"] = cells.numbers(sizes[:, 0])
    frame["PCT_ECON_DIS"] = cells.numbers(np.round(share, 1))
    for blank_year, school, header in LEFT_BLANK:
        if blank_year == year:
            frame.loc[frame["SCHOOL_ID"] == school, header] = BLANK
    if year == 2018:
        frame = frame.rename(columns={"SCHOOL_NAME": "NAME_OF_SCHOOL"})
    return repeat_k8(frame, schools, "LEVEL", at=2)


def _enrollment(schools: pd.DataFrame, sizes: np.ndarray, below: np.ndarray, year: int):
    frame = pd.DataFrame({"SCHOOL_ID": schools["school_id"]})
    counts = cells.published(year, sizes)
    for column, group in enumerate(cells.groups_of(year)):
        frame[f"N_{CODES[group]}"] = cells.masked(counts[:, column], counts[:, column])
    untested = (schools["high"] < GRADE4).to_numpy()
    shown = cells.masked(below, below)
    frame[f"N_{CODES['below']}"] = np.where(untested, NOT_APPLICABLE, shown)
    return frame


def _grades(schools: pd.DataFrame, pupils: Pupils) -> pd.DataFrame:
    """One row a school and grade that has pupils."""
    grades = len(PRINTED_GRADES)
    code = pupils.school * grades + pupils.grade
    counts = np.bincount(code, minlength=len(schools) * grades)
    frame = pd.DataFrame(
        {
            "SCHOOL_ID": np.repeat(schools["school_id"].to_numpy(), grades),
            "GRADE": np.tile(PRINTED_GRADES, len(schools)),
            "N_STUDENTS": cells.masked(counts, counts),
        }
    )
    return frame[counts > 0]


def _spending(schools: pd.DataFrame, money: pd.DataFrame, year: int) -> dict[str, list]:
    """The workbook: notes first, then the table under a title of two rows. 2018 is text."""
    frame = pd.DataFrame({"SCHOOL_ID": schools["school_id"], "PUPILS": money["pupils"]})
    for header, name in MONEY.items():
        dollars = money[name].astype(int)
        text = dollars.map("${:,}".format) if year == 2018 else dollars.astype(object)
        frame[header] = text.astype(object).where(~schools["charter"], NOT_REPORTED)
    frame = repeat_k8(frame, schools, "BAND", at=1)
    span = f"{year - 1}-{year % 100:02d}"
    title = [[f"Per-Pupil Expenditures by School, {span}"], [f"{STATE}. Invented data."], []]
    notes = [
        ["Notes"],
        ["SL is state and local, FED federal funds. Central expense is shared out by enrollment."],
        ["TITLE_I_A is a part of FED_TOTAL. Charter schools do not report (NR)."],
        ["A school with two bands stands in two rows with the same values."],
    ]
    return {"Notes": notes, "By School": title + rows_of(frame)}
