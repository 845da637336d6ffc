"""Spread over schools and classes against published values, identities and invariances."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rar.numbers.groups.chance import surplus
from rar.numbers.groups.pairing import reachable_dissimilarity
from rar.numbers.groups.segregation import (
    dissimilarity,
    entropy,
    expected_dissimilarity,
    exposure,
    isolation,
    mutual_information,
    theil_h,
    variance_ratio,
)


def two_groups(first, second) -> pd.DataFrame:
    frame = pd.DataFrame({"d": "01", "a": first, "b": second}, dtype=float).assign(d="01")
    return frame.assign(t=frame["a"] + frame["b"])


def d(first, second) -> float:
    return float(dissimilarity(two_groups(first, second), ["d"], "a", "b")["value"].iloc[0])


def chance(first, second) -> float:
    made = expected_dissimilarity(two_groups(first, second), ["d"], "a", "b")
    return float(made["value"].iloc[0])


@pytest.mark.parametrize(
    ("first", "second", "value"),
    [
        ((100, 60, 40, 0), (0, 40, 60, 100), 0.6),
        ((80, 80, 20, 20), (20, 20, 80, 80), 0.6),
        ((10, 0), (0, 10), 1.0),
        ((10, 20), (10, 20), 0.0),
    ],
)
def test_published_and_hand_made_values(first, second, value):
    assert d(first, second) == pytest.approx(value)


def test_one_school_has_no_spread_to_speak_of():
    assert pd.isna(d((10,), (20,)))
    assert pd.isna(chance((10,), (20,)))


def test_a_group_without_students_has_no_index():
    assert pd.isna(d((0, 0), (20, 10)))
    assert pd.isna(chance((0, 0), (20, 10)))


counts = st.lists(st.tuples(st.integers(1, 500), st.integers(1, 500)), min_size=2, max_size=20)


@given(counts, st.integers(2, 9))
def test_ten_times_the_students_is_the_same_spread(rows, times):
    first, second = zip(*rows, strict=True)
    assert d([times * a for a in first], second) == pytest.approx(d(first, second))


@given(counts)
def test_it_lies_between_zero_and_one_and_does_not_care_which_group_is_first(rows):
    first, second = zip(*rows, strict=True)
    assert 0 <= d(first, second) <= 1 + 1e-12
    assert d(first, second) == pytest.approx(d(second, first))


@given(counts)
def test_merging_two_schools_with_the_same_mix_changes_nothing(rows):
    first, second = (list(part) for part in zip(*rows, strict=True))
    twice = d([*first, first[0]], [*second, second[0]])
    once = d([2 * first[0], *first[1:]], [2 * second[0], *second[1:]])
    assert once == pytest.approx(twice)


def test_chance_gives_the_dissimilarity_that_drawing_lots_gives():
    """Every student drawn to a school by lot, 4,000 times, with a fixed seed."""
    sizes, group = np.array([30, 55, 12, 80]), 40
    lots = np.random.default_rng(1)
    school = np.repeat(np.arange(4), sizes)
    member = np.arange(sizes.sum()) < group
    drawn = []
    for _ in range(4_000):
        a = np.bincount(school, lots.permutation(member), 4)
        drawn.append(np.abs(a / group - (sizes - a) / (sizes.sum() - group)).sum() / 2)
    one = np.array([10, 10, 10, 10])
    assert chance(one, sizes - one) == pytest.approx(np.mean(drawn), abs=0.003)


@given(counts)
def test_chance_knows_sizes_and_groups_only_and_not_who_sits_where(rows):
    first, second = (np.array(part) for part in zip(*rows, strict=True))
    sizes, group = first + second, first.sum()
    even = np.minimum(sizes, np.maximum(0, group - np.cumsum(sizes) + sizes))  # filled in order
    assert chance(even, sizes - even) == pytest.approx(chance(first, second))
    assert 0 <= chance(first, second) <= 1


@given(counts)
def test_isolation_and_exposure_to_all_others_add_up_to_one(rows):
    frame = two_groups(*zip(*rows, strict=True))
    alone = isolation(frame, ["d"], "a", "t").iloc[0]
    met = exposure(frame, ["d"], "a", "b", "t").iloc[0]
    assert alone + met == pytest.approx(1)


@given(counts)
def test_exposure_of_one_group_is_that_of_the_other_times_their_sizes(rows):
    frame = two_groups(*zip(*rows, strict=True))
    one = exposure(frame, ["d"], "a", "b", "t").iloc[0]
    other = exposure(frame, ["d"], "b", "a", "t").iloc[0]
    assert one == pytest.approx(other * frame["b"].sum() / frame["a"].sum())


def test_the_variance_ratio_is_zero_with_an_even_spread_and_one_apart():
    even, apart = two_groups((10, 20), (30, 60)), two_groups((10, 0), (0, 30))
    assert variance_ratio(even, ["d"], "a", "t").iloc[0] == pytest.approx(0)
    assert variance_ratio(apart, ["d"], "a", "t").iloc[0] == pytest.approx(1)


@given(counts)
def test_the_variance_ratio_is_the_same_for_both_groups(rows):
    frame = two_groups(*zip(*rows, strict=True))
    one = variance_ratio(frame, ["d"], "a", "t").iloc[0]
    assert one == pytest.approx(variance_ratio(frame, ["d"], "b", "t").iloc[0], abs=1e-9)


# Classes of several schools and three groups: (school, students by group in each class).
Classes = list[tuple[str, list[int]]]


def seats(classes: Classes) -> pd.DataFrame:
    rows = [
        ("01", school, f"{i}", f"g{j}", float(n))
        for i, (school, mix) in enumerate(classes)
        for j, n in enumerate(mix)
    ]
    return pd.DataFrame(rows, columns=["d", "school", "class", "g", "n"])


def h(classes: Classes) -> pd.Series:
    return theil_h(seats(classes), ["d"], "class", "g", "n", "school").iloc[0]


mixes = st.lists(st.integers(0, 30), min_size=3, max_size=3).filter(lambda mix: sum(mix) > 0)
some_classes = st.lists(
    st.tuples(st.sampled_from(["1", "2", "3"]), mixes), min_size=2, max_size=12
).filter(lambda rows: sum(any(mix[j] for _, mix in rows) for j in range(3)) > 1)


def test_two_groups_of_equal_size_are_mixed_by_the_logarithm_of_two():
    assert entropy(seats([("1", [10, 10])]), ["d"], "g", "n").iloc[0] == pytest.approx(np.log(2))


def test_classes_that_share_no_group_have_an_h_of_one_and_alike_classes_of_zero():
    assert h([("1", [20, 0]), ("2", [0, 20])])["total"] == pytest.approx(1)
    assert h([("1", [5, 15]), ("2", [10, 30])])["total"] == pytest.approx(0)


def test_where_there_is_one_group_only_there_is_no_h():
    assert pd.isna(h([("1", [20, 0]), ("2", [10, 0])])["total"])


@settings(max_examples=25)
@given(some_classes)
def test_h_is_what_its_definition_says(rows):
    """H = sum t_s (E - E_s)/(T E), class by class."""
    frame = seats(rows)
    mixed = entropy(frame, ["d"], "g", "n").iloc[0]
    size = frame.groupby("class")["n"].sum()
    each = entropy(frame, ["class"], "g", "n")
    assert h(rows)["total"] == pytest.approx((size * (mixed - each)).sum() / size.sum() / mixed)


@settings(max_examples=25)
@given(some_classes)
def test_h_of_classes_is_h_of_schools_and_what_lies_within_each(rows):
    """H(total) = H(schools) + sum p_s (E_s/E) H_s, each school's own H made apart."""
    frame, made = seats(rows), h(rows)
    mixed = entropy(frame, ["d"], "g", "n").iloc[0]
    people = frame.groupby("school")["n"].sum()
    own = mutual_information(frame, ["school"], ["class"], "g", "n")  # E_s H_s
    within = (people / people.sum() * own).sum() / mixed
    assert made["total"] == pytest.approx(made["between"] + within, abs=1e-9)
    assert made["within"] == pytest.approx(within, abs=1e-9)


