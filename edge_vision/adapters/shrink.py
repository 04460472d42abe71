"""Making a picture smaller, quickly and without aliasing that matters."""

import cv2
import numpy as np

from edge_vision.ports import Image


def resized(image: Image, width_px: int, height_px: int) -> Image:
    """The picture at another size.

    Averaging areas (`INTER_AREA`) is right for shrinking, but takes a millisecond for a face of
    400 pixels, three times as long as the network that looks at it. Twice the size by
    interpolation, then an average of two by two, which OpenCV does in vectors, takes a tenth.
    """
    height, width = image.shape[:2]
    if width < 2 * width_px or height < 2 * height_px:
        shrinks = width > width_px or height > height_px
        way = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
        return np.asarray(cv2.resize(image, (width_px, height_px), interpolation=way), np.uint8)
    twice = cv2.resize(image, (2 * width_px, 2 * height_px), interpolation=cv2.INTER_LINEAR)
    small = cv2.resize(twice, (width_px, height_px), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)
