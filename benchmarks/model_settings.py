"""What model size, threads and rate cost on this machine: `python -m benchmarks.model_settings`.

Times looks of the network at a rendered picture, for each size of input and number of threads, and
says how much of the machine a rate would take if the network looked at every picture of it: more
than it ever does, because it is asked only where something moves. Run it on the device itself: no
other machine's figures tell a Raspberry Pi's.
"""

import argparse
import os
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.clips import shared_folder
from benchmarks.machine import describe
from demo.scene.options import SceneOptions
from demo.scene.source import SceneSource
from edge_vision.adapters.motion import MotionFinder
from edge_vision.adapters.onnx_people import PeopleModel
from edge_vision.adapters.opencv_setup import deterministic
from edge_vision.domain.detections import no_boxes
from edge_vision.ports import Image

_LOOKS, _WARM_UP = 25, 3
_SIDES_PX = (256, 320, 416, 512)
_RATES = (5.0, 6.0, 10.0)


class Cost(NamedTuple):
    """One look, in the middle: what a clock shows, and what all threads together worked."""

    wall_ms: float
    cpu_ms: float


def timed(model: PeopleModel, image: Image) -> Cost:
    """Look many times, with a warm cache."""
    walls, cpus = [], []
    for number in range(_WARM_UP + _LOOKS):
        began, worked = time.perf_counter(), time.process_time()
        model.look(image)
        if number >= _WARM_UP:
            walls.append(time.perf_counter() - began)
            cpus.append(time.process_time() - worked)
    return Cost(1000 * statistics.median(walls), 1000 * statistics.median(cpus))


def motion_ms(source: SceneSource) -> float:
    """CPU time of the motion stage for one picture."""
    finder = MotionFinder()
    costs = []
    while (frame := source.read()) is not None:
        worked = time.process_time()
        finder.find(frame.image, frame.time_s, no_boxes())
        costs.append(time.process_time() - worked)
    return 1000 * statistics.median(costs)


def rows(path: Path, image: Image) -> Iterator[str]:
    """The table for one network, as Markdown."""
    for side_px in _SIDES_PX:
        for threads in range(1, min(4, os.cpu_count() or 1) + 1):
            cost = timed(PeopleModel(path, threads=threads, side_px=side_px), image)
            shares = " | ".join(f"{rate * cost.cpu_ms / 10:.0f} %" for rate in _RATES)
            yield (
                f"| {path.stem} | {side_px} | {threads} | {cost.wall_ms:.1f} "
                f"| {cost.cpu_ms:.1f} | {shares} |"
            )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("models", type=Path, nargs="*", help="YOLOX files; default: the shared one")
    options = parser.parse_args()
    shared = shared_folder()
    models = options.models or ([shared / "models" / "yolox_nano.onnx"] if shared else [])
    if not models:
        parser.error("name a YOLOX file, for instance ~/.local/share/otklik/models/yolox_nano.onnx")
    deterministic()
    scene = SceneSource(SceneOptions(density_per_minute=30), fps=6, duration_s=10, begin_s=90)
    print(f"On {describe()}\n")
    print(f"Motion stage: {motion_ms(scene):.1f} ms of one core for a picture of 640 x 480.\n")
    first = SceneSource(SceneOptions(), begin_s=100).read()
    if first is None:
        raise RuntimeError("the scene shows nothing")
    rates = " | ".join(f"{rate:g} a second" for rate in _RATES)
    print("The last columns: share of one core if every picture were looked at, at so many.\n")
    print(f"| network | input px | threads | ms a look | CPU ms a look | {rates} |")
    print("|---|---|---|---|---|" + "---|" * len(_RATES))
    for path in models:
        for row in rows(path, first.image):
            print(row, flush=True)


if __name__ == "__main__":
    main()
