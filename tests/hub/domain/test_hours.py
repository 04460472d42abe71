"""Hours as a wall clock shows them, and windows that are still open."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from hub.domain.calendar import day_hours_ms
from hub.domain.flow import Flow, total
from hub.domain.hours import clock_hour, weekday
from hub.domain.open_windows import start_ms, still_open
from wire.scalars import Stamp


@pytest.mark.parametrize(
    ("zone", "day", "labels"),
    [
        ("Europe/Warsaw", "2026-03-29", ["00:00", "01:00", "03:00", "04:00"]),
        ("Europe/Warsaw", "2026-10-25", ["00:00", "01:00", "02:00", "02:00 again"]),
        ("America/St_Johns", "2026-11-01", ["00:00", "01:00", "01:00 again", "02:00"]),
        ("Asia/Kolkata", "2026-03-29", ["00:00", "01:00", "02:00", "03:00"]),
        ("Australia/Lord_Howe", "2026-04-05", ["00:00", "01:00", "01:30 again", "02:00"]),
    ],
)
def test_hours_of_a_night_are_named_and_sorted(zone: str, day: str, labels: list[str]) -> None:
    named = [clock_hour(ZoneInfo(zone), hour) for hour in day_hours_ms(ZoneInfo(zone), day)]
    assert [hour.label for hour in named][:4] == labels
    assert len(set(named)) == len(named)


def test_weekday_is_the_shops_own() -> None:
    sunday_evening_ms = round(datetime(2026, 3, 1, 20, tzinfo=UTC).timestamp() * 1000)
    assert weekday(ZoneInfo("UTC"), sunday_evening_ms) == 6
    assert weekday(ZoneInfo("Asia/Kolkata"), sunday_evening_ms) == 0


def test_flows_add_up_and_none_is_nothing() -> None:
    assert total([]) == Flow()
    assert total([Flow(1, 2, 60, 90, 10), Flow(3, 4, 60, 100, 0)]) == Flow(4, 6, 120, 190, 10)


def test_share_of_dropped_frames() -> None:
    assert Flow(frames=90, dropped=10).dropped_share == 0.1
    assert Flow().dropped_share is None


def stamp(boot: str, boot_ms: int, *, synced: bool) -> Stamp:
    wall = datetime(2026, 3, 2, 9, tzinfo=UTC)
    return Stamp(wall=wall, boot=boot * 32, boot_ms=boot_ms, synced=synced)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (
            stamp("a", 1000, synced=True),
            round(datetime(2026, 3, 2, 9, tzinfo=UTC).timestamp() * 1000),
        ),
        (stamp("a", 1000, synced=False), 500_000 - 40_000),
        (stamp("b", 1000, synced=False), None),
    ],
)
def test_where_an_open_window_begins(start: Stamp, expected: int | None) -> None:
    assert start_ms(start, stamp("a", 41_000, synced=False), 500_000) == expected


@pytest.mark.parametrize(
    ("begins_ms", "is_open"), [(60_000, True), (59_900, True), (3, False), (-3, False), (0, False)]
)
def test_a_window_that_is_stored_is_not_counted_again(begins_ms: int, is_open: bool) -> None:
    assert still_open(begins_ms, stored_begins_ms=0, stored_seconds=60) is is_open
