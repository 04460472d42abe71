"""A rendered picture for a browser. For the rendered street only: real pictures never leave."""

import cv2

from demo.scene.camera import Line
from edge_vision.ports import Image

_QUALITY = 80
_LINE_BGR = (60, 180, 250)


def encode(image: Image, line: Line) -> bytes:
    """The picture (BGR) with the counting line drawn into a copy of it, as JPEG."""
    shown = image.copy()
    start, end = ((round(x), round(y)) for x, y in line)
    cv2.line(shown, start, end, _LINE_BGR, 2, cv2.LINE_AA)
    _, data = cv2.imencode(".jpg", shown, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return data.tobytes()
