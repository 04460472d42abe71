import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from edge_vision.domain.face_votes import FaceVotes, Parting
from edge_vision.domain.faces import Demands, Face, frontality, head_region, quality

HAPPY, SAD = np.asarray([0.0, 0.0, 1.0]), np.asarray([1.0, 0.0, 0.0])


def stand(votes: FaceVotes, track: int, seconds: float, scores: np.ndarray) -> None:
    """Somebody stands there and is looked at as often as is due, at ten pictures a second."""
    for number in range(round(seconds * 10)):
        if votes.due([track], number / 10, 1):
            votes.looked(track, None, number / 10, 1.0, scores, scores)


def shares(partings: list[Parting]) -> NDArray[np.float64]:
    votes = [parting.vote.scores for parting in partings if parting.vote]
    return np.asarray(np.mean(votes, axis=0))


def test_a_minute_weighs_as_much_as_a_moment() -> None:
    votes = FaceVotes()
    stand(votes, 1, 60, HAPPY)
    stand(votes, 2, 0.2, SAD)
    assert shares(votes.left([1, 2])) == pytest.approx([0.5, 0, 0.5])


def test_better_looks_weigh_more() -> None:
    votes = FaceVotes()
    votes.due([1], 0, 1)
    votes.looked(1, None, 0, 0.9, HAPPY, HAPPY)
    votes.looked(1, None, 1, 0.1, SAD, SAD)
    assert shares(votes.left([1])) == pytest.approx([0.1, 0, 0.9])


def test_a_face_never_seen_well_is_told_as_unseen() -> None:
    votes = FaceVotes()
    votes.due([1], 0, 1)
    votes.looked(1, "till", 0, 0.0)
    assert votes.left([1]) == [Parting("till", None)]


def test_a_visitor_belongs_to_the_zone_of_the_best_looks() -> None:
    votes = FaceVotes()
    votes.due([1], 0, 1)
    votes.looked(1, "door", 0, 0.2, SAD, SAD)
    votes.looked(1, "till", 1, 0.7, SAD, SAD)
    votes.looked(1, None, 2, 0.3, SAD, SAD)
    assert votes.left([1])[0].zone == "till"


def test_everybody_parts_once_and_staff_never() -> None:
    votes = FaceVotes()
    votes.due([1, 2], 0, 2)
    votes.looked(1, None, 0, 1.0, HAPPY, HAPPY)
    votes.looked(2, None, 0, 1.0, SAD, SAD)
    votes.forget([2])
    assert len(votes.left([1, 2])) == 1
    assert votes.left([1, 2]) == []


def test_the_least_known_are_looked_at_first_and_no_more_than_allowed() -> None:
    votes = FaceVotes()
    votes.due([1, 2, 3], 0, 3)
    votes.looked(1, None, 0, 1.0, HAPPY, HAPPY)
    assert votes.due([1, 2, 3], 5, 2) == [2, 3]


def test_looks_are_spread_over_time() -> None:
    votes = FaceVotes()
    assert votes.due([1], 0, 1) == [1]
    votes.looked(1, None, 0, 1.0, HAPPY, HAPPY)
    assert votes.due([1], 0.1, 1) == []
    assert votes.due([1], 0.3, 1) == [1]


@given(st.lists(st.tuples(st.integers(1, 4), st.floats(0, 1)), max_size=60))
def test_votes_are_means_of_scores(looks: list[tuple[int, float]]) -> None:
    votes = FaceVotes()
    votes.due([1, 2, 3, 4], 0, 4)
    for number, (track, worth) in enumerate(looks):
        scores = HAPPY if number % 2 else SAD
        votes.looked(track, None, number, worth, scores, scores)
    partings = votes.left([1, 2, 3, 4])
    assert len(partings) == 4
    for parting in partings:
        if parting.vote is not None:
            assert parting.vote.scores.sum() == pytest.approx(1)
    assert votes.known == frozenset()


def face(nose_x: float = 50.0, side: float = 100.0) -> Face:
    scale = side / 100
    marks = np.asarray([[30, 40], [70, 40], [nose_x, 60], [35, 80], [65, 80]]) * scale
    return Face(np.asarray([0, 0, side, side]), marks.astype(float), 0.9)


@pytest.mark.parametrize(
    ("nose_x", "expected"), [(50, 1), (60, 0.5), (40, 0.5), (70, 0), (90, 0), (10, 0)]
)
def test_a_nose_that_wanders_is_a_head_that_turns(nose_x: float, expected: float) -> None:
    assert frontality(face(nose_x)) == pytest.approx(expected)


def test_a_face_without_distance_between_its_eyes_is_not_frontal() -> None:
    flat = face()
    flat.landmarks[:2] = 50
    assert frontality(flat) == 0


@pytest.mark.parametrize(
    ("one", "sharp"), [(face(side=20), 1.0), (face(68), 1.0), (face(), 0.01), (face(), np.nan)]
)
def test_small_turned_and_blurred_faces_are_not_read(one: Face, sharp: float) -> None:
    assert quality(one, sharp, Demands()) == 0


def test_a_better_face_has_a_higher_weight() -> None:
    demands = Demands()
    weights = [quality(face(side=side), 0.5, demands) for side in (30, 40, 60, 200)]
    assert weights == sorted(weights)
    assert weights[-1] == weights[-2] <= 1


def test_the_head_of_a_body_is_at_its_top() -> None:
    x1, y1, x2, y2 = head_region((100, 50, 160, 250))
    assert x1 < 100
    assert x2 > 160
    assert y1 < 50 < y2 < 150
