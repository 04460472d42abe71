"""From the average score of many visitors to the true shares, with what is not known about them.

The method is probabilistic adjusted count (Bella, Ferri, Hernandez-Orallo, Ramirez-Quintana,
ICDM 2010; with hard guesses Saerens, Latinne, Decaestecker, Neural Computation 14, 2002, and
before them Rogan and Gladen 1978).

Let `q` be the score vector of one visitor (3 numbers, sum 1) and row c of `M` its mean over
faces of class c, measured once on labelled faces. Whatever the true shares `p`, the mean of many
visitors' scores tends to `p M`. So `p* = mean(q) M^-1` is unbiased, needs no assumption of how
frequent the classes are, and is *linear*: the mean of two windows' `p*`, weighted by their
visitors, is the `p*` of both together, however small each of them is.

What is not known has two parts. With `V_c` the covariance of `q` within class c, `A = M^-1`,
`U_c = A' V_c A` (widened, see `_ALLOWANCE`), `n` visitors and `n_c` labelled faces of class c:

    cov(p*) = sum_c p_c U_c / n        the scatter of these visitors' scores about their classes
            + sum_c p_c^2 U_c / n_c    M itself, which was measured on n_c faces only

The first part shrinks as windows are added. The second does not: all windows share one `M`. It
must be computed once, from the shares of the whole, and never added up window by window. Both
follow from `p`, `n`, `n_c` and the three `U_c`, which is why a window carries these.

The shares meant are those of the visitors who were there. Whoever takes them for a sample of
other days adds `(diag(p) - p p') / n`.

`p*` may lie outside 0..1 when a share is near 0. The estimate shown is the nearest point of the
simplex, near in standard errors (constrained weighted least squares). Clipping and dividing
instead would push what is cut off one class into both others, whatever the data say.
"""

import itertools
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from edge_vision.domain.expressions import CLASSES

Floats = NDArray[np.float64]

LEAST_FACES: Final = 30
"""Labelled faces of a class, below which its row of the matrix is no measurement."""
_LEAST_DETERMINANT: Final = 0.02
_ALLOWANCE: Final = 1.1
"""Standard errors are widened by this for what no resampling of the labelled faces shows: in a
shop the words of a class (angry, sad) occur in other proportions, and the discriminant was fitted
on the faces that measure it."""
_COUNT: Final = len(CLASSES)
_FREE: Final = (0, 2)
"""Shares sum to 1: two of them say everything. Covariances are inverted over these."""
_TINY: Final = 1e-9


@dataclass(frozen=True)
class Matrix:
    """What labelled faces taught about scores.

    Attributes:
        means: 3 x 3: row c is the mean score of faces of class c.
        within: 3 x 3 x 3: covariance of scores within each class, `V_c`.
        faces: 3: labelled faces of each class, `n_c`.
    """

    means: Floats
    within: Floats
    faces: NDArray[np.int64]

    @property
    def usable(self) -> bool:
        """Whether the classes look different enough to be told apart at all."""
        return abs(float(np.linalg.det(self.means))) >= _LEAST_DETERMINANT

    def inverse(self) -> Floats:
        """3 x 3: `A`, which takes a mean score to shares."""
        return np.asarray(np.linalg.inv(self.means))

    def spreads(self) -> Floats:
        """3 x 3 x 3: `U_c`, what one visitor of class c brings to the shares' covariance."""
        back = self.inverse()
        return np.asarray(_ALLOWANCE**2 * (back.T @ self.within @ back))


class Estimate(NamedTuple):
    """Shares (3, in the simplex) and their 95 % intervals (3 x 2, within 0..1)."""

    shares: Floats
    interval95: Floats


def measure(scores: Floats, classes: NDArray[np.intp]) -> Matrix:
    """The matrix of N x 3 scores of faces of known class (N).

    The scores must come from heads that were not fitted on the face in question.
    """
    groups = [scores[classes == c] for c in range(_COUNT)]
    return Matrix(
        np.stack([group.mean(axis=0) for group in groups]),
        np.stack([np.cov(group.T) for group in groups]),
        np.asarray([len(group) for group in groups]),
    )


def linear_shares(mean_score: Floats, matrix: Matrix) -> Floats:
    """3: `p*`, unbiased, summing to 1, possibly outside 0..1. What may be added up."""
    return np.asarray(mean_score @ matrix.inverse())


