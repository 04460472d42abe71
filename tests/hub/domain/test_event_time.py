from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.calendar import FIRST_MS
from hub.domain.event_time import MAX_AHEAD_MS, Placed, Quality, place, wall_ms
from wire.scalars import Stamp

BOOT, EARLIER = "a" * 32, "b" * 32
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NOON_MS = round(NOON.timestamp() * 1000)
HOUR_MS = 3_600_000
DAY = timedelta(days=1)


def stamp(wall: datetime, boot_ms: int, *, boot: str = BOOT, synced: bool = True) -> Stamp:
    return Stamp(wall=wall, boot=boot, boot_ms=boot_ms, synced=synced)


@pytest.mark.parametrize(
    ("at", "sent", "last_known_ms", "expected"),
    [
        pytest.param(
            stamp(NOON - timedelta(seconds=3), 97_000),
            stamp(NOON, 100_000),
            None,
            Placed(NOON_MS - 3000, Quality.SYNCED),
            id="a set clock is believed",
        ),
        pytest.param(
            stamp(NOON + timedelta(minutes=4), 97_000),
            stamp(NOON, 100_000),
            None,
            Placed(NOON_MS + 4 * 60_000, Quality.SYNCED),
            id="also a little ahead of the hub's",
        ),
        pytest.param(
            stamp(NOON + timedelta(days=300), 97_000),
            stamp(NOON + timedelta(days=300), 100_000),
            None,
            Placed(NOON_MS - 3000, Quality.AGE),
            id="a clock far in the future is not, its age is",
        ),
        pytest.param(
            stamp(datetime(2021, 1, 1, tzinfo=UTC), 40_000, synced=False),
            stamp(datetime(2021, 1, 1, tzinfo=UTC), 100_000, synced=False),
            None,
            Placed(NOON_MS - 60_000, Quality.AGE),
            id="without any clock: its age when it was sent",
        ),
        pytest.param(
            stamp(datetime(2021, 1, 1, tzinfo=UTC), 40_000, synced=False),
            stamp(NOON - timedelta(hours=5), 100_000),
            None,
            Placed(NOON_MS - 5 * HOUR_MS - 60_000, Quality.AGE),
            id="a message that waited five hours at the broker",
        ),
        pytest.param(
            stamp(NOON - timedelta(hours=1), 40_000, boot=EARLIER, synced=False),
            stamp(NOON, 100_000),
            NOON_MS - 2 * HOUR_MS,
            Placed(NOON_MS - HOUR_MS, Quality.BOUNDED),
            id="an earlier run that never knew the time, and whose clock may be right",
        ),
        pytest.param(
            stamp(datetime(2021, 1, 1, tzinfo=UTC), 40_000, boot=EARLIER, synced=False),
            stamp(NOON, 100_000),
            NOON_MS - 2 * HOUR_MS,
            Placed(NOON_MS - 2 * HOUR_MS, Quality.BOUNDED),
            id="one whose clock cannot be right: after what is known",
        ),
        pytest.param(
            stamp(NOON + timedelta(days=1), 40_000, boot=EARLIER, synced=False),
            stamp(NOON, 100_000),
            None,
            Placed(NOON_MS, Quality.BOUNDED),
            id="and before it came",
        ),
        pytest.param(
            stamp(datetime(1970, 1, 1, tzinfo=UTC), 2**53, boot=EARLIER, synced=True),
            stamp(NOON, 0),
            None,
            Placed(FIRST_MS, Quality.BOUNDED),
            id="never before 2020, whatever the device says",
        ),
    ],
)
def test_where_an_event_is_placed(
    at: Stamp, sent: Stamp, last_known_ms: int | None, expected: Placed
) -> None:
    assert place([at], sent, NOON_MS, last_known_ms) == [expected]


def test_an_event_of_an_unknown_time_lies_between_its_neighbours() -> None:
    two_hours_ago = stamp(NOON - timedelta(hours=2), 50_000)
    unknown = stamp(NOON + timedelta(days=9), 5_000, boot=EARLIER, synced=False)
    one_hour_ago = stamp(NOON - timedelta(hours=1), 60_000)
    placed = place([two_hours_ago, unknown, one_hour_ago], stamp(NOON, 100_000), NOON_MS, None)
    assert [one.at_ms for one in placed] == [
        NOON_MS - 2 * HOUR_MS,
        NOON_MS - HOUR_MS,
        NOON_MS - HOUR_MS,
    ]


def test_a_clock_that_was_put_back_by_a_second_does_not_turn_the_order() -> None:
    first, second = stamp(NOON, 1000), stamp(NOON - timedelta(seconds=1), 1500)
    placed = place([first, second], stamp(NOON, 2000), NOON_MS, None)
    assert [one.at_ms for one in placed] == [NOON_MS, NOON_MS]


walls = st.integers(0, 130 * 365).map(lambda n: datetime(1970, 1, 2, tzinfo=UTC) + n * DAY)
stamps = st.builds(
    Stamp,
    wall=walls,
    boot=st.sampled_from([BOOT, EARLIER, "c" * 32]),
    boot_ms=st.integers(0, 2**53),
    synced=st.booleans(),
)
instants = st.integers(FIRST_MS, FIRST_MS + 40 * 365 * 24 * HOUR_MS)


@given(
    at=st.lists(stamps, min_size=1, max_size=12),
    sent=stamps,
    received_ms=instants,
    last_known_ms=st.none() | instants,
)
def test_the_order_is_never_turned_and_the_limits_hold(
    at: list[Stamp], sent: Stamp, received_ms: int, last_known_ms: int | None
) -> None:
    placed = [one.at_ms for one in place(at, sent, received_ms, last_known_ms)]
    assert len(placed) == len(at)
    assert placed == sorted(placed)
    assert placed[0] >= FIRST_MS
    assert placed[-1] <= received_ms + MAX_AHEAD_MS


@given(
    gaps_ms=st.lists(st.integers(0, 10_000_000), min_size=1, max_size=12),
    received_ms=instants,
)
def test_without_a_clock_the_distances_between_events_are_kept(
    gaps_ms: list[int], received_ms: int
) -> None:
    boot_ms = [sum(gaps_ms[: n + 1]) for n in range(len(gaps_ms))]
    start = datetime(2021, 1, 1, tzinfo=UTC)
    at = [stamp(start, one, synced=False) for one in boot_ms]
    sent = stamp(start, boot_ms[-1], synced=False)
    placed = place(at, sent, received_ms + sum(gaps_ms), None)
    assert [one.at_ms - placed[0].at_ms for one in placed] == [n - boot_ms[0] for n in boot_ms]


@given(at=stamps.filter(lambda one: one.synced), received_ms=instants)
def test_a_set_clock_that_is_possible_is_never_corrected(at: Stamp, received_ms: int) -> None:
    [placed] = place([at], at, received_ms, None)
    possible = FIRST_MS <= wall_ms(at) <= received_ms + MAX_AHEAD_MS
    assert (placed == (wall_ms(at), Quality.SYNCED)) == possible
