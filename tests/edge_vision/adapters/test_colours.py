import numpy as np
import pytest

from edge_vision.adapters.colours import coloured
from edge_vision.domain.detections import Detections


def test_the_upper_and_the_lower_clothes_are_told_apart() -> None:
    image = np.full((200, 200, 3), 120, np.uint8)
    image[50:100, 80:120] = (10, 20, 200)
    image[100:150, 80:120] = (200, 30, 10)
    one = Detections.of(np.asarray([[80.0, 50, 120, 150]]), np.asarray([0.9]), by_model=True)
    found = coloured(one, image)
    assert found.colours[0] == pytest.approx([10, 20, 200, 200, 30, 10])


def test_a_box_that_reaches_out_of_the_picture_has_colours_too() -> None:
    image = np.full((50, 50, 3), 7, np.uint8)
    out = Detections.of(np.asarray([[-40.0, -40, 90, 90]]), np.asarray([0.9]), by_model=True)
    assert coloured(out, image).colours.tolist() == [[7.0] * 6]


def test_nobody_has_no_colours() -> None:
    assert coloured(Detections.none(), np.zeros((5, 5, 3), np.uint8)).colours.shape == (0, 6)
