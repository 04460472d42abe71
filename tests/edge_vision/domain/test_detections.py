import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from edge_vision.domain.detections import (
    Boxes,
    Detections,
    around_several,
    cover,
    gaps,
    groups,
    iou,
    moved_into,
    parts_of_others,
    suppress,
)

corners = arrays(float, st.tuples(st.integers(0, 8), st.just(2)), elements=st.integers(0, 50))


def boxes_from(low: Boxes) -> Boxes:
    return np.concatenate([low, low + np.asarray([7, 20])], axis=1)


def test_wrong_shapes_are_refused_with_the_shape() -> None:
    with pytest.raises(ValueError, match=r"N x 4, not \(2, 3\)"):
        Detections(np.zeros((2, 3)), np.zeros(2), np.zeros(2, dtype=bool))
    with pytest.raises(ValueError, match="scores must have 2 entries"):
        Detections(np.zeros((2, 4)), np.zeros(3), np.zeros(2, dtype=bool))


@given(corners)
def test_overlap_of_a_box_with_itself_is_whole_and_order_does_not_matter(low: Boxes) -> None:
    boxes = boxes_from(low)
    same = iou(boxes, boxes)
    assert np.allclose(np.diag(same), 1)
    assert np.allclose(same, same.T)
    assert ((same >= 0) & (same <= 1)).all()
    assert (cover(boxes, boxes) >= same - 1e-9).all()


@given(corners)
def test_boxes_that_share_something_have_no_gap_and_gaps_are_the_same_both_ways(low: Boxes) -> None:
    boxes = boxes_from(low)
    apart = gaps(boxes, boxes)
    assert np.allclose(apart, apart.T)
    assert (apart[iou(boxes, boxes) > 0] == 0).all()
    wider = np.concatenate([low - 1, low + np.asarray([8, 21])], axis=1)
    assert (gaps(wider, boxes) <= apart).all()


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ((50, 0, 90, 100), 10),
        ((-40, 0, -5, 100), 5),
        ((0, 130, 40, 230), 30),
        ((43, 104, 80, 200), 5),
        ((40, 0, 80, 100), 0),
    ],
)
def test_a_gap_is_from_edge_to_edge(
    other: tuple[float, float, float, float], expected: float
) -> None:
    box = np.asarray([(0, 0, 40, 100)], dtype=float)
    assert gaps(box, np.asarray([other], dtype=float)).tolist() == [[expected]]


@given(corners)
def test_what_is_kept_after_suppression_does_not_overlap_too_much(low: Boxes) -> None:
    boxes = boxes_from(low)
    scores = np.linspace(1, 0.1, len(boxes))
    kept = suppress(boxes, scores, most_iou=0.5)
    between = iou(boxes[kept], boxes[kept])
    np.fill_diagonal(between, 0)
    assert (between <= 0.5).all()
    assert len(boxes) == 0 or 0 in kept  # the best always stays


def test_half_a_body_goes_with_the_body() -> None:
    boxes = np.asarray([[0, 0, 40, 100], [5, 0, 35, 40]], dtype=float)
    scores = np.asarray([0.6, 0.5])
    assert list(suppress(boxes, scores, most_iou=0.5)) == [0, 1]
    assert list(suppress(boxes, scores, most_iou=0.5, most_cover=0.85)) == [0]


def test_a_box_around_a_pair_is_no_third_person() -> None:
    pair = np.asarray([[0, 0, 80, 100], [0, 0, 40, 100], [42, 0, 80, 100]], dtype=float)
    assert groups(pair, np.asarray([0.9, 0.6, 0.7])).tolist() == [True, False, False]


def test_a_body_with_its_half_is_no_pair() -> None:
    one = np.asarray([[0, 0, 40, 100], [0, 0, 40, 60]], dtype=float)
    assert not groups(one, np.asarray([0.9, 0.6])).any()


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ((0, 0, 60, 80), True),  # around both
        ((0, 0, 34, 80), False),  # one of them
        ((0, 0, 30, 70), False),  # one of them, smaller
        ((200, 0, 260, 80), False),  # somewhere else
    ],
)
def test_a_box_around_two_known_people_is_neither(
    box: tuple[float, float, float, float], expected: bool
) -> None:
    known = np.asarray([(0.0, 0.0, 32.0, 80.0), (28.0, 2.0, 60.0, 80.0)])
    assert around_several(np.asarray([box], dtype=float), known).tolist() == [[expected] * 2]


def test_a_box_around_two_tracks_of_one_person_is_that_person() -> None:
    known = np.asarray([(0.0, 0.0, 32.0, 80.0), (3.0, 2.0, 34.0, 80.0)])
    assert not around_several(np.asarray([(0.0, 0.0, 44.0, 90.0)]), known).any()


def test_a_box_around_two_of_three_says_which() -> None:
    known = np.asarray([(0.0, 0.0, 32.0, 80.0), (300, 0, 332, 80), (28.0, 2.0, 60.0, 80.0)])
    assert around_several(np.asarray([(0.0, 0.0, 60.0, 80.0)]), known).tolist() == [
        [True, False, True]
    ]


@pytest.mark.parametrize(("boxes", "known"), [(0, 0), (0, 2), (2, 0), (1, 1)])
def test_few_or_none_are_no_group(boxes: int, known: int) -> None:
    one = np.asarray([[0.0, 0, 32, 80]])
    result = around_several(one.repeat(boxes, axis=0), one.repeat(known, axis=0))
    assert result.shape == (boxes, known)
    assert not result.any()


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ((10, 10, 30, 40), (10, 10, 30, 40)),
        ((-5, 10, 15, 40), (0, 10, 20, 40)),
        ((50, 90, 70, 120), (40, 70, 60, 100)),
        ((-40, 0, 60, 50), (-20, 0, 80, 50)),
    ],
)
def test_a_box_is_moved_into_another_no_further_than_needed(
    box: tuple[float, float, float, float], expected: tuple[float, float, float, float]
) -> None:
    around = np.asarray([0.0, 0, 60, 100])
    assert moved_into(np.asarray(box, dtype=float), around).tolist() == list(expected)


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ((5, 0, 30, 40), True),  # the upper half
        ((25, 10, 55, 60), False),  # beside, a little covered
        ((0, 0, 36, 82), False),  # the same person once more, hardly smaller
        ((90, 0, 110, 40), False),  # somewhere else
    ],
)
def test_what_lies_within_somebody_is_a_part_of_them(
    box: tuple[float, float, float, float], expected: bool
) -> None:
    boxes = np.asarray([box, (0, 0, 38, 86)], dtype=float)
    assert parts_of_others(boxes).tolist() == [expected, False]
