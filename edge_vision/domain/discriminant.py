"""From what a network says of one look to the probability of each class: a linear discriminant.

A network that was trained on other pictures is lopsided, and its last layer throws away most of
what the layers before it saw. A discriminant on its outputs (and, where the catalogue names one,
on an inner layer), fitted once on a few hundred labelled faces, gives scores that separate the
classes twice as well for nothing: some thousand multiplications a look.

Regularised discriminant analysis (Friedman, J. Am. Stat. Assoc. 84, 1989): one Gaussian for each
*word* of the labels with a common covariance, drawn towards a multiple of the unit matrix, since
there are more features than faces. The words of a class are added up afterwards: the neutral and
the surprised look nothing alike and would make one bad Gaussian.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from edge_vision.domain.expressions import CLASS_OF, CLASSES

Floats = NDArray[np.float64]

_SHRINKAGES: Final = (0.1, 0.4, 0.7)
_TEMPERATURES: Final = (0.25, 0.5, 0.8)
"""What cross-validation chooses from. Temperatures below 1 undo the overconfidence of Gaussians
whose covariance was guessed."""
_FOLDS: Final = 6
_SMALLEST: Final = 1e-6


@dataclass(frozen=True)
class Head:
    """A fitted discriminant: `softmax(((x - mean) / scale) @ weights + offset)`, added by class.

    Attributes:
        words: K, the labels' words.
        mean, scale: D, of each feature.
        weights: D x K.
        offset: K.
    """

    words: tuple[str, ...]
    mean: Floats
    scale: Floats
    weights: Floats
    offset: Floats

    def scores(self, features: Floats) -> Floats:
        """N x 3 from N x D: probabilities of the classes if all three were equally frequent."""
        logits = ((features - self.mean) / self.scale) @ self.weights + self.offset
        logits -= logits.max(axis=-1, keepdims=True)
        powers = np.exp(logits)
        sums = np.zeros((len(self.words), len(CLASSES)))
        sums[np.arange(len(self.words)), [CLASS_OF[word] for word in self.words]] = 1.0
        return np.asarray((powers @ sums) / powers.sum(axis=-1, keepdims=True))


def fit(looks: Floats, labels: Sequence[str], shrinkage: float, temperature: float) -> Head:
    """Fit a head.

    Args:
        looks: N x L x D: features of L looks at each of N faces.
        labels: N words of `CLASS_OF`.
        shrinkage: 0 to 1: how far the covariance is drawn towards the unit matrix.
        temperature: what logits are multiplied by.
    """
    words = tuple(sorted(set(labels)))
    which = np.asarray([words.index(label) for label in labels])
    flat = looks.reshape(-1, looks.shape[2])
    mean, scale = flat.mean(axis=0), np.maximum(flat.std(axis=0), _SMALLEST)
    normal = (looks - mean) / scale
    centres = np.stack([normal[which == k].mean(axis=(0, 1)) for k in range(len(words))])
    apart = (normal - centres[which][:, None, :]).reshape(-1, looks.shape[2])
    scatter = apart.T @ apart / len(apart)
    size = len(scatter)
    scatter *= 1 - shrinkage
    scatter[np.diag_indices(size)] += shrinkage * np.trace(apart.T @ apart) / len(apart) / size
    weights = np.linalg.solve(scatter, centres.T)
    half_norms = 0.5 * np.einsum("kd,dk->k", centres, weights)
    offset = -temperature * half_norms + np.log(_within_class(words, which))
    return Head(words, mean, scale, temperature * weights, offset)


def fit_best(
    looks: Floats, labels: Sequence[str], random: np.random.Generator
) -> tuple[Head, Floats]:
    """The best head by cross-validated log loss, and N x 3 scores of faces it was not fitted on.

    Those held-out scores, not the head's own on its faces, are what a correction is made from:
    on faces it knows a head is better than it will ever be in a shop.

    Args:
        looks: N x L x D.
        labels: N words, each class at least `_FOLDS` times.
        random: divides the faces into folds.
    """
    folds = _folds(labels, random)
    classes = np.asarray([CLASS_OF[label] for label in labels])
    tried = [(shrinkage, temperature) for shrinkage in _SHRINKAGES for temperature in _TEMPERATURES]
    held_out = [_held_out(looks, labels, folds, *pair) for pair in tried]
    best = int(np.argmin([_loss(scores, classes) for scores in held_out]))
    return fit(looks, labels, *tried[best]), held_out[best]


def _held_out(
    looks: Floats,
    labels: Sequence[str],
    folds: NDArray[np.intp],
    shrinkage: float,
    temperature: float,
) -> Floats:
    scores = np.zeros((len(labels), len(CLASSES)))
    for fold in range(_FOLDS):
        inside = folds != fold
        known = [label for label, use in zip(labels, inside, strict=True) if use]
        head = fit(looks[inside], known, shrinkage, temperature)
        scores[~inside] = head.scores(looks[~inside]).mean(axis=1)
    return scores


def _folds(labels: Sequence[str], random: np.random.Generator) -> NDArray[np.intp]:
    """N: the fold of each face; each word is spread evenly."""
    folds = np.zeros(len(labels), dtype=np.intp)
    start = 0
    for word in sorted(set(labels)):
        own = np.flatnonzero(np.asarray(labels) == word)
        folds[random.permutation(own)] = (start + np.arange(len(own))) % _FOLDS
        start += len(own)
    return folds


def _loss(scores: Floats, classes: NDArray[np.intp]) -> float:
    """Mean log loss, each class weighing the same."""
    right = np.log(np.maximum(scores[np.arange(len(classes)), classes], _SMALLEST))
    return -float(np.mean([right[classes == c].mean() for c in np.unique(classes)]))


def _within_class(words: Sequence[str], which: NDArray[np.intp]) -> Floats:
    """K: the share of each word among the faces of its own class."""
    counts = np.bincount(which, minlength=len(words)).astype(float)
    classes = np.asarray([CLASS_OF[word] for word in words])
    return np.asarray(counts / np.asarray([counts[classes == c].sum() for c in classes]))
