"""QR codes by OpenCV, which is here anyway."""

import cv2
import numpy as np
from numpy.typing import NDArray


def qr_modules(text: str) -> NDArray[np.bool_]:
    """N x N: True where the code is dark, without the white margin that it needs around it.

    Raises:
        ValueError: the text is too long for a code.
    """
    try:
        drawn = np.asarray(cv2.QRCodeEncoder.create().encode(text))
    except cv2.error as error:
        raise ValueError(f"{text!r} is too long for a QR code") from error
    dark = drawn < 128
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    code = dark[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    module_px = _module_px(code)
    return np.asarray(code[::module_px, ::module_px])


def _module_px(code: NDArray[np.bool_]) -> int:
    """Pixels of one module: the finder pattern's first row is seven modules of dark."""
    return max(1, int(np.argmin(code[0])) // 7)
