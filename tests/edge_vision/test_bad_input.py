"""Whatever is given to `replay`: one sentence, its cure, exit code 2, and no count invented."""

import hashlib
import struct

import cv2
import msgspec
import pytest

from edge_vision.__main__ import main
from edge_vision.adapters import opencv_source
from edge_vision.adapters.opencv_source import open_file
from edge_vision.models import catalogue
from tests.edge_vision.people import walk
from tests.edge_vision.pictures import clip
from tests.edge_vision.tiny_onnx import model, node

LINE = "0,120,320,120"


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    folder = tmp_path_factory.mktemp("film")
    return clip(folder / "film.mp4", [walk((80, 10), (80, 230), 4)], seconds=5)


def bytes_of(film, kind):
    data = bytearray(film.read_bytes())
    index = data.find(b"moov") - 4
    return {
        "empty": b"",
        "text": b"no video at all",
        "cut before its index": bytes(data[: len(data) // 2]),
        "pictures lost": bytes(data[: index // 2])
        + bytes(index - index // 2)
        + bytes(data[index:]),
    }[kind]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("empty", "cannot be read as a video"),
        ("text", "cannot be read as a video"),
        ("cut before its index", "cannot be read as a video"),
        ("pictures lost", "breaks off after"),
    ],
)
def test_a_file_that_is_no_whole_video_counts_nothing(kind, words, film, tmp_path, capsys):
    path = tmp_path / "given.mp4"
    path.write_bytes(bytes_of(film, kind))
    told = refused(["replay", str(path), "--line", LINE, "--json"], tmp_path, capsys)
    assert words in told
    assert "copy it again" in told


@pytest.mark.parametrize(
    ("option", "points", "words"),
    [
        ("--line", "0,900,320,900", "lies outside the picture of 320 x 240 pixels: draw it anew"),
        ("--zone", "400,0,500,0,500,100", "lies outside the picture"),
        ("--zone", "0,0,100,100,100,0,0,100", "cross each other"),
        ("--line", "0,nan,320,120", "no place in a picture"),
        ("--line", "0,inf,320,120", "no place in a picture"),
        ("--line", "5,5,5,5", "the same"),
        ("--line", "0,120,320", "an x without its y"),
    ],
)
def test_shapes_that_cannot_be_counted_at_are_refused(
    option, points, words, film, tmp_path, capsys
):
    assert words in refused(["replay", str(film), option, points, "--json"], tmp_path, capsys)


def refused(arguments, models, capsys):
    """What is said on the way out, with exit code 2 and nothing on stdout."""
    try:
        code = main([*arguments, "--models", str(models)])
    except SystemExit as leaving:
        code = leaving.code
    said = capsys.readouterr()
    assert code == 2
    assert said.out == ""
    assert "Traceback" not in said.err
    return said.err


def model_given(folder, data, monkeypatch=None):
    """A folder in which yolox_nano is `data`; with `monkeypatch`, the catalogue says so too."""
    (folder / "yolox_nano.onnx").write_bytes(data)
    if monkeypatch:
        entry = msgspec.structs.replace(
            catalogue.find("yolox_nano"),
            size_bytes=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
        )
        monkeypatch.setattr("edge_vision.detectors.find", lambda _name: entry)
    return folder


def test_a_model_with_a_wrong_checksum_is_not_loaded(film, tmp_path, capsys):
    folder = model_given(tmp_path, b"x" * catalogue.find("yolox_nano").size_bytes)
    told = refused(["replay", str(film), "--line", LINE, "--json"], folder, capsys)
    assert "size or checksum" in told
    assert "models pull yolox_nano" in told


def echo(shape):
    """A network that returns what it is given."""
    return model([node("Identity", ["images"], "output")], {}, ("images", shape), ("output", shape))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no network", "cannot be loaded as a model"),
        (echo([1, 3, 64, 48]), "with N a multiple of 32"),
        (echo([1, 3, 416, 416]), "it is no YOLOX network"),
    ],
    ids=["not a model", "wrong input", "wrong output"],
)
def test_a_model_with_wrong_shapes_is_not_used(data, words, film, tmp_path, capsys, monkeypatch):
    folder = model_given(tmp_path, data, monkeypatch)
    assert words in refused(["replay", str(film), "--line", LINE, "--json"], folder, capsys)


def test_a_file_without_a_frame_rate_is_read_and_its_guess_is_said(film, monkeypatch, caplog):
    def capture(*arguments):
        real = cv2.VideoCapture(*arguments)
        return Rateless(real)

    monkeypatch.setattr(opencv_source, "cv2", Cv2(capture))
    with open_file(str(film)) as source:
        assert source.fps == 25
    assert "names no frame rate" in caplog.text
    assert "true rate" in caplog.text


class Rateless:
    """A capture whose file says 0 frames a second."""

    def __init__(self, capture):
        self.capture = capture

    def get(self, name):
        return 0.0 if name == cv2.CAP_PROP_FPS else self.capture.get(name)

    def __getattr__(self, name):
        return getattr(self.capture, name)


class Cv2:
    """OpenCV with another `VideoCapture`."""

    def __init__(self, capture):
        self.VideoCapture = capture

    def __getattr__(self, name):
        return getattr(cv2, name)


def test_zero_in_the_file_itself_is_the_same(film, tmp_path, caplog):
    """The time scale of the MP4's track, which the rate is reckoned from."""
    data = bytearray(film.read_bytes())
    place = data.find(b"stts")
    entries = struct.unpack(">I", data[place + 8 : place + 12])[0]
    for number in range(entries):
        at = place + 12 + 8 * number + 4
        data[at : at + 4] = bytes(4)
    path = tmp_path / "rateless.mp4"
    path.write_bytes(data)
    with open_file(str(path)) as source:
        assert 0 < source.fps <= 240
