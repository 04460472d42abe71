"""Rendered pictures: ellipses that walk over a noisy floor. Nobody real."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np

from edge_vision.ports import Image
from tests.edge_vision.people import Path as Walk

SIZE = (320, 240)


def floor(seed: int = 1) -> Image:
    """A floor with some pattern."""
    rng = np.random.default_rng(seed)
    tiles = rng.integers(110, 170, (12, 16, 3)).astype(np.uint8)
    return np.asarray(cv2.resize(tiles, SIZE, interpolation=cv2.INTER_NEAREST))


def pictures(walks: Sequence[Walk], *, seconds: float, fps: float = 12) -> Iterator[Image]:
    """The floor with bodies on it, and a little noise of the sensor."""
    rng = np.random.default_rng(2)
    ground = floor()
    for index in range(round(seconds * fps)):
        picture = ground.copy()
        for number, walk in enumerate(walks):
            if (place := walk(index / fps)) is not None:
                middle = (round(place[0]), round(place[1]))
                colour = ((40, 30, 200), (200, 60, 30), (20, 20, 20))[number % 3]
                cv2.ellipse(picture, middle, (14, 34), 0, 0, 360, colour, -1)
        noise = rng.integers(-2, 3, picture.shape)
        yield np.clip(picture + noise, 0, 255).astype(np.uint8)


def clip(
    path: Path, walks: Sequence[Walk], *, seconds: float, fps: float = 12, quiet_s: float = 2
) -> Path:
    """The same as a file, after some seconds of nobody."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), fps, SIZE)
    assert writer.isOpened()
    for picture in pictures([], seconds=quiet_s, fps=fps):
        writer.write(picture)
    for picture in pictures(walks, seconds=seconds, fps=fps):
        writer.write(picture)
    writer.release()
    return path
