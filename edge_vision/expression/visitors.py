"""One picture, one visitor: what a still tells of the one face that matters in it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from edge_vision.adapters.face_crops import FRAMINGS, cut
from edge_vision.domain.expressions import class_probabilities
from edge_vision.expression.engines import Engine
from edge_vision.ports import Image


class Visitor(NamedTuple):
    """A face, read in every framing.

    Attributes:
        guess: index of the class a plain user of the network would count: the first look's.
        features: L x D, of the looks.
    """

    guess: int
    features: NDArray[np.float64]


def read_still(image: Image, engine: Engine) -> Visitor | None:
    """The largest face of a picture, or None where none is found.

    A still has no head region, no neighbours in time and no second chance: quality does not
    decide, and all framings are read at once.
    """
    faces = engine.faces.find(image)
    if not faces:
        return None
    looks = [engine.reader.read(cut(image, faces[0], framing)) for framing in FRAMINGS]
    classes = class_probabilities(looks[0].probabilities[None], engine.reader.words)
    return Visitor(int(np.argmax(classes[0])), np.stack([look.features for look in looks]))
