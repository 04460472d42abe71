"""Counting at a line. The first table holds the cases at which open counters fail."""

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_vision.domain.geometry import Point
from edge_vision.domain.line_counter import BAND_BODIES, LineCounter
from edge_vision.domain.tracks import Tracker
from tests.edge_vision.people import Path, at, count, seen, times, walk

LINE = [(0.0, 250.0), (670.0, 250.0)]


def there_and_back(turn_y: float, begin_y: float = 100.0) -> Path:
    def path(time_s: float) -> Point | None:
        share = 1 - abs(time_s - 2) / 2
        return (300.0, begin_y + share * (turn_y - begin_y)) if 0 <= time_s <= 4 else None

    return path


def swaying_on_the_line(amplitude_px: float) -> Path:
    """Comes to the line, sways there for 20 s, and goes back."""

    def path(time_s: float) -> Point | None:
        if time_s < 2:
            return 300.0, 100 + 75 * time_s
        if time_s < 22:
            return 300.0, 250 + amplitude_px * math.sin(3 * time_s)
        return 300.0, 250 - 75 * (time_s - 22)

    return path


@pytest.mark.parametrize("fps", [5, 10, 30])
@pytest.mark.parametrize(
    ("path", "seconds", "entered", "left"),
    [
        pytest.param(walk((300, 100), (300, 400), 3), 3, 1, 0, id="normal walk"),
        pytest.param(walk((300, 400), (300, 100), 3), 3, 0, 1, id="the other way"),
        pytest.param(walk((100, 200), (600, 320), 4), 4, 1, 0, id="at a slant"),
        pytest.param(there_and_back(400), 4, 1, 1, id="enters and leaves on one track"),
        pytest.param(there_and_back(240), 4, 0, 0, id="turns back before the line"),
        pytest.param(there_and_back(258), 4, 0, 0, id="turns back on the line"),
        pytest.param(swaying_on_the_line(8), 24, 0, 0, id="loiters, sways, goes back"),
        pytest.param(walk((300, 300), (304, 302), 5), 5, 0, 0, id="stands beyond the line"),
        pytest.param(walk((300, 262), (300, 272), 3), 3, 0, 0, id="appears beyond and drifts"),
        pytest.param(walk((300, 20), (300, 480), 1.8), 1.8, 1, 0, id="runs"),
    ],
)
def test_one_person(path: Path, seconds: float, entered: int, left: int, fps: float) -> None:
    crossings = count([path], LINE, seconds=seconds, fps=fps)
    directions = [crossing.direction for crossing in crossings]
    assert (directions.count("in"), directions.count("out")) == (entered, left)


def test_detection_lost_at_the_line_still_counts() -> None:
    path = walk((300, 100), (300, 400), 3)
    crossings = count([path], LINE, seconds=3, hidden=lambda time_s: 1.2 < time_s < 1.8)
    assert [crossing.direction for crossing in crossings] == ["in"]


def test_exactly_vertical_line_counts() -> None:
    crossings = count([walk((100, 200), (500, 200), 4)], [(300, 0), (300, 400)], seconds=4)
    assert [crossing.direction for crossing in crossings] == ["out"]


def test_going_round_the_end_of_a_line_is_no_crossing() -> None:
    def path(time_s: float) -> Point | None:
        angle = math.pi * (time_s / 4 - 0.5)
        return (400 + 150 * math.cos(angle), 250 + 150 * math.sin(angle)) if time_s <= 4 else None

    assert count([path], [(0, 250), (400, 250)], seconds=4) == []


def test_a_bent_line_counts_once_at_either_leg() -> None:
    bent = [(100.0, 100.0), (100.0, 300.0), (500.0, 300.0)]
    through_leg = walk((300, 200), (0, 200), 3)
    through_foot = walk((300, 150), (300, 450), 3)
    for path in (through_leg, through_foot):
        crossings = count([path], bent, seconds=3)
        assert [crossing.direction for crossing in crossings] == ["in"]


