"""What can be asked of a rendered scene."""

from dataclasses import dataclass
from typing import Literal, get_args

from demo.errors import SceneOptionError

Viewpoint = Literal["slanted", "steep", "stairs", "square"]
VIEWPOINTS: tuple[Viewpoint, ...] = get_args(Viewpoint)
AT_THE_DOOR: tuple[Viewpoint, ...] = ("slanted", "steep")

_MAX_DENSITY_PER_MINUTE = 120
_MAX_NOISE_LEVELS = 25
_MAX_SWAY_PX = 10
_LOWEST, _HIGHEST = 0.7, 1.4


@dataclass(frozen=True, kw_only=True)
class SceneOptions:
    """One scene: equal options give equal people and equal pictures, to the last pixel.

    Args:
        seed: chooses people, paths and weather; 0 or more.
        density_per_minute: people who come along the street in a minute, visitors and passers-by
            together; above 0, at most 120.
        viewpoint: `slanted` looks across the pavement before a shop door from about 35 degrees
            above, as from a lamp post; `steep` looks down on it from over 80 degrees, as from a
            bracket over the door; `stairs` looks down on a flight of steps that people climb and
            descend; `square` looks on a large square from a roof, 1920 x 1080 pixels.
        groups: whether some come in twos and threes, side by side, children among them.
        shadow: whether the sun throws shadows.
        light_change: whether clouds pass, and the open door lets light out.
        flicker: whether bands run through the picture, as under lamps on mains current; on
            `stairs` the steps flash as well, as those of an escalator do.
        trolleys: whether some push a shopping trolley or a pram.
        low_sun: whether shadows are long and hard, as on a winter afternoon.
        sway_px: how far the camera sways on its mounting, in pixels, 0 to 10.
        noise: standard deviation of the sensor's noise in grey levels, 0 to 25.
        standing: whether, where there is no door, some stop on their way and stand for a while.
        camera_height: how high the camera hangs, as a share of the usual height of its viewpoint,
            0.7 to 1.4; it looks at the same place, so a higher one looks down more steeply.

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
    trolleys: bool = False
    low_sun: bool = False
    sway_px: float = 0.0
    noise: float = 2.0
    standing: bool = False
    camera_height: float = 1.0

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
        if not 0 <= self.sway_px <= _MAX_SWAY_PX:
            raise SceneOptionError(f"sway is {self.sway_px:g} pixels; choose 0 to {_MAX_SWAY_PX}")
        if not 0 <= self.noise <= _MAX_NOISE_LEVELS:
            raise SceneOptionError(
                f"noise is {self.noise:g} grey levels; choose 0 to {_MAX_NOISE_LEVELS}"
            )
        if not _LOWEST <= self.camera_height <= _HIGHEST:
            raise SceneOptionError(
                f"the camera hangs at {self.camera_height:g} of its usual height; "
                f"choose {_LOWEST:g} to {_HIGHEST:g}"
            )
