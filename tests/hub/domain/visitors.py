"""Visitors whose expression is known, seen through a network that is often wrong.

Nothing of the hub is used here: what it is held against must not be its own maths.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hub.domain.expression_shares import ClassError, Sums, Trio

Floats = NDArray[np.float64]
MEANS = np.array([[0.62, 0.25, 0.13], [0.30, 0.48, 0.22], [0.12, 0.18, 0.70]])
"""Row c: the mean score of faces of class c."""
SHARPNESS = 4.0
"""Of the Dirichlet law of scores: the smaller, the wilder they are."""


def scores(counts: NDArray[np.int64], rng: np.random.Generator) -> Floats:
    """Scores of so many visitors of each class, visitors x 3."""
    groups = [rng.dirichlet(SHARPNESS * MEANS[c], n) for c, n in enumerate(counts)]
    return np.concatenate(groups)


@dataclass
class Camera:
    """A camera with a calibration that was measured on labelled faces, and is a bit off."""

    inverse: Floats
    errors: tuple[ClassError, ...]

    @classmethod
    def calibrated(cls, faces: int, rng: np.random.Generator) -> "Camera":
        """Measured on so many faces of each class."""
        seen = [rng.dirichlet(SHARPNESS * MEANS[c], faces) for c in range(3)]
        inverse = np.linalg.inv(np.stack([one.mean(axis=0) for one in seen]))
        spreads = [inverse.T @ np.cov(one.T) @ inverse for one in seen]
        errors = tuple(ClassError(faces, u[0, 0], u[2, 2], u[0, 2]) for u in spreads)
        return cls(inverse, errors)

    def window(self, counts: NDArray[np.int64], rng: np.random.Generator) -> Sums:
        """What it tells of a group with so many visitors of each class."""
        visitors = int(counts.sum())
        shares = scores(counts, rng).mean(axis=0) @ self.inverse
        return Sums(visitors, 0, Trio(*(float(one) * visitors for one in shares)))
