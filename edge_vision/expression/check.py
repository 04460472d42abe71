"""`otklik-vision models check`: two engines, the same faces, the same probabilities?"""

from pathlib import Path
from typing import Final

import numpy as np
from msgspec import Struct

from edge_vision.adapters.deepface_expression import DeepFaceExpression
from edge_vision.adapters.face_crops import FRAMINGS, cut
from edge_vision.errors import FacesError
from edge_vision.expression.engines import open_engine
from edge_vision.expression.folder import load_all, pictures

_ALLOWED: Final = 1e-4
_LIGHT_NETWORK: Final = "deepface_emotion"


class Comparison(Struct, frozen=True, kw_only=True):
    """What the comparison found. Field names are the JSON's."""

    faces: int
    largest_difference: float
    allowed: float
    agree: bool


def compare(folder: Path, models: Path, *, fetch: bool = False) -> Comparison:
    """Read every face of a folder with DeepFace and with the light engine on DeepFace's weights.

    Args:
        folder: pictures; those without a face are passed over.
        models: folder of models, for the face detector.
        fetch: let DeepFace fetch its weights.

    Raises:
        FacesError: no pictures, or no face in them.
        ModelError: DeepFace, its weights or the detector cannot be used.
    """
    deepface = DeepFaceExpression(fetch=fetch)
    light = open_engine(models, network=_LIGHT_NETWORK)
    differences = []
    for image in load_all(pictures(folder)):
        faces = light.faces.find(image)
        if faces:
            crop = cut(image, faces[0], FRAMINGS[0])
            ours = light.reader.read(crop).probabilities
            differences.append(np.abs(ours - deepface.read(crop).probabilities).max())
    if not differences:
        raise FacesError(f"No face was found in the pictures of {folder}.")
    largest = float(max(differences))
    return Comparison(
        faces=len(differences),
        largest_difference=largest,
        allowed=_ALLOWED,
        agree=largest < _ALLOWED,
    )
