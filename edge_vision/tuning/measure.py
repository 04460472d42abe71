"""How long motion and network take here: `domain.tuning` judges it."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from edge_vision.adapters.motion import MotionFinder
from edge_vision.domain.detections import no_boxes
from edge_vision.domain.tuning import Look
from edge_vision.errors import CameraError
from edge_vision.ports import FrameSource, Image, PeopleNetwork

_WARM_UP = 3
_BACKGROUND_PICTURES = 8
"""Until it has seen so many the motion stage says nothing, and costs less."""
_RATE = 6.0
_BODY_SHARE = 0.3


@dataclass(frozen=True)
class Timer:
    """Two clocks in seconds: `wall_s` on the wall, `cpu_s` what this process worked."""

    wall_s: Callable[[], float] = time.perf_counter
    cpu_s: Callable[[], float] = time.process_time


def motion_ms(pictures: Sequence[Image], timer: Timer) -> float:
    """Processor time of the motion stage for one picture, in the middle.

    Args:
        pictures: more than `_BACKGROUND_PICTURES`, of one size.
        timer: clocks.
    """
    finder = MotionFinder()
    costs = []
    for index, picture in enumerate(pictures):
        began_s = timer.cpu_s()
        finder.find(picture, index / _RATE, no_boxes())
        costs.append(timer.cpu_s() - began_s)
    return 1000 * statistics.median(costs[_BACKGROUND_PICTURES:])


def look_cost(model: PeopleNetwork, threads: int, pictures: Sequence[Image], timer: Timer) -> Look:
    """What a look takes, in the middle, once the caches are warm.

    Args:
        model: loaded with that many threads.
        threads: for the record.
        pictures: more than `_WARM_UP`.
        timer: clocks.
    """
    walls, works = [], []
    for picture in pictures:
        began_s, worked_s = timer.wall_s(), timer.cpu_s()
        model.look(picture)
        walls.append(timer.wall_s() - began_s)
        works.append(timer.cpu_s() - worked_s)
    wall_ms, cpu_ms = (1000 * statistics.median(each[_WARM_UP:]) for each in (walls, works))
    return Look(model.side_px, threads, wall_ms, cpu_ms)


def taken(source: FrameSource, count: int) -> list[Image]:
    """The next pictures of a camera.

    Raises:
        CameraError: it gives none, or ends before there were so many.
    """
    pictures: list[Image] = []
    while len(pictures) < count:
        frame = source.read()
        if frame is None:
            raise CameraError(
                f"{source.name} ended after {len(pictures)} pictures, and {count} are needed; "
                "take a longer recording, or measure with --drawn.",
                permanent=True,
            )
        pictures.append(frame.image)
    return pictures


def drawn(width_px: int, height_px: int, count: int) -> Iterator[Image]:
    """Pictures without a camera: a grainy floor, over which something the size of a body goes.

    A network works as long on them as on any others, and motion nearly so.
    """
    random = np.random.default_rng(1)
    floor = random.integers(96, 160, (height_px, width_px, 3), dtype=np.uint8)
    tall, wide = round(_BODY_SHARE * height_px), round(_BODY_SHARE * height_px / 2)
    for index in range(count):
        picture = floor.copy()
        left = round((width_px - wide) * index / max(1, count - 1))
        top = (height_px - tall) // 2
        picture[top : top + tall, left : left + wide] = 40
        yield picture
