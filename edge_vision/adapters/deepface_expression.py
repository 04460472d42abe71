"""Expressions by DeepFace's own public functions (the extra `vision-deepface`).

DeepFace 0.0.103 with its ONNX engine. Its weights are never fetched by themselves: without the
file DeepFace would try the network anew on every single call.
"""

import os
from pathlib import Path
from typing import Any, Final

import numpy as np

from edge_vision.errors import ModelError
from edge_vision.face_ports import Look
from edge_vision.ports import Image

WEIGHTS_FILE: Final = "facial_expression_model_weights.onnx"
_WORDS: Final = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
_LEAST_PROBABILITY: Final = 1e-6


def weights_path() -> Path:
    """Where DeepFace keeps its expression network."""
    home = Path(os.environ.get("DEEPFACE_HOME") or Path.home())
    return home / ".deepface" / "weights" / WEIGHTS_FILE


class DeepFaceExpression:
    """DeepFace as an `ExpressionReader`.

    Args:
        fetch: let DeepFace fetch its weights now if they are absent.

    Raises:
        ModelError: DeepFace or its weights are absent.
    """

    def __init__(self, *, fetch: bool = False) -> None:
        if not weights_path().is_file() and not fetch:
            raise ModelError(
                f"DeepFace's weights are not at {weights_path()}; copy {WEIGHTS_FILE} there, or "
                "ask for them with `otklik-vision models check --fetch`."
            )
        os.environ["DEEPFACE_BACKEND_ENGINE"] = "onnx"  # else an installed TensorFlow is taken
        try:
            from deepface import DeepFace  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise ModelError(
                f"DeepFace cannot be imported ({error}); run `pip install otklik[vision-deepface]`."
            ) from error
        self._analyze: Any = DeepFace.analyze

    @property
    def words(self) -> tuple[str, ...]:
        """Its seven classes."""
        return _WORDS

    def read(self, crop: Image) -> Look:
        """What one face shows; `crop` is H x W x 3, BGR.

        Raises:
            ModelError: DeepFace cannot load or run its network.
        """
        try:
            answer = self._analyze(
                np.ascontiguousarray(crop),
                actions=("emotion",),
                detector_backend="skip",
                enforce_detection=False,
                silent=True,
            )
        except ValueError as error:
            reason = str(error).strip().splitlines()[0]
            raise ModelError(
                f"DeepFace cannot read a face ({reason}); replace {weights_path()}."
            ) from error
        percents = answer[0]["emotion"]
        probabilities = np.asarray([float(percents[word]) for word in _WORDS]) / 100
        return Look(probabilities, np.log(np.maximum(probabilities, _LEAST_PROBABILITY)))
