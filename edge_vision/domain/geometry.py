"""Lines and zones in picture coordinates: x to the right, y down, pixels.

Everything rests on cross products, which have no special case for vertical or horizontal lines
(a slope has: a well-known open counter never counts a crossing of an exactly vertical line).
"""

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

Point = tuple[float, float]

_OFF_THE_LINE = (1.3e-7, -2.1e-7)
"""Pixels. Less than anybody draws, more than rounding; no line has this slope."""


class Offset(NamedTuple):
    """Where a point is as seen from a line.

    `distance_px` is positive on the right hand of somebody who walks the line from its first
    point to its last, negative on the left. `beyond_px` is 0 beside the line; past an end, it is
    how far past, and the distance is then from the line made longer.
    """

    distance_px: float
    beyond_px: float


def offset(line: Sequence[Point], point: Point) -> Offset:
    """Where `point` is as seen from a line of one or more segments.

    At an inner corner the segment decides that is more nearly square to the point: the sign of
    the other one flips in the wedge behind the corner. A line that ends where it begins has no
    end to be past.
    """
    closed = line[0] == line[-1]
    best_px, best_square, found = math.inf, -1.0, Offset(0.0, 0.0)
    for number, (start, end) in enumerate(itertools.pairwise(line)):
        along, across = _components(start, end, point)
        length = math.dist(start, end)
        away_px = math.hypot(max(-along, along - length, 0.0), across)
        square = abs(across) / away_px if away_px else 1.0
        nearer = away_px < best_px - 1e-9
        if nearer or (away_px < best_px + 1e-9 and square > best_square):
            best_px, best_square = min(away_px, best_px), square
            before = -along if number == 0 else 0.0
            after = along - length if number == len(line) - 2 else 0.0
            beyond_px = 0.0 if closed else max(before, after, 0.0)
            found = Offset(across if beyond_px else math.copysign(away_px, across), beyond_px)
    return found


class Passing(NamedTuple):
    """A step's way through a line. `share` of the step lies before it."""

    sign: int
    """1: from left to right, -1: from right to left."""
    share: float


def passings(line: Sequence[Point], start: Point, end: Point) -> list[Passing]:
    """Where the straight step from `start` to `end` goes through a line, in no order.

    Each point is first moved by `_OFF_THE_LINE`, always the same way: then none lies exactly on a
    line or in one with a corner, a step through a corner passes one of the two segments, one that
    only touches it passes none or both, and two steps that meet on the line pass it once.
    """
    start = start[0] + _OFF_THE_LINE[0], start[1] + _OFF_THE_LINE[1]
    end = end[0] + _OFF_THE_LINE[0], end[1] + _OFF_THE_LINE[1]
    found = []
    for first, second in itertools.pairwise(line):
        before, after = _turn(first, second, start), _turn(first, second, end)
        if (before > 0) == (after > 0):
            continue
        if (_turn(start, end, first) > 0) != (_turn(start, end, second) > 0):
            found.append(Passing(1 if after > 0 else -1, before / (before - after)))
    return found