@settings(max_examples=25)
@given(some_classes, st.integers(2, 9), st.randoms(use_true_random=False))
def test_h_does_not_change_with_the_order_of_classes_or_with_more_of_the_same(rows, times, lots):
    shuffled = list(rows)
    lots.shuffle(shuffled)
    more = [(school, [times * n for n in mix]) for school, mix in shuffled]
    for part in ("total", "between", "within"):
        assert h(more)[part] == pytest.approx(h(rows)[part], abs=1e-9)


@settings(max_examples=25)
@given(some_classes)
def test_h_does_not_change_when_two_classes_of_one_mix_in_one_school_are_merged(rows):
    (school, mix), *rest = rows
    twice = [(school, mix), (school, mix), *rest]
    merged = [(school, [2 * n for n in mix]), *rest]
    assert h(twice)["total"] == pytest.approx(h(merged)["total"], abs=1e-9)


@pytest.mark.parametrize(
    ("sizes", "groups"),
    [([20] * 15, [165, 75, 45, 15]), ([8] * 6, [24, 24]), ([25] * 8, [150, 50])],
)
def test_chance_fills_classes_as_drawing_lots_does(sizes, groups):
    """Mutual information of classes filled by lot, 600 times, with a fixed seed: within 5 %."""
    lots = np.random.default_rng(7)
    in_class = np.repeat(np.arange(len(sizes)), sizes)
    of_group = np.repeat(np.arange(len(groups)), groups)
    shares = np.outer(sizes, groups) / sum(sizes) ** 2
    drawn = []
    for _ in range(600):
        table = np.zeros(shares.shape)
        np.add.at(table, (in_class, lots.permutation(of_group)), 1 / sum(sizes))
        met = table > 0
        drawn.append((table[met] * np.log(table[met] / shares[met])).sum())
    total = sum(sizes)
    rows = [(u, g, size * n / total) for u, size in enumerate(sizes) for g, n in enumerate(groups)]
    even = pd.DataFrame(rows, columns=["u", "g", "n"]).assign(d="01")
    made = surplus(even, ["d"], "u", "g", "n").iloc[0] / total
    assert made == pytest.approx(np.mean(drawn), rel=0.05)


