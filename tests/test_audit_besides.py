"""What an outsider adds to what is printed: facts, and rates pooled over schools."""

import pandas as pd
import pytest

from rar.audit.attack import bounds
from rar.audit.besides import Besides, inform
from rar.audit.reading.pooled import Pooled
from rar.audit.released import Released
from rar.audit.statements import Cell, Sum

IDS = {school: f"6a|2022|{school}|all" for school in "abcd"}
MEASURES = pd.DataFrame({"metric": "6a", "school_id": list("abcd"), "group": "all"})
TRUTH = pd.Series({IDS["a"]: 4.0, IDS["b"]: 30.0, IDS["c"]: 20.0, IDS["d"]: 25.0})


def _release(*sums: tuple[str, float]) -> Released:
    cells = [Cell(IDS[one], least=1) for one in "abc"] + [Cell(IDS["d"], 25.0)]
    said = [Sum(f"sum {at}", {IDS[one]: 1 for one in schools}, constant=total)
            for at, (schools, total) in enumerate(sums)]  # fmt: skip
    return Released.of(cells, said)


def _rate(schools: str, low: float, high: float, people: float = 600.0) -> Pooled:
    return Pooled("earlier", "6a", 2022, "all", False, tuple(schools), low, high, people)


def _informed(release, *rates, truth=TRUTH, people=False):
    layer = "discipline.students" if people else "6a"
    return inform(release, layer, Besides(pooled=rates), MEASURES, truth, people)


def test_a_rate_of_two_withheld_schools_and_their_sum_with_a_third_tells_it():
    """Released before: 34 together; now: all three are 54. The third is 20."""
    alone, rate = _release(("abc", 54)), _rate("ab", 33.6, 34.4)
    assert tuple(bounds(alone).cells.loc[IDS["c"], ["lower", "upper"]]) == (1, 52)
    informed = _informed(alone, rate)
    assert informed.more and not informed.corrected
    ends = bounds(informed.released).cells.loc[IDS["c"], ["lower", "upper"]]
    assert tuple(ends) == (20, 20)


def test_a_rate_that_follows_from_the_sums_adds_nothing_to_the_work():
    release = _release(("ab", 34), ("c", 20))
    assert _informed(release, _rate("abcd", 78.6, 79.4)).released is release
    assert _informed(release, _rate("d", 24.6, 25.4)).released is release


def test_a_rate_that_is_no_longer_so_is_counted_and_left_out():
    release = _release(("abc", 54))
    informed = _informed(release, _rate("ab", 39.5, 40.5))
    assert informed.released is release and informed.corrected == 1
    assert _informed(release, _rate("ab", 39.5, 40.5), truth=None).more


def test_how_many_people_a_rate_is_of_is_a_sum_of_people():
    cells = [Cell(f"discipline.students|2022|{one}|all") for one in "abcd"]
    informed = _informed(Released.of(cells), _rate("ab", 33.6, 34.4), truth=None, people=True)
    assert informed.released.rows[["low", "high"]].to_numpy().tolist() == [[600, 600]]


@pytest.mark.parametrize(("layer", "found"), [("people", 1), ("people of 6a", 1), ("other", 0)])
def test_a_fact_about_people_counts_also_where_metrics_do_not_agree_on_them(layer, found):
    release = Released.of([Cell(f"{layer}|2022|a|all")])
    besides = Besides({"people|2022|a|all": 300.0})
    known = inform(release, layer, besides, MEASURES, None, True).released.cells["value"]
    assert known.notna().sum() == found
