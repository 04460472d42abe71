"""Telling staff from customers: by area, by stay, by tag."""

import itertools

import pytest

from edge_vision.domain.geometry import Point
from edge_vision.domain.line_counter import Crossing, LineCounter
from edge_vision.domain.scene import Scene, TagReader
from edge_vision.domain.staff import StaffWatch
from edge_vision.domain.track import Track
from edge_vision.domain.tracks import Tracker
from edge_vision.domain.zones import Visit, ZoneWatch
from tests.edge_vision.people import Path, seen, times

LINE = [(0.0, 250.0), (670.0, 250.0)]
TILL = [(400.0, 300.0), (670.0, 300.0), (670.0, 500.0), (400.0, 500.0)]
TABLE = [(100.0, 300.0), (300.0, 300.0), (300.0, 500.0), (100.0, 500.0)]


def stops(*legs: tuple[float, tuple[float, float]], begin_s: float = 0) -> Path:
    """Somebody who is at each place at its time, and on the straight way between; then gone."""

    def path(time_s: float) -> Point | None:
        if not legs[0][0] <= time_s - begin_s <= legs[-1][0]:
            return None
        for (t1, (x1, y1)), (t2, (x2, y2)) in itertools.pairwise(legs):
            if time_s - begin_s <= t2:
                share = (time_s - begin_s - t1) / ((t2 - t1) or 1)
                return x1 + share * (x2 - x1), y1 + share * (y2 - y1)
        return None

    return path


FROM_THE_TILL = stops((0, (500, 400)), (3, (500, 400)), (8, (300, 100)))
CUSTOMER = stops((0, (150, 100)), (4, (150, 400)), (12, (160, 410)), (16, (150, 100)))
THROUGH_THE_TILL = stops((0, (300, 100)), (3, (350, 400)), (5, (560, 400)), (9, (300, 100)))
COMES_TO_WORK = stops((0, (300, 100)), (4, (480, 400)), (15, (500, 400)), (19, (300, 100)))


def watched(
    *paths: Path,
    seconds: float,
    tags: TagReader | None = None,
    all_staff: bool = False,
    fps: float = 8,
) -> tuple[list[Crossing], list[Visit], list[Crossing], int]:
    """What happened, all frames together: crossings, visits, those turned staff, most present."""
    scene = Scene(
        [LineCounter("door", LINE)],
        [ZoneWatch("table", TABLE)],
        Tracker(),
        StaffWatch([TILL]),
    )
    crossings: list[Crossing] = []
    visits: list[Visit] = []
    turned: list[Crossing] = []
    most = 0
    for time_s in times(seconds, fps):
        places = [place for path in paths if (place := path(time_s)) is not None]
        happened = scene.step(seen(*places), time_s, wears_tag=tags, all_staff=all_staff)
        crossings += happened.crossings
        visits += happened.visits
        turned += happened.turned_staff
        most = max(most, happened.zones[0].present)
    visits += scene.restart().visits
    assert scene.staff.found == set()
    assert scene.staff._evidence == {}
    assert scene._crossed == {}
    return crossings, visits, turned, most


@pytest.mark.parametrize("fps", [5, 10, 25])
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param(FROM_THE_TILL, [("out", True)], id="comes from behind the till"),
        pytest.param(CUSTOMER, [("in", False), ("out", False)], id="a customer"),
        pytest.param(
            THROUGH_THE_TILL, [("in", False), ("out", False)], id="a customer strays behind it"
        ),
        pytest.param(COMES_TO_WORK, [("in", False), ("out", True)], id="comes to work"),
    ],
)
def test_staff_areas(path: Path, expected: list[tuple[str, bool]], fps: float) -> None:
    crossings, _, _, _ = watched(path, seconds=20, fps=fps)
    assert [(one.direction, one.staff) for one in crossings] == expected


def test_a_crossing_from_before_the_decision_is_named_once_it_is_made() -> None:
    crossings, _, turned, _ = watched(COMES_TO_WORK, seconds=20)
    assert turned == [crossings[0]]


def test_who_is_known_to_be_staff_at_once_has_nothing_to_take_back() -> None:
    assert watched(FROM_THE_TILL, seconds=20)[2] == []


def by_place(left_of: float) -> TagReader:
    """A tag worn by whoever is on the left of the picture."""
    return lambda box: (box[0] + box[2]) / 2 < left_of


def test_a_tag_makes_staff_of_who_wears_it_and_of_nobody_else() -> None:
    other = stops((0, (550, 100)), (8, (550, 290)))
    crossings, visits, _, most = watched(CUSTOMER, other, seconds=22, tags=by_place(300))
    assert sorted((one.direction, one.staff) for one in crossings) == [
        ("in", False), ("in", True), ("out", True),
    ]  # fmt: skip
    assert [visit.staff for visit in visits] == [True]
    assert most == 0


def test_a_customer_s_visit_has_no_staff_in_it() -> None:
    _, visits, _, most = watched(CUSTOMER, seconds=22, tags=lambda _box: False)
    assert [visit.staff for visit in visits] == [False]
    assert most == 1


def test_a_colour_that_flashes_up_now_and_then_is_no_tag() -> None:
    looks = iter([True, False, False] * 300)
    crossings, _, _, _ = watched(CUSTOMER, seconds=22, tags=lambda _box: next(looks))
    assert [one.staff for one in crossings] == [False, False]


def test_looks_are_few_and_only_near_a_line_or_zone() -> None:
    asked = []

    def look(box: tuple[float, float, float, float]) -> bool:
        asked.append(box)
        return False

    far = stops((0, (600, -400)), (20, (600, -300)))
    watched(far, seconds=20, tags=look, fps=25)
    assert asked == []
    watched(stops((0, (150, 400)), (20, (150, 400))), seconds=21, tags=look, fps=25)
    assert 15 <= len(asked) <= 35


def test_in_staff_hours_everybody_is_staff() -> None:
    crossings, visits, _, most = watched(CUSTOMER, seconds=22, all_staff=True)
    assert [one.staff for one in crossings] == [True, True]
    assert [visit.staff for visit in visits] == [True]
    assert most == 0


@pytest.mark.parametrize("all_staff", [False, True])
def test_who_is_on_the_line_when_the_pictures_end_is_staff_in_staff_hours(
    all_staff: bool,
) -> None:
    scene = Scene([LineCounter("door", LINE)], [])
    crossings = []
    for time_s in times(2.2, 8):
        place = CUSTOMER(time_s)
        assert place is not None
        crossings += scene.step(seen(place), time_s, all_staff=all_staff).crossings
    assert crossings == []
    assert [one.staff for one in scene.restart(2.3, all_staff=all_staff).crossings] == [all_staff]


def test_without_areas_and_tags_nothing_is_remembered() -> None:
    watch = StaffWatch()
    box = seen((300.0, 250.0)).boxes_xyxy[0]
    track = Track.born(1, box, 0.0, by_model=True, colours=seen((0, 0)).colours[0])
    assert watch.step([track], None) == []
    assert watch._evidence == {}
