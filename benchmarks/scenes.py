"""The rendered scenes of `benchmarks.vision`: one for each kind of trouble."""

from typing import Any, NamedTuple

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


def _stairs(
    condition: str, seed: int, *, fps: float = 25.0, density: float = 36, **more: Any
) -> Plan:
    options = Options(seed=seed, density_per_minute=density, viewpoint="stairs", **more)
    return Plan(f"stairs, {condition}", options, seconds=30.0, fps=fps)


def _square(condition: str, seed: int, seconds: float, **more: Any) -> Plan:
    fps, density = more.pop("fps", 25.0), more.pop("density", 45)
    options = Options(seed=seed, density_per_minute=density, viewpoint="square", **more)
    return Plan(f"square, {condition}", options, seconds=seconds, fps=fps)


def fresh(stairs_seed: int, square_seed: int) -> list[Plan]:
    """Short clips of two kinds in many conditions, each with a seed of its own from these on."""
    steady = {"light_change": False}
    stairs: list[tuple[str, dict[str, Any]]] = [
        ("steady light", steady),
        ("clouds", {"fps": 30.0}),
        ("flashing steps", {"flicker": True}),
        ("people who stand", {"fps": 30.0, "standing": True, **steady}),
        ("from higher up", {"camera_height": 1.35}),
        ("from lower down", {"fps": 30.0, "camera_height": 0.75}),
        ("low sun, swaying", {"low_sun": True, "sway_px": 1, **steady}),
        ("no sun, noise", {"fps": 30.0, "shadow": False, "noise": 6, "standing": True}),
        ("dense", {"density": 50, **steady}),
    ]
    square: list[tuple[str, float, dict[str, Any]]] = [
        ("steady light", 14, steady),
        ("clouds", 20, {"fps": 30.0}),
        ("mild flicker", 24, {"flicker": True}),
        ("people who stand", 18, {"fps": 30.0, "standing": True, **steady}),
        ("from higher up", 24, {"camera_height": 1.3}),
        ("from lower down", 20, {"fps": 30.0, "camera_height": 0.75}),
        ("low sun", 20, {"low_sun": True, **steady}),
        ("no sun, noise", 20, {"fps": 30.0, "shadow": False, "noise": 5}),
        ("everybody alone", 24, {"groups": False, "standing": True}),
        ("swaying", 24, {"sway_px": 1, **steady}),
        ("dense", 18, {"density": 60}),
    ]
    plans = [_stairs(name, stairs_seed + n, **more) for n, (name, more) in enumerate(stairs)]
    plans += [
        _square(name, square_seed + n, seconds, **more)
        for n, (name, seconds, more) in enumerate(square)
    ]
    return plans
