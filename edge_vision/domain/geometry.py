"""Lines and zones in picture coordinates: x to the right, y down, pixels.

Everything rests on cross products, which have no special case for vertical or horizontal lines
(a slope has: a well-known open counter never counts a crossing of an exactly vertical line).
"""

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

Point = tuple[float, float]


class Offset(NamedTuple):
    """Where a point is as seen from a line.

    `distance_px` is positive on the right hand of somebody who walks the line from its first
    point to its last, negative on the left. `beside` is False where the point lies past an end:
    whoever goes round the end of a line has not crossed it.
    """

    distance_px: float
    beside: bool


def offset(line: Sequence[Point], point: Point) -> Offset:
    """Where `point` is as seen from a line of one or more segments.

    At an inner corner the segment decides that is more nearly square to the point: the sign of
    the other one flips in the wedge behind the corner.
    """
    best_px, best_square, signed, beside = math.inf, -1.0, 0.0, False
    for number, (start, end) in enumerate(itertools.pairwise(line)):
        along, across = _components(start, end, point)
        length = math.dist(start, end)
        over = max(-along, along - length, 0.0)
        away_px = math.hypot(over, across)
        square = abs(across) / away_px if away_px else 1.0
        nearer = away_px < best_px - 1e-9
        if nearer or (away_px < best_px + 1e-9 and square > best_square):
            best_px, best_square = min(away_px, best_px), square
            signed = math.copysign(away_px, across) if len(line) > 2 else across
            past_start = along < 0 and number == 0
            past_end = along > length and number == len(line) - 2
            beside = not (past_start or past_end)
    return Offset(signed, beside)


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
    if any(math.dist(start, end) < 1 for start, end in itertools.pairwise(line)):
        return "two neighbouring points of the line are the same"
    return None


def zone_fault(zone: Sequence[Point]) -> str | None:
    """What makes a polygon useless as a zone; None: nothing."""
    if len(zone) < 3:
        return "a zone needs at least three points"
    edges = list(zip(zone, [*zone[1:], zone[0]], strict=True))
    for first in range(len(edges)):
        for second in range(first + 2, len(edges)):
            neighbours = first == 0 and second == len(edges) - 1
            if not neighbours and _cross(*edges[first], *edges[second]):
                return f"edges {first + 1} and {second + 1} of the zone cross each other"
    if abs(_area(zone)) < 1:
        return "the zone has no area"
    return None


def outside_picture(points: Sequence[Point], width: int, height: int) -> bool:
    """Whether no part of a line or zone can lie in the picture: all points past one edge."""
    columns, rows = [x for x, _ in points], [y for _, y in points]
    return max(columns) < 0 or min(columns) > width or max(rows) < 0 or min(rows) > height


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


def _components(start: Point, end: Point, point: Point) -> Point:
    """Of `point` seen from `start`: pixels along the segment, and to the right of it."""
    ux, uy = end[0] - start[0], end[1] - start[1]
    vx, vy = point[0] - start[0], point[1] - start[1]
    length = math.hypot(ux, uy) or 1.0
    return (ux * vx + uy * vy) / length, (ux * vy - uy * vx) / length


def _area(zone: Sequence[Point]) -> float:
    """Twice-signed shoelace area, halved."""
    pairs = zip(zone, [*zone[1:], zone[0]], strict=True)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs) / 2


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether segments ab and cd share a point within."""

    def side(p: Point, q: Point, r: Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
