from pathlib import Path

import numpy as np
import pytest

from edge_vision.adapters.onnx_expression import OnnxExpression, outputs_appendix, pool, prepare
from edge_vision.domain.expressions import CLASS_OF
from edge_vision.errors import ModelError
from edge_vision.expression.engines import open_engine, open_reader
from edge_vision.models.catalogue import ExpressionInput, borrowed, catalogue
from tests.edge_vision.tiny_onnx import deepface_shaped, ignoring_its_input
from tests.support.shared import require_shared

FACE = np.random.default_rng(3).integers(0, 255, (61, 47, 3)).astype(np.uint8)


def deepface_input(**changes: object) -> ExpressionInput:
    lent = borrowed("deepface_emotion")
    assert lent is not None
    fields = {name: getattr(lent.expression, name) for name in lent.expression.__struct_fields__}
    return ExpressionInput(**(fields | changes))


def test_a_face_gives_one_probability_for_each_word(tmp_path: Path) -> None:
    reader = OnnxExpression(deepface_shaped(tmp_path / "net.onnx"), deepface_input())
    look = reader.read(FACE)
    assert look.probabilities.shape == (7,) == (len(reader.words),)
    assert look.probabilities.sum() == pytest.approx(1)
    assert np.allclose(np.exp(look.features), look.probabilities, atol=1e-6)


def test_an_inner_layer_becomes_features_without_an_onnx_library(tmp_path: Path) -> None:
    path = deepface_shaped(tmp_path / "net.onnx")
    plain = OnnxExpression(path, deepface_input()).read(FACE)
    deep = OnnxExpression(path, deepface_input(features=["relu16"]))
    look = deep.read(FACE)
    assert np.array_equal(look.probabilities, plain.probabilities)
    assert look.features.shape == (7 + 2 * 1024,)


def test_long_layer_names_need_two_bytes_of_length() -> None:
    name = "x" * 200
    assert name.encode() in outputs_appendix([name])
    assert outputs_appendix([]) == b""


def test_pooling_keeps_the_mean_and_the_largest_of_each_map() -> None:
    maps = np.asarray([[[[1, 3], [5, 7]], [[0, 0], [0, 8]]]], dtype=np.float32)
    assert pool(maps).tolist() == [4, 2, 7, 8]


@pytest.mark.parametrize(
    "answer", [[0.5, 0.4], [0.5] * 7, [float("nan")] + [0.0] * 6, [2.0, -1.0, 0, 0, 0, 0, 0]]
)
def test_an_answer_that_is_no_probability_vector_is_refused(
    tmp_path: Path, answer: list[float]
) -> None:
    path = ignoring_its_input(tmp_path / "net.onnx", answer)
    with pytest.raises(ModelError, match=r"does not answer with 7 probabilities .* correct"):
        OnnxExpression(path, deepface_input())


def test_logits_get_a_softmax(tmp_path: Path) -> None:
    path = ignoring_its_input(tmp_path / "net.onnx", [9.0, 0, 0, 0, 0, 0, 0])
    look = OnnxExpression(path, deepface_input(output="logits")).read(FACE)
    assert look.probabilities[0] > 0.99


def test_a_wrong_input_size_is_told_with_the_cure(tmp_path: Path) -> None:
    path = deepface_shaped(tmp_path / "net.onnx")
    with pytest.raises(ModelError, match="correct `side_px`"):
        OnnxExpression(path, deepface_input(side_px=64))


def test_a_file_that_is_no_network_is_refused(tmp_path: Path) -> None:
    (tmp_path / "net.onnx").write_bytes(b"not a network")
    with pytest.raises(ModelError, match="cannot be loaded"):
        OnnxExpression(tmp_path / "net.onnx", deepface_input())


def test_colour_layout_and_range_are_as_declared() -> None:
    red = np.zeros((20, 20, 3), np.uint8)
    red[:, :, 2] = 255
    spec = deepface_input(
        side_px=16, layout="NCHW", colour="rgb", fit="stretch", scale=1 / 127.5, offset=-1.0
    )
    tensor = prepare(red, spec)
    assert tensor.shape == (1, 3, 16, 16)
    assert tensor[0, :, 8, 8] == pytest.approx([1, -1, -1])


def test_letterbox_keeps_the_shape_of_a_face() -> None:
    white = np.full((40, 20, 3), 255, np.uint8)
    tensor = prepare(white, deepface_input())[0, :, :, 0]
    assert tensor[24, 24] == pytest.approx(1)
    assert tensor[24, 4] == tensor[24, 44] == 0


def test_every_expression_network_of_the_catalogue_uses_known_words() -> None:
    specs = [model.expression for model in catalogue() if model.expression is not None]
    assert len(specs) >= 3
    assert all(word in CLASS_OF for spec in specs for word in spec.classes)


def test_a_network_for_people_is_not_taken_for_expressions(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="reads no expressions"):
        open_reader(tmp_path, "yolox_nano")


def test_missing_deepface_weights_are_told_with_both_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEEPFACE_HOME", str(tmp_path / "home"))
    with pytest.raises(ModelError, match="copy it there"):
        open_reader(tmp_path, "deepface_emotion")
    with pytest.raises(ModelError, match="DeepFace's weights are not at"):
        open_reader(tmp_path, "deepface")


@pytest.mark.shared
def test_the_shipped_network_gives_263_features() -> None:
    engine = open_engine(require_shared() / "models")
    assert engine.reader.read(FACE).features.shape == (7 + 2 * 128,)
