"""`python -m demo.scene`: write a rendered clip and its truth."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from demo.scene.clip import truth_path, write_clip
from demo.scene.options import VIEWPOINTS, SceneOptions
from demo.scene.source import DEFAULT_FPS
from wire.errors import EXIT_FAILURE, EXIT_USAGE, OtklikError

_EXAMPLES = """\
examples:
  python -m demo.scene --out scene.mp4
  python -m demo.scene --out steep.mp4 --viewpoint steep --seconds 120 --seed 11
  python -m demo.scene --out hard.mp4 --density 40 --flicker --noise 8
  python -m demo.scene --out square.mp4 --viewpoint square --density 45 --seconds 36

Beside scene.mp4 stands scene.truth.json: the counting line, the frames of all crossings by
direction, and how many people passed by. Score a counter with
  otklik-vision replay scene.mp4 --line X1,Y1,X2,Y2 --json
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write what was asked for. Returns the exit code: 0 done, 1 failure, 2 usage."""
    asked = _parser().parse_args(arguments)
    try:
        options = SceneOptions(
            seed=asked.seed,
            density_per_minute=asked.density,
            viewpoint=asked.viewpoint,
            groups=asked.groups,
            shadow=asked.shadow,
            light_change=asked.light_change,
            flicker=asked.flicker,
            trolleys=asked.trolleys,
            low_sun=asked.low_sun,
            sway_px=asked.sway,
            noise=asked.noise,
        )
    except OtklikError as error:
        print(f"demo.scene: {error}", file=sys.stderr)
        return EXIT_USAGE
    try:
        truth = write_clip(asked.out, options, seconds=asked.seconds, fps=asked.fps)
    except OtklikError as error:
        print(f"demo.scene: {error}", file=sys.stderr)
        return EXIT_FAILURE
    told = truth[asked.out.name]
    (x1, y1), (x2, y2) = told["line"]
    print(f"{asked.out}: {told['what']}")
    print(f"{truth_path(asked.out)}: line {x1},{y1},{x2},{y2}")
    crossings = told["crossings"]
    print(f"in {len(crossings['in'])}, out {len(crossings['out'])}, passed by {told['passed']}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m demo.scene",
        description="Write a rendered clip of a shop door, with the truth about it beside it.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    defaults = SceneOptions()
    add = parser.add_argument
    add("--out", type=Path, required=True, metavar="FILE.mp4", help="the clip to write")
    add("--seconds", type=_above_zero, default=60.0, help="length (default: 60)")
    add("--fps", type=_above_zero, default=DEFAULT_FPS, help="frames a second (default: 25)")
    add("--seed", type=int, default=defaults.seed, help="which people and weather (default: 7)")
    add(
        "--density",
        type=float,
        default=defaults.density_per_minute,
        help="people a minute who come along (default: 16)",
    )
    add("--viewpoint", choices=VIEWPOINTS, default=defaults.viewpoint, help="default: slanted")
    add("--noise", type=float, default=defaults.noise, help="in grey levels (default: 2)")
    add("--flicker", action="store_true", help="bands as under lamps on mains current")
    add("--trolleys", action="store_true", help="some push a shopping trolley or a pram")
    add("--low-sun", action="store_true", help="long, hard shadows")
    add("--sway", type=float, default=0.0, metavar="PX", help="the camera sways so far")
    add("--no-groups", dest="groups", action="store_false", help="everybody comes alone")
    add("--no-shadow", dest="shadow", action="store_false", help="a day without sun")
    add("--no-light-change", dest="light_change", action="store_false", help="no clouds pass")
    return parser


def _above_zero(text: str) -> float:
    number = float(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text}: choose a number above 0")
    return number


if __name__ == "__main__":
    raise SystemExit(main())
