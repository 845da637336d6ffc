"""What is planted: the districts of Meridian and the pattern each of them carries."""

from __future__ import annotations

from dataclasses import dataclass, replace

YEARS = (2018, 2019, 2020, 2021, 2022)
STATE = "State of Meridian"
PUBLISHER = "Meridian Department of Public Instruction (invented)"


@dataclass(frozen=True)
class District:
    """A district and its pattern. Shares are 0 to 1; z is a school's place from -1 to 1.

    counts: elementary, middle, high and K-8 schools. A school's need is need + spread * z, its
    share of Black and Hispanic students minority + segregation * z. money and budget: change of
    spending (spent and as budgeted) per +0.1 of need, as a share of the mean; growing: money
    rises from nothing in 2018. money_noise: a school's own lasting deviation. one_school: what
    the elementary school of greatest need spends beyond all that (share). within: how much
    more often economically disadvantaged students are chronically absent than others in the same
    school; between: how much more often everybody is in a school whose need is 1 higher.
    novice: how strongly turnover and new teachers follow need. no_counselors_above: schools of
    higher need than this have no counselor. offers_all: every school has every course. size:
    school size relative to the state's. short_weeks: sections of many students below proficient
    meet for fewer minutes, and nobody has a support class. no_tutoring_above: in schools of higher
    need than this few who need it get tutoring.
    """

    id: str
    name: str
    counts: tuple[int, int, int, int]
    kind: str = "district"
    need: float = 0.5
    spread: float = 0.22
    minority: float = 0.40
    segregation: float = 0.12
    cost: float = 1.0
    money: float = 0.004
    budget: float = 0.004
    growing: bool = False
    money_noise: float = 0.02
    one_school: float = 0.0
    within: float = 0.04
    between: float = 0.10
    novice: float = 0.15
    no_counselors_above: float = 2.0
    offers_all: bool = False
    size: float = 1.0
    short_weeks: bool = False
    no_tutoring_above: float = 2.0


DISTRICTS = (
    District(
        "0110", "Ashgrove County School District", (22, 8, 8, 1),
        need=0.56, spread=0.34, minority=0.46, segregation=0.18,
        money=-0.022, budget=0.001, novice=1.0, within=0.05, between=0.08,
        short_weeks=True,
    ),
    District(
        "0120", "Port Callory City Schools", (12, 5, 5, 0),
        need=0.48, spread=0.30, minority=0.42, segregation=0.02, cost=1.06,
        money=0.0, budget=0.0, money_noise=0.006, within=0.16, between=0.0, offers_all=True,
    ),
    District(
        "0230", "Lindmere Unified School District", (11, 4, 3, 0),
        need=0.52, spread=0.42, minority=0.46, segregation=0.42, cost=0.97,
        money=0.024, budget=0.020, growing=True, within=0.0, between=0.34,
    ),
    District(
        "0340", "Tamsin Valley Joint Schools", (7, 3, 2, 0),
        need=0.58, spread=0.26, no_counselors_above=0.58, no_tutoring_above=0.58, cost=0.95,
    ),
    District(
        "0450", "O'Dell County Schools", (8, 2, 2, 0),
        need=0.50, spread=0.15, minority=0.30, segregation=0.04, cost=0.99,
        money=-0.020, budget=0.0, money_noise=0.015, one_school=0.32,
        within=0.02, between=0.0, novice=0.0, offers_all=True,
    ),
    District("0560", "Señal Mesa Regional District", (3, 1, 1, 0), need=0.62, size=0.75, cost=1.02),
    District("0670", "Marrow Island School", (0, 0, 0, 1), need=0.44, minority=0.15, size=0.17),
    District(
        "0901", "Meridian Charter Schools Office", (2, 1, 1, 0),
        kind="charter", need=0.60, minority=0.60, size=0.7,
    ),
)  # fmt: skip

FIRST = ("Alder", "Brack", "Cal", "Dun", "Elm", "Fen", "Gar", "Hal", "Ister", "Jes", "Kel", "Lor",
         "Mar", "Nor", "Ost", "Pel", "Quar", "Ros", "Sel", "Thorn", "Ul", "Ver", "Wex",
         "Yar")  # fmt: skip
LAST = ("ford", "wick", "bury", "dale", "mouth", "stead", "ham", "low", "port", "mere", "field",
        "combe", "ridge", "gate", "worth", "holm")  # fmt: skip
PLAIN = tuple(
    District("", "", (0, 0, 0, 0), money=money, budget=budget)
    for money, budget in ((0.004, 0.004), (-0.015, 0.0), (0.0, 0.0), (0.02, 0.02))
)


def districts(count: int, schools: int) -> tuple[District, ...]:
    """The eight planted districts, and as many plain ones as it takes to reach `count`.

    The plain ones share the remaining schools, the first districts getting the most, and take
    their money patterns in turn from PLAIN. Their ids start at '1010' in steps of 5.
    """
    extra = count - len(DISTRICTS)
    left = schools - sum(sum(district.counts) for district in DISTRICTS)
    if extra < 0 or left < extra or (extra == 0 and left):
        least = sum(sum(district.counts) for district in DISTRICTS)
        raise SystemExit(
            f"At least {len(DISTRICTS)} districts and {least} schools, and a school for every "
            f"further district: --districts {len(DISTRICTS)} --schools {least} is the smallest."
        )
    weights = [1.0 / (20 + place) for place in range(extra)]
    shares = [1 + int((left - extra) * weight / sum(weights)) for weight in weights]
    for place in range(left - sum(shares)):
        shares[place % extra] += 1
    return DISTRICTS + tuple(_plain(place, share) for place, share in enumerate(shares))


def _plain(place: int, schools: int) -> District:
    middle, high = schools // 5, schools // 5
    word = FIRST[place % len(FIRST)] + LAST[(place // len(FIRST)) % len(LAST)]
    turn = place // (len(FIRST) * len(LAST))
    return replace(
        PLAIN[place % len(PLAIN)],
        id=f"{1010 + 5 * place:04d}",
        name=f"{word} {('County', 'City', 'Valley', 'Township')[turn % 4]} Schools",
        counts=(schools - middle - high, middle, high, 0),
        need=0.3 + 0.05 * (place % 9),
    )
