import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_vision.domain.geometry import (
    contains,
    distance_to_line,
    distance_to_zone,
    line_fault,
    offset,
    outside_picture,
    zone_fault,
)

SQUARE = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]
numbers = st.floats(-500, 500)
points = st.tuples(numbers, numbers)


@pytest.mark.parametrize(
    ("line", "point", "distance_px", "beside"),
    [
        # Looking right, the right hand is below: y grows downwards.
        ([(0, 250), (670, 250)], (100, 300), 50, True),
        ([(0, 250), (670, 250)], (100, 200), -50, True),
        ([(670, 250), (0, 250)], (100, 300), -50, True),
        # Exactly vertical: a slope would divide by zero.
        ([(5, 0), (5, 10)], (2, 5), 3, True),
        ([(5, 0), (5, 10)], (9, 5), -4, True),
        # Past an end.
        ([(0, 0), (10, 0)], (11, 5), 5, False),
        ([(0, 0), (10, 0)], (-1, 5), 5, False),
        # On the line.
        ([(0, 0), (10, 0)], (5, 0), 0, True),
        # An L: below its foot and right of its leg.
        ([(0, 0), (0, 10), (10, 10)], (5, 15), 5, True),
        ([(0, 0), (0, 10), (10, 10)], (5, 5), -5, True),
        ([(0, 0), (0, 10), (10, 10)], (-3, 5), 3, True),
        # Behind the corner of the L, where the nearest point is the corner itself.
        ([(0, 0), (0, 10), (10, 10)], (-3, 14), 5, True),
        # Beyond the ends of the L.
        ([(0, 0), (0, 10), (10, 10)], (-3, -2), math.hypot(3, 2), False),
    ],
)
def test_where_a_point_is_as_seen_from_a_line(line, point, distance_px, beside):
    found = offset(line, point)
    assert found.distance_px == pytest.approx(distance_px)
    assert found.beside is beside


@given(points, points, points)
def test_walking_a_line_backwards_swaps_the_hands(start, end, point):
    if math.dist(start, end) < 1:
        return
    forth, back = offset([start, end], point), offset([end, start], point)
    assert forth.distance_px == pytest.approx(-back.distance_px, abs=1e-6)


@given(points, points, st.floats(0, 2 * math.pi))
def test_turning_the_picture_changes_no_side(end, point, angle):
    if math.hypot(*end) < 1:
        return

    def turned(p):
        cos, sin = math.cos(angle), math.sin(angle)
        return p[0] * cos - p[1] * sin, p[0] * sin + p[1] * cos

    plain = offset([(0, 0), end], point)
    rotated = offset([(0, 0), turned(end)], turned(point))
    assert rotated.distance_px == pytest.approx(plain.distance_px, abs=1e-6)


@pytest.mark.parametrize(
    ("point", "inside"), [((5, 5), True), ((11, 5), False), ((-1, 5), False), ((5, -1), False)]
)
def test_a_zone_holds_what_is_in_it(point, inside):
    assert contains(SQUARE, point) is inside
    assert contains(SQUARE[::-1], point) is inside


def test_a_hollow_in_a_zone_is_outside():
    arrow = [(0, 0), (10, 0), (5, 5), (10, 10), (0, 10)]
    assert contains(arrow, (2, 5))
    assert not contains(arrow, (8, 5))


def test_distances_are_to_the_nearest_part():
    assert distance_to_line([(0, 0), (10, 0)], (13, 4)) == 5
    assert distance_to_zone(SQUARE, (5, 5)) == 0
    assert distance_to_zone(SQUARE, (5, 14)) == 4


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ([(0, 0)], "at least two points"),
        ([(0, 0), (0, 0)], "the same"),
        ([(0, 0), (5, 5), (9, 9)], None),
    ],
)
def test_what_makes_a_line_useless(line, fault):
    found = line_fault(line)
    assert found is None if fault is None else fault in str(found)


@pytest.mark.parametrize(
    ("zone", "fault"),
    [
        ([(0, 0), (10, 10)], "three points"),
        ([(0, 0), (10, 10), (10, 0), (0, 10)], "cross each other"),
        ([(0, 0), (5, 5), (9, 9)], "no area"),
        (SQUARE, None),
        ([(0, 0), (10, 0), (5, 5), (10, 10), (0, 10)], None),
    ],
)
def test_what_makes_a_zone_useless(zone, fault):
    found = zone_fault(zone)
    assert found is None if fault is None else fault in str(found)


@pytest.mark.parametrize(
    ("points", "outside"),
    [
        ([(0, 250), (670, 250)], False),
        ([(0, 600), (670, 600)], True),
        ([(700, 0), (700, 500)], True),
        ([(-10, 250), (800, 250)], False),  # longer than the picture is wide
    ],
)
def test_a_line_outside_the_picture_is_noticed(points, outside):
    assert outside_picture(points, 670, 500) is outside
