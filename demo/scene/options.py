"""What can be asked of a rendered scene."""

from dataclasses import dataclass
from typing import Literal, get_args

from demo.errors import SceneOptionError

Viewpoint = Literal["slanted", "steep"]
VIEWPOINTS: tuple[Viewpoint, ...] = get_args(Viewpoint)

_MAX_DENSITY_PER_MINUTE = 60
_MAX_NOISE_LEVELS = 25


@dataclass(frozen=True, kw_only=True)
class SceneOptions:
    """One scene: equal options give equal people and equal pictures, to the last pixel.

    Args:
        seed: chooses people, paths and weather; 0 or more.
        density_per_minute: people who come along the street in a minute, visitors and passers-by
            together; above 0, at most 60.
        viewpoint: `slanted` looks across the pavement from about 35 degrees above, as from a lamp
            post; `steep` looks down from over 80 degrees, as from a bracket over the door.
        groups: whether some come in twos and threes, side by side, children among them.
        shadow: whether the sun throws shadows.
        light_change: whether clouds pass, and the open door lets light out.
        flicker: whether bands run through the picture, as under lamps on mains current.
        noise: standard deviation of the sensor's noise in grey levels, 0 to 25.

    Raises:
        SceneOptionError: a value out of its range.
    """

    seed: int = 7
    density_per_minute: float = 16.0
    viewpoint: Viewpoint = "slanted"
    groups: bool = True
    shadow: bool = True
    light_change: bool = True
    flicker: bool = False
    noise: float = 2.0

    def __post_init__(self) -> None:
        if self.seed < 0:
            raise SceneOptionError(f"seed is {self.seed}; choose 0 or more")
        if not 0 < self.density_per_minute <= _MAX_DENSITY_PER_MINUTE:
            raise SceneOptionError(
                f"density is {self.density_per_minute:g} people a minute; "
                f"choose above 0, at most {_MAX_DENSITY_PER_MINUTE}"
            )
        if self.viewpoint not in VIEWPOINTS:
            raise SceneOptionError(
                f"viewpoint is {self.viewpoint!r}; choose {' or '.join(VIEWPOINTS)}"
            )
        if not 0 <= self.noise <= _MAX_NOISE_LEVELS:
            raise SceneOptionError(
                f"noise is {self.noise:g} grey levels; choose 0 to {_MAX_NOISE_LEVELS}"
            )
