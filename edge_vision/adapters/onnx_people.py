"""People by a YOLOX network (Ge et al., 2021) in ONNX Runtime."""

from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from edge_vision.adapters.onnx_input import with_side
from edge_vision.adapters.shrink import resized
from edge_vision.domain.detections import Boxes, Detections, suppress
from edge_vision.errors import ModelError
from edge_vision.ports import Image

_STRIDES = (8, 16, 32)
_PERSON = 0
_PADDING_GREY = 114
"""What the authors pad with in training (YOLOX `preproc`)."""
_MOST_OVERLAP = 0.55
_LOGIT_LIMIT = 12.0


class PeopleModel:
    """A YOLOX network, square input, BGR 0 to 255, one look at a time.

    Args:
        path: the ONNX file.
        threads: for one look; 1 leaves the other cores to the rest.
        side_px: look at pictures of this size, see `onnx_input`; None: what the file says.
        least_score: boxes below are dropped at once.

    Raises:
        ModelError: unreadable, or of a wrong shape.
    """

    def __init__(
        self,
        path: Path,
        *,
        threads: int = 1,
        side_px: int | None = None,
        least_score: float = 0.1,
    ) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Spinning threads burn a core of a Pi between looks.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # One input size: the arena settles at once. Without it each look's buffers go through
        # malloc between frames of other sizes, and the heap grew to twice its need.
        options.enable_cpu_mem_arena = True
        self._session = _session(path, str(path), options)
        self.side_px = _square_side(path, self._session.get_inputs()[0].shape)
        if side_px is not None and side_px != self.side_px:
            self._session = _session(path, with_side(path.read_bytes(), side_px), options)
            self.side_px = side_px
        self._input = self._session.get_inputs()[0]
        self._grid, self._stride = _anchors(self.side_px)
        self._least_score = least_score
        rows = self._run(np.full((self.side_px, self.side_px, 3), _PADDING_GREY, np.uint8)).shape
        if len(rows) != 2 or rows[0] != len(self._grid) or rows[1] < 6:
            raise ModelError(
                f"{path} gives {rows}, not {len(self._grid)} x 85: it is no YOLOX network; "
                "choose another in `otklik-vision models list`."
            )

    def look(self, image: Image) -> Detections:
        """People in a picture or crop, boxes in its pixels, clipped to it."""
        height, width = image.shape[:2]
        scale = self.side_px / max(height, width)
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        canvas = np.full((self.side_px, self.side_px, 3), _PADDING_GREY, np.uint8)
        canvas[: size[1], : size[0]] = resized(image, *size)
        boxes, scores = decode(self._run(canvas), self._grid, self._stride, self._least_score)
        boxes = np.clip(boxes / scale, 0, [width, height, width, height])
        solid = (boxes[:, 2:] - boxes[:, :2]).min(axis=1, initial=np.inf) >= 1
        return Detections.of(boxes[solid], scores[solid], by_model=True)

    def _run(self, canvas: Image) -> NDArray[np.float32]:
        tensor = np.ascontiguousarray(canvas.transpose(2, 0, 1)[None], dtype=np.float32)
        return np.asarray(self._session.run(None, {self._input.name: tensor})[0][0])


def decode(
    rows: NDArray[np.float32],
    grid: NDArray[np.float32],
    stride: NDArray[np.float32],
    least_score: float,
) -> tuple[Boxes, NDArray[np.float64]]:
    """Boxes (K x 4, network pixels) and scores (K) of people, after suppression.

    Args:
        rows: R x (5 + classes): centre offset, log size, objectness, class scores.
        grid: R x 2, cell of each row.
        stride: R, pixels of a cell.
        least_score: objectness times class score.
    """
    scores = rows[:, 4] * rows[:, 5 + _PERSON]
    chosen = np.flatnonzero(scores >= least_score)
    middles = (rows[chosen, :2] + grid[chosen]) * stride[chosen, None]
    sides = np.exp(np.clip(rows[chosen, 2:4], None, _LOGIT_LIMIT)) * stride[chosen, None]
    boxes = np.concatenate([middles - sides / 2, middles + sides / 2], axis=1).astype(np.float64)
    picked = scores[chosen].astype(np.float64)
    kept = suppress(boxes, picked, most_iou=_MOST_OVERLAP)
    return boxes[kept], picked[kept]


def _session(
    path: Path, network: str | bytes, options: onnxruntime.SessionOptions
) -> onnxruntime.InferenceSession:
    try:
        return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise ModelError(
            f"{path} cannot be loaded as a model ({error}); run `otklik-vision models verify`."
        ) from error


def _anchors(side_px: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    cells, strides = [], []
    for stride in _STRIDES:
        count = side_px // stride
        rows, columns = np.mgrid[:count, :count]
        cells.append(np.column_stack([columns.ravel(), rows.ravel()]))
        strides.append(np.full(count * count, stride))
    return np.concatenate(cells).astype(np.float32), np.concatenate(strides).astype(np.float32)


def _square_side(path: Path, shape: list[int | str]) -> int:
    match shape:
        case [_, 3, int(height), int(width)] if height == width and height % 32 == 0:
            return height
    raise ModelError(
        f"{path} takes {shape}, not 1 x 3 x N x N with N a multiple of 32; "
        "choose another model in `otklik-vision models list`."
    )
