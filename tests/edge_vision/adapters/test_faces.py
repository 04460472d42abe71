"""Cutting, covering, and finding faces."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_vision.adapters.face_crops import FRAMINGS, Framing, cut, mask_staff_areas, sharpness
from edge_vision.adapters.shrink import resized
from edge_vision.adapters.still import read_picture
from edge_vision.adapters.yunet_faces import YunetFaces
from edge_vision.domain.faces import Face
from edge_vision.errors import ModelError
from tests.support.shared import require_shared

NOISE = np.random.default_rng(1).integers(0, 255, (120, 160, 3)).astype(np.uint8)


def face(x: float, y: float, width: float, height: float) -> Face:
    return Face(np.asarray([x, y, width, height]), np.zeros((5, 2)), 0.9)


@given(
    st.floats(-300, 400), st.floats(-300, 400), st.floats(1, 300), st.floats(1, 300),
    st.sampled_from(FRAMINGS),
)  # fmt: skip
def test_a_crop_has_the_face_s_size_wherever_it_lies(
    x: float, y: float, width: float, height: float, framing: Framing
) -> None:
    crop = cut(NOISE, face(x, y, width, height), framing)
    grown = 1 + framing.margin
    assert width * grown <= crop.shape[1] <= width * grown + 2
    assert height * grown <= crop.shape[0] <= height * grown + 2


def test_a_mirrored_crop_is_the_other_way_round() -> None:
    there = cut(NOISE, face(20, 20, 50, 60), Framing(0.0, mirrored=False))
    back = cut(NOISE, face(20, 20, 50, 60), Framing(0.0, mirrored=True))
    assert np.array_equal(there, back[:, ::-1])


def test_sharp_blurred_and_blank_faces_are_told_apart() -> None:
    edges = np.kron(np.indices((8, 8)).sum(0) % 2 * 255, np.ones((12, 12))).astype(np.uint8)
    sharp = np.repeat(edges[:, :, None], 3, axis=2)
    blurred = np.asarray(cv2.GaussianBlur(sharp, (0, 0), 9), np.uint8)
    assert sharpness(sharp) > 3 * sharpness(blurred)
    assert sharpness(np.full((50, 50, 3), 90, np.uint8)) == 0


def test_staff_areas_are_black_and_the_picture_itself_is_not_touched() -> None:
    picture = np.full((100, 100, 3), 200, np.uint8)
    masked = mask_staff_areas(picture, [[(10, 10), (50, 10), (50, 50), (10, 50)]])
    assert masked[11:50, 11:50].max() == 0
    assert masked[60:, 60:].min() == 200
    assert picture.min() == 200
    assert mask_staff_areas(picture, []) is picture


@pytest.mark.parametrize("size", [(20, 10), (64, 64), (130, 90), (400, 700), (1, 1)])
def test_pictures_of_any_size_are_resized(size: tuple[int, int]) -> None:
    flat = np.full((*size, 3), 77, np.uint8)
    assert np.array_equal(resized(flat, 64, 48), np.full((48, 64, 3), 77, np.uint8))


def test_a_file_that_is_no_picture_reads_as_none(tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").write_bytes(b"")
    (tmp_path / "text.jpg").write_text("text")
    assert read_picture(tmp_path / "empty.jpg") is None
    assert read_picture(tmp_path / "text.jpg") is None
    assert read_picture(tmp_path / "absent.jpg") is None


def test_a_file_that_is_no_detector_is_told(tmp_path: Path) -> None:
    (tmp_path / "faces.onnx").write_bytes(b"broken")
    with pytest.raises(ModelError, match="cannot be used to find faces"):
        YunetFaces(tmp_path / "faces.onnx")


@pytest.fixture(scope="module")
def yunet() -> YunetFaces:
    return YunetFaces(require_shared() / "models" / "face_detection_yunet_2026may.onnx")


@pytest.mark.shared
def test_a_face_is_found_in_a_still_and_in_its_region(yunet: YunetFaces) -> None:
    image = read_picture(require_shared() / "data" / "faces" / "happiness_00.jpg")
    assert image is not None
    still = yunet.find(image)[0]
    height, width = image.shape[:2]
    wide = cv2.copyMakeBorder(image, 50, 200, 300, 100, cv2.BORDER_REPLICATE)
    region = (300.0, 50.0, 300.0 + width, 50.0 + height)
    found = yunet.find(np.asarray(wide), region)[0]
    assert np.allclose(
        found.middle, np.asarray(still.middle) + np.asarray([300, 50]), atol=0.1 * width
    )


@pytest.mark.shared
@pytest.mark.parametrize(
    "region", [(500, 500, 600, 600), (-90, -90, -10, -10), (5, 5, 5.4, 5.4), (-50, -50, 900, 900)]
)
def test_regions_outside_or_without_area_hold_no_face(
    yunet: YunetFaces, region: tuple[float, float, float, float]
) -> None:
    assert yunet.find(np.full((100, 100, 3), 99, np.uint8), region) == []


@pytest.mark.shared
@pytest.mark.parametrize("size", [(1, 1), (3, 2), (31, 22), (5, 300)])
def test_tiny_and_odd_pictures_give_finite_faces_or_none(
    yunet: YunetFaces, size: tuple[int, int]
) -> None:
    picture = np.random.default_rng(0).integers(0, 255, (*size, 3)).astype(np.uint8)
    assert all(np.isfinite(one.box_xywh).all() for one in yunet.find(picture))
