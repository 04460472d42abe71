"""Faces by YuNet (Wu et al., Machine Intelligence Research 20, 2023) in OpenCV."""

from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from edge_vision.adapters.face_crops import padded
from edge_vision.adapters.shrink import resized
from edge_vision.domain.faces import Face
from edge_vision.errors import ModelError
from edge_vision.face_ports import Region
from edge_vision.ports import Image

_STILL_SIDE_PX: Final = 320
_REGION_SIDE_PX: Final = 128
"""Long side that a picture or a head region is brought to. Time goes with its square."""
_STILL_MARGIN: Final = 0.25
"""Added around a still: YuNet does not see a face that fills its picture to the edges (3 of our
360 faces without a margin, 1 with it)."""
_LEAST_SCORE, _MOST_OVERLAP, _MOST_FACES = 0.6, 0.3, 50


class YunetFaces:
    """A YuNet network.

    Args:
        path: its ONNX file.

    Raises:
        ModelError: unreadable, or no YuNet.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._detector = cv2.FaceDetectorYN.create(
                str(path), "", (64, 64), _LEAST_SCORE, _MOST_OVERLAP, _MOST_FACES
            )
            self._detect(np.zeros((64, 64, 3), np.uint8))
        except cv2.error as error:
            reason = str(error).strip().splitlines()[-1]
            raise ModelError(
                f"{path} cannot be used to find faces ({reason}); "
                "run `otklik-vision models verify`."
            ) from error

    def find(self, image: Image, region: Region | None = None) -> list[Face]:
        """Faces in a picture or a region of it, largest first, in pixels of the picture."""
        if region is None:
            margin = round(_STILL_MARGIN * max(image.shape[:2]))
            framed = cv2.copyMakeBorder(image, margin, margin, margin, margin, cv2.BORDER_CONSTANT)
            return self._find(np.asarray(framed, dtype=np.uint8), -margin, -margin, _STILL_SIDE_PX)
        left, top, right, bottom = (round(edge) for edge in region)
        if right - left < 2 or bottom - top < 2 or not _touches(image, left, top, right, bottom):
            return []
        part = padded(image, left, top, right, bottom)
        return self._find(part, left, top, _REGION_SIDE_PX)

    def _find(self, part: Image, left: int, top: int, side_px: int) -> list[Face]:
        scale = side_px / max(part.shape[:2])
        size = (max(8, round(part.shape[1] * scale)), max(8, round(part.shape[0] * scale)))
        rows = self._detect(resized(part, *size))
        # On pictures of a few pixels YuNet answers with infinities.
        rows = rows[
            np.isfinite(rows).all(axis=1) & (np.abs(rows[:, :14]) < 10 * side_px).all(axis=1)
        ]
        back = np.asarray([part.shape[1] / size[0], part.shape[0] / size[1]])
        faces = [
            Face(
                np.concatenate([row[:2] * back + (left, top), row[2:4] * back]),
                row[4:14].reshape(5, 2) * back + (left, top),
                float(row[14]),
            )
            for row in rows
            if min(row[2:4]) > 1
        ]
        return sorted(faces, key=lambda face: -face.size_px)

    def _detect(self, image: Image) -> NDArray[np.float64]:
        self._detector.setInputSize((image.shape[1], image.shape[0]))
        _, rows = self._detector.detect(image)
        return np.zeros((0, 15)) if rows is None else np.asarray(rows, dtype=np.float64)


def _touches(image: Image, left: int, top: int, right: int, bottom: int) -> bool:
    return left < image.shape[1] and top < image.shape[0] and right > 0 and bottom > 0