def covariance(shares: Floats, visitors: float, spreads: Floats, faces: Floats) -> Floats:
    """3 x 3: of `p*`, both parts (see the module).

    Args:
        shares: 3, of the whole that is looked at; brought into 0..1 here.
        visitors: in that whole.
        spreads: 3 x 3 x 3, `U_c`.
        faces: 3, `n_c`.
    """
    inside = np.clip(shares, 0, 1)
    inside = inside / inside.sum()
    weights = inside / visitors + inside**2 / faces
    return np.asarray(np.tensordot(weights, spreads, axes=1))


def nearest_shares(shares: Floats, error: Floats) -> Floats:
    """3: the point of the simplex nearest to `shares`, in the metric of the covariance `error`.

    With three classes every face of the simplex can be tried: the best point on each in closed
    form, and of those that are feasible the nearest. Exact, without iterations.
    """
    if shares.min() >= 0:
        return shares
    block = error[np.ix_(_FREE, _FREE)]
    precision = np.linalg.inv(block + _TINY * (1 + np.trace(block)) * np.eye(len(_FREE)))
    best, best_distance = np.eye(_COUNT)[int(np.argmax(shares))], np.inf
    for size in range(1, _COUNT):
        for corners in itertools.combinations(np.eye(_COUNT), size):
            point = _nearest_between(shares, np.asarray(corners), precision)
            off = (point - shares)[list(_FREE)]
            distance = float(off @ precision @ off)
            if point.min() >= -_TINY and distance < best_distance:
                best, best_distance = point, distance
    return np.asarray(np.clip(best, 0, 1))


def estimate(
    mean_score: Floats,
    visitors: int,
    calibration_scores: Floats,
    classes: NDArray[np.intp],
    random: np.random.Generator,
    *,
    replicates: int = 1000,
) -> Estimate:
    """Shares of `visitors` people with that mean score (3), and intervals by bootstrap.

    Each replicate draws the calibration's faces anew, class by class, with replacement (the
    matrix's own error, with the curvature that the inverse gives it), and the visitors' scatter
    from the normal law that a mean of scores obeys.

    Args:
        mean_score: 3, of the visitors.
        visitors: at least 1.
        calibration_scores: N x 3, held out.
        classes: N.
        random: for the replicates.
        replicates: how many.
    """
    matrix = measure(calibration_scores, classes)
    shares = linear_shares(mean_score, matrix)
    error = covariance(shares, visitors, matrix.spreads(), matrix.faces.astype(float))
    best = nearest_shares(shares, error)
    scatter = np.tensordot(best / visitors, matrix.within, axes=1)
    noise = random.multivariate_normal(np.zeros(_COUNT), scatter, size=replicates, method="eigh")
    means = _resampled_means(calibration_scores, classes, random, replicates)
    sound = np.abs(np.linalg.det(means)) >= _LEAST_DETERMINANT / 10
    drawn = np.linalg.solve(
        means[sound].transpose(0, 2, 1), (mean_score + noise)[sound][:, :, None]
    )[:, :, 0]
    wider = shares + _ALLOWANCE * (drawn - shares)
    low, high = np.percentile(wider, [2.5, 97.5], axis=0)
    interval = np.clip(np.column_stack([low, high]), 0, 1)
    # A share at the edge of the simplex may lie just outside what the replicates span.
    interval = np.column_stack([np.minimum(interval[:, 0], best), np.maximum(interval[:, 1], best)])
    return Estimate(best, interval)


def _nearest_between(target: Floats, corners: Floats, precision: Floats) -> Floats:
    """The point of the line or point through `corners` (S x 3) nearest to `target`."""
    base, along = corners[0], corners[1:] - corners[0]
    if not len(along):
        return np.asarray(base)
    free = list(_FREE)
    gram = along[:, free] @ precision @ along[:, free].T
    steps = np.linalg.solve(gram, along[:, free] @ precision @ (target - base)[free])
    return np.asarray(base + steps @ along)


def _resampled_means(
    scores: Floats, classes: NDArray[np.intp], random: np.random.Generator, replicates: int
) -> Floats:
    """R x 3 x 3: the matrix, measured on faces drawn anew within each class."""
    means = np.empty((replicates, _COUNT, _COUNT))
    for c in range(_COUNT):
        own = scores[classes == c]
        weights = random.multinomial(len(own), np.full(len(own), 1 / len(own)), size=replicates)
        means[:, c] = weights @ own / len(own)
    return means