def test_two_side_by_side_count_two() -> None:
    pair = [walk((x, 100), (x, 400), 3) for x in (300, 345)]
    assert len(count(pair, LINE, seconds=3)) == 2


def test_opposing_pair_counts_one_each() -> None:
    pair = [walk((300, 100), (300, 400), 3), walk((350, 400), (350, 100), 3)]
    directions = sorted(crossing.direction for crossing in count(pair, LINE, seconds=3))
    assert directions == ["in", "out"]


def test_the_time_is_when_the_middle_was_on_the_line() -> None:
    (crossing,) = count([walk((300, 100), (300, 400), 3)], LINE, seconds=3, fps=8)
    assert crossing.time_s == pytest.approx(1.5, abs=0.15)


def test_dead_tracks_are_forgotten() -> None:
    tracker, counter = Tracker(patience_s=0.5), LineCounter("door", LINE)
    for round_trip in range(30):
        path = walk((300, 150), (300, 240), 1, begin_s=4 * round_trip)
        for time_s in times(4, 8):
            place = path(4 * round_trip + time_s)
            step = tracker.step(seen(*([place] if place else [])), 4 * round_trip + time_s)
            counter.step(step.seen, step.ended)
    assert len(counter._passages) <= 1


BODY_PX = 100.0


def directions(
    counter: LineCounter, places: Sequence[Point], *, fps: float = 8, number: int = 1
) -> list[str]:
    """What is counted of one track that is exactly at these places, frame by frame."""
    done = []
    for index, place in enumerate(places):
        done += counter.step([at(place, index / fps, number=number)], [])
    return [crossing.direction for _, crossing in done]


def steps(*corners: Point, fps: float = 8, speed_px_s: float = 150) -> list[Point]:
    """Places on the straight way from corner to corner."""
    places = [corners[0]]
    for (x1, y1), (x2, y2) in itertools.pairwise(corners):
        number = max(1, round(math.dist((x1, y1), (x2, y2)) * fps / speed_px_s))
        places += [
            (x1 + k / number * (x2 - x1), y1 + k / number * (y2 - y1)) for k in range(1, number + 1)
        ]
    return places


V = [(100.0, 300.0), (300.0, 200.0), (500.0, 300.0)]
"""A roof: its tip at 300, 200."""
U = [(100.0, 100.0), (100.0, 400.0), (500.0, 400.0), (500.0, 100.0)]
"""Round a mat that is open above. Its left hand is inside."""
MAT = [(100.0, 100.0), (500.0, 100.0), (500.0, 400.0), (100.0, 400.0), (100.0, 100.0)]


