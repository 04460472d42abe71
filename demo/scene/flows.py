"""People who cross a place without a door: in streams up and down, or every way over a square."""

from numpy.random import Generator

from demo.scene.crowd import Crowd
from demo.scene.options import SceneOptions
from demo.scene.paths import Leg, Path, walk

_STAIRS_END_M, _STAIRS_HALF_M = 5.5, 2.1
_SQUARE_END_M, _SQUARE_HALF_M = 19.0, 9.5
_NEAR_M, _FAR_M = 10.5, -27.0
"""Below the lower edge of the picture, and beyond its upper one."""
_ABREAST_M = 0.62
_SHARE_ACROSS = 0.4
"""Of those on the square, who walk along the line and never cross it."""
_SQUARE_LANES_M = ((-9.0, -3.0), (3.5, 6.0))
_STANDING_SHARE, _STANDS_S = 0.25, (2.0, 6.0)
_STANDS_AT = (0.3, 0.7)
"""Share of the way; the line, wherever it lies, is among the places where people stop."""


def paths_over(
    options: SceneOptions, rng: Generator, size: int, start_s: float, crowd: Crowd
) -> list[Path]:
    """One path for each of `size` people who walk together, from one edge to another."""
    stairs = options.viewpoint == "stairs"
    way = _up_or_down(rng) if stairs else _over_the_square(rng)
    speed_m_s = float(rng.uniform(0.55, 1.0) if stairs else rng.uniform(0.85, 1.6))
    stop = _stop(rng) if options.standing else None
    (x0, y0), *_, (x1, y1) = way
    lengthwise = abs(y1 - y0) > abs(x1 - x0)
    paths = []
    for place in range(size):
        aside = (place - (size - 1) / 2) * _ABREAST_M
        shift = (aside, 0.0) if lengthwise else (0.0, aside)
        mine = [(x + shift[0], y + shift[1]) for x, y in way]
        paths.append(walk(_legs(mine, stop), start_s=start_s, speed_m_s=speed_m_s))
    return crowd.join(paths)


def _stop(rng: Generator) -> tuple[float, float] | None:
    """Where on the way a party stops, as a share of it, and for how many seconds; None: nowhere."""
    if rng.random() >= _STANDING_SHARE:
        return None
    return float(rng.uniform(*_STANDS_AT)), float(rng.uniform(*_STANDS_S))


def _legs(way: list[tuple[float, float]], stop: tuple[float, float] | None) -> list[Leg]:
    """The way of three corners in one go, or in two with a stop between them."""
    if stop is None:
        return [Leg(way)]
    share, pause_s = stop
    half = int(share >= 0.5)
    part = 2 * share - half
    (x0, y0), (x1, y1) = way[half], way[half + 1]
    place = (x0 + part * (x1 - x0), y0 + part * (y1 - y0))
    return [Leg([*way[: half + 1], place], pause_s), Leg([place, *way[half + 1 :]])]


def _up_or_down(rng: Generator) -> list[tuple[float, float]]:
    """A lane of the stairs; people keep right, more or less."""
    sign = int(rng.choice((-1, 1)))
    lane = sign * float(rng.uniform(-0.25, 1.0)) * (_STAIRS_HALF_M - 0.35)
    drift = float(rng.uniform(-0.3, 0.3))
    return [(lane, -sign * _STAIRS_END_M), (lane + drift, 0.0), (lane, sign * _STAIRS_END_M)]


def _over_the_square(rng: Generator) -> list[tuple[float, float]]:
    """From one edge to another, bent a little."""
    sign = int(rng.choice((-1, 1)))
    bend = float(rng.uniform(-1.5, 1.5))
    if rng.random() < _SHARE_ACROSS:
        first, last = _SQUARE_LANES_M[int(rng.integers(len(_SQUARE_LANES_M)))]
        lane = float(rng.uniform(first, last))
        way = [(-_SQUARE_END_M, lane), (0.0, lane + bend / 2), (_SQUARE_END_M, lane)]
        return way[::sign]
    x0, x1 = (float(rng.uniform(-_SQUARE_HALF_M, _SQUARE_HALF_M)) for _ in range(2))
    return [(x0, _NEAR_M), ((x0 + x1) / 2 + bend, 0.0), (x1, _FAR_M)][::sign]
