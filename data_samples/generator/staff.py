"""Teachers and principals, person by person, and what the state publishes about them besides."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .draws import bell, happens, pick, stream, whole
from .plan import YEARS, District
from .pupils import RACES

BURN_IN = 8  # years played before the first published one, so that careers look lived
STAFF_RACES = (*RACES, "unknown")
PUPILS_PER_TEACHER = 15.5


class Posts:
    """The teaching posts of the state and who holds them; `next_year` lets people leave.

    A post belongs to a school for good. Arrays are by post: person, experience, stay (completed
    years here), race, in_field, licensed, effective, and of the person who left last summer `left`
    (0: nobody did).
    """

    def __init__(self, seed: int, schools: pd.DataFrame, plan: tuple[District, ...]):
        self.rng = stream(seed, "staff")
        count = whole(self.rng, schools["size"].to_numpy() / PUPILS_PER_TEACHER + 1)
        self.school = np.repeat(np.arange(len(schools)), count + 1)
        first = np.cumsum(count + 1) - (count + 1)
        self.principal = np.zeros(len(self.school), dtype=bool)
        self.principal[first] = True
        follows = np.array([district.novice for district in plan])[schools["plan"]]
        need = schools["need"].to_numpy()
        self.turnover = np.clip(0.145 + 0.26 * follows * (need - 0.5), 0.06, 0.35)
        self.fresh = np.clip(0.50 + 0.80 * follows * (need - 0.5), 0.05, 0.95)
        self.need, self.minority = need, schools["minority"].to_numpy()
        self.person = np.zeros(len(self.school), dtype=np.int64)
        self.left = np.zeros(len(self.school), dtype=np.int64)
        self.left_race = np.zeros(len(self.school), dtype=np.int8)
        self.people = 0
        self.experience = np.zeros(len(self.school), dtype=np.int64)
        self.stay = np.zeros(len(self.school), dtype=np.int64)
        self.race = np.zeros(len(self.school), dtype=np.int8)
        self.in_field = np.zeros(len(self.school), dtype=bool)
        self.licensed = np.zeros(len(self.school), dtype=bool)
        self.effective = np.zeros(len(self.school), dtype=bool)
        self._hire(np.ones(len(self.school), dtype=bool), first_time=True)

    def next_year(self) -> None:
        """A summer passes: some leave, others have a year more, posts are filled again."""
        leaves = happens(self.rng, self.turnover[self.school])
        self.left = np.where(leaves, self.person, 0)
        self.left_race = self.race.copy()
        self.experience = self.experience + 1
        self.stay = self.stay + 1
        self._hire(leaves, first_time=False)

    def _hire(self, where: np.ndarray, first_time: bool) -> None:
        school, count = self.school[where], int(where.sum())
        self.person[where] = self.people + 1 + np.arange(count)
        self.people += count
        fresh = happens(self.rng, self.fresh[school])
        career = np.floor(3 + 20 * self.rng.random(count)).astype(np.int64)
        self.experience[where] = np.where(fresh, np.floor(2 * self.rng.random(count)), career)
        self.stay[where] = self.experience[where] // 2 if first_time else 0
        self.race[where] = pick(self.rng, _race_shares(self.minority[school]))
        need = self.need[school]
        self.in_field[where] = ~happens(self.rng, 0.04 + 0.09 * need)
        self.licensed[where] = ~happens(self.rng, np.where(fresh, 0.16, 0.03) * (0.6 + need))
        self.effective[where] = ~happens(self.rng, np.where(fresh, 0.07, 0.03) * (0.6 + need))


def _race_shares(minority: np.ndarray) -> np.ndarray:
    """Teachers by race: the same order as their pupils', but half as far from White."""
    black, hispanic = 0.34 * minority, 0.12 * minority
    small = [np.full(len(minority), share) for share in (0.004, 0.018)]
    rest = [np.full(len(minority), share) for share in (0.001, 0.015)]
    shares = np.column_stack([*small, black, hispanic, *rest])
    unknown = np.full(len(minority), 0.012)
    return np.column_stack([shares, 1 - shares.sum(axis=1) - unknown, unknown])


def make(seed: int, schools: pd.DataFrame, plan: tuple[District, ...]) -> dict[int, pd.DataFrame]:
    """People by year; `schools` are all schools ever open. A person who left a school after last
    year has one more row there with returned = 0 and no full-time equivalent."""
    posts = Posts(seed, schools, plan)
    years = {}
    for year in range(YEARS[0] - BURN_IN, YEARS[-1] + 1):
        posts.next_year()
        if year in YEARS:
            years[year] = _people(posts, schools, year, stream(seed, "staff year", year))
    return years


