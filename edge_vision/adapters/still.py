"""Pictures from files, for the commands that work on folders. The camera never comes here."""

from pathlib import Path

import cv2
import numpy as np

from edge_vision.ports import Image


def read_picture(path: Path) -> Image | None:
    """H x W x 3, BGR; None where the file is no picture that OpenCV can read."""
    try:
        packed = np.frombuffer(path.read_bytes(), dtype=np.uint8)
        image = cv2.imdecode(packed, cv2.IMREAD_COLOR) if packed.size else None
    except (OSError, cv2.error):
        return None
    return None if image is None else np.asarray(image)
