import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_vision.domain.geometry import (
    Point,
    contains,
    distance_to_line,
    distance_to_zone,
    line_fault,
    line_outside,
    offset,
    passings,
    zone_fault,
    zone_outside,
)

SQUARE = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]
numbers = st.floats(-500, 500)
points = st.tuples(numbers, numbers)


@pytest.mark.parametrize(
    ("line", "point", "distance_px", "beyond_px"),
    [
        # Looking right, the right hand is below: y grows downwards.
        ([(0, 250), (670, 250)], (100, 300), 50, 0),
        ([(0, 250), (670, 250)], (100, 200), -50, 0),
        ([(670, 250), (0, 250)], (100, 300), -50, 0),
        # Exactly vertical: a slope would divide by zero.
        ([(5, 0), (5, 10)], (2, 5), 3, 0),
        ([(5, 0), (5, 10)], (9, 5), -4, 0),
        # Past an end.
        ([(0, 0), (10, 0)], (11, 5), 5, 1),
        ([(0, 0), (10, 0)], (-1, 5), 5, 1),
        # On the line.
        ([(0, 0), (10, 0)], (5, 0), 0, 0),
        # An L: below its foot and right of its leg.
        ([(0, 0), (0, 10), (10, 10)], (5, 15), 5, 0),
        ([(0, 0), (0, 10), (10, 10)], (5, 5), -5, 0),
        ([(0, 0), (0, 10), (10, 10)], (-3, 5), 3, 0),
        # Behind the corner of the L, where the nearest point is the corner itself.
        ([(0, 0), (0, 10), (10, 10)], (-3, 14), 5, 0),
        # Beyond the ends of the L.
        ([(0, 0), (0, 10), (10, 10)], (-3, -2), 3, 2),
        ([(0, 0), (0, 10), (10, 10)], (14, 7), -3, 4),
    ],
)
def test_where_a_point_is_as_seen_from_a_line(
    line: list[Point], point: Point, distance_px: float, beyond_px: float
) -> None:
    found = offset(line, point)
    assert found.distance_px == pytest.approx(distance_px)
    assert found.beyond_px == pytest.approx(beyond_px)


@given(points, points, points)
def test_walking_a_line_backwards_swaps_the_hands(start: Point, end: Point, point: Point) -> None:
    if math.dist(start, end) < 1:
        return
    forth, back = offset([start, end], point), offset([end, start], point)
    assert forth.distance_px == pytest.approx(-back.distance_px, abs=1e-6)


@given(points, points, st.floats(0, 2 * math.pi))
def test_turning_the_picture_changes_no_side(end: Point, point: Point, angle: float) -> None:
    if math.hypot(*end) < 1:
        return

    def turned(p: Point) -> Point:
        cos, sin = math.cos(angle), math.sin(angle)
        return p[0] * cos - p[1] * sin, p[0] * sin + p[1] * cos

    plain = offset([(0, 0), end], point)
    rotated = offset([(0, 0), turned(end)], turned(point))
    assert rotated.distance_px == pytest.approx(plain.distance_px, abs=1e-6)


L_SHAPE = [(0, 0), (0, 10), (10, 10)]


@pytest.mark.parametrize(
    ("line", "step", "signs"),
    [
        ([(0, 0), (10, 0)], ((5, -5), (5, 5)), [1]),
        ([(0, 0), (10, 0)], ((5, 5), (5, -5)), [-1]),
        ([(5, 0), (5, 10)], ((9, 5), (1, 5)), [1]),
        ([(0, 0), (10, 0)], ((11, -5), (11, 5)), []),
        ([(0, 0), (10, 0)], ((5, 2), (5, 9)), []),
        ([(0, 0), (10, 0)], ((-5, 0), (15, 0)), []),
        ([(0, 0), (10, 0)], ((5, 5), (5, 5)), []),
        # Through the corner of an L, from its inside and back.
        (L_SHAPE, ((4, 6), (-4, 14)), [1]),
        (L_SHAPE, ((-4, 14), (4, 6)), [-1]),
        # Cutting the corner off: in and out again.
        (L_SHAPE, ((-2, 6), (4, 12)), [-1, 1]),
        # Over three teeth of a saw in one step.
        ([(0, 0), (2, 4), (4, 0), (6, 4)], ((-1, 2), (7, 2)), [-1, 1, -1]),
    ],
)
def test_a_step_passes_a_line_where_it_goes_through_it(
    line: list[Point], step: tuple[Point, Point], signs: list[int]
) -> None:
    found = sorted(passings(line, *step), key=lambda one: one.share)
    assert [one.sign for one in found] == signs
    assert all(0 <= one.share <= 1 for one in found)


def test_the_share_says_where_on_the_step() -> None:
    (found,) = passings([(0, 0), (10, 0)], (5, -2), (5, 6))
    assert found.share == pytest.approx(0.25)


