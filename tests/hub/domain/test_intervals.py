"""Wilson's interval against published values, and what must hold for every share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.intervals import wilson

counts = st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("happy", "of", "low", "high"),
    [
        (17, 20, 0.640, 0.948),
        (85, 100, 0.767, 0.907),
        (340, 400, 0.812, 0.882),
        (194, 200, 0.936, 0.986),
        # R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_interval_is_the_published_one(happy: int, of: int, low: float, high: float) -> None:
    assert wilson(happy / of, of) == pytest.approx((low, high), abs=0.0005)


def test_nobody_asked_means_nothing_known() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("share", "n"), [(-0.1, 5), (1.1, 5), (0.5, -1)])
def test_impossible_shares_are_refused(share: float, n: float) -> None:
    with pytest.raises(ValueError, match="no share of a number of people"):
        wilson(share, n)


@given(counts)
def test_interval_lies_in_its_range_and_holds_the_share(count: tuple[int, int]) -> None:
    happy, of = count
    low, high = wilson(happy / of, of)
    assert 0 <= low <= happy / of <= high <= 1


@given(counts)
def test_ten_times_the_presses_tell_more(count: tuple[int, int]) -> None:
    happy, of = count
    few, many = wilson(happy / of, of), wilson(happy / of, 10 * of)
    assert many.high - many.low < few.high - few.low


@given(counts)
def test_happy_and_unhappy_mirror_each_other(count: tuple[int, int]) -> None:
    happy, of = count
    there, back = wilson(happy / of, of), wilson((of - happy) / of, of)
    assert there.low == pytest.approx(1 - back.high)
    assert there.high == pytest.approx(1 - back.low)