def contains(zone: Sequence[Point], point: Point) -> bool:
    """Whether a polygon holds a point, by the even-odd rule; its edges may go either way."""
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in zip(zone, [*zone[1:], zone[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            inside = not inside
    return inside


def line_fault(line: Sequence[Point]) -> str | None:
    """What makes a line useless for counting; None: nothing."""
    if len(line) < 2:
        return "a line needs at least two points"
    pieces = list(itertools.pairwise(line))
    if any(math.dist(start, end) < 1 for start, end in pieces):
        return "two neighbouring points of the line are the same"
    if any(_folds(*one, end) for one, (_, end) in itertools.pairwise(pieces)):
        return "the line turns back on itself, so that it has no left and right: draw it anew"
    for first, second in itertools.combinations(range(len(pieces)), 2):
        if second > first + 1 and _cross(*pieces[first], *pieces[second]):
            return (
                f"pieces {first + 1} and {second + 1} of the line cross each other, so that it has "
                "no left and right: draw it without a loop"
            )
    return None


def zone_fault(zone: Sequence[Point]) -> str | None:
    """What makes a polygon useless as a zone; None: nothing."""
    if len(zone) < 3:
        return "a zone needs at least three points"
    edges = list(zip(zone, [*zone[1:], zone[0]], strict=True))
    for first, second in itertools.combinations(range(len(edges)), 2):
        neighbours = second == first + 1 or (first == 0 and second == len(edges) - 1)
        if not neighbours and _cross(*edges[first], *edges[second]):
            return (
                f"edges {first + 1} and {second + 1} of the zone cross each other: give its "
                "corners in the order in which one walks round it"
            )
    if abs(_area(zone)) < 1:
        return "the zone has no area: draw it anew"
    return None


def line_outside(line: Sequence[Point], width: int, height: int) -> bool:
    """Whether no part of a line lies in the picture, around which it may bend."""
    return not any(_enters(*piece, width, height) for piece in itertools.pairwise(line))


def zone_outside(zone: Sequence[Point], width: int, height: int) -> bool:
    """Whether no edge of a zone lies in the picture, nor the picture in the zone."""
    surrounds = contains(zone, (width / 2, height / 2))
    return line_outside([*zone, zone[0]], width, height) and not surrounds


def _enters(start: Point, end: Point, width: int, height: int) -> bool:
    """Whether a part of a segment lies in the picture (Liang and Barsky, ACM TOG 3, 1984)."""
    first, last = 0.0, 1.0
    for place, to, most in zip(start, end, (width, height), strict=True):
        step = to - place
        if step:
            near, far = sorted((-place / step, (most - place) / step))
            first, last = max(first, near), min(last, far)
        elif not 0 <= place <= most:
            return False
    return first <= last


def distance_to_zone(zone: Sequence[Point], point: Point) -> float:
    """Pixels from a point to a polygon; 0 inside."""
    if contains(zone, point):
        return 0.0
    return distance_to_line([*zone, zone[0]], point)


def distance_to_line(line: Sequence[Point], point: Point) -> float:
    """Pixels from a point to the nearest point of a line of segments."""
    nearest = math.inf
    for start, end in itertools.pairwise(line):
        along, across = _components(start, end, point)
        over = max(-along, along - math.dist(start, end), 0.0)
        nearest = min(nearest, math.hypot(over, across))
    return nearest


def near_enough(one: Point, other: Point, reach_px: float) -> bool:
    """Whether two places are less than `reach_px` apart, across and down each for itself."""
    return max(abs(one[0] - other[0]), abs(one[1] - other[1])) < reach_px


def _components(start: Point, end: Point, point: Point) -> Point:
    """Of `point` seen from `start`: pixels along the segment, and to the right of it."""
    ux, uy = end[0] - start[0], end[1] - start[1]
    vx, vy = point[0] - start[0], point[1] - start[1]
    length = math.hypot(ux, uy) or 1.0
    return (ux * vx + uy * vy) / length, (ux * vy - uy * vx) / length


def _folds(start: Point, corner: Point, end: Point) -> bool:
    """Whether who walks from `start` goes straight back at the corner, to within 1 px."""
    along, across = _components(start, corner, end)
    return along < math.dist(start, corner) and abs(across) < 1


def _area(zone: Sequence[Point]) -> float:
    """Twice-signed shoelace area, halved."""
    pairs = zip(zone, [*zone[1:], zone[0]], strict=True)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs) / 2


def _turn(start: Point, end: Point, point: Point) -> float:
    """Above 0 where `point` is on the right hand of who walks from `start` to `end`."""
    return (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether segments ab and cd share a point within."""
    apart = _turn(a, b, c) * _turn(a, b, d) < 0
    return apart and _turn(c, d, a) * _turn(c, d, b) < 0
