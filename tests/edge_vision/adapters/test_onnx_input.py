import numpy as np
import onnxruntime
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_vision.adapters.onnx_input import SIDES_PX, with_side
from edge_vision.adapters.onnx_people import PeopleModel
from edge_vision.errors import ModelError
from tests.edge_vision.tiny_onnx import model, node
from tests.support.shared import require_shared

ECHO = model(
    [node("Relu", ["images"], "output")],
    {},
    ("images", [1, 3, 416, 416]),
    ("output", [1, 3, 416, 416]),
)


@pytest.mark.parametrize("side_px", [128, 320, 416, 640, 1024])
def test_a_network_takes_pictures_of_the_size_that_was_asked(side_px: int) -> None:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(with_side(ECHO, side_px), options)
    assert session.get_inputs()[0].shape == [1, 3, side_px, side_px]
    picture = np.ones((1, 3, side_px, side_px), np.float32)
    assert session.run(None, {"images": picture})[0].shape == picture.shape


def test_its_own_size_changes_nothing() -> None:
    assert with_side(ECHO, 416) == ECHO


@pytest.mark.parametrize("side_px", [0, 96, 400, 1056])
def test_a_size_that_cannot_be_is_refused_with_those_that_can(side_px: int) -> None:
    with pytest.raises(ModelError, match="multiple of 32 from 128 to 1024"):
        with_side(ECHO, side_px)


def test_a_network_without_a_size_is_left_alone() -> None:
    flat = model([node("Relu", ["images"], "output")], {}, ("images", [1]), ("output", [1]))
    with pytest.raises(ModelError, match="names no size"):
        with_side(flat, 320)


@given(st.binary(max_size=60), st.sampled_from(SIDES_PX))
def test_a_damaged_file_is_an_error_of_ours(data: bytes, side_px: int) -> None:
    with pytest.raises(ModelError):
        with_side(data, side_px)


@pytest.mark.shared
@pytest.mark.parametrize("side_px", [256, 320, 512])
def test_the_shared_network_looks_at_pictures_of_any_size(side_px: int) -> None:
    network = require_shared() / "models" / "yolox_nano.onnx"
    model = PeopleModel(network, side_px=side_px)
    assert model.side_px == side_px
    assert len(model.look(np.full((480, 640, 3), 114, np.uint8)).scores) == 0
