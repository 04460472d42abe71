"""Builders: people who walk, as boxes over time, without a picture."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from edge_vision.domain.detections import Detections
from edge_vision.domain.line_counter import Crossing, LineCounter
from edge_vision.domain.track import Track
from edge_vision.domain.tracks import Tracker

Path = Callable[[float], tuple[float, float] | None]
"""Seconds to the middle of a body in pixels; None: not to be seen then."""

BODY = (40.0, 100.0)


def seen(
    *middles: tuple[float, float], size: tuple[float, float] = BODY, score: float = 0.8
) -> Detections:
    """People seen by a model at these middles."""
    if not middles:
        return Detections.none(looked=True)
    half = np.asarray(size) / 2
    places = np.asarray(middles, dtype=float)
    boxes = np.concatenate([places - half, places + half], axis=1)
    return Detections.of(boxes, np.full(len(places), score), by_model=True)


def moved(*middles: tuple[float, float], size: tuple[float, float] = BODY) -> Detections:
    """Patches of motion of a body's size."""
    model = seen(*middles, size=size, score=0.5)
    return Detections.of(model.boxes_xyxy, model.scores, by_model=False)


def at(
    place: tuple[float, float],
    time_s: float,
    *,
    number: int = 1,
    born_s: float | None = None,
    speed: tuple[float, float] = (0.0, 0.0),
    trusted: bool = True,
) -> Track:
    """Somebody of 40 x 100 px, exactly there; followed for two seconds if nothing else is said."""
    box = seen(place).boxes_xyxy[0]
    track = Track.born(number, box, time_s, by_model=True, colours=np.zeros(6))
    track.state = replace(track.state, vx=speed[0], vy=speed[1])
    track.born_s = time_s - 2 if born_s is None else born_s
    track.travelled_bodies = 2.0
    track.hits = track.model_hits = 9 if trusted else 1
    return track


def times(seconds: float, fps: float) -> Iterator[float]:
    """The frames' times."""
    return (index / fps for index in range(round(seconds * fps)))


def walk(
    start: tuple[float, float], end: tuple[float, float], seconds: float, *, begin_s: float = 0
) -> Path:
    """Straight from one place to another; not there before, gone after."""

    def at(time_s: float) -> tuple[float, float] | None:
        share = (time_s - begin_s) / seconds
        if not 0 <= share <= 1:
            return None
        (x1, y1), (x2, y2) = start, end
        return x1 + share * (x2 - x1), y1 + share * (y2 - y1)

    return at


def count(
    paths: Sequence[Path],
    line: Sequence[tuple[float, float]],
    *,
    seconds: float,
    fps: float = 10,
    by_model: bool = True,
    hidden: Callable[[float], bool] = lambda _time_s: False,
    begin_s: float | None = None,
) -> list[Crossing]:
    """All crossings of a line by people on these paths."""
    tracker, counter = Tracker(), LineCounter("door", line, begin_s=begin_s)
    crossings: list[Crossing] = []
    for time_s in times(seconds, fps):
        places = [place for path in paths if (place := path(time_s)) is not None]
        shown = [] if hidden(time_s) else places
        found = seen(*shown) if by_model or not shown else moved(*shown)
        step = tracker.step(found, time_s)
        crossings += [one for _, one in counter.step(step.seen, step.ended)]
    return crossings
