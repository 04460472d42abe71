"""Expressions by any ONNX network that the catalogue describes, in ONNX Runtime."""

from pathlib import Path
from typing import Final

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from edge_vision.adapters.shrink import resized
from edge_vision.errors import ModelError
from edge_vision.face_ports import Look
from edge_vision.models.catalogue import ExpressionInput
from edge_vision.ports import Image

_LETTERBOX_PX: Final = 224
_LEAST_PROBABILITY: Final = 1e-6
_SUM_TOLERANCE: Final = 1e-3

Pixels = NDArray[np.integer | np.floating]


class OnnxExpression:
    """An expression network.

    Args:
        path: the ONNX file.
        spec: what it wants and answers.
        threads: for one look; 1 leaves the other cores to the rest.

    Raises:
        ModelError: unreadable, or its answer is not what `spec` says.
    """

    def __init__(self, path: Path, spec: ExpressionInput, *, threads: int = 1) -> None:
        self._path, self._spec = path, spec
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            model = path.read_bytes() + outputs_appendix(spec.features)
            self._session = onnxruntime.InferenceSession(
                model, options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            reason = str(error).strip().splitlines()[0]
            raise ModelError(
                f"{path} cannot be loaded as an expression network ({reason}); "
                "run `otklik-vision models verify`."
            ) from error
        self._input = self._session.get_inputs()[0].name
        self._outputs = [self._session.get_outputs()[0].name, *spec.features]
        self._try_out()

    @property
    def words(self) -> tuple[str, ...]:
        """The network's classes, in the order of its probabilities."""
        return tuple(self._spec.classes)

    def read(self, crop: Image) -> Look:
        """What one face shows; `crop` is H x W x 3, BGR.

        Raises:
            ModelError: the answer is not a probability vector.
        """
        tensor = prepare(crop, self._spec)
        answers = self._session.run(self._outputs, {self._input: tensor})
        probabilities = self._probabilities(answers[0])
        logs = np.log(np.maximum(probabilities, _LEAST_PROBABILITY))
        pooled = [pool(inner) for inner in answers[1:]]
        return Look(probabilities, np.concatenate([logs, *pooled]))

    def _probabilities(self, answer: NDArray[np.float32]) -> NDArray[np.float64]:
        values = np.asarray(answer, dtype=np.float64).ravel()
        if self._spec.output == "logits" and values.size:
            powers = np.exp(values - values.max())
            values = powers / powers.sum()
        total = float(values.sum())
        right = values.size == len(self._spec.classes) and abs(total - 1) <= _SUM_TOLERANCE
        if not right or not values.min() >= -_SUM_TOLERANCE:  # NaN is neither
            raise ModelError(
                f"{self._path} does not answer with {len(self._spec.classes)} probabilities that "
                f"add up to 1 (shape {answer.shape}, sum {total:.3g}); correct `output` and "
                "`classes` of its catalogue entry, or choose another network."
            )
        values = np.maximum(values, 0)
        return np.asarray(values / values.sum())

    def _try_out(self) -> None:
        side = self._spec.side_px
        ramp = np.tile(np.linspace(0, 255, side).astype(np.uint8)[:, None, None], (1, side, 3))
        try:
            self.read(ramp)
        except ModelError:
            raise
        except Exception as error:
            reason = str(error).strip().splitlines()[0]
            raise ModelError(
                f"{self._path} refuses a face as its catalogue entry describes it ({reason}); "
                "correct `side_px`, `layout`, `colour` or `features` there."
            ) from error


def prepare(crop: Image, spec: ExpressionInput) -> NDArray[np.float32]:
    """The tensor a network wants, 1 x H x W x C or 1 x C x H x W, from an H x W x 3 BGR crop."""
    square: Pixels
    if spec.fit == "letterbox":
        square = _letterboxed(crop, spec)
    else:
        square = _coloured(resized(crop, spec.side_px, spec.side_px), spec)
    values = square.astype(np.float32) * np.float32(spec.scale) + np.float32(spec.offset)
    values = values.reshape(spec.side_px, spec.side_px, -1)
    if spec.layout == "NCHW":
        values = values.transpose(2, 0, 1)
    return np.ascontiguousarray(values[None])


def pool(inner: NDArray[np.float32]) -> NDArray[np.float64]:
    """2C: mean and largest value of each of the C maps of 1 x C x H x W."""
    maps = inner.reshape(inner.shape[1], -1)
    return np.concatenate([maps.mean(axis=1), maps.max(axis=1)], dtype=np.float64)


def outputs_appendix(names: list[str]) -> bytes:
    """Bytes that, put after an ONNX file, make inner layers outputs of its graph.

    A protobuf reader merges a field that comes twice: a second `graph` (field 7 of ModelProto)
    which holds nothing but `output`s (field 12 of GraphProto, each with a name, field 1, and the
    type of float tensors, field 2) adds these to the first. So no ONNX library is needed here.
    """
    if not names:
        return b""
    float_tensor = _field(2, _field(1, b"\x08\x01"))
    graph = b"".join(_field(12, _field(1, name.encode()) + float_tensor) for name in names)
    return _field(7, graph)


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    parts = bytearray()
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    parts.append(value)
    return bytes(parts)


def _coloured(crop: Pixels, spec: ExpressionInput) -> Pixels:
    if spec.colour == "grey":
        return np.asarray(cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY))
    return crop if spec.colour == "bgr" else np.asarray(cv2.cvtColor(crop, cv2.COLOR_BGR2RGB))


def _letterboxed(crop: Image, spec: ExpressionInput) -> Pixels:
    """As DeepFace does it, in floats: to 224 pixels, black beside it, then to the input's size."""
    square = _coloured(crop.astype(np.float32), spec)
    factor = min(_LETTERBOX_PX / square.shape[0], _LETTERBOX_PX / square.shape[1])
    size = (max(1, int(square.shape[1] * factor)), max(1, int(square.shape[0] * factor)))
    square = np.asarray(cv2.resize(square, size))
    down, across = _LETTERBOX_PX - square.shape[0], _LETTERBOX_PX - square.shape[1]
    edges = (down // 2, down - down // 2, across // 2, across - across // 2)
    framed = cv2.copyMakeBorder(square, *edges, cv2.BORDER_CONSTANT)
    return np.asarray(cv2.resize(framed, (spec.side_px, spec.side_px)))