def paired(rows, pairs) -> pd.Series:
    frame = two_groups(*zip(*rows, strict=True))
    frame = frame.assign(year=2022, school_id=[f"{i:02d}" for i in range(len(rows))])
    near = pd.DataFrame(
        [(f"{a:02d}", f"{b:02d}", 2022) for a, b in pairs],
        columns=["school_id", "other_school_id", "year"],
    )
    made = reachable_dissimilarity(frame, near, ["d", "year"], "a", "b")
    return made.iloc[0] if len(made) else pd.Series(dtype=float)


def test_the_pair_that_takes_most_is_taken_first():
    rows = [(80, 20), (20, 80), (60, 40), (40, 60)]
    made = paired(rows, [(0, 3), (0, 1), (2, 3), (1, 2)])
    assert made["observed"] == pytest.approx(0.4)
    assert (made["value"], made["pairs"]) == (pytest.approx(0.0), 2)


links = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=20)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 99), st.integers(1, 99)), min_size=10, max_size=10), links)
def test_what_pairing_reaches_is_what_the_paired_schools_then_have(rows, pairs):
    """The greedy choice one pair at a time, its pairs merged, dissimilarity made anew."""
    pairs = sorted({(min(p), max(p)) for p in pairs if p[0] != p[1]})
    assume(pairs)
    made = paired(rows, pairs)
    a, b = (np.array(part, dtype=float) for part in zip(*rows, strict=True))
    apart = a / a.sum() - b / b.sum()
    gain = {(i, j): (abs(apart[i]) + abs(apart[j]) - abs(apart[i] + apart[j])) / 2
            for i, j in pairs}  # fmt: skip
    taken, used = [], set()
    for i, j in sorted(gain, key=lambda p: (-round(gain[p], 12), p)):
        if round(gain[i, j], 12) > 0 and not used & {i, j}:
            taken.append((i, j))
            used |= {i, j}
    for i, j in taken:
        for group in (a, b):
            group[i] = group[j] = (group[i] + group[j]) / 2
    assert made["value"] == pytest.approx(d(a, b), abs=1e-9)
    assert made["value"] <= made["observed"] + 1e-12
