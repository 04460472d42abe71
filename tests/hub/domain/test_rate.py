"""The allowance of the API."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.rate import ask

RATES = st.integers(1, 10_000)


def test_the_allowance_is_used_up_and_flows_back() -> None:
    full = 0.0
    for left in (2, 1, 0):
        verdict = ask(full, 0, per_minute=3)
        assert (verdict.allowed, verdict.remaining) == (True, left)
        full = verdict.full_at_ms
    refused = ask(full, 0, per_minute=3)
    assert not refused.allowed
    assert refused.retry_seconds == pytest.approx(20)
    assert refused.reset_seconds == pytest.approx(60)
    assert not ask(refused.full_at_ms, 19_999, per_minute=3).allowed
    assert ask(refused.full_at_ms, 20_000, per_minute=3).allowed


@given(RATES)
def test_at_once_exactly_the_allowance_is_answered(rate: int) -> None:
    full, answered = 0.0, 0
    for _ in range(rate + 5):
        verdict = ask(full, 0, per_minute=rate)
        full = verdict.full_at_ms
        answered += verdict.allowed
    assert answered == rate


@given(RATES, st.lists(st.floats(0, 5_000), max_size=200))
def test_who_waits_as_told_is_answered(rate: int, pauses: list[float]) -> None:
    now = full = 0.0
    for pause in pauses:
        now += pause
        verdict = ask(full, now, per_minute=rate)
        full = verdict.full_at_ms
        assert 0 <= verdict.remaining < rate or not verdict.allowed
        if not verdict.allowed:
            later = now + 1000 * verdict.retry_seconds
            assert ask(full, later, per_minute=rate).allowed


@given(RATES, st.lists(st.floats(0, 1_000), min_size=1, max_size=300))
def test_in_any_minute_no_more_than_twice_the_allowance(rate: int, pauses: list[float]) -> None:
    now = full = 0.0
    answered: list[float] = []
    for pause in pauses:
        now += pause
        verdict = ask(full, now, per_minute=rate)
        full = verdict.full_at_ms
        answered += [now] * verdict.allowed
    for start in answered:
        assert sum(start <= one <= start + 60_000 for one in answered) <= 2 * rate + 1
