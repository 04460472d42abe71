"""How far off expression shares are, and how often their intervals hold the truth.

A part of `python -m benchmarks.expression`.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from edge_vision.domain.correction import (
    covariance,
    estimate,
    linear_shares,
    measure,
    nearest_shares,
)
from edge_vision.domain.discriminant import fit_best
from edge_vision.domain.expressions import CLASS_OF
from edge_vision.expression.engines import Engine
from edge_vision.expression.folder import labels, load
from edge_vision.expression.visitors import read_still

_MIXES, _VISITORS, _LAW = 200, 300, (1, 2, 1)
_PARTS, _DIVISIONS, _CHECKED = (0.35, 0.5, 0.65, 0.8), 24, 1400


def print_shares(engine: Engine, folder: Path) -> None:
    """Mean absolute error of three shares, and how often their intervals hold the truth."""
    rows = [(read_still(load(row.path), engine), row.word) for row in labels(folder)]
    seen = [(visitor, word) for visitor, word in rows if visitor is not None]
    looks = np.stack([visitor.features for visitor, _ in seen])
    words = [word for _, word in seen]
    classes = np.asarray([CLASS_OF[word] for word in words])
    guesses = np.eye(3)[[visitor.guess for visitor, _ in seen]]
    random = np.random.default_rng(1)
    _, scores = fit_best(looks, words, random)
    print(
        f"Shares of {_VISITORS} faces in {_MIXES} random mixes (Dirichlet {_LAW}); limit: error "
        "4.0 points, coverage 93 %.\n\n| faces | method | error, points | coverage of 95 % |\n"
        "|---|---|---|---|"
    )
    counted, corrected, covered = _resampled(scores, guesses, classes, random)
    print(
        "| calibration and visitors drawn from the same faces | guesses counted "
        f"| {counted:.1f} | |"
    )
    print(f"| the same, scores cross-validated | corrected | {corrected:.1f} | {covered:.0%} |")
    splits = [_split(looks, words, classes, part, random) for part in _PARTS]
    for part, one in zip(_PARTS, splits, strict=True):
        print(
            f"| calibrated on {part:.0%} of the faces, tested on mixes of the others | corrected "
            f"| {one.error:.1f} | {one.covered:.0%} |"
        )
    print(
        f"| calibrated on all {len(words)}, tested on {_CHECKED:,} others: from the lines above "
        f"| corrected | {_foretold(splits, len(words)):.1f} | |\n\n"
        "Only the lines with others keep calibration and visitors apart. Their error has three "
        "parts: few faces to calibrate on, the chance of who the few others are (there, in the "
        "interval as well), and 300 draws. The last line fits the squared error to the first two, "
        "a / calibrated + b / others, and reads it where all faces are used: a reckoning, not a "
        "test.\n"
    )


def _resampled(
    scores: NDArray[np.float64],
    guesses: NDArray[np.float64],
    classes: NDArray[np.intp],
    random: np.random.Generator,
) -> tuple[float, float, float]:
    """Calibration and visitors drawn from faces whose scores no discriminant had been fitted on.

    Returns points of error by counting and by correction, and the coverage.
    """
    counted, corrected, covered = [], [], []
    own = [np.flatnonzero(classes == c) for c in range(3)]
    for _ in range(_MIXES):
        known = np.concatenate([random.choice(faces, len(faces)) for faces in own])
        truth, chosen = _mix(own, random)
        found = estimate(
            scores[chosen].mean(axis=0),
            _VISITORS,
            scores[known],
            classes[known],
            random,
            replicates=300,
        )
        counted.append(np.abs(guesses[chosen].mean(axis=0) - truth).mean())
        corrected.append(np.abs(found.shares - truth).mean())
        covered.append(_holds(found.interval95, truth))
    return 100 * float(np.mean(counted)), 100 * float(np.mean(corrected)), float(np.mean(covered))


class _Split(NamedTuple):
    """Errors as shares 0 to 1 but for `error`, which is in points."""

    calibrated: int
    others: int
    error: float
    squared: float
    covered: float


def _split(
    looks: NDArray[np.float64],
    words: list[str],
    classes: NDArray[np.intp],
    part: float,
    random: np.random.Generator,
) -> _Split:
    """Calibrated on a part of the faces, tested on mixes of the others, over many divisions."""
    errors, squares, covered = [], [], []
    for _ in range(_DIVISIONS):
        first = _choose(words, part, random)
        known = [word for word, use in zip(words, first, strict=True) if use]
        head, scores = fit_best(looks[first], known, random)
        others = head.scores(looks[~first]).mean(axis=1)
        own = [np.flatnonzero(classes[~first] == c) for c in range(3)]
        matrix = measure(scores, classes[first])
        # Whoever draws from the others again and again also meets their own chance.
        both = 1 / (1 / matrix.faces + 1 / np.asarray([len(faces) for faces in own]))
        for _ in range(_MIXES // 5):
            truth, chosen = _mix(own, random)
            shares = linear_shares(others[chosen].mean(axis=0), matrix)
            error = covariance(truth, _VISITORS, matrix.spreads(), both)
            off = nearest_shares(shares, error) - truth
            errors.append(np.abs(off).mean())
            squares.append(np.square(off).mean())
            covered.append(np.abs(shares - truth) <= 1.96 * np.sqrt(np.diag(error)))
    calibrated = int(first.sum())
    return _Split(
        calibrated,
        len(words) - calibrated,
        100 * float(np.mean(errors)),
        float(np.mean(squares)),
        float(np.mean(covered)),
    )


def _foretold(splits: list[_Split], faces: int) -> float:
    """Points of error after calibrating on all `faces`, on mixes of `_CHECKED` others."""
    inverse = np.asarray([(1 / one.calibrated, 1 / one.others) for one in splits])
    parts = np.linalg.lstsq(inverse, np.asarray([one.squared for one in splits]), rcond=None)[0]
    squared = float(parts @ (1 / faces, 1 / _CHECKED))
    shape = np.mean([one.error / np.sqrt(one.squared) for one in splits])
    return float(shape * np.sqrt(squared))


def _choose(words: list[str], part: float, random: np.random.Generator) -> NDArray[np.bool_]:
    chosen = np.zeros(len(words), dtype=bool)
    for word in sorted(set(words)):
        own = random.permutation(np.flatnonzero(np.asarray(words) == word))
        chosen[own[: round(len(own) * part)]] = True
    return chosen


def _mix(
    own: list[NDArray[np.intp]], random: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """The true shares of a random mix, and the faces in it."""
    counts = random.multinomial(_VISITORS, random.dirichlet(_LAW))
    chosen = [random.choice(faces, count) for faces, count in zip(own, counts, strict=True)]
    return counts / _VISITORS, np.concatenate(chosen)


def _holds(interval: NDArray[np.float64], truth: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.asarray((interval[:, 0] <= truth) & (truth <= interval[:, 1]))
