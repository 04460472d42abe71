"""The calibration file: what was learnt from labelled faces about one network and detector."""

import datetime as dt
import hashlib
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import msgspec
import numpy as np
from msgspec import Meta, Struct
from numpy.typing import NDArray

from edge_vision.domain.correction import LEAST_FACES, measure
from edge_vision.domain.discriminant import Head, fit_best
from edge_vision.domain.expressions import CLASS_OF, CLASSES
from edge_vision.errors import CalibrationError
from edge_vision.expression.engines import Engine

_FORMAT: Final = 1
_DIGITS: Final = 7
_SEED: Final = 20261123
"""Of the division into folds: the same faces always give the same file."""

Row = list[float]
Word = Annotated[str, Meta(pattern="^(" + "|".join(CLASS_OF) + ")$")]


class Calibration(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file.

    Attributes:
        id: names it in messages: the start of a checksum of all the rest.
        made: the day, UTC.
        network, detector: names; their checksums beside them.
        faces: labelled faces used, by class.
        no_face: labelled pictures in which no face was found.
        words, mean, scale, weights, offset: the discriminant (`domain.discriminant.Head`).
        labels: N, the word of each face.
        scores: N x 3, of each face by a discriminant that had not seen it. The matrix, its
            covariance and the bootstrap all come from these. They tell nothing of a face but how
            negative, neutral and positive it looked.
    """

    format: int
    id: Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$")]
    made: dt.date
    network: str
    network_sha256: str
    detector: str
    detector_sha256: str
    faces: dict[str, int]
    no_face: int
    words: list[Word]
    mean: Row
    scale: Row
    weights: list[Row]
    offset: Row
    labels: list[Word]
    scores: list[Annotated[Row, Meta(min_length=3, max_length=3)]]

    @property
    def head(self) -> Head:
        """The discriminant."""
        return Head(
            tuple(self.words),
            np.asarray(self.mean),
            np.asarray(self.scale),
            np.asarray(self.weights),
            np.asarray(self.offset),
        )

    @property
    def held_out(self) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
        """N x 3 scores and N classes of the labelled faces."""
        return np.asarray(self.scores), _classes(self.labels)


def make(
    features: Sequence[NDArray[np.float64]],
    labels: Sequence[str],
    *,
    engine: Engine,
    no_face: int,
    today: dt.date,
) -> Calibration:
    """Learn from labelled faces.

    Args:
        features: of each face, L x D.
        labels: of each face.
        engine: that read them.
        no_face: pictures in which none was found.
        today: UTC.

    Raises:
        CalibrationError: too few faces of a class, or the network cannot tell classes apart.
    """
    refuse_few(labels)
    head, scores = fit_best(np.stack(features), labels, np.random.default_rng(_SEED))
    scores = scores.round(_DIGITS)
    if not measure(scores, _classes(labels)).usable:
        raise CalibrationError(
            f"{engine.network} cannot tell these faces apart (its mean answers to the three "
            "classes are nearly the same); look whether the labels are right, or take another "
            "network."
        )
    counts = Counter(CLASSES[CLASS_OF[label]] for label in labels)
    draft = Calibration(
        format=_FORMAT,
        id="0" * 32,
        made=today,
        network=engine.network,
        network_sha256=engine.network_sha256,
        detector=engine.detector,
        detector_sha256=engine.detector_sha256,
        faces={name: counts[name] for name in CLASSES},
        no_face=no_face,
        words=list(head.words),
        mean=_rounded(head.mean),
        scale=_rounded(head.scale),
        weights=[_rounded(row) for row in head.weights],
        offset=_rounded(head.offset),
        labels=list(labels),
        scores=[_rounded(row) for row in scores],
    )
    return msgspec.structs.replace(draft, id=_identity(draft))


def refuse_few(labels: Sequence[str]) -> None:
    """Refuse fewer than `LEAST_FACES` in a class.

    Raises:
        CalibrationError: which classes lack how many.
    """
    counts = Counter(CLASSES[CLASS_OF[label]] for label in labels)
    few = [f"{name} has {counts[name]}" for name in CLASSES if counts[name] < LEAST_FACES]
    if few:
        raise CalibrationError(
            f"A calibration needs at least {LEAST_FACES} faces in each class, but "
            f"{', '.join(few)}; add labelled faces of these."
        )


def save(calibration: Calibration, path: Path) -> None:
    """Write a calibration whole or not at all.

    Raises:
        CalibrationError: the folder takes no file.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(msgspec.json.encode(calibration))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise CalibrationError(
            f"{path} cannot be written ({error.strerror}); name another file with --out."
        ) from error


def load(path: Path, engine: Engine) -> Calibration:
    """Read a calibration, and see that it belongs to the engine.

    Raises:
        CalibrationError: absent, not a calibration, altered, or measured with other files.
    """
    cure = "make it anew with `otklik-vision calibrate FOLDER`."
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Calibration)
    except OSError as error:
        raise CalibrationError(f"{path} cannot be read ({error.strerror}); {cure}") from error
    except msgspec.DecodeError as error:
        raise CalibrationError(f"{path} is no calibration ({error}); {cure}") from error
    if found.format != _FORMAT or found.id != _identity(found):
        raise CalibrationError(f"{path} was altered or is of another version; {cure}")
    measured = (found.network_sha256, found.detector_sha256)
    if measured != (engine.network_sha256, engine.detector_sha256):
        raise CalibrationError(
            f"{path} was measured with {found.network} and {found.detector}, and these are other "
            f"files than {engine.network} and {engine.detector} here; {cure}"
        )
    return found


def _identity(calibration: Calibration) -> str:

    plain = msgspec.structs.replace(calibration, id="0" * 32)
    return hashlib.sha256(msgspec.json.encode(plain)).hexdigest()[:32]


def _classes(labels: Sequence[str]) -> NDArray[np.intp]:
    return np.asarray([CLASS_OF[label] for label in labels], dtype=np.intp)


def _rounded(values: NDArray[np.float64]) -> Row:
    return [round(float(value), _DIGITS) for value in values]