@pytest.mark.parametrize("fps", [5, 8, 30])
@pytest.mark.parametrize(
    ("line", "corners", "expected"),
    [
        pytest.param(LINE, [(300, 100), (300, 250), (300, 100)], [], id="to the line and back"),
        pytest.param(LINE, [(300, 100), (300, 250), (300, 400)], ["in"], id="stops on the line"),
        pytest.param(LINE, [(0, 250), (670, 250)], [], id="walks along it, exactly"),
        pytest.param(LINE, [(0, 244), (300, 256), (670, 240)], [], id="walks along it, swaying"),
        pytest.param(LINE, [(300, 100), (300, 265), (310, 240), (300, 100)], [], id="in the band"),
        pytest.param(LINE, [(300, 400), (300, 250), (600, 250), (600, 400)], [], id="along, back"),
        pytest.param(LINE, [(300, 400), (300, 250), (600, 250), (600, 90)], ["out"], id="along"),
        pytest.param([(0, 250), (400, 250)], [(300, 100), (550, 250), (300, 400)], [], id="round"),
        pytest.param([(0, 250), (400, 250)], [(380, 200), (430, 350)], ["in"], id="near its end"),
        pytest.param(
            [(0, 250), (400, 250)],
            [(350, 150), (380, 260), (450, 255), (450, 230), (350, 150)],
            [],
            id="over it, round its end and back",
        ),
        pytest.param(
            [(0, 250), (400, 250)], [(100, 249), (380, 252), (900, 252), (900, 500)], [],
            id="along it, past its end, away",
        ),
        pytest.param([(300, 0), (300, 500)], [(100, 200), (500, 200)], ["out"], id="vertical"),
        pytest.param([(0, 0), (500, 500)], [(100, 300), (400, 200)], ["out"], id="oblique"),
        pytest.param(V, [(300, 100), (300, 350)], ["in"], id="through the tip from above"),
        pytest.param(V, [(300, 350), (300, 100)], ["out"], id="through the tip from below"),
        pytest.param(V, [(150, 200), (300, 200), (450, 200)], [], id="touches the tip"),
        pytest.param(V, [(150, 150), (200, 350), (420, 350), (450, 100)], ["in", "out"], id="legs"),
        pytest.param(U, [(300, 250), (300, 500)], ["in"], id="out of the U below"),
        pytest.param(U, [(300, 250), (20, 480)], ["in"], id="out of the U at its corner"),
        pytest.param(U, [(20, 480), (300, 250)], ["out"], id="into the U at its corner"),
        pytest.param(U, [(300, 250), (300, 20), (700, 20), (700, 450)], [], id="by the open side"),
        pytest.param(MAT, [(300, 20), (300, 480)], ["in", "out"], id="across a closed mat"),
        pytest.param(MAT, [(20, 20), (300, 250), (600, 500)], ["in", "out"], id="by its corners"),
        pytest.param(MAT, [(30, 100), (570, 100)], [], id="along the mat's edge"),
    ],
)  # fmt: skip
def test_one_way_through(
    line: list[Point], corners: Sequence[Point], expected: list[str], fps: float
) -> None:
    assert directions(LineCounter("door", line), steps(*corners, fps=fps), fps=fps) == expected


def test_fifteen_sways_on_the_line_count_once_when_it_ends_beyond() -> None:
    sways = [(300.0, 250 + (12 if index % 2 else -12)) for index in range(30)]
    places = [(300.0, 100.0), *sways, (300.0, 330.0)]
    assert directions(LineCounter("door", LINE), places) == ["in"]


def test_over_the_band_in_one_step() -> None:
    assert directions(LineCounter("door", LINE), [(300, 190), (300, 310)], fps=5) == ["in"]


def test_a_line_of_many_pieces_counts_as_the_straight_one_does() -> None:
    pieces = [(67.0 * index, 250.0) for index in range(11)]
    places = steps((201, 100), (201, 250), (268, 250), (268, 400), (268, 90))
    plain, pieced = LineCounter("door", LINE), LineCounter("door", pieces)
    assert directions(pieced, places) == directions(plain, places) == ["in", "out"]


def test_who_is_lost_on_the_line_and_found_again_goes_on() -> None:
    """Without this, whoever turns back after it counts as having gone out."""
    for after, expected in (((300.0, 100.0), []), ((300.0, 400.0), ["in"])):
        for gone in (True, False):
            counter = LineCounter("door", LINE)
            assert directions(counter, steps((300, 100), (300, 256))) == []
            last = at((300.0, 256.0), 1.0)
            if gone:
                assert counter.step([], [last]) == []
            again = steps((304.0, 258.0), after)
            done = []
            for index, place in enumerate(again):
                done += counter.step([at(place, 2 + index / 8, number=2)], [])
            assert [crossing.direction for _, crossing in done] == expected


def test_nobody_is_taken_up_again_in_the_next_session_of_a_camera() -> None:
    counter = LineCounter("door", LINE)
    directions(counter, steps((300, 100), (300, 256)))
    assert counter.flush([at((300.0, 256.0), 1.0)]) == []
    assert directions(counter, steps((304.0, 258.0), (300.0, 400.0))) == []


