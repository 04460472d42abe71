"""People inside: stories of a shop's days, a device's restarts and clocks that are not known."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_vision.domain.line_counter import Direction
from edge_vision.domain.occupancy import Occupancy, Remembered, Residual, Tally

BERLIN = ZoneInfo("Europe/Berlin")
ZERO = 4 * 60


def local(day: int, time: str, month: int = 3) -> datetime:
    hour, minute = (int(part) for part in time.split(":"))
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


class Shop:
    """A device that is switched on at a local time."""

    def __init__(self, switched_on: datetime, before: Remembered | None = None) -> None:
        self.began = switched_on
        self.count = Occupancy(ZERO, before or Remembered(), start_ms=5_000)

    def cross(self, *directions: str) -> "Shop":
        for direction in directions:
            self.count.crossed("in" if direction == "in" else "out")
        return self

    def know(self, now: datetime) -> Residual | None:
        passed = now.timestamp() - self.began.timestamp()
        return self.count.know_time(now, 5_000 + round(1000 * passed))


def test_in_less_out_and_never_below_nobody() -> None:
    shop = Shop(local(2, "08:00")).cross("in", "in", "out", "out", "out", "in")
    assert shop.count.state.tally == Tally(inside=1, entered=3, left=3, held=1)


def test_a_day_s_error_is_told_at_the_zero_and_the_next_day_begins_at_nobody() -> None:
    shop = Shop(local(2, "08:00"))
    assert shop.know(local(2, "08:00")) is None
    shop.cross("in", "in", "in", "out")
    assert shop.know(local(3, "03:59")) is None
    residual = shop.know(local(3, "04:00"))
    assert residual is not None
    assert residual.tally == Tally(inside=2, entered=3, left=1, held=0)
    assert residual.seconds == 20 * 3600
    assert shop.count.inside == 0
    assert shop.know(local(3, "04:01")) is None
    second = shop.know(local(4, "04:00"))
    assert second is not None
    assert (second.tally, second.seconds) == (Tally(), 86_400)


def test_a_restart_in_the_same_day_goes_on() -> None:
    first = Shop(local(2, "08:00"))
    first.know(local(2, "08:00"))
    first.cross("in", "in", "out")
    second = Shop(local(2, "15:00"), first.count.state)
    assert second.know(local(2, "15:01")) is None
    second.cross("in")
    residual = second.know(local(3, "04:00"))
    assert residual is not None
    assert residual.tally == Tally(inside=2, entered=3, left=1)
    assert residual.seconds == 20 * 3600


def test_a_zero_that_was_slept_through_removes_yesterday_and_keeps_today() -> None:
    """Off at night, on at nine, the time known at half past: three came meanwhile."""
    yesterday = Remembered(Tally(5, 40, 35, 0), date(2026, 3, 2), local(2, "04:00").timestamp())
    shop = Shop(local(3, "09:00"), yesterday).cross("in", "in", "in", "out")
    assert shop.count.inside == 7
    residual = shop.know(local(3, "09:30"))
    assert residual is not None
    assert residual.tally == yesterday.tally
    assert shop.count.state.tally == Tally(inside=2, entered=3, left=1)


def test_a_zero_that_passed_while_the_time_was_not_known_removes_all() -> None:
    before = Remembered(Tally(2, 9, 7), date(2026, 3, 2), local(2, "04:00").timestamp())
    shop = Shop(local(3, "03:00"), before).cross("in")
    residual = shop.know(local(3, "10:00"))
    assert residual is not None
    assert residual.tally.inside == 3
    assert shop.count.inside == 0


def test_without_the_time_nothing_is_set_to_zero() -> None:
    shop = Shop(local(2, "08:00")).cross("in")
    assert shop.count.inside == 1
    assert shop.count.state.day is None


def test_a_clock_that_is_set_back_zeroes_no_day_twice() -> None:
    shop = Shop(local(2, "08:00"))
    shop.know(local(2, "08:00"))
    assert shop.know(local(3, "05:00")) is not None
    shop.cross("in")
    assert shop.know(local(2, "12:00")) is None
    assert shop.know(local(3, "06:00")) is None
    assert shop.count.inside == 1


def test_a_day_in_the_far_future_is_not_waited_for() -> None:
    shop = Shop(local(2, "08:00"))
    shop.know(local(2, "08:00"))
    assert shop.know(local(28, "12:00", month=10)) is not None
    shop.cross("in", "in")
    assert shop.know(local(2, "12:00")) is None
    residual = shop.know(local(3, "04:00"))
    assert residual is not None
    assert residual.tally.inside == 2
    assert residual.seconds == 0


@pytest.mark.parametrize("zero", ["02:30", "02:00", "03:00"])
@pytest.mark.parametrize(
    ("month", "day"), [(3, 29), (10, 25)], ids=["an hour is left out", "an hour comes twice"]
)
def test_the_nights_in_which_the_clocks_change_have_one_zero(
    month: int, day: int, zero: str
) -> None:
    hour, minute = (int(part) for part in zero.split(":"))
    start = local(day - 1, "12:00", month)
    count = Occupancy(60 * hour + minute, Remembered(), 0)
    zeros = 0
    for step in range(0, 24 * 60, 10):
        now = (start.astimezone(ZoneInfo("UTC")) + timedelta(minutes=step)).astimezone(BERLIN)
        zeros += count.know_time(now, step * 60_000) is not None
    assert zeros == 1


def test_what_was_staff_s_is_taken_back() -> None:
    shop = Shop(local(2, "08:00")).cross("in", "in", "out", "out", "out")
    assert shop.count.state.tally == Tally(0, 2, 3, 1)
    shop.count.take_back("out")
    assert shop.count.state.tally == Tally(0, 2, 2, 0)
    shop.count.take_back("out")
    assert shop.count.state.tally == Tally(1, 2, 1, 0)
    shop.count.take_back("in")
    assert shop.count.state.tally == Tally(0, 1, 1, 0)


WAYS: tuple[Direction, ...] = ("in", "out")
moves = st.lists(st.tuples(st.sampled_from(WAYS), st.booleans()), max_size=200)
"""Whither, and whether that turned out to have been staff."""


@given(moves)
def test_whatever_comes_the_books_agree(steps: list[tuple[Direction, bool]]) -> None:
    """Nobody is inside who did not enter, and every figure can be read from the others."""
    count = Occupancy(ZERO, Remembered(), 0)
    for way, was_staff in steps:
        before = count.state.tally
        if not was_staff:
            count.crossed(way)
        elif (before.entered if way == "in" else before.left) > 0:
            count.take_back(way)
        tally = count.state.tally
        assert min(tally.inside, tally.entered, tally.left, tally.held) >= 0
        if not any(was_staff for _, was_staff in steps):
            assert tally.inside == tally.entered - tally.left + tally.held