def _people(posts: Posts, schools: pd.DataFrame, year: int, rng: np.random.Generator):
    opened = schools["opened"].to_numpy()[posts.school]
    open_now = (opened <= year) & (schools["closed"].to_numpy()[posts.school] >= year)
    count = len(posts.school)
    new_school = (opened == year) & (year > YEARS[0])
    returned = np.where(new_school | (posts.left > 0), np.nan, 1.0)
    pay = 37_800 + 1_020 * np.minimum(posts.experience, 26) + bell(rng, count, 1_100)
    pay = np.where(posts.principal, pay + 36_000, pay) * (1 + 0.025 * (year - YEARS[0]))
    absent = whole(rng, 13 * rng.random(count) * (0.6 + 0.5 * posts.need[posts.school]))
    frame = pd.DataFrame(
        {
            "person_id": posts.person,
            "school": posts.school,
            "role": np.where(posts.principal, "P", "T"),
            "fte": np.where(~posts.principal & happens(rng, np.full(count, 0.04)), 0.5, 1.0),
            "experience": posts.experience,
            "stay": np.where(new_school, 0, posts.stay),
            "in_field": np.where(posts.principal, np.nan, posts.in_field),
            "licensed": posts.licensed.astype(float),
            "returned": returned,
            "days_absent": absent,
            "salary": np.round(pay / 10) * 10,
            "race": posts.race,
            "rating": np.where(posts.experience < 1, 2, np.where(posts.effective, 0, 1)),
        }
    )[open_now]
    return pd.concat([frame, _leavers(posts, open_now & ~new_school)], ignore_index=True)


def _leavers(posts: Posts, open_both_years: np.ndarray) -> pd.DataFrame:
    gone = open_both_years & (posts.left > 0)
    return pd.DataFrame(
        {
            "person_id": posts.left[gone],
            "school": posts.school[gone],
            "role": np.where(posts.principal[gone], "P", "T"),
            "fte": 0.0,
            "returned": 0.0,
            "race": posts.left_race[gone],
        }
    )


def published(seed: int, schools: pd.DataFrame, year: int) -> pd.DataFrame:
    """What is published of a year's schools and cannot be made from the people: percentages."""
    rng = stream(seed, "teachers", year)
    count, need = len(schools), schools["need"].to_numpy()
    turnover = 13 + 5 * (need - 0.5)
    return pd.DataFrame(
        {
            "school_id": schools["school_id"],
            "vacancy": np.round(np.clip(0.4 + 4.2 * need + bell(rng, count, 1.0), 0, None), 1),
            "attendance": np.round(95.8 - 1.6 * need + bell(rng, count, 0.5), 1),
            "stayed_3yr": np.round(100 - turnover + bell(rng, count, 1.8), 1),
            "advanced": np.round(62 - 16 * need + bell(rng, count, 5.0), 1),
            "principals_5yr": 1 + whole(rng, 0.2 + 2.4 * need * rng.random(count)),
        }
    )


def moved(seed: int, schools: pd.DataFrame, people: pd.DataFrame, year: int) -> np.ndarray:
    """For each person 1 who left for another school of the district, 0 who left it, else NaN."""
    chance = stream(seed, "moved", year).random(len(people))
    need = schools.set_index("index")["need"].loc[people["school"]].to_numpy()
    gone = (people["fte"] == 0).to_numpy()
    return np.where(gone, (chance < 0.18 + 0.30 * need).astype(float), np.nan)


def work(seed: int, schools: pd.DataFrame, enrolled: np.ndarray, year: int) -> pd.DataFrame:
    """Load, time together, practice seen and leaders of each school; NaN: not applicable.

    Secondary load: different students of each teacher, summed. Items are those of walkthroughs.
    """
    rng = stream(seed, "work", year)
    count, need = len(schools), schools["need"].to_numpy()
    teachers = np.maximum(np.round(enrolled / PUPILS_PER_TEACHER), 2)
    secondary = (schools["level"] != "E").to_numpy()
    taught = np.where(secondary, np.maximum(np.round(0.85 * teachers), 1), np.nan)
    load = taught * np.round(104 + 14 * need + bell(rng, count, 6.0))
    asked = np.round(teachers * (0.75 + 0.2 * rng.random(count)))
    together = np.clip(0.70 - 0.22 * need + bell(rng, count, 0.07), 0, 1)
    items = 20 + 5 * whole(rng, 8 * rng.random(count))
    met = np.clip(0.78 - 0.14 * need + bell(rng, count, 0.05), 0, 1)

    def halves(per: float) -> np.ndarray:
        return np.round(2 * enrolled / per * (0.8 + 0.4 * rng.random(count))) / 2

    return pd.DataFrame(
        {
            "secondary_teachers": taught,
            "secondary_load": load,
            "collab_asked": asked,
            "collab_90_min": np.round(asked * together),
            "walk_items": items,
            "walk_met": np.round(items * met),
            "asst_principals": halves(520),
            "coaches": np.round(enrolled * (0.2 + need) / 420) / 2,
            "teacher_leaders": halves(300),
        }
    )