MATS = [
    [(0, 0), (4, 0), (4, 4), (0, 4)],
    [(0, 0), (6, 0), (3, 3), (6, 6), (0, 6)],
    [(0, 0), (2, 2), (4, 0), (4, 4), (0, 4)],
    [(0, 4), (2, 2), (4, 4), (4, 0), (0, 0)],
]
"""Corners that stand out and corners that fall in, both ways round."""
whole = st.integers(-2, 8).map(float)


@given(st.sampled_from(MATS), st.lists(st.tuples(whole, whole), max_size=6))
def test_all_passings_of_a_closed_line_say_who_is_in_it(
    mat: list[Point], stops: list[Point]
) -> None:
    """Stops on a grid: many lie exactly on the line, on a corner, or walk along it."""
    path = [(-3.3, -3.7), *stops, (1.21, 1.93)]
    line = [*mat, mat[0]]
    net = sum(
        one.sign for start, end in itertools.pairwise(path) for one in passings(line, start, end)
    )
    clockwise = mat is not MATS[3]
    assert net == (1 if clockwise else -1) * contains(mat, path[-1])


@given(st.lists(points, min_size=2, max_size=5), points, points, numbers, st.floats(0.5, 4))
def test_moving_and_scaling_the_picture_changes_no_passing(
    line: list[Point], start: Point, end: Point, by: float, scale: float
) -> None:
    def moved(point: Point) -> Point:
        return point[0] * scale + by, point[1] * scale - by

    plain = sum(one.sign for one in passings(line, start, end))
    there = sum(one.sign for one in passings([moved(p) for p in line], moved(start), moved(end)))
    near = any(distance_to_line(line, point) < 1e-3 for point in (start, end))
    corner = any(distance_to_line([start, end], point) < 1e-3 for point in line)
    assert plain == there or near or corner


@pytest.mark.parametrize(
    ("point", "inside"), [((5, 5), True), ((11, 5), False), ((-1, 5), False), ((5, -1), False)]
)
def test_a_zone_holds_what_is_in_it(point: Point, inside: bool) -> None:
    assert contains(SQUARE, point) is inside
    assert contains(SQUARE[::-1], point) is inside


def test_a_hollow_in_a_zone_is_outside() -> None:
    arrow = [(0, 0), (10, 0), (5, 5), (10, 10), (0, 10)]
    assert contains(arrow, (2, 5))
    assert not contains(arrow, (8, 5))


def test_distances_are_to_the_nearest_part() -> None:
    assert distance_to_line([(0, 0), (10, 0)], (13, 4)) == 5
    assert distance_to_zone(SQUARE, (5, 5)) == 0
    assert distance_to_zone(SQUARE, (5, 14)) == 4


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ([(0, 0)], "at least two points"),
        ([(0, 0), (0, 0)], "the same"),
        ([(0, 0), (5, 5), (9, 9)], None),
        ([(0, 0), (10, 0), (10, 10), (5, -5)], "pieces 1 and 3 of the line cross"),
        ([(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)], None),  # all round a mat
        ([(0, 0), (40, 0), (20, 0)], "turns back on itself"),
        ([(0, 0), (40, 0), (20, 9)], None),  # a sharp corner
    ],
)
def test_what_makes_a_line_useless(line: list[Point], fault: str | None) -> None:
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
def test_what_makes_a_zone_useless(zone: list[Point], fault: str | None) -> None:
    found = zone_fault(zone)
    assert found is None if fault is None else fault in str(found)


@pytest.mark.parametrize(
    ("points", "outside"),
    [
        ([(0, 250), (670, 250)], False),
        ([(0, 600), (670, 600)], True),
        ([(700, 0), (700, 500)], True),
        ([(-10, 250), (800, 250)], False),  # longer than the picture is wide
        ([(-100, 50), (50, -100)], True),  # past a corner
        ([(-100, 150), (150, -100)], False),  # across that corner
        ([(-10, -10), (900, -10), (900, 900)], True),  # bent around it
        ([(-10, -10), (900, -10), (900, 900), (300, 300)], False),
        ([(0, 0), (670, 0)], False),  # along its edge
    ],
)
def test_a_line_outside_the_picture_is_noticed(points: list[Point], outside: bool) -> None:
    assert line_outside(points, 670, 500) is outside


@pytest.mark.parametrize(
    ("points", "outside"),
    [
        ([(-100, 60), (60, -100), (-100, -100)], True),
        ([(-100, 160), (160, -100), (-100, -100)], False),
        ([(-10, -10), (900, -10), (900, 900)], False),  # its third edge lies in the picture
        ([(-9, -9), (700, -9), (700, 600), (-9, 600)], False),  # it holds all of it
    ],
)
def test_a_zone_outside_the_picture_is_noticed(points: list[Point], outside: bool) -> None:
    assert zone_outside(points, 670, 500) is outside
