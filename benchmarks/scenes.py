"""The rendered scenes of `benchmarks.vision`: one for each kind of trouble."""

from typing import NamedTuple

from demo.scene.options import SceneOptions

QUICK_SECONDS = 40.0


class Plan(NamedTuple):
    """A scene, how long and at which rate."""

    name: str
    options: SceneOptions
    seconds: float = 90.0
    fps: float = 25.0


SCENES = (
    Plan(
        "scene, over the door, singles",
        SceneOptions(
            seed=7, density_per_minute=10, viewpoint="steep", groups=False, light_change=False
        ),
    ),
    Plan("scene, over the door, groups", SceneOptions(seed=7, viewpoint="steep")),
    Plan("scene, slanted, 8 a minute", SceneOptions(seed=7, density_per_minute=8)),
    Plan("scene, slanted, 16 a minute", SceneOptions(seed=7)),
    Plan("scene, slanted, flicker", SceneOptions(seed=11, flicker=True, density_per_minute=12)),
)
