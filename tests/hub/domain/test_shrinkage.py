"""Shrunk shares against a published analysis."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.shrinkage import Count, shrink

# Tumours of rats in 70 groups and a current one: R. E. Tarone, Biometrics 38 (1982), 215-220, as in
# A. Gelman and others, Bayesian Data Analysis, table 5.1. Here "happy" is "with a tumour".
RATS = (
    "0/20 0/20 0/20 0/20 0/20 0/20 0/20 0/19 0/19 0/19 0/19 0/18 0/18 0/17 1/20 1/20 1/20 1/20 "
    "1/19 1/19 1/18 1/18 2/25 2/24 2/23 2/20 2/20 2/20 2/20 2/20 2/20 1/10 5/49 2/19 5/46 3/27 "
    "2/17 7/49 7/47 3/20 3/20 2/13 9/48 10/50 4/20 4/20 4/20 4/20 4/20 4/20 4/20 10/48 4/19 4/19 "
    "4/19 5/22 11/46 12/49 5/20 5/20 6/23 5/19 6/22 6/20 6/20 6/20 16/52 15/47 15/46 9/24 4/14"
)
counts = st.integers(1, 3000).flatmap(
    lambda n: st.builds(Count, st.integers(0, n), st.just(n)),
)


def rats() -> list[Count]:
    return [Count(*map(int, one.split("/"))) for one in RATS.split()]


def test_the_table_is_the_published_one() -> None:
    """The book gives 0.136 and 0.103 for mean and standard deviation of the first 70."""
    shares = [one.happy / one.presses for one in rats()[:-1]]
    mean = sum(shares) / 70
    assert mean == pytest.approx(0.136, abs=0.0005)
    assert (sum((x - mean) ** 2 for x in shares) / 69) ** 0.5 == pytest.approx(0.103, abs=0.0005)


def test_rats_are_shrunk_as_in_the_book() -> None:
    """Section 5.3: alpha and beta are 2.4 and 14.3 on average; the current group was 4 of 14."""
    current = shrink(rats())[-1]
    assert current.mean == pytest.approx((2.4 + 4) / (2.4 + 14.3 + 14), abs=0.006)
    assert current.variance**0.5 == pytest.approx(0.073, abs=0.004)
    lowest = shrink(rats())[0]
    assert lowest.mean == pytest.approx(2.4 / (2.4 + 14.3 + 20), abs=0.01)


def test_many_presses_keep_their_share_and_few_go_to_the_mean() -> None:
    found = shrink([Count(9000, 10_000), Count(8000, 10_000), Count(7000, 10_000), Count(1, 1)])
    assert found[0].mean == pytest.approx(0.9, abs=0.002)
    assert 0.75 < found[3].mean < 0.9
    assert found[3].variance > 50 * found[0].variance


@given(st.lists(counts, min_size=1, max_size=8))
def test_a_shrunk_share_is_a_share_and_sure_within_reason(found: list[Count]) -> None:
    for one in shrink(found):
        assert 0 < one.mean < 1
        assert 0 < one.own_variance <= one.variance < one.mean * (1 - one.mean)


@given(st.lists(counts, min_size=2, max_size=6))
def test_happy_and_unhappy_mirror_each_other(found: list[Count]) -> None:
    there = shrink(found)
    back = shrink([Count(one.presses - one.happy, one.presses) for one in found])
    for one, other in zip(there, back, strict=True):
        assert one.mean == pytest.approx(1 - other.mean, abs=1e-9)


@pytest.mark.parametrize("wrong", [Count(0, 0), Count(3, 2), Count(-1, 2)])
def test_impossible_counts_are_refused(wrong: Count) -> None:
    with pytest.raises(ValueError, match="cannot be compared"):
        shrink([wrong])
