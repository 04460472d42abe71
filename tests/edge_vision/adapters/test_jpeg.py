"""Pictures for the browser: small enough, and in memory only."""

import cv2
import numpy as np
import pytest

from edge_vision.adapters.jpeg import jpeg


@pytest.mark.parametrize(
    ("size_hw", "shown_hw"),
    [((240, 320), (240, 320)), ((1080, 1920), (540, 960)), ((2, 4000), (1, 960))],
)
def test_a_picture_is_shown_at_most_as_wide_as_a_browser_needs(
    size_hw: tuple[int, int], shown_hw: tuple[int, int]
) -> None:
    data = jpeg(np.full((*size_hw, 3), 90, np.uint8))
    shown = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert shown is not None
    assert shown.shape == (*shown_hw, 3)
    assert abs(int(shown.mean()) - 90) < 3
