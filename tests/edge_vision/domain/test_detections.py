import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from edge_vision.domain.detections import Detections, cover, groups, iou, suppress

corners = arrays(float, st.tuples(st.integers(0, 8), st.just(2)), elements=st.integers(0, 50))


def boxes_from(low):
    return np.concatenate([low, low + np.asarray([7, 20])], axis=1)


def test_wrong_shapes_are_refused_with_the_shape():
    with pytest.raises(ValueError, match=r"N x 4, not \(2, 3\)"):
        Detections(np.zeros((2, 3)), np.zeros(2), np.zeros(2, dtype=bool))
    with pytest.raises(ValueError, match="scores must have 2 entries"):
        Detections(np.zeros((2, 4)), np.zeros(3), np.zeros(2, dtype=bool))


@given(corners)
def test_overlap_of_a_box_with_itself_is_whole_and_order_does_not_matter(low):
    boxes = boxes_from(low)
    same = iou(boxes, boxes)
    assert np.allclose(np.diag(same), 1)
    assert np.allclose(same, same.T)
    assert ((same >= 0) & (same <= 1)).all()
    assert (cover(boxes, boxes) >= same - 1e-9).all()


@given(corners)
def test_what_is_kept_after_suppression_does_not_overlap_too_much(low):
    boxes = boxes_from(low)
    scores = np.linspace(1, 0.1, len(boxes))
    kept = suppress(boxes, scores, most_iou=0.5)
    between = iou(boxes[kept], boxes[kept])
    np.fill_diagonal(between, 0)
    assert (between <= 0.5).all()
    assert len(boxes) == 0 or 0 in kept  # the best always stays


def test_half_a_body_goes_with_the_body():
    boxes = np.asarray([[0, 0, 40, 100], [5, 0, 35, 40]], dtype=float)
    scores = np.asarray([0.6, 0.5])
    assert list(suppress(boxes, scores, most_iou=0.5)) == [0, 1]
    assert list(suppress(boxes, scores, most_iou=0.5, most_cover=0.85)) == [0]


def test_a_box_around_a_pair_is_no_third_person():
    pair = np.asarray([[0, 0, 80, 100], [0, 0, 40, 100], [42, 0, 80, 100]], dtype=float)
    assert groups(pair, np.asarray([0.9, 0.6, 0.7])).tolist() == [True, False, False]


def test_a_body_with_its_half_is_no_pair():
    one = np.asarray([[0, 0, 40, 100], [0, 0, 40, 60]], dtype=float)
    assert not groups(one, np.asarray([0.9, 0.6])).any()
