"""The network's own behaviour needs the shared model; its arithmetic does not."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from edge_vision.adapters.onnx_people import PeopleModel, _anchors, _square_side, decode
from edge_vision.errors import ModelError
from tests.support.shared import require_shared

Somebody = tuple[int, float, float, float, float, float]


def rows_with(
    grid: NDArray[np.float32], stride: NDArray[np.float32], *people: Somebody
) -> NDArray[np.float32]:
    """Output rows that are silent but for these (row, x, y, width, height, score) in pixels."""
    rows = np.zeros((len(grid), 85), dtype=np.float32)
    rows[:, 2:4] = -20
    for row, x, y, width, height, score in people:
        rows[row, :2] = np.asarray([x, y]) / stride[row] - grid[row]
        rows[row, 2:4] = np.log(np.asarray([width, height]) / stride[row])
        rows[row, 4:6] = (1, score)
    return rows


def test_boxes_come_out_of_the_grid_they_went_into() -> None:
    grid, stride = _anchors(416)
    assert len(grid) == 52**2 + 26**2 + 13**2
    rows = rows_with(grid, stride, (100, 208, 104, 40, 100, 0.9), (3000, 50, 60, 20, 50, 0.3))
    boxes, scores = decode(rows, grid, stride, 0.1)
    assert boxes[0] == pytest.approx([188, 54, 228, 154], abs=1e-3)
    assert boxes[1] == pytest.approx([40, 35, 60, 85], abs=1e-3)
    assert scores == pytest.approx([0.9, 0.3])


def test_the_same_person_twice_comes_out_once_and_nonsense_does_not_overflow() -> None:
    grid, stride = _anchors(416)
    rows = rows_with(grid, stride, (100, 208, 104, 40, 100, 0.9), (101, 210, 104, 40, 100, 0.8))
    rows[7, 2:6] = (500.0, 500.0, 1.0, 0.05)  # a size of e^500
    boxes, _ = decode(rows, grid, stride, 0.02)
    assert np.isfinite(boxes).all()
    assert len(boxes) <= 2


@pytest.mark.parametrize("shape", [[1, 3, 416, 320], [1, 1, 416, 416], [1, 3, "h", "w"], [3]])
def test_a_network_of_another_shape_is_refused(shape: list[int | str], tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="not 1 x 3 x N x N"):
        _square_side(tmp_path / "x.onnx", shape)


def test_a_damaged_file_is_said_with_the_cure(tmp_path: Path) -> None:
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"\x08\x01nonsense")
    with pytest.raises(ModelError, match="models verify"):
        PeopleModel(broken)


@pytest.mark.shared
@pytest.mark.parametrize(
    "name", ["fer2013_mini_xception.onnx", "face_detection_yunet_2026may.onnx"]
)
def test_a_network_for_something_else_is_refused(name: str) -> None:
    with pytest.raises(ModelError, match="another model"):
        PeopleModel(require_shared() / "models" / name)


@pytest.mark.shared
def test_an_empty_picture_holds_nobody_and_any_shape_of_picture_will_do() -> None:
    model = PeopleModel(require_shared() / "models" / "yolox_nano.onnx")
    for shape in ((480, 640, 3), (1000, 20, 3), (7, 900, 3)):
        found = model.look(np.full(shape, 120, np.uint8))
        assert found.looked
        assert len(found) == 0
