"""Pictures for the technician's browser: made in memory when asked for, kept nowhere."""

import cv2
import numpy as np

from edge_vision.ports import Image

_WIDEST_PX = 960
"""More than a phone shows; a frame of 4 megapixels would cost the counting its time."""
_QUALITY = 70


def jpeg(image: Image) -> bytes:
    """A picture as JPEG, made smaller where it is wider than a browser needs."""
    height, width = image.shape[:2]
    if width > _WIDEST_PX:
        size = (_WIDEST_PX, max(1, round(height * _WIDEST_PX / width)))
        image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return bytes(data)
