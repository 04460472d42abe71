"""Where shops lie, as dots on a plain: those that would cover each other are one dot.

Equirectangular, true to scale at the middle latitude (Snyder, "Map Projections: A Working Manual",
1987, p. 90): for a city as for a continent good enough to find a shop on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, radians
from typing import Final, NamedTuple

from hub.domain.device_health import State

WIDTH: Final = 1000.0
HEIGHT: Final = 460.0
"""Of the picture, in its own units."""
_EDGE: Final = 60.0
_APART: Final = 26.0
"""Dots nearer than this would touch."""
_LEAST_DEGREES: Final = 0.02
"""About two kilometres: one shop alone is not blown up to the whole picture."""
_LEAST_LAND_DEGREES: Final = 3.0
"""Closer up, coasts drawn at 1:110 million would put harbours into the sea."""
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


class Land(NamedTuple):
    """Where degrees lie in the picture.

    x = `right` + `across` * longitude, y = `down` - `up` * latitude.
    """

    across: float
    up: float
    right: float
    down: float


def dots(places: Sequence[Place]) -> list[Dot]:
    """The shops in the picture, west to east."""
    if not places:
        return []
    view = _view(places)
    at = [(*view.at(place), place) for place in places]
    groups: list[list[tuple[float, float, Place]]] = []
    for one in sorted(at, key=lambda one: (one[0], one[1], one[2].code)):
        near = next((g for g in groups if hypot(g[0][0] - one[0], g[0][1] - one[1]) < _APART), None)
        if near is None:
            groups.append([one])
        else:
            near.append(one)
    return [Dot(g[0][0], g[0][1], tuple(place for _, _, place in g)) for g in groups]


def land(places: Sequence[Place]) -> list[Land]:
    """How to lay a map of the world (longitudes -180 to 180) under the dots.

    Several times side by side where the picture reaches over the date line; empty where the
    picture is too close for a map of the whole world.
    """
    if not places:
        return []
    view = _view(places)
    if WIDTH / view.scale < _LEAST_LAND_DEGREES:
        return []
    across = view.scale * view.shrink
    right = WIDTH / 2 - (view.start * view.shrink + view.middle_x) * view.scale
    down = HEIGHT / 2 - view.middle_y * view.scale
    sides = [Land(across, view.scale, right + turn * 360 * across, down) for turn in (-1, 0, 1, 2)]
    return [one for one in sides if _shows(one)]


def _shows(one: Land) -> bool:
    return one.right + 180 * one.across > 0 and one.right - 180 * one.across < WIDTH


class _View(NamedTuple):
    """Which part of the earth the picture shows, and how large."""

    start: float
    """The longitude from which eastward degrees are counted."""
    shrink: float
    """A degree of longitude as a share of one of latitude."""
    scale: float
    """Units of the picture for a degree of latitude."""
    middle_x: float
    middle_y: float

    def at(self, place: Place) -> tuple[float, float]:
        east = (place.longitude - self.start) % 360 * self.shrink
        x = WIDTH / 2 + (east - self.middle_x) * self.scale
        return x, HEIGHT / 2 + (-place.latitude - self.middle_y) * self.scale


def _view(places: Sequence[Place]) -> _View:
    start = _behind_the_widest_gap([place.longitude for place in places])
    norths = [place.latitude for place in places]
    shrink = max(cos(radians((min(norths) + max(norths)) / 2)), 0.01)
    xs = [(place.longitude - start) % 360 * shrink for place in places]
    ys = [-north for north in norths]
    scale = min((WIDTH - 2 * _EDGE) / _width(xs), (HEIGHT - 2 * _EDGE) / _width(ys))
    return _View(start, shrink, scale, _middle(xs), _middle(ys))


def _behind_the_widest_gap(longitudes: Sequence[float]) -> float:
    """Counting eastward from here, the date line cuts no chain in two."""
    ordered = sorted(longitudes)
    gaps = [(east - west, east) for west, east in pairwise(ordered)]
    gaps.append((ordered[0] + 360 - ordered[-1], ordered[0]))
    return max(gaps)[1]


def _width(values: Sequence[float]) -> float:
    return max(max(values) - min(values), _LEAST_DEGREES)


def _middle(values: Sequence[float]) -> float:
    return (min(values) + max(values)) / 2
