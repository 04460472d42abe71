"""Counting at a line. The first table holds the cases at which open counters fail."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_vision.domain.line_counter import BAND_BODIES, LineCounter
from edge_vision.domain.track import Track
from edge_vision.domain.tracks import Tracker
from tests.edge_vision.people import count, seen, times, walk

LINE = [(0.0, 250.0), (670.0, 250.0)]


def there_and_back(turn_y: float, begin_y: float = 100.0):
    def path(time_s: float):
        share = 1 - abs(time_s - 2) / 2
        return (300.0, begin_y + share * (turn_y - begin_y)) if 0 <= time_s <= 4 else None

    return path


def swaying_on_the_line(amplitude_px: float):
    """Comes to the line, sways there for 20 s, and goes back."""

    def path(time_s: float):
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
def test_one_person(path, seconds, entered, left, fps):
    crossings = count([path], LINE, seconds=seconds, fps=fps)
    directions = [crossing.direction for crossing in crossings]
    assert (directions.count("in"), directions.count("out")) == (entered, left)


def test_detection_lost_at_the_line_still_counts():
    path = walk((300, 100), (300, 400), 3)
    crossings = count([path], LINE, seconds=3, hidden=lambda time_s: 1.2 < time_s < 1.8)
    assert [crossing.direction for crossing in crossings] == ["in"]


def test_exactly_vertical_line_counts():
    crossings = count([walk((100, 200), (500, 200), 4)], [(300, 0), (300, 400)], seconds=4)
    assert [crossing.direction for crossing in crossings] == ["out"]


def test_going_round_the_end_of_a_line_is_no_crossing():
    def path(time_s: float):
        angle = math.pi * (time_s / 4 - 0.5)
        return (400 + 150 * math.cos(angle), 250 + 150 * math.sin(angle)) if time_s <= 4 else None

    assert count([path], [(0, 250), (400, 250)], seconds=4) == []


def test_a_bent_line_counts_once_at_either_leg():
    bent = [(100.0, 100.0), (100.0, 300.0), (500.0, 300.0)]
    through_leg = walk((300, 200), (0, 200), 3)
    through_foot = walk((300, 150), (300, 450), 3)
    for path in (through_leg, through_foot):
        crossings = count([path], bent, seconds=3)
        assert [crossing.direction for crossing in crossings] == ["in"]


def test_two_side_by_side_count_two():
    pair = [walk((x, 100), (x, 400), 3) for x in (300, 345)]
    assert len(count(pair, LINE, seconds=3)) == 2


def test_opposing_pair_counts_one_each():
    pair = [walk((300, 100), (300, 400), 3), walk((350, 400), (350, 100), 3)]
    directions = sorted(crossing.direction for crossing in count(pair, LINE, seconds=3))
    assert directions == ["in", "out"]


def test_the_time_is_when_the_middle_was_on_the_line():
    (crossing,) = count([walk((300, 100), (300, 400), 3)], LINE, seconds=3, fps=8)
    assert crossing.time_s == pytest.approx(1.5, abs=0.15)


def test_dead_tracks_are_forgotten():
    tracker, counter = Tracker(patience_s=0.5), LineCounter("door", LINE)
    for round_trip in range(30):
        path = walk((300, 150), (300, 240), 1, begin_s=4 * round_trip)
        for time_s in times(4, 8):
            place = path(4 * round_trip + time_s)
            step = tracker.step(seen(*([place] if place else [])), 4 * round_trip + time_s)
            counter.step(step.seen, step.ended)
    assert len(counter._passages) <= 1


def a_track_at(y: float, time_s: float) -> Track:
    box = seen((300.0, y)).boxes_xyxy[0]
    track = Track.born(1, box, time_s, by_model=True, colours=np.zeros(6))
    track.born_s, track.hits, track.model_hits = time_s - 2, 9, 9
    return track


@settings(max_examples=60)
@given(st.lists(st.floats(150, 350), min_size=2, max_size=40))
def test_in_and_out_alternate_and_agree_with_where_the_person_is(ys):
    """One track: the difference of in and out is 0 or 1, and says on which side it is."""
    counter = LineCounter("door", LINE)
    for index, y in enumerate(ys):
        counter.step([a_track_at(y, index / 8)], [])
        began_beyond = ys[0] > 250
        balance = counter.entered - counter.left
        assert balance in ((-1, 0) if began_beyond else (0, 1))
        if abs(y - 250) > BAND_BODIES * 100:
            assert (balance + began_beyond == 1) is (y > 250)


@given(st.lists(st.floats(250 - 14, 250 + 14), min_size=2, max_size=60))
def test_nothing_within_the_band_ever_counts(ys):
    counter = LineCounter("door", LINE)
    for index, y in enumerate(ys):
        assert counter.step([a_track_at(y, index / 8)], []) == []
