"""The parts of the expression benchmark that need whole frames, DeepFace, or a process apart."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
import onnxruntime

from benchmarks.machine import memory_mb
from edge_vision.adapters.onnx_expression import OnnxExpression
from edge_vision.detectors import choose, make_detector
from edge_vision.domain.cadence import Cadence
from edge_vision.domain.face_votes import Parting
from edge_vision.expression.engines import Engine, open_engine
from edge_vision.expression.stage import ExpressionStage
from edge_vision.expression_settings import ExpressionSettings
from edge_vision.models.catalogue import Borrowed, Model, borrowed, find
from edge_vision.pipeline import Pipeline, Shape
from edge_vision.ports import Frame
from edge_vision.settings import DetectionSettings
from tests.edge_vision.tiny_onnx import deepface_shaped
from wire.clock import SystemClock

_CLIP, _FRAMES_PER_SECOND = "three-faces.gif", 6.0
_FILE = "facial_expression_model_weights.onnx"


class DeepFace(NamedTuple):
    """DeepFace, and our engine on the same weights."""

    reader: Any
    light: OnnxExpression
    analyze: Any
    weights: Path


class Played(NamedTuple):
    """What playing the clip through the pipeline and the stage cost and found."""

    frames: int
    looked_at: int
    stage_seconds: float
    visitors: list[Parting]


def one_thread() -> None:
    """Figures for one core."""
    cv2.setNumThreads(1)


def bare_session(path: Path) -> Any:
    """ONNX Runtime on a file, one thread, nothing else."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def spec_of(name: str) -> Any:
    """The catalogue's entry of an expression network."""
    entry: Borrowed | Model = borrowed(name) or find(name)
    return entry


def open_deepface(home: Path) -> DeepFace:
    """DeepFace with weights of chance in `home`, and our engine on the same file."""
    os.environ["DEEPFACE_HOME"] = str(home)
    weights = home / ".deepface" / "weights" / _FILE
    weights.parent.mkdir(parents=True)
    deepface_shaped(weights)
    from edge_vision.adapters.deepface_expression import DeepFaceExpression  # noqa: PLC0415

    reader = DeepFaceExpression()
    from deepface import DeepFace as library  # noqa: N813, PLC0415 - an extra

    return DeepFace(
        reader, OnnxExpression(weights, spec_of(_lent()).expression), library.analyze, weights
    )


def _lent() -> str:
    return "deepface_emotion"


def play(engine: Engine, shared: Path) -> Played:
    """The clip through counting and the expression stage, as a camera at six pictures a second."""
    detection = DetectionSettings(method="model", frames_per_second=_FRAMES_PER_SECOND)
    film = cv2.VideoCapture(str(shared / "data" / "video" / _CLIP))
    width, height = (round(film.get(what)) for what in (3, 4))
    everywhere = [(0.0, 0.0), (float(width), 0.0), (float(width), float(height)), (0.0, height)]
    detector = make_detector(choose(detection, shared / "models"), detection, [], [everywhere])
    pipeline = Pipeline(detector, [], [Shape("all", everywhere)])
    stage = ExpressionStage(
        ExpressionSettings(enabled=True),
        engine=engine,
        calibration=None,
        zones=[],
        staff_areas=[],
        record=lambda _window: None,
        clock=SystemClock(),
    )
    parted: list[Parting] = []
    leave = stage._votes.left  # noqa: SLF001 - a benchmark looks where nobody else may

    def left(tracks: frozenset[int]) -> list[Parting]:
        gone = leave(tracks)
        parted.extend(gone)
        return gone

    stage._votes.left = left  # type: ignore[method-assign,assignment]  # noqa: SLF001
    cadence, frames, looked_at, seconds = Cadence(_FRAMES_PER_SECOND), 0, 0, 0.0
    fps = film.get(cv2.CAP_PROP_FPS) or 12.5
    while True:
        read, image = film.read()
        if not read:
            break
        time_s, frames = frames / fps, frames + 1
        if time_s < cadence.due_s:
            continue
        cadence.took(time_s)
        looked_at += 1
        frame = Frame(np.asarray(image, np.uint8), time_s, frames)
        pipeline.step(frame)
        start = time.perf_counter()
        stage.step(frame, pipeline.tracks, pipeline.staff)
        seconds += time.perf_counter() - start
    film.release()
    stage.restart()
    return Played(frames, looked_at, seconds, parted)


def print_frames(engine: Engine, shared: Path, deepface: DeepFace | None) -> None:
    """What the stage costs on the clip, and DeepFace on its first frame."""
    play(engine, shared)  # once to warm up
    played = play(engine, shared)
    seen = sum(parting.vote is not None for parting in played.visitors)
    each_ms = 1000 * played.stage_seconds / played.looked_at
    print(
        f"| {_CLIP}, whole frames | |\n|---|---|\n"
        f"| visitors with a vote (true: 3) | {seen} |\n"
        f"| expression stage, ms a frame looked at (limit 5) | {each_ms:.2f} |\n"
        f"| the same over all {played.frames} frames of the clip | "
        f"{1000 * played.stage_seconds / played.frames:.2f} |"
    )
    if deepface is not None:
        print(_deepface_frame(shared, deepface, each_ms))
    print()


def _deepface_frame(shared: Path, deepface: DeepFace, each_ms: float) -> str:
    film = cv2.VideoCapture(str(shared / "data" / "video" / _CLIP))
    image = cv2.resize(film.read()[1], (640, 480))
    film.release()
    times = []
    for _ in range(4):
        start = time.perf_counter()
        deepface.analyze(image, actions=("emotion",), enforce_detection=False, silent=True)
        times.append(1000 * (time.perf_counter() - start))
    theirs = float(np.median(times[1:]))
    return (
        f"| DeepFace.analyze on a 640x480 frame, ms | {theirs:.0f} |\n"
        f"| DeepFace / expression stage (limit 40) | {theirs / each_ms:.0f} |"
    )


def print_memory(shared: Path) -> None:
    """Peak memory of a process that counts and reads expressions, with the light engine only."""
    program = (
        "import sys; from pathlib import Path; from benchmarks.expression_frames import hold; "
        "hold(Path(sys.argv[1]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(shared)], capture_output=True, text=True, check=True
    )
    print(f"Peak memory of counting and expressions together: {done.stdout.strip()} (limit 250).")


def hold(shared: Path) -> None:
    """Play the clip and print this process's peak memory."""
    one_thread()
    play(open_engine(shared / "models"), shared)
    sys.stdout.write(f"{memory_mb(os.getpid())[1]:.0f} MB\n")
