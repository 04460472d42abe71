"""Whatever is given to `replay`: one sentence, its cure, exit code 2, and no count invented."""

import hashlib
import struct
from pathlib import Path
from typing import Any

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
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("film")
    return clip(folder / "film.mp4", [walk((80, 10), (80, 230), 4)], seconds=5)


def bytes_of(film: Path, kind: str) -> bytes:
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
def test_a_file_that_is_no_whole_video_counts_nothing(
    kind: str, words: str, film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
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
        ("--line", "-9,-9,400,-9,400,400", "lies outside the picture"),
        ("--line", "-90,-5,-20,-5", "lies outside the picture of 320 x 240 pixels: draw it anew"),
        ("--line", "0,nan,320,120", "no place in a picture"),
        ("--line", "0,inf,320,120", "no place in a picture"),
        ("--line", "5,5,5,5", "the same"),
        ("--line", "0,120,320", "an x without its y"),
    ],
)
def test_shapes_that_cannot_be_counted_at_are_refused(
    option: str,
    points: str,
    words: str,
    film: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert words in refused(["replay", str(film), option, points, "--json"], tmp_path, capsys)


def refused(arguments: list[str], models: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What is said on the way out, with exit code 2 and nothing on stdout."""
    code: object
    try:
        code = main([*arguments, "--models", str(models)])
    except SystemExit as leaving:
        code = leaving.code
    said = capsys.readouterr()
    assert code == 2
    assert said.out == ""
    assert "Traceback" not in said.err
    return said.err


def model_given(folder: Path, data: bytes, monkeypatch: pytest.MonkeyPatch | None = None) -> Path:
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


def test_a_model_with_a_wrong_checksum_is_not_loaded(
    film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = model_given(tmp_path, b"x" * catalogue.find("yolox_nano").size_bytes)
    told = refused(["replay", str(film), "--line", LINE, "--json"], folder, capsys)
    assert "size or checksum" in told
    assert "models pull yolox_nano" in told


def echo(shape: list[int]) -> bytes:
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
def test_a_model_with_wrong_shapes_is_not_used(
    data: bytes,
    words: str,
    film: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = model_given(tmp_path, data, monkeypatch)
    assert words in refused(["replay", str(film), "--line", LINE, "--json"], folder, capsys)


def times_of(film: Path) -> list[float]:
    """When each frame is said to be taken."""
    times = []
    with open_file(str(film)) as source:
        while (frame := source.read()) is not None:
            times.append(frame.time_s)
    return times


@pytest.mark.parametrize(
    ("silent", "guess"),
    [
        ({cv2.CAP_PROP_FPS}, False),
        ({cv2.CAP_PROP_FPS, cv2.CAP_PROP_POS_MSEC}, True),
    ],
    ids=["stamps tell", "nothing tells"],
)
def test_a_file_without_a_frame_rate_is_read_and_a_guess_is_said(
    silent: set[int],
    guess: bool,
    film: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def capture(*arguments: Any) -> Silent:
        return Silent(cv2.VideoCapture(*arguments), silent)

    true = times_of(film)
    monkeypatch.setattr(opencv_source, "cv2", Cv2(capture))
    found = times_of(film)
    assert ("names no frame rate" in caplog.text) is guess
    assert ("true rate" in caplog.text) is guess
    assert found == pytest.approx([index / 25 for index in range(len(true))] if guess else true)


class Silent:
    """A capture whose file says 0 for some of what it is asked."""

    def __init__(self, capture: Any, silent: set[int]) -> None:
        self.capture = capture
        self.silent = silent

    def get(self, name: int) -> float:
        return 0.0 if name in self.silent else self.capture.get(name)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.capture, name)


class Cv2:
    """OpenCV with another `VideoCapture`."""

    def __init__(self, capture: Any) -> None:
        self.VideoCapture = capture

    def __getattr__(self, name: str) -> Any:
        return getattr(cv2, name)


def retimed(film: Path, path: Path, ticks: list[tuple[int, int]] | None) -> Path:
    """The clip with other times between its frames: the time-to-sample table of an MP4.

    Args:
        film: a clip whose frames all last equally long, told in one entry.
        path: where to.
        ticks: how many frames last how many times as long, in two pairs; None: all last 0.
    """
    data = bytearray(film.read_bytes())
    place = data.find(b"stts")
    entries, frames, each = struct.unpack(">III", data[place + 8 : place + 20])
    assert entries == 1
    if ticks is None:
        data[place + 16 : place + 20] = bytes(4)
        path.write_bytes(data)
        return path
    rows = [(many, each * long) for many, long in ticks]
    assert sum(many for many, _ in rows) == frames
    table = struct.pack(">I", len(rows)) + b"".join(struct.pack(">II", *row) for row in rows)
    grown = len(table) - 12
    for box in (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stts"):
        at = data.find(box) - 4
        data[at : at + 4] = struct.pack(">I", struct.unpack(">I", data[at : at + 4])[0] + grown)
    data[place + 8 : place + 20] = table
    edits = data.find(b"edts")
    data[edits : edits + 4] = b"free"  # it ends the film when it used to end
    path.write_bytes(data)
    return path


def test_zero_in_the_file_itself_is_the_same(film: Path, tmp_path: Path) -> None:
    with open_file(str(retimed(film, tmp_path / "rateless.mp4", None))) as source:
        assert 0 < source.fps <= 240


def test_a_clip_of_no_steady_rate_is_timed_by_its_stamps(film: Path, tmp_path: Path) -> None:
    """As phones and network recorders make them: by the mean rate some would be seconds late."""
    frames = len(times_of(film))
    with open_file(str(film)) as source:
        each_s = 1 / source.fps
    first = frames // 2
    path = retimed(film, tmp_path / "phone.mp4", [(first, 1), (frames - first, 4)])
    times = times_of(path)
    assert len(times) == frames, "not taken for a truncated file"
    true = [min(index, first) + 4 * max(0, index - first) for index in range(frames)]
    assert times == pytest.approx([each_s * ticks for ticks in true], abs=3 * 4 * each_s)
    assert times[-1] == pytest.approx(each_s * true[-1], abs=1e-3)


def test_a_clip_that_lost_its_last_frames_is_counted_and_said(
    film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    data = bytearray(film.read_bytes())
    index, sizes = data.find(b"moov") - 4, data.find(b"stsz") + 12
    whole = struct.unpack(">I", data[sizes : sizes + 4])[0]
    last = struct.unpack(f">{whole}I", data[sizes + 4 : sizes + 4 + 4 * whole])[-4:]
    data[index - sum(last) : index] = bytes(sum(last))
    path = tmp_path / "short.mp4"
    path.write_bytes(data)
    code = main(["replay", str(path), "--line", LINE, "--json", "--models", str(tmp_path)])
    frames = msgspec.json.decode(capsys.readouterr().out)["frames"]
    assert code == 0
    assert frames == whole - 4
    assert f"ends after {frames} of {whole} frames" in caplog.text


def test_a_folder_is_not_called_a_missing_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = refused(["replay", str(tmp_path), "--line", LINE, "--json"], tmp_path, capsys)
    assert f"{tmp_path} is a folder: name a video file in it" in told


def test_a_zone_may_reach_beyond_the_picture(
    film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    zone = "-10,-.5,330,-10,330,250,-10,250"
    assert main(["replay", str(film), "--zone", zone, "--json", "--models", str(tmp_path)]) == 0
    assert msgspec.json.decode(capsys.readouterr().out)["visits"]
