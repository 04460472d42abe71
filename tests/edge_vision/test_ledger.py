"""What is written down: by a ledger that is told what happened, on a clock that obeys."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from edge_vision.domain.line_counter import Crossing, Direction
from edge_vision.domain.scene import Happened
from edge_vision.domain.zones import Visit, ZoneNow
from edge_vision.ledger import Ledger, dwell_bins, local_time
from edge_vision.occupancy_file import InMemory
from edge_vision.settings import VisionSettings
from tests.edge_vision.notes import Notes, Told
from wire.camera_events import FootfallWindow, OccupancyReset, ZoneWindow
from wire.clock import FakeClock
from wire.settings import build

BOX = [[0, 0], [9, 0], [9, 9]]
PLACE: dict[str, Any] = {
    "device": {"site": "north-3", "name": "door"},
    "lines": [
        {"name": "door", "points": [[0, 100], [300, 100]]},
        {"name": "back", "points": [[0, 150], [300, 150]]},
        {"name": "street", "kind": "street", "points": [[0, 10], [300, 10]]},
    ],
    "zones": [{"name": "table", "points": BOX}, {"name": "till", "kind": "queue", "points": BOX}],
    "staff_hours": [{"weekdays": ["mon"], "begin": "20:00", "end": "21:00"}],
}
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Desk:
    """A ledger in a zone two hours east of Greenwich."""

    def __init__(
        self,
        *,
        place: dict[str, Any] = PLACE,
        clock: FakeClock | None = None,
        memory: InMemory | None = None,
    ) -> None:
        self.clock = clock or FakeClock(MONDAY)
        self.notes = Notes()
        self.memory = memory or InMemory()
        self.ledger = Ledger(
            build(VisionSettings, place, source="test"),
            recorder=self.notes,
            clock=self.clock,
            memory=self.memory,
            method="model",
            to_local=lambda wall: wall.astimezone(timezone(timedelta(hours=2))),
        )

    def cross(self, line: str, *directions: Direction, staff: bool = False) -> "Desk":
        crossings = [Crossing(line, index / 7, one, staff) for index, one in enumerate(directions)]
        self.ledger.took(Happened(crossings, []), dropped=0)
        return self

    def wait(self, seconds: float) -> "Desk":
        for _ in range(round(seconds / 30)):
            self.clock.advance(30)
            self.ledger.due(self.clock.boot_ms())
        return self

    def events(self, kind: type[Told]) -> list[Told]:
        return [event for event in self.notes.events if isinstance(event, kind)]


def test_each_line_says_of_which_kind_it_is_and_staff_are_apart() -> None:
    desk = Desk().cross("door", "in", "in", "out").cross("door", "in", "out", staff=True)
    desk.cross("street", "in").wait(60)
    door, back, street = desk.events(FootfallWindow)
    assert (door.kind, door.entered, door.left) == ("door", 2, 1)
    assert (door.staff_entered, door.staff_left) == (1, 1)
    assert (back.kind, back.entered, back.left, back.staff_entered) == ("door", 0, 0, 0)
    assert (street.kind, street.entered, street.left) == ("street", 1, 0)


def test_people_inside_are_customers_of_all_doors_and_never_passers_by() -> None:
    desk = Desk().cross("door", "in", "in").cross("back", "in", "out", "out")
    desk.cross("street", "in", "in").cross("door", "in", staff=True)
    assert desk.notes.inside == [0, 2, 1, 1, 1]


def test_a_camera_without_a_door_counts_nobody_inside() -> None:
    desk = Desk(place=PLACE | {"lines": PLACE["lines"][2:]})
    desk.cross("street", "in").wait(86_400)
    assert set(desk.notes.inside) == {None}
    assert desk.events(OccupancyReset) == []


def test_who_turns_out_to_be_staff_is_taken_back() -> None:
    desk = Desk().cross("door", "in")
    crossing = Crossing("door", 0.0, "in")
    desk.ledger.took(Happened([], [], [], [crossing]), dropped=0)
    assert desk.notes.inside == [0, 1, 0]
    desk.wait(60)
    door = desk.events(FootfallWindow)[0]
    assert (door.entered, door.staff_entered) == (0, 1)
    late = desk.cross("door", "in").wait(60)
    late.ledger.took(Happened([], [], [], [crossing]), dropped=0)
    assert desk.notes.inside[-1] == 0
    late.wait(60)
    assert [one.entered for one in late.events(FootfallWindow)[::3]] == [0, 1, 0]


def test_a_zone_s_window_holds_sums_and_no_visitor() -> None:
    desk = Desk()
    for index in range(10):
        visits = [Visit("till", 3, 17.25), Visit("till", 3, 400, staff=True)] if index == 9 else []
        zones = [ZoneNow("table", 0, 0), ZoneNow("till", index % 3, 1.5)]
        desk.ledger.took(Happened([], visits, zones), dropped=0)
    desk.wait(60)
    table, till = desk.events(ZoneWindow)
    assert (table.kind, table.visits, table.occupancy_ms, table.most) == ("area", 0, 0, 0)
    assert (till.kind, till.visits, till.dwell_ms, till.dwell_bins) == (
        "queue", 1, 14_250, {"15": 1},
    )  # fmt: skip
    assert (till.occupancy_ms, till.most, till.staff_visits) == (15_000, 2, 1)


@pytest.mark.parametrize(
    ("dwells_s", "bins"),
    [
        ((), {}),
        ((0.8, 5.0, 5.01), {"5": 2, "15": 1}),
        ((1800.0, 1800.1, 90_000.0), {"1800": 1, "more": 2}),
    ],
)
def test_dwell_times_go_into_the_first_bin_that_holds_them(
    dwells_s: tuple[float, ...], bins: dict[str, int]
) -> None:
    assert dwell_bins(dwells_s) == bins


def test_at_four_local_time_the_count_is_zero_and_its_error_told() -> None:
    desk = Desk()
    desk.wait(60)
    desk.cross("door", "in", "in", "in", "out", "out", "out", "out", "in", "in")
    desk.wait(60)
    assert desk.notes.inside[-1] == 2
    desk.wait(17 * 3600 - 120 - 30)  # 3:59:30 two hours east of Greenwich
    assert desk.events(OccupancyReset) == []
    desk.wait(60)
    (reset,) = desk.events(OccupancyReset)
    assert (reset.entered, reset.left, reset.removed, reset.held) == (5, 4, 2, 1)
    assert reset.seconds == 17 * 3600
    assert desk.notes.inside[-1] == 0
    assert desk.memory.state.tally.inside == 0


def test_a_restart_keeps_the_count() -> None:
    desk = Desk().cross("door", "in", "in").wait(60)
    again = Desk(memory=desk.memory, clock=desk.clock)
    assert again.notes.inside == [2]
    assert again.cross("door", "out").notes.inside[-1] == 1


def test_while_the_time_is_not_known_the_zero_waits_and_says_so() -> None:
    desk = Desk(clock=FakeClock(MONDAY, synced=False)).cross("door", "in")
    desk.wait(540)
    assert desk.notes.problems == {}
    desk.wait(30 * 3600)
    assert list(desk.notes.problems) == ["time_unknown"]
    assert desk.events(OccupancyReset) == []
    assert desk.notes.inside[-1] == 1
    desk.clock.synced = True
    desk.wait(30)
    assert desk.notes.problems == {}
    assert desk.events(OccupancyReset) == []  # the day it was switched on is not known


@pytest.mark.parametrize(
    ("hours", "synced", "expected"),
    [(8.5, True, False), (9.5, True, True), (9.5, False, False), (10.5, True, False)],
)
def test_staff_hours_are_local_and_need_the_time(
    hours: float, synced: bool, expected: bool
) -> None:
    clock = FakeClock(MONDAY + timedelta(hours=hours), synced=synced)
    assert Desk(clock=clock).ledger.all_staff() is expected


def test_the_device_s_own_time_zone_is_used() -> None:
    assert local_time(MONDAY) == MONDAY
    assert local_time(MONDAY).tzinfo is not None
