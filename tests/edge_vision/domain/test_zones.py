import pytest

from edge_vision.domain.tracks import Tracker
from edge_vision.domain.zones import Visit, ZoneWatch
from tests.edge_vision.people import Path, seen, times, walk

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

    def path(time_s: float):
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


def test_somebody_who_stands_for_20_s_is_one_visit():
    (visit,) = visits(stay(3, 23), seconds=30)
    assert visit.zone == "table"
    assert visit.leave_s - visit.enter_s == pytest.approx(22, abs=1)


def test_somebody_who_passes_through_is_a_short_visit():
    (visit,) = visits(walk((0, 250), (600, 250), 6), seconds=8)
    assert visit.enter_s == pytest.approx(2, abs=0.4)
    assert visit.leave_s == pytest.approx(4, abs=0.4)


def test_somebody_outside_is_no_visit():
    assert visits(walk((100, 0), (100, 400), 5), seconds=8) == []


def test_somebody_lost_for_a_moment_is_still_one_visit():
    (visit,) = visits(stay(3, 15, lost=(7, 9.5)), seconds=22)
    assert visit.leave_s - visit.enter_s > 12


def test_two_at_once_are_two_visits():
    both = visits(walk((0, 100), (600, 100), 6), walk((600, 400), (0, 400), 6), seconds=9)
    assert len(both) == 2


def test_occupancy_is_who_is_believed_to_be_there():
    tracker, zone = Tracker(), ZoneWatch("table", ZONE)
    for time_s in times(1, 8):
        step = tracker.step(seen((300, 250), (320, 450)), time_s)
        zone.step(step.seen, step.ended, time_s)
    assert zone.occupancy == 2


def test_memory_of_the_lost_is_bounded_by_time():
    tracker, zone = Tracker(), ZoneWatch("table", ZONE)
    for time_s in times(40, 4):
        place = (250 + 5 * (time_s // 4), 250.0) if time_s % 4 < 2 else None
        step = tracker.step(seen(*([place] if place else [])), time_s)
        zone.step(step.seen, step.ended, time_s)
        assert len(zone._lost) <= 2
