"""Making a picture smaller, quickly and without aliasing that matters."""

import cv2
import numpy as np

from edge_vision.ports import Image


def resized(image: Image, width_px: int, height_px: int) -> Image:
    """The picture at another size.

    Averaging areas (`INTER_AREA`) is right for shrinking, but slow: 2.5 ms from 432 to 416 pixels.
    OpenCV averages two by two in vectors, though, so the picture is halved as often as it can be,
    without its last row or column where these are odd; the rest, less than a half, is interpolated.
    """
    while image.shape[1] >= 2 * width_px and image.shape[0] >= 2 * height_px:
        half = (image.shape[1] // 2, image.shape[0] // 2)
        # Exactly two to one: from 361 to 180 rows OpenCV takes the slow way, ten times as long.
        image = image[: 2 * half[1], : 2 * half[0]]
        image = np.asarray(cv2.resize(image, half, interpolation=cv2.INTER_AREA), np.uint8)
    if image.shape[:2] == (height_px, width_px):
        return image
    size = (width_px, height_px)
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_LINEAR), np.uint8)