def test_two_who_are_both_seen_on_the_line_stay_two() -> None:
    counter = LineCounter("door", LINE)
    done = []
    for index, y in enumerate([150, 200, 245, 255, 300, 350]):
        pair = [at((300.0, y), index / 8)]
        if y >= 245:
            pair.append(at((340.0, 500.0 - y), index / 8, number=2))
        done += counter.step(pair, [])
    assert sorted(crossing.direction for _, crossing in done) == ["in", "out"]


def test_one_who_is_hidden_for_a_moment_beside_a_newcomer_on_the_line_stays_one_of_two() -> None:
    counter = LineCounter("door", LINE)
    done = []
    for index, y in enumerate([150, 200, 240, 244, 262, 300, 350]):
        people = [at((340.0, y), index / 8, number=2)] if y >= 244 else []
        if y != 244:
            people.append(at((300.0, y), index / 8))
        done += counter.step(people, [])
    assert [crossing.direction for _, crossing in done] == ["in", "in"]


def test_a_shadow_that_begins_past_the_line_beside_somebody_inherits_no_crossing() -> None:
    """Half a body is taken for another one while the first is not seen in one frame."""
    counter = LineCounter("door", LINE)
    done = []
    for index, y in enumerate([150, 200, 240, 256, 262, 300, 350]):
        people = [at((310.0, y + 6), index / 8, number=2)] if y >= 256 else []
        if y != 256:
            people.append(at((300.0, y), index / 8))
        done += counter.step(people, [])
    assert [(track.id, crossing.direction) for track, crossing in done] == [(1, "in")]


@pytest.mark.parametrize(
    ("speed", "expected"),
    [((0.0, 120.0), ["in"]), ((0.0, 0.0), []), ((0.0, -120.0), []), ((120.0, 0.0), [])],
)
def test_who_is_lost_just_past_the_line_counts_if_they_were_walking_on(
    speed: Point, expected: list[str]
) -> None:
    counter = LineCounter("door", LINE)
    assert directions(counter, steps((300, 100), (300, 262))) == []
    done = counter.step([], [at((300.0, 262.0), 2.0, speed=speed)])
    assert [crossing.direction for _, crossing in done] == expected


def test_who_is_lost_before_the_line_is_not_counted() -> None:
    counter = LineCounter("door", LINE)
    directions(counter, steps((300, 100), (300, 240)))
    assert counter.step([], [at((300.0, 240.0), 2.0, speed=(0.0, 300.0))]) == []


@pytest.mark.parametrize(
    ("end_s", "speed", "expected"),
    [
        pytest.param(2.3, (0.0, 120.0), ["in"], id="over the line by then"),
        pytest.param(2.0, (0.0, 120.0), [], id="not yet there"),
        pytest.param(None, (0.0, 120.0), [], id="nobody knows when it ended"),
        pytest.param(2.3, (0.0, 0.0), [], id="stands"),
        pytest.param(2.3, (0.0, -120.0), [], id="goes away"),
    ],
)
def test_until_the_source_ended_people_went_on_as_they_went(
    end_s: float | None, speed: Point, expected: list[str]
) -> None:
    counter = LineCounter("door", LINE)
    directions(counter, steps((300, 100), (300, 240)))
    done = counter.flush([at((300.0, 240.0), 2.0, speed=speed)], end_s)
    assert [crossing.direction for _, crossing in done] == expected


