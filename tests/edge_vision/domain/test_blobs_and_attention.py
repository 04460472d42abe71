from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from edge_vision.domain import attention, blobs
from edge_vision.domain.body_size import BodySize
from edge_vision.domain.detections import Boxes, areas, no_boxes

HEIGHT = 480.0


def known(width: float = 40, height: float = 100) -> BodySize:
    bodies = BodySize()
    for y in range(100, 400, 20):
        bodies.learn((0, y - height / 2, width, y + height / 2))
    return bodies


def patches(*boxes: Sequence[float]) -> tuple[Boxes, Boxes]:
    table = np.asarray(boxes, dtype=float)
    return table, areas(table) * 0.7


def test_nothing_is_said_about_sizes_before_enough_was_seen() -> None:
    bodies = BodySize()
    assert bodies.at(100) is None
    for _ in range(7):
        bodies.learn((0, 0, 40, 100))
    assert bodies.at(100) is None


def test_far_bodies_are_smaller_where_the_camera_looks_along_the_floor() -> None:
    bodies = BodySize()
    for y in range(100, 400, 5):
        bodies.learn((0, y - y / 4, y / 5, y + y / 4))
    far, near = bodies.at(120), bodies.at(380)
    assert far is not None
    assert near is not None
    assert far.height < 0.6 * near.height


def test_memory_of_sizes_is_bounded() -> None:
    bodies = BodySize()
    for _ in range(1_000):
        bodies.learn((0, 0, 40, 100))
    assert len(bodies._samples) <= 240


def test_head_and_legs_are_one_body() -> None:
    boxes, filled = blobs.join(
        *patches([100, 100, 135, 150], [105, 155, 120, 200], [122, 155, 136, 195]), known(), HEIGHT
    )
    assert boxes.tolist() == [[100, 100, 136, 200]]
    assert filled[0] == pytest.approx(0.7 * (35 * 50 + 15 * 45 + 14 * 40))


def test_two_bodies_side_by_side_are_not_joined() -> None:
    boxes, _ = blobs.join(*patches([100, 100, 138, 200], [142, 100, 180, 200]), known(), HEIGHT)
    assert len(boxes) == 2


def test_no_patches_make_no_bodies() -> None:
    boxes, filled = blobs.join(no_boxes(), np.zeros(0), known(), HEIGHT)
    assert boxes.shape == (0, 4)
    assert len(filled) == 0


@pytest.mark.parametrize(
    ("box", "count"),
    [
        ([0, 100, 40, 200], 1),
        ([0, 100, 84, 200], 2),
        ([0, 100, 122, 200], 3),
        ([0, 50, 40, 250], 2),
    ],
)
def test_a_patch_holds_as_many_as_fit(box: list[float], count: int) -> None:
    assert len(blobs.parts(np.asarray(box, dtype=float), known(), no_boxes())) == count


def test_known_people_decide_how_a_patch_is_parted() -> None:
    expected = np.asarray([[0, 100, 40, 200], [30, 100, 70, 200]], dtype=float)
    middles = blobs.parts(np.asarray([0, 95, 72, 205], dtype=float), known(), expected)
    assert sorted(middles[:, 0].tolist()) == [20, 50]


def test_pixels_go_to_the_nearer_body() -> None:
    left = [(x, y) for x in range(0, 40, 2) for y in range(0, 100, 4)]
    right = [(x, y) for x in range(50, 90, 2) for y in range(0, 100, 4)]
    boxes = blobs.part(
        np.asarray(left + right, dtype=float), np.asarray([[30.0, 50.0], [60.0, 50.0]])
    )
    assert boxes[0, 2] <= 41
    assert boxes[1, 0] >= 49


def test_what_is_far_too_small_for_a_body_is_doubted() -> None:
    boxes = np.asarray([[0, 100, 40, 200], [0, 100, 15, 120]], dtype=float)
    whole, bag = blobs.scores(boxes, known(), HEIGHT)
    assert whole > bag


corners = arrays(float, st.tuples(st.integers(0, 12), st.just(2)), elements=st.integers(0, 1800))


@given(corners, st.integers(1, 4), st.floats(30, 300))
def test_crops_lie_in_the_picture_hold_every_box_and_are_few(
    low: Boxes, most: int, body_px: float
) -> None:
    width, height = 1920, 1080
    low = low * np.asarray([1.0, 0.5])
    boxes = np.concatenate([low, low + np.asarray([40, 90])], axis=1)
    found = attention.crops(boxes, width, height, body_px, most)
    assert len(found) <= most
    for x1, y1, x2, y2 in found:
        assert 0 <= x1 < x2 <= width
        assert 0 <= y1 < y2 <= height
    for x1, y1, x2, y2 in np.clip(boxes, 0, [width, height, width, height]):
        assert any(a <= x1 and b <= y1 and x2 <= c and y2 <= d for a, b, c, d in found)


def test_only_what_is_near_a_line_or_zone_matters() -> None:
    boxes = np.asarray([[0, 200, 40, 300], [0, 0, 40, 20], [500, 900, 540, 1000]], dtype=float)
    line = [(0.0, 250.0), (600.0, 250.0)]
    zone = [(480.0, 880.0), (600.0, 880.0), (600.0, 1000.0)]
    assert attention.relevant(boxes, [line], []).tolist() == [True, False, False]
    assert attention.relevant(boxes, [line], [zone]).tolist() == [True, False, True]
    assert attention.relevant(boxes, [], []).all()


def test_one_look_at_a_door_several_at_a_square() -> None:
    door = np.asarray([[200, 100, 300, 400], [320, 100, 400, 400]], dtype=float)
    assert len(attention.crops(door, 640, 480, 300, 3)) == 1
    square = np.asarray([[x, 500, x + 30, 580] for x in range(0, 1900, 200)], dtype=float)
    assert len(attention.crops(square, 1920, 1080, 80, 3)) == 3
