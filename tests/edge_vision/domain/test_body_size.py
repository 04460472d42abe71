"""How large a body is here, and what is too much for one."""

import numpy as np
import pytest

from edge_vision.domain.body_size import BodySize


def known(*, far: float = 60.0, near: float = 180.0) -> BodySize:
    """A camera that looks along the floor: bodies at y 100 and y 400."""
    bodies = BodySize()
    for k in range(40):
        y, height = (100.0, far) if k % 2 else (400.0, near)
        bodies.learn((50.0, y - height / 2, 50.0 + height / 3, y + height / 2))
    return bodies


def test_nothing_is_too_tall_while_nothing_is_known() -> None:
    boxes = np.asarray([(0.0, 0.0, 10.0, 1000.0)])
    assert BodySize().too_tall(boxes).tolist() == [False]
    assert known().too_tall(boxes[:0]).tolist() == []


@pytest.mark.parametrize(
    ("y", "height", "too_tall"),
    [(100, 60, False), (100, 90, False), (100, 110, True), (400, 180, False), (400, 300, True)],
)
def test_two_behind_one_another_are_too_tall_for_one_person_there(
    y: float, height: float, too_tall: bool
) -> None:
    box = np.asarray([(0.0, y - height / 2, 40.0, y + height / 2)])
    assert known().too_tall(box).tolist() == [too_tall]
