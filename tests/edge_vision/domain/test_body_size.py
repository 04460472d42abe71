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


@pytest.mark.parametrize(
    ("y", "height", "people"),
    [
        pytest.param(100, 72, 1, id="tall"),
        pytest.param(100, 78, 2, id="two"),
        pytest.param(400, 220, 1, id="tall and near"),
        pytest.param(400, 230, 2, id="two and near"),
        pytest.param(250, 400, 1, id="nobody went here, so nobody knows"),
    ],
)
def test_a_box_too_high_for_one_is_two_bodies_of_usual_height(
    y: float, height: float, people: int
) -> None:
    box = np.asarray([(0.0, y - height / 2, 40.0, y + height / 2)])
    bodies, origins = known().parted(box)
    assert origins.tolist() == [0] * people
    assert bodies[:, 1].min() == box[0, 1]
    assert bodies[:, 3].max() == box[0, 3]
    if people == 2:
        assert (bodies[:, 3] - bodies[:, 1]).tolist() == [60.0 if y == 100 else 180.0] * 2


def test_a_high_box_in_which_somebody_is_seen_stays_as_it_is() -> None:
    boxes = np.asarray([(0.0, 60.0, 40.0, 140.0), (0.0, 60.0, 40.0, 118.0)])
    bodies, origins = known().parted(boxes)
    assert bodies.tolist() == boxes.tolist()
    assert origins.tolist() == [0, 1]


def test_boxes_stay_as_they_are_while_no_size_is_known() -> None:
    boxes = np.asarray([(0.0, 0.0, 10.0, 1000.0)])
    assert BodySize().parted(boxes)[0].tolist() == boxes.tolist()
    assert len(known().parted(boxes[:0])[0]) == 0