@pytest.mark.parametrize("fps", [5, 8, 30])
@pytest.mark.parametrize(
    ("path", "first_seen_s", "begin_s", "expected"),
    [
        pytest.param(walk((300, 235), (300, 435), 2), 0.5, 0.0, ["in"], id="crossed before"),
        pytest.param(walk((300, 265), (300, 65), 2), 0.5, 0.0, ["out"], id="the other way"),
        pytest.param(walk((300, 265), (300, 465), 2), 0.5, 0.0, [], id="was over it"),
        pytest.param(walk((300, 300), (600, 300), 2), 0.5, 0.0, [], id="walks along it"),
        pytest.param(walk((300, 265), (300, 275), 2), 0.5, 0.0, [], id="stands beyond it"),
        pytest.param(walk((300, 50), (300, 250), 2), 2.0, 0.0, [], id="comes to it"),
        pytest.param(walk((300, 235), (300, 435), 2), 0.0, 0.0, ["in"], id="seen at once"),
        pytest.param(walk((300, 235), (300, 435), 2), 0.5, -60.0, [], id="appears later"),
        pytest.param(walk((300, 235), (300, 435), 2), 0.5, None, [], id="nobody knows"),
    ],
)
def test_who_was_overlooked_when_the_source_began_came_as_they_walk_on(
    path: Path, first_seen_s: float, begin_s: float | None, expected: list[str], fps: float
) -> None:
    crossings = count(
        [path],
        LINE,
        seconds=2,
        fps=fps,
        hidden=lambda time_s: time_s < first_seen_s,
        begin_s=begin_s,
    )
    assert [crossing.direction for crossing in crossings] == expected


def test_a_crossing_that_was_overlooked_has_its_time() -> None:
    path = walk((300, 230), (300, 430), 2)
    (crossing,) = count([path], LINE, seconds=2, hidden=lambda time_s: time_s < 0.5, begin_s=0.0)
    assert crossing.time_s == pytest.approx(0.2, abs=0.1)


PICTURE = (670, 500)


