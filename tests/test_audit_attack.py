"""The attack gives what listing every possible table gives."""

import pytest
from every_table import attainable, small_release

from rar.audit.attack import ENDS, bounds

TABLES = 300
RATED = 100  # of them have published rates


@pytest.mark.parametrize("warm", [False, True], ids=["scipy", "highspy"])
def test_every_interval_is_the_one_that_listing_all_tables_gives(warm):
    if warm:
        pytest.importorskip("highspy")
    for seed in range(TABLES):
        released = small_release(seed, rates=seed < RATED)
        attacked, truth = bounds(released, warm=warm), attainable(released)
        assert not attacked.clashes
        assert attacked.cells[["lower", "upper"]].equals(truth), seed
        assert attacked.cells[["seen_lower", "seen_upper"]].set_axis(ENDS[:2], axis=1).equals(truth)
