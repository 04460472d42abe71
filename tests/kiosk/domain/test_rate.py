"""The bucket that keeps a stranger's program from pressing for everybody."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.rate import TokenBucket


def test_a_burst_passes_and_then_the_rate() -> None:
    bucket = TokenBucket(per_second=10, burst=3, now_ms=0)
    assert [bucket.take(0) for _ in range(4)] == [True, True, True, False]
    assert not bucket.take(99)
    assert bucket.take(100)
    assert not bucket.take(100)


def test_rest_never_saves_more_than_a_burst() -> None:
    bucket = TokenBucket(per_second=10, burst=3, now_ms=0)
    assert [bucket.take(10**9) for _ in range(4)] == [True, True, True, False]


@given(st.lists(st.integers(0, 2_000), max_size=200))
def test_never_more_than_burst_and_rate_allow(gaps_ms: list[int]) -> None:
    bucket = TokenBucket(per_second=10, burst=5, now_ms=0)
    now_ms = taken = 0
    for gap_ms in gaps_ms:
        now_ms += gap_ms
        taken += bucket.take(now_ms)
    assert taken <= 5 + now_ms / 100 + 1e-6
