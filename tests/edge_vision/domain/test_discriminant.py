import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_vision.domain.discriminant import fit, fit_best
from edge_vision.domain.expressions import CLASS_OF, CLASSES, class_probabilities

WORDS = ("anger", "sadness", "neutral", "surprise", "happiness")


def faces(random: np.random.Generator, each: int = 30) -> tuple[np.ndarray, list[str]]:
    """Three looks of eight features at faces of five words."""
    centres = random.normal(0, 1.2, (len(WORDS), 8))
    labels = [word for word in WORDS for _ in range(each)]
    people = np.stack([centres[WORDS.index(word)] + random.normal(0, 1, 8) for word in labels])
    return people[:, None, :] + random.normal(0, 0.3, (len(labels), 3, 8)), labels


def test_scores_are_probabilities_of_three_classes() -> None:
    looks, labels = faces(np.random.default_rng(1))
    scores = fit(looks, labels, 0.1, 0.5).scores(looks[:, 0])
    assert scores.shape == (150, 3)
    assert scores.min() >= 0
    assert scores.sum(axis=1) == pytest.approx(1)


def test_a_head_tells_apart_what_can_be_told_apart() -> None:
    looks, labels = faces(np.random.default_rng(2))
    _, held_out = fit_best(looks, labels, np.random.default_rng(0))
    truth = np.asarray([CLASS_OF[word] for word in labels])
    assert np.mean(held_out.argmax(axis=1) == truth) > 0.8


def test_held_out_scores_promise_less_than_the_head_s_own() -> None:
    """With chance for features, a head is right about its own faces and about no others."""
    random = np.random.default_rng(3)
    looks, labels = random.normal(0, 1, (150, 1, 60)), [w for w in WORDS for _ in range(30)]
    head, held_out = fit_best(looks, labels, np.random.default_rng(0))
    truth = np.asarray([CLASS_OF[word] for word in labels])
    own = head.scores(looks[:, 0])
    right = np.arange(150), truth
    assert own[right].mean() > held_out[right].mean() + 0.05


def test_the_same_faces_give_the_same_head() -> None:
    looks, labels = faces(np.random.default_rng(4))
    one, _ = fit_best(looks, labels, np.random.default_rng(9))
    other, _ = fit_best(looks, labels, np.random.default_rng(9))
    assert np.array_equal(one.weights, other.weights)


def test_more_features_than_faces_are_no_trouble() -> None:
    random = np.random.default_rng(5)
    looks, labels = random.normal(0, 1, (40, 2, 90)), ["anger", "neutral", "happy", "sad"] * 10
    head, held_out = fit_best(looks, labels, np.random.default_rng(0))
    assert np.isfinite(head.weights).all()
    assert np.isfinite(held_out).all()


def test_a_feature_that_never_changes_is_no_trouble() -> None:
    looks, labels = faces(np.random.default_rng(6))
    looks[:, :, 3] = 7.0
    assert np.isfinite(fit(looks, labels, 0.1, 0.5).scores(looks[:, 0])).all()


@given(st.lists(st.sampled_from(sorted(CLASS_OF)), min_size=1, max_size=9, unique=True))
def test_words_are_added_up_by_class(words: list[str]) -> None:
    equal = np.full((1, len(words)), 1 / len(words))
    found = class_probabilities(equal, words)[0]
    for index, _ in enumerate(CLASSES):
        share = sum(CLASS_OF[word] == index for word in words) / len(words)
        assert found[index] == pytest.approx(share)
