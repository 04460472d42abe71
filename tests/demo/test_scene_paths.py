"""Walks: nobody teleports, stops are stops, groups arrive together."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.scene.paths import Leg, Path, walk

corners = st.lists(st.tuples(st.floats(-8, 8), st.floats(-3, 8)), min_size=2, max_size=6).filter(
    lambda points: all(math.dist(a, b) > 0.5 for a, b in itertools.pairwise(points))
)
speeds = st.floats(0.5, 2.0)


@settings(deadline=None)
@given(corners, speeds)
def test_nobody_teleports(waypoints: list[tuple[float, float]], speed: float) -> None:
    path = walk([Leg(waypoints)], start_s=10.0, speed_m_s=speed)
    times = np.arange(path.start_s, path.end_s, 0.2)
    places = [path.position_m(time_s) for time_s in times]
    for here, there in itertools.pairwise(places):
        assert math.dist(here, there) <= speed * 0.2 + 1e-6


@settings(deadline=None)
@given(corners, speeds)
def test_a_walk_begins_and_ends_where_it_was_told(
    waypoints: list[tuple[float, float]], speed: float
) -> None:
    path = walk([Leg(waypoints)], start_s=3.0, speed_m_s=speed)
    assert path.start_s == 3.0
    assert path.position_m(path.start_s) == pytest.approx(waypoints[0])
    assert path.position_m(path.end_s) == pytest.approx(waypoints[-1])
    assert (np.diff(path.times_s) > 0).all()
    assert path.distance_m(path.end_s) == pytest.approx(speed * (path.end_s - 3.0))


def stopping_walk() -> Path:
    legs = [Leg([(0.0, 4.0), (0.0, 2.0)], pause_s=3.0), Leg([(0.0, 2.0), (0.0, 0.0)])]
    return walk(legs, start_s=0.0, speed_m_s=1.0)


def test_a_stop_lasts_as_long_as_asked() -> None:
    path = stopping_walk()
    still = [t for t in np.arange(0, path.end_s, 0.01) if path.speed_m_s(t) < 0.01]
    assert still[-1] - still[0] == pytest.approx(3.0 - 0.2, abs=0.05)
    assert path.position_m(still[0]) == pytest.approx((0.0, 2.0))


def test_people_slow_down_before_a_stop() -> None:
    path = stopping_walk()
    speeds_m_s = [path.speed_m_s(t) for t in np.arange(0.2, 2.5, 0.05)]
    assert speeds_m_s[0] == pytest.approx(1.0)
    assert speeds_m_s[-1] < 0.5


def test_a_body_turns_without_spinning() -> None:
    there_and_back = [
        Leg([(0.0, 4.0), (0.0, 2.0)], pause_s=1.0),
        Leg([(0.0, 2.0), (0.3, 2.1), (0.3, 4.0)]),
    ]
    path = walk(there_and_back, start_s=0.0, speed_m_s=1.0)
    assert np.abs(np.diff(path.headings_rad)).max() <= math.pi
    assert path.heading_rad(path.start_s) == pytest.approx(-math.pi / 2)
    assert math.sin(path.heading_rad(path.end_s)) == pytest.approx(1.0)


def test_outside_its_time_a_walk_stays_at_its_ends() -> None:
    path = stopping_walk()
    assert path.position_m(-100.0) == pytest.approx((0.0, 4.0))
    assert path.position_m(1e9) == pytest.approx((0.0, 0.0))
