"""`otklik-vision shares` and `calibrate`: a folder of pictures, each of one visitor.

The JSON is a promise: other programs score the correction with it.
"""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from edge_vision.domain.correction import estimate
from edge_vision.domain.expressions import CLASSES
from edge_vision.errors import FacesError
from edge_vision.expression import calibration as calibrations
from edge_vision.expression.calibration import Calibration
from edge_vision.expression.engines import Engine
from edge_vision.expression.folder import labels, load, load_all, pictures
from edge_vision.expression.visitors import Visitor, read_still

_SEED: Final = 1
_DIGITS: Final = 4
Progress = Callable[[int, int], None]
"""Called with pictures so far and pictures in all."""


class SharesResult(Struct, frozen=True, kw_only=True):
    """What `shares` prints. Field names are the JSON's.

    Without a calibration `corrected` and `interval95` are null.
    """

    visitors: int
    no_face: int
    raw: dict[str, float]
    corrected: dict[str, float] | None
    interval95: dict[str, tuple[float, float]] | None


def shares_of(
    folder: Path,
    engine: Engine,
    calibration: Calibration | None,
    progress: Progress = lambda _done, _all: None,
) -> SharesResult:
    """The shares of a folder's visitors.

    Raises:
        FacesError: no pictures, one that is none, or no face in any.
        ModelError: the network misbehaves.
    """
    paths = pictures(folder)
    visitors: list[Visitor] = []
    for number, image in enumerate(load_all(paths), start=1):
        visitor = read_still(image, engine)
        visitors += [visitor] if visitor else []
        progress(number, len(paths))
    if not visitors:
        raise FacesError(f"No face was found in the {len(paths)} pictures of {folder}.")
    guesses = np.bincount([visitor.guess for visitor in visitors], minlength=len(CLASSES))
    corrected, interval = _corrected(visitors, calibration)
    return SharesResult(
        visitors=len(visitors),
        no_face=len(paths) - len(visitors),
        raw=_named(guesses / len(visitors)),
        corrected=corrected,
        interval95=interval,
    )


def calibrate(
    folder: Path,
    engine: Engine,
    today: dt.date,
    progress: Progress = lambda _done, _all: None,
) -> Calibration:
    """Measure network and detector on a folder of labelled faces.

    Raises:
        CalibrationError: fewer than 30 faces in a class, or a network that tells nothing apart.
        FacesError: what is wrong with the folder or its CSV.
        ModelError: the network misbehaves.
    """
    rows = labels(folder)
    calibrations.refuse_few([row.word for row in rows])
    features, words = [], []
    for number, row in enumerate(rows, start=1):
        visitor = read_still(load(row.path), engine)
        if visitor is not None:
            features.append(visitor.features)
            words.append(row.word)
        progress(number, len(rows))
    return calibrations.make(
        features, words, engine=engine, no_face=len(rows) - len(words), today=today
    )


def _corrected(
    visitors: list[Visitor], calibration: Calibration | None
) -> tuple[dict[str, float] | None, dict[str, tuple[float, float]] | None]:
    if calibration is None:
        return None, None
    head = calibration.head
    scores = np.stack([head.scores(visitor.features).mean(axis=0) for visitor in visitors])
    known, classes = calibration.held_out
    found = estimate(
        scores.mean(axis=0), len(visitors), known, classes, np.random.default_rng(_SEED)
    )
    interval = {
        name: (round(float(low), _DIGITS), round(float(high), _DIGITS))
        for name, (low, high) in zip(CLASSES, found.interval95, strict=True)
    }
    return _named(found.shares), interval


def _named(values: NDArray[np.float64]) -> dict[str, float]:
    return {name: round(float(value), _DIGITS) for name, value in zip(CLASSES, values, strict=True)}