def cut_by_the_picture(middle_y: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Middle and size of what is to be seen of a body of 40 x 100 px."""
    low, high = max(0.0, middle_y - 50), min(500.0, middle_y + 50)
    return (300.0, (low + high) / 2), (40.0, high - low)


def past_the_edge(
    ys: Sequence[float], line: list[Point], picture_wh: tuple[int, int] | None
) -> list[str]:
    """Counted of somebody whose body's middle is at these heights, where it can be seen."""
    tracker, counter = Tracker(), LineCounter("door", line, picture_wh)
    found = []
    for index in range(len(ys) + 20):
        shown = [cut_by_the_picture(ys[index])] if index < len(ys) else []
        people = [seen(middle, size=size) for middle, size in shown]
        step = tracker.step(people[0] if people else seen(), index / 8)
        found += counter.step(step.seen, step.ended)
    return [crossing.direction for _, crossing in found]


TOP = [(0.0, 20.0), (670.0, 20.0)]
BOTTOM = [(0.0, 480.0), (670.0, 480.0)]


@pytest.mark.parametrize(
    ("ys", "line", "expected"),
    [
        pytest.param(np.linspace(5, 200, 14), TOP, ["in"], id="comes in by the upper edge"),
        pytest.param(np.linspace(200, 5, 14), TOP, ["out"], id="goes out by the upper edge"),
        pytest.param(np.linspace(495, 300, 14), BOTTOM, ["out"], id="comes in by the lower edge"),
        pytest.param(np.linspace(300, 495, 14), BOTTOM, ["in"], id="goes out by the lower edge"),
        pytest.param([5] * 30, TOP, [], id="stands at the edge"),
        pytest.param([5, 6, 8, 12, 10, 8] * 5, TOP, [], id="stands at the edge and sways"),
        pytest.param(np.linspace(5, 200, 14), LINE, [], id="the line is elsewhere"),
    ],
)
def test_whom_the_edge_cuts_came_from_beyond_it(
    ys: Sequence[float], line: list[Point], expected: list[str]
) -> None:
    assert past_the_edge(list(ys), line, PICTURE) == expected


def test_without_an_edge_nobody_is_counted_who_was_not_seen_before_the_line() -> None:
    assert past_the_edge(list(np.linspace(5, 200, 14)), TOP, None) == []


def test_who_is_not_believed_in_is_counted_once_they_are_and_where_they_crossed() -> None:
    counter = LineCounter("door", LINE)
    done = []
    for index, place in enumerate(steps((300, 100), (300, 400))):
        trusted = index > 14
        done += counter.step([at(place, index / 8, trusted=trusted)], [])
    ((_, crossing),) = done
    assert crossing.time_s == pytest.approx(1.0, abs=0.1)


heights = st.floats(150, 350)
columns = st.floats(100, 600)


@settings(max_examples=60)
@given(st.lists(st.tuples(columns, heights), min_size=2, max_size=40))
def test_in_and_out_alternate_and_agree_with_where_the_person_is(places: Sequence[Point]) -> None:
    """One track on a line without reachable ends: in less out is the change of side."""
    counter = LineCounter("door", LINE)
    began_beyond = places[0][1] > 250
    for index, place in enumerate(places):
        counter.step([at(place, index / 8)], [])
        balance = counter.entered - counter.left
        assert balance in ((-1, 0) if began_beyond else (0, 1))
        if abs(place[1] - 250) > BAND_BODIES * BODY_PX:
            assert (balance + began_beyond == 1) is (place[1] > 250)


@given(st.lists(st.floats(250 - 14, 250 + 14), min_size=2, max_size=60))
def test_nothing_within_the_band_ever_counts(ys: Sequence[float]) -> None:
    assert directions(LineCounter("door", LINE), [(300.0, y) for y in ys]) == []


ways = st.lists(
    st.tuples(st.integers(60, 600), st.sampled_from([90, 150, 185, 315, 350, 410])),
    min_size=2,
    max_size=8,
)
"""Corners clear of the band, so that slow and fast cameras alike see somebody there."""


@settings(max_examples=40)
@given(ways, st.sampled_from([5.0, 6.0, 12.5, 15.0, 25.0, 29.97]))
def test_slow_and_fast_cameras_count_the_same(corners: Sequence[Point], fps: float) -> None:
    slow = directions(LineCounter("door", LINE), steps(*corners, fps=fps), fps=fps)
    assert slow == directions(LineCounter("door", LINE), steps(*corners, fps=30), fps=30)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 600), st.integers(0, 500)), min_size=2, max_size=10),
    st.sampled_from([LINE, V, U, MAT]),
    st.floats(0.25, 4),
    st.integers(-900, 900),
)
def test_shift_and_scale_change_nothing_and_a_mirror_the_direction_only(
    corners: Sequence[Point], line: list[Point], scale: float, by: int
) -> None:
    # Off the corners of any line: which side of a corner somebody passes may depend on rounding.
    places = [(x + 0.37, y + 0.21) for x, y in steps(*corners)]

    def through(turn: Callable[[float, float], Point]) -> list[str]:
        counter = LineCounter("door", [turn(*point) for point in line])
        found = []
        for index, place in enumerate(places):
            track = at(turn(*place), index / 8)
            track.state = replace(track.state, body_px=BODY_PX * scale)
            found += counter.step([track], [])
        return [crossing.direction for _, crossing in found]

    plain = through(lambda x, y: (scale * x, scale * y))
    other = {"in": "out", "out": "in"}
    assert through(lambda x, y: (scale * x + by, scale * y - by)) == plain
    assert through(lambda x, y: (-scale * x, scale * y)) == [other[one] for one in plain]


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_months_of_strangers_leave_nothing_behind(seed: int) -> None:
    rng = np.random.default_rng(seed)
    tracker, counter = Tracker(), LineCounter("door", LINE, PICTURE)
    for index in range(400):
        people = rng.uniform((0, 200), (670, 300), (rng.integers(0, 6), 2))
        step = tracker.step(seen(*map(tuple, people)), index / 6)
        counter.step(step.seen, step.ended)
        assert len(counter._passages) <= len(tracker.tracks)
        assert len(counter._lost) <= 6 * 6 * 4
    ended = tracker.flush()
    counter.step([], ended)
    assert counter._passages == {}
