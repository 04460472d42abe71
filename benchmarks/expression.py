"""Expression shares: how far off, how well their intervals hold, and what a face costs.

    make bench-expression
    python -m benchmarks.expression [--deepface]

Needs ../shared (labelled faces, models, three-faces.gif). `--deepface` also times DeepFace, which
the extra `vision-deepface` installs, with weights of chance in its exact shape: time does not
depend on what they are. One thread everywhere but in DeepFace.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks import expression_frames as frames
from benchmarks.clips import shared_folder
from benchmarks.expression_shares import print_shares
from benchmarks.machine import describe
from edge_vision.adapters.face_crops import FRAMINGS, cut
from edge_vision.adapters.onnx_expression import prepare
from edge_vision.expression.engines import Engine, open_engine
from edge_vision.expression.folder import load


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deepface", action="store_true", help="time DeepFace as well")
    wanted = parser.parse_args()
    shared = shared_folder()
    if shared is None:
        sys.exit("needs ../shared (labelled faces and models), which is not here")
    frames.one_thread()
    engine = open_engine(shared / "models")
    print(f"# Expression shares\n\n{describe()}\n")
    print_shares(engine, shared / "data" / "faces")
    with tempfile.TemporaryDirectory() as home:
        deepface = frames.open_deepface(Path(home)) if wanted.deepface else None
        faces(engine, shared, deepface)
        frames.print_frames(engine, shared, deepface)
    frames.print_memory(shared)


def faces(engine: Engine, shared: Path, deepface: frames.DeepFace | None) -> None:
    """What one face costs, from crop to probabilities."""
    folder = shared / "data" / "faces"
    image = load(folder / "anger_01.jpg")
    crop = cut(image, engine.faces.find(image)[0], FRAMINGS[0])
    print("| one face, crop to probabilities | median ms | of the bare network |\n|---|---|---|")
    networks = [("fer2013_mini_xception", engine.reader, shared / "models")]
    if deepface is not None:
        networks.append(("deepface_emotion", deepface.light, deepface.weights.parent))
    for name, reader, models in networks:
        spec = frames.spec_of(name)
        session = frames.bare_session(models / spec.file)
        tensor = prepare(crop, spec.expression)
        wanted = session.get_inputs()[0].name
        bare, ours = _together(
            partial(session.run, None, {wanted: tensor}),
            partial(reader.read, crop),
            clock=time.thread_time,
        )
        print(f"| {name}: bare ONNX Runtime | {bare:.2f} | 1 |")
        print(f"| {name}: light engine (limit 1.5) | {ours:.2f} | {ours / bare:.2f} |")
    if deepface is not None:
        ours, theirs = _together(
            lambda: deepface.light.read(crop),
            lambda: deepface.reader.read(crop),
            clock=time.perf_counter,
        )
        print(f"| DeepFace.analyze(skip), same crop and weights | {theirs:.2f} | |")
        print(f"\nDeepFace / light engine: {theirs / ours:.1f} (limit 2).")
    print()


def _together(*calls: Callable[[], object], clock: Callable[[], float]) -> tuple[float, ...]:
    """Median ms of each, taken in turns, so that a busy machine is busy for all.

    `clock`: of this thread's processor time where all is done on it; of the wall beside DeepFace,
    which divides its work among threads.
    """
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(150):
        for call, taken in zip(calls, times, strict=True):
            start = clock()
            call()
            taken.append(clock() - start)
    return tuple(1000 * float(np.median(taken[10:])) for taken in times)


if __name__ == "__main__":
    main()
