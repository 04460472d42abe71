import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_vision.domain.geometry import Point
from edge_vision.domain.tracks import Tracker
from edge_vision.domain.zones import Visit, ZoneWatch
from tests.edge_vision.people import Path, at, seen, times, walk

ZONE = [(200.0, 0.0), (400.0, 0.0), (400.0, 500.0), (200.0, 500.0)]


def visits(*paths: Path, seconds: float, fps: float = 8) -> list[Visit]:
    tracker, zone = Tracker(), ZoneWatch("table", ZONE)
    done: list[Visit] = []
    for time_s in times(seconds, fps):
        places = [place for path in paths if (place := path(time_s)) is not None]
        step = tracker.step(seen(*places), time_s)
        done += zone.step(step.seen, step.ended, time_s)
    return done + zone.flush()


def stay(from_s: float, until_s: float, *, lost: tuple[float, float] = (0, 0)) -> Path:
    """Walks in, stands at 300, 250, walks out; not seen for a while."""

    def path(time_s: float) -> Point | None:
        if lost[0] < time_s < lost[1]:
            return None
        if from_s - 2 <= time_s < from_s:
            return 100 + 50 * (time_s - from_s + 2) * 2, 250.0
        if from_s <= time_s < until_s:
            return 300.0, 250.0
        if until_s <= time_s < until_s + 2:
            return 300 + 100 * (time_s - until_s), 250.0
        return None

    return path


@pytest.mark.parametrize("fps", [5, 8, 15, 30])
def test_somebody_who_stands_for_20_s_is_one_visit(fps: int) -> None:
    (visit,) = visits(stay(3, 23), seconds=30, fps=fps)
    assert visit.zone == "table"
    assert visit.leave_s - visit.enter_s == pytest.approx(22, abs=1)


def test_somebody_who_passes_through_is_a_short_visit() -> None:
    (visit,) = visits(walk((0, 250), (600, 250), 6), seconds=8)
    assert visit.enter_s == pytest.approx(2, abs=0.4)
    assert visit.leave_s == pytest.approx(4, abs=0.4)


def test_somebody_outside_is_no_visit() -> None:
    assert visits(walk((100, 0), (100, 400), 5), seconds=8) == []


def test_somebody_lost_for_a_moment_is_still_one_visit() -> None:
    (visit,) = visits(stay(3, 15, lost=(7, 9.5)), seconds=22)
    assert visit.leave_s - visit.enter_s > 12


def test_two_at_once_are_two_visits() -> None:
    both = visits(walk((0, 100), (600, 100), 6), walk((600, 400), (0, 400), 6), seconds=9)
    assert len(both) == 2


def test_occupancy_is_who_is_believed_to_be_there() -> None:
    tracker, zone = Tracker(), ZoneWatch("table", ZONE)
    for time_s in times(1, 8):
        step = tracker.step(seen((300, 250), (320, 450)), time_s)
        zone.step(step.seen, step.ended, time_s)
    assert zone.occupancy == 2


def test_a_track_that_begins_where_another_is_not_seen_any_more_is_the_same_visit() -> None:
    """The tracker gives the lost one up only seconds later; two at once would be two visits."""
    zone = ZoneWatch("table", ZONE)
    done = []
    for index in range(80):
        time_s = index / 8
        first = at((300.0, 250.0), time_s)
        second = at((300.0, 262.0), time_s, number=2, born_s=5.0)
        done += zone.step([first if index < 40 else second], [], time_s)
        if index == 60:
            done += zone.step([], [at((300.0, 250.0), 39 / 8)], index / 8)
    (visit,) = done + zone.flush()
    assert (visit.enter_s, visit.leave_s) == (0, 79 / 8)


def test_who_steps_out_for_a_moment_is_one_visit_and_who_comes_back_later_two() -> None:
    for pause_s, expected in ((1, 1), (6, 2)):
        zone = ZoneWatch("table", ZONE)
        done = []
        for index in range(200):
            away = 5 < index / 8 < 5 + pause_s
            done += zone.step([at((190.0 if away else 205.0, 250.0), index / 8)], [], index / 8)
        assert len(done + zone.flush()) == expected


def test_standing_on_the_edge_of_a_zone_is_one_visit() -> None:
    zone = ZoneWatch("table", ZONE)
    done = []
    for index in range(240):
        done += zone.step([at((200 + 6.0 * math.sin(index), 250.0), index / 8)], [], index / 8)
    assert len(done + zone.flush()) == 1


@pytest.mark.parametrize(("least_s", "expected"), [(0.8, 2), (5.0, 1), (40.0, 0)])
def test_who_walks_through_a_queue_does_not_wait_in_it(least_s: float, expected: int) -> None:
    tracker, zone = Tracker(), ZoneWatch("queue", ZONE, least_s)
    done, most = [], 0
    for time_s in times(40, 8):
        through, waits = walk((0, 100), (600, 100), 6, begin_s=10), stay(3, 33)
        places = [place for path in (through, waits) if (place := path(time_s)) is not None]
        step = tracker.step(seen(*places), time_s)
        done += zone.step(step.seen, step.ended, time_s)
        most = max(most, zone.take_stock().present)
    assert len(done + zone.flush()) == expected
    assert most == expected


places = st.tuples(st.floats(150, 450), st.floats(0, 500))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(places, max_size=4), min_size=5, max_size=120), st.booleans())
def test_time_spent_adds_up_to_the_dwell_times_of_the_visits(
    pictures: list[list[Point]], staff: bool
) -> None:
    """Whoever comes, goes, is lost and found; staff are in neither."""
    tracker, zone = Tracker(), ZoneWatch("table", ZONE)
    spent_s, done = 0.0, []
    for index, people in enumerate(pictures):
        step = tracker.step(seen(*people), index / 4)
        done += zone.step(step.seen, step.ended, index / 4, lambda _track: staff)
        spent_s += zone.take_stock().spent_s
        assert len(zone._stays) <= len(tracker.tracks)
    done += zone.flush()
    dwell_s = sum(visit.leave_s - visit.enter_s for visit in done if not visit.staff)
    assert spent_s == pytest.approx(dwell_s)
    assert zone._stays == {}
    assert zone._lost == []


def test_memory_of_the_lost_is_bounded_by_time() -> None:
    tracker, zone = Tracker(), ZoneWatch("table", ZONE)
    for time_s in times(40, 4):
        place = (250 + 5 * (time_s // 4), 250.0) if time_s % 4 < 2 else None
        step = tracker.step(seen(*([place] if place else [])), time_s)
        zone.step(step.seen, step.ended, time_s)
        assert len(zone._lost) <= 2
