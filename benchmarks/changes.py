"""Real clips as other cameras would have filmed them, with the truth that goes with them.

There are few real clips whose truth is known. What was counted in one must also be counted when the
camera hangs a little crooked, has another size, rate or light, or was switched on a moment later.
"""

import functools
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.clips import Clip, kept

Image = NDArray[np.uint8]
Size = tuple[int, int]
"""Width and height in pixels."""

_SEED: Final = 5


def _same_place(size: Size) -> tuple[NDArray[np.float64], Size]:
    return np.eye(2, 3), size


class Change(NamedTuple):
    """What is different about the other camera.

    Attributes:
        name: as in the table.
        place: of a size, the 2 x 3 matrix that takes old pixels to new ones, and the new size.
        light: of a picture in its new place.
        late: frames by which it was switched on later.
        share: of the frames a second.
    """

    name: str
    place: Callable[[Size], tuple[NDArray[np.float64], Size]] = _same_place
    light: Callable[[Image], Image] = lambda image: image
    late: int = 0
    share: float = 1.0


def _mirrored(size: Size) -> tuple[NDArray[np.float64], Size]:
    return np.array([[-1.0, 0, size[0] - 1], [0, 1, 0]]), size


def _crooked(degrees: float, size: Size) -> tuple[NDArray[np.float64], Size]:
    # Larger by what keeps the corners filled with pictures of the place, nearly.
    middle = (size[0] / 2, size[1] / 2)
    return np.asarray(cv2.getRotationMatrix2D(middle, degrees, 1.09), dtype=float), size


def _larger(factor: float, size: Size) -> tuple[NDArray[np.float64], Size]:
    # Encoders want even numbers.
    width, height = (2 * round(side * factor / 2) for side in size)
    return np.array([[width / size[0], 0, 0], [0, height / size[1], 0]]), (width, height)


def _brightness(factor: float, offset: float, image: Image) -> Image:
    return cv2.convertScaleAbs(image, alpha=factor, beta=offset).astype(np.uint8)


def _noise(deviation: float, image: Image) -> Image:
    # The same grain for the same picture, whenever it is made.
    random = np.random.default_rng(_SEED + int(image.sum(dtype=np.int64)))
    return np.clip(image + random.normal(0, deviation, image.shape), 0, 255).astype(np.uint8)


def _unsharp(image: Image) -> Image:
    return cv2.GaussianBlur(image, (5, 5), 1.5).astype(np.uint8)


def _grey(image: Image) -> Image:
    return np.repeat(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)[..., None], 3, axis=2).astype(np.uint8)


def _coarse(image: Image) -> Image:
    _, packed = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 15])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), dtype=np.uint8)


_partial = functools.partial
CHANGES: Final = (
    Change("as it is"),
    Change("mirrored", place=_mirrored),
    Change("crooked by 5 degrees", place=_partial(_crooked, 5)),
    Change("crooked by -5 degrees", place=_partial(_crooked, -5)),
    Change("half the size", place=_partial(_larger, 0.5)),
    Change("half as large again", place=_partial(_larger, 1.5)),
    Change("twice the size", place=_partial(_larger, 2)),
    Change("dark, 0.35 of the light", light=_partial(_brightness, 0.35, 0)),
    Change("bright, 1.4 of the light", light=_partial(_brightness, 1.4, 0)),
    Change("haze, 0.6 of the contrast", light=_partial(_brightness, 0.6, 50)),
    Change("noise of 8 of 255", light=_partial(_noise, 8)),
    Change("noise of 16 of 255", light=_partial(_noise, 16)),
    Change("out of focus", light=_unsharp),
    Change("grey", light=_grey),
    Change("coarse, JPEG quality 15", light=_coarse),
    Change("one frame later", late=1),
    Change("two frames later", late=2),
    Change("three frames later", late=3),
    Change("five of six frames", share=5 / 6),
    Change("four of five frames", share=4 / 5),
    Change("two of three frames", share=2 / 3),
)


def changed(clip: Clip, change: Change) -> Clip:
    """The clip of another camera, made unless it is kept from before, and what is true of it."""
    source = cv2.VideoCapture(str(clip.path))
    size = (
        int(source.get(cv2.CAP_PROP_FRAME_WIDTH)),
        int(source.get(cv2.CAP_PROP_FRAME_HEIGHT)),
    )
    rate = source.get(cv2.CAP_PROP_FPS)
    matrix, new_size = change.place(size)
    shown = rate * change.share
    path = kept(f"{clip.path.stat().st_size}{clip.path.name}{change.name}".encode())
    if not path.exists():
        part = path.with_name(f"part-{path.name}")
        writer = cv2.VideoWriter(str(part), cv2.VideoWriter.fourcc(*"mp4v"), shown, new_size)
        for image in _frames(source, change):
            writer.write(_as_seen(image, change, matrix, new_size))
        writer.release()
        part.replace(path)
    source.release()
    begin_s = change.late / rate
    return clip._replace(
        name=f"{clip.name}, {change.name}",
        path=path,
        line=_moved(clip.line, matrix),
        zone=_moved(clip.zone, matrix),
        entered=[round((frame / rate - begin_s) * shown) for frame in clip.entered],
        left=[round((frame / rate - begin_s) * shown) for frame in clip.left],
        visits=[(first - begin_s, last - begin_s) for first, last in clip.visits],
        tolerance=round(clip.tolerance * change.share),
    )


def _frames(source: cv2.VideoCapture, change: Change) -> Iterator[Image]:
    """Those that the other camera would have taken."""
    index = taken = 0
    while source.grab():
        if index >= change.late and taken <= (index - change.late) * change.share:
            taken += 1
            yield np.asarray(source.retrieve()[1], dtype=np.uint8)
        index += 1


def _as_seen(image: Image, change: Change, matrix: NDArray[np.float64], size: Size) -> Image:
    if change.place is not _same_place:
        image = cv2.warpAffine(
            image, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
        ).astype(np.uint8)
    return change.light(image)


def _moved(points: Any, matrix: NDArray[np.float64]) -> list[list[float]]:
    if not len(points):
        return []
    moved = np.asarray(points, dtype=float) @ matrix[:, :2].T + matrix[:, 2]
    # In a mirror, the other side of the line would be "in".
    mirrored = np.linalg.det(matrix[:, :2]) < 0
    return [[float(x), float(y)] for x, y in (moved[::-1] if mirrored else moved)]
