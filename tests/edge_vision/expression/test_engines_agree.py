"""DeepFace and the light engine on the same weights, where the extra `vision-deepface` is here."""

import warnings
from pathlib import Path

import numpy as np
import pytest

from edge_vision.adapters.deepface_expression import DeepFaceExpression, weights_path
from edge_vision.errors import ModelError
from edge_vision.expression.engines import open_reader
from tests.edge_vision.tiny_onnx import deepface_shaped

FACES = 100


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DEEPFACE_HOME", str(tmp_path))
    weights_path().parent.mkdir(parents=True)
    return tmp_path


def test_both_engines_give_the_same_probabilities(home: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library's own, at import
        pytest.importorskip("deepface", reason="needs the extra `vision-deepface`")
    deepface_shaped(weights_path())
    theirs = DeepFaceExpression()
    ours, path = open_reader(home, "deepface_emotion")
    assert path == weights_path()
    assert ours.words == theirs.words
    random, largest, answers = np.random.default_rng(1), 0.0, []
    for _ in range(FACES):
        size = random.integers(20, 260, 2)
        coarse = random.integers(0, 255, (6, 5, 3)).astype(np.float64)
        crop = np.kron(coarse, np.ones((44, 52, 1)))[: size[0], : size[1]].astype(np.uint8)
        one = ours.read(crop).probabilities
        largest = max(largest, float(np.abs(one - theirs.read(crop).probabilities).max()))
        answers.append(one)
    assert largest < 1e-4
    assert np.std(answers, axis=0).max() > 0.01  # the network looks at its input


def test_a_damaged_weights_file_is_one_sentence(home: Path) -> None:
    weights_path().write_bytes(b"broken")
    with pytest.raises(ModelError, match="cannot be loaded"):
        open_reader(home, "deepface_emotion")


def test_absent_deepface_is_told_with_the_extra(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights_path().write_bytes(b"there")
    monkeypatch.setitem(__import__("sys").modules, "deepface", None)
    with pytest.raises(ModelError, match=r"pip install otklik\[vision-deepface\]"):
        DeepFaceExpression()
