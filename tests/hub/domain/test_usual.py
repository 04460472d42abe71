"""What is usual, and how often an ordinary day lies within."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.usual import LEAST_DAYS, Usual, usual

numbers = st.lists(st.integers(0, 10_000), min_size=LEAST_DAYS, max_size=12)


@given(numbers)
def test_the_days_themselves_are_usual(days: list[int]) -> None:
    found = usual(days)
    assert found is not None
    assert found.low <= found.middle <= found.high
    assert {found.verdict(day) for day in days} == {"usual"}
    assert found.verdict(found.low - 1) == "less"
    assert found.verdict(found.high + 1) == "more"


def test_few_days_say_nothing() -> None:
    assert usual([5] * (LEAST_DAYS - 1)) is None
    assert usual([5] * LEAST_DAYS) == Usual(5, 5, 5, LEAST_DAYS)


@pytest.mark.parametrize("days", [4, 8])
def test_an_ordinary_day_lies_within_as_often_as_is_said(days: int) -> None:
    rng = random.Random(7)
    rounds, within = 20_000, 0
    for _ in range(rounds):
        *before, today = (rng.lognormvariate(5, 0.4) for _ in range(days + 1))
        found = usual(before)
        within += found is not None and found.verdict(today) == "usual"
    assert within / rounds == pytest.approx((days - 1) / (days + 1), abs=0.015)
