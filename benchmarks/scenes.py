"""The rendered scenes of `benchmarks.vision`: one for each kind of trouble."""

from typing import NamedTuple

from demo.scene.options import SceneOptions as Options


class Plan(NamedTuple):
    """A scene, how long and at which rate; `quick_seconds` is its length with `--quick`."""

    name: str
    options: Options
    seconds: float = 60.0
    quick_seconds: float = 36.0
    fps: float = 25.0


SCENES = (
    Plan(
        "scene, over the door, singles",
        Options(seed=7, density_per_minute=18, viewpoint="steep", groups=False, light_change=False),
    ),
    Plan(
        "scene, over the door, groups and children",
        Options(seed=8, density_per_minute=18, viewpoint="steep"),
    ),
    Plan(
        "scene, over the door, crowd",
        Options(seed=9, density_per_minute=40, viewpoint="steep"),
    ),
    Plan(
        "scene, slanted, groups, clouds",
        Options(seed=7, density_per_minute=18),
    ),
    Plan(
        "scene, slanted, crowd",
        Options(seed=10, density_per_minute=40),
    ),
    Plan(
        "scene, slanted, long shadows",
        Options(seed=11, density_per_minute=18, low_sun=True, light_change=False),
    ),
    Plan(
        "scene, slanted, flicker and noise",
        Options(seed=12, density_per_minute=18, flicker=True, noise=6, shadow=False),
    ),
    Plan(
        "scene, slanted, trolleys and prams",
        Options(seed=13, density_per_minute=18, trolleys=True),
    ),
    Plan(
        "scene, stairs, both ways, swaying",
        Options(seed=14, density_per_minute=36, viewpoint="stairs", sway_px=2, light_change=False),
    ),
    Plan(
        "scene, stairs, flashing steps",
        Options(seed=15, density_per_minute=36, viewpoint="stairs", flicker=True, sway_px=1),
    ),
    Plan(
        "scene, square, 20 at a time, 1920 x 1080",
        Options(seed=16, density_per_minute=45, viewpoint="square", sway_px=1),
        seconds=36.0,
        quick_seconds=16.0,
    ),
)
