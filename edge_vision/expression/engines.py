"""From names to engines: which files, which checksums, which adapter."""

import hashlib
import os
from pathlib import Path
from typing import NamedTuple

from edge_vision.adapters.onnx_expression import OnnxExpression
from edge_vision.adapters.yunet_faces import YunetFaces
from edge_vision.errors import ModelError
from edge_vision.expression.names import DEEPFACE, DEFAULT_DETECTOR, DEFAULT_NETWORK
from edge_vision.face_ports import ExpressionReader, FaceFinder
from edge_vision.models.catalogue import borrowed, find
from edge_vision.models.store import verified


class Engine(NamedTuple):
    """A face detector and an expression network. A correction belongs to both together.

    Attributes:
        network, detector: names.
        network_sha256, detector_sha256: of their files.
    """

    faces: FaceFinder
    reader: ExpressionReader
    network: str
    detector: str
    network_sha256: str
    detector_sha256: str


def open_engine(
    models: Path,
    *,
    network: str = DEFAULT_NETWORK,
    detector: str = DEFAULT_DETECTOR,
    threads: int = 1,
) -> Engine:
    """Load a detector and a network.

    Raises:
        ModelError: a name is unknown, or a file is absent, damaged or not what it should be.
    """
    detector_path = verified(models, find(detector))
    reader, path = open_reader(models, network, threads=threads)
    return Engine(
        YunetFaces(detector_path), reader, network, detector, sha256(path), sha256(detector_path)
    )


def open_reader(models: Path, network: str, *, threads: int = 1) -> tuple[ExpressionReader, Path]:
    """An expression network and its file.

    Raises:
        ModelError: as `open_engine`.
    """
    if network == DEEPFACE:
        # Imported only when asked for: it takes pandas and seconds.
        from edge_vision.adapters.deepface_expression import (  # noqa: PLC0415
            DeepFaceExpression,
            weights_path,
        )

        return DeepFaceExpression(), weights_path()
    lent = borrowed(network)
    if lent is not None:
        path = borrowed_path(models, lent.file)
        return OnnxExpression(path, lent.expression, threads=threads), path
    model = find(network)
    if model.expression is None:
        raise ModelError(
            f"{network} reads no expressions; `otklik-vision models list` shows which do."
        )
    path = verified(models, model)
    return OnnxExpression(path, model.expression, threads=threads), path


def borrowed_path(models: Path, file: str) -> Path:
    """A file that DeepFace keeps: in our folder of models, or where DeepFace puts it.

    Raises:
        ModelError: it is in neither place.
    """
    home = Path(os.environ.get("DEEPFACE_HOME") or Path.home())
    for folder in (models, home / ".deepface" / "weights"):
        if (folder / file).is_file():
            return folder / file
    raise ModelError(
        f"{file} is neither in {models} nor in {home / '.deepface' / 'weights'}; copy it there "
        "from a machine on which DeepFace has fetched it (nothing is fetched by itself)."
    )


def sha256(path: Path) -> str:
    """Checksum of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
