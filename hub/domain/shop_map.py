"""Where shops lie, as dots on a plain: those that would cover each other are one dot.

Equirectangular, true to scale at the middle latitude (Snyder, "Map Projections: A Working Manual",
1987, p. 90): for a city as for a continent good enough to find a shop on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, radians
from typing import Final

from hub.domain.device_health import State

WIDTH: Final = 1000.0
HEIGHT: Final = 460.0
"""Of the picture, in its own units."""
_EDGE: Final = 60.0
_APART: Final = 26.0
"""Dots nearer than this would touch."""
_LEAST_DEGREES: Final = 0.02
"""About two kilometres: one shop alone is not blown up to the whole picture."""
_WORST_FIRST: Final[tuple[State, ...]] = ("offline", "attention", "unknown", "working", "sample")


@dataclass(frozen=True, slots=True)
class Place:
    """A shop, and the worst state of its devices."""

    code: str
    name: str
    latitude: float
    longitude: float
    state: State


@dataclass(frozen=True, slots=True)
class Dot:
    """One shop, or several that lie close together. `x` and `y` in the picture's units."""

    x: float
    y: float
    places: tuple[Place, ...]

    @property
    def state(self) -> State:
        """The worst of its shops."""
        return worst(place.state for place in self.places)


def worst(states: Iterable[State]) -> State:
    """The state that somebody should look at first; "unknown" for none."""
    return min(states, key=_WORST_FIRST.index, default="unknown")


def dots(places: Sequence[Place]) -> list[Dot]:
    """The shops in the picture, west to east."""
    if not places:
        return []
    easts = _eastward([place.longitude for place in places])
    norths = [place.latitude for place in places]
    shrink = max(cos(radians((min(norths) + max(norths)) / 2)), 0.01)
    xs, ys = [east * shrink for east in easts], [-north for north in norths]
    scale = min((WIDTH - 2 * _EDGE) / _width(xs), (HEIGHT - 2 * _EDGE) / _width(ys))
    at = [
        (WIDTH / 2 + (x - _middle(xs)) * scale, HEIGHT / 2 + (y - _middle(ys)) * scale, place)
        for x, y, place in zip(xs, ys, places, strict=True)
    ]
    groups: list[list[tuple[float, float, Place]]] = []
    for one in sorted(at, key=lambda one: (one[0], one[1], one[2].code)):
        near = next((g for g in groups if hypot(g[0][0] - one[0], g[0][1] - one[1]) < _APART), None)
        if near is None:
            groups.append([one])
        else:
            near.append(one)
    return [Dot(g[0][0], g[0][1], tuple(place for _, _, place in g)) for g in groups]


def _eastward(longitudes: Sequence[float]) -> list[float]:
    """The same, counted from behind the widest gap: the date line cuts no chain in two."""
    ordered = sorted(longitudes)
    gaps = [(east - west, east) for west, east in pairwise(ordered)]
    gaps.append((ordered[0] + 360 - ordered[-1], ordered[0]))
    start = max(gaps)[1]
    return [(one - start) % 360 for one in longitudes]


def _width(values: Sequence[float]) -> float:
    return max(max(values) - min(values), _LEAST_DEGREES)


def _middle(values: Sequence[float]) -> float:
    return (min(values) + max(values)) / 2
