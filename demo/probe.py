"""A first look at somebody's own camera or file, before the demo starts anything."""

import time

from edge_vision.adapters.sources import open_camera
from edge_vision.errors import CameraError
from edge_vision.settings import CameraSettings


def frame_size_wh(source: str) -> tuple[int, int]:
    """Width and height of a source's pictures, in pixels.

    Args:
        source: a file, a device number or an RTSP address, as in a camera's settings.

    Raises:
        CameraError: it cannot be opened, or gives no picture.
    """
    camera = CameraSettings(source=source)
    with open_camera(camera, now_s=time.monotonic, wait=time.sleep) as opened:
        frame = opened.read()
        if frame is None:
            raise CameraError(f"{opened.name} has not a single picture in it.", permanent=True)
    height, width = frame.image.shape[:2]
    return width, height


def middle_line(source: str) -> tuple[tuple[float, float], tuple[float, float]]:
    """A line across the middle of a source's picture, for want of anybody who has drawn one.

    Who crosses it downwards goes *in*.

    Raises:
        CameraError: the source cannot be opened, or gives no picture.
    """
    width, height = frame_size_wh(source)
    return (0.0, height / 2), (float(width), height / 2)
