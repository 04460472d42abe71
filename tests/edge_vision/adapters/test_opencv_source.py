from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import cv2
import pytest

from edge_vision.adapters import opencv_source
from edge_vision.adapters.addresses import with_credentials, without_credentials
from edge_vision.adapters.opencv_source import OpenCvSource, open_device, open_file, open_rtsp
from edge_vision.errors import CameraError
from edge_vision.ports import Frame
from tests.edge_vision.pictures import SIZE, clip
from tests.support.shared import require_shared


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return clip(tmp_path_factory.mktemp("film") / "film.mp4", [], seconds=1, fps=10, quiet_s=1)


def all_of(source: OpenCvSource, step_s: float = 0.0) -> Iterator[Frame]:
    due_s = 0.0
    while (frame := source.read(due_s)) is not None:
        yield frame
        due_s = frame.time_s + step_s


def test_a_file_gives_every_frame_with_its_time(film: Path) -> None:
    with open_file(str(film)) as source:
        frames = list(all_of(source))
    assert [frame.index for frame in frames] == list(range(20))
    assert frames[5].time_s == pytest.approx(0.5)
    assert frames[0].image.shape == (SIZE[1], SIZE[0], 3)
    assert not source.live
    assert source.fps == pytest.approx(10)
    assert source.passed == 20


def test_frames_that_are_not_wanted_are_passed_over(film: Path) -> None:
    with open_file(str(film)) as source:
        assert [frame.index for frame in all_of(source, step_s=0.5)] == [0, 5, 10, 15]
        assert source.passed == 20


def test_no_file_is_said_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CameraError, match=r"There is no file .*gone\.mp4") as caught:
        open_file(str(tmp_path / "gone.mp4"))
    assert caught.value.permanent


def test_what_is_no_video_is_said_in_one_sentence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "notes.mp4"
    text.write_text("no video")
    with pytest.raises(CameraError, match="cannot be read as a video"):
        open_file(str(text))
    assert capfd.readouterr().err == "", "only our own sentences on stderr"


def test_a_truncated_file_is_said_and_not_taken_for_a_short_one(tmp_path: Path, film: Path) -> None:
    short = tmp_path / "short.mp4"
    short.write_bytes(film.read_bytes()[: film.stat().st_size // 2])
    with pytest.raises(CameraError), open_file(str(short)) as source:
        list(all_of(source))


class Breaking:
    """A capture that gives a few frames of those that its file promises.

    A subclass of OpenCV's would take the interpreter down when it is collected.
    """

    def __init__(self, film: Path, stop_after: int) -> None:
        self.left = stop_after
        self.capture = cv2.VideoCapture(str(film))

    def grab(self) -> bool:
        self.left -= 1
        return self.left >= 0 and self.capture.grab()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.capture, name)


def breaking(film: Path, stop_after: int) -> cv2.VideoCapture:
    return cast("cv2.VideoCapture", Breaking(film, stop_after))


def test_a_file_that_breaks_off_names_the_frame(film: Path) -> None:
    source = OpenCvSource(
        breaking(film, 3), name="film", live=False, fps=10, frames=20, length_s=2.0
    )
    with source, pytest.raises(CameraError, match="breaks off after 3 of 20 frames"):
        list(all_of(source))


def test_a_camera_that_gives_no_more_is_an_error_not_an_end(film: Path) -> None:
    source = OpenCvSource(breaking(film, 2), name="cam", live=True, fps=10, now_s=lambda: 0.0)
    with source, pytest.raises(CameraError, match="plugged in"):
        list(all_of(source))


class Spoilt(Breaking):
    """A capture of which the first picture can be read, and no other."""

    asked = 0

    def grab(self) -> bool:
        self.left -= 1
        return self.left >= 0

    def retrieve(self) -> tuple[bool, Any]:
        self.asked += 1
        return self.capture.read() if self.asked == 1 else (False, None)


def test_a_camera_whose_pictures_cannot_be_read_is_given_up_for_now(film: Path) -> None:
    capture = cast("cv2.VideoCapture", Spoilt(film, 1000))
    source = OpenCvSource(capture, name="cam", live=True, fps=10, now_s=lambda: 0.0)
    with source:
        assert source.read() is not None
        with pytest.raises(CameraError, match="cannot be read") as caught:
            source.read()
    assert not caught.value.permanent


def test_what_cannot_be_read_of_a_file_is_passed_over(film: Path) -> None:
    capture = cast("cv2.VideoCapture", Spoilt(film, 1000))
    with OpenCvSource(capture, name="film", live=False, fps=10) as source:
        assert [frame.index for frame in all_of(source)] == [0]
        assert source.passed == 1000


@pytest.mark.parametrize("said", [0.0, -1.0, float("nan"), 90_000.0])
def test_nonsense_for_a_frame_rate_becomes_25(said: float) -> None:
    assert opencv_source._sane_fps(said) == 25


def test_a_device_that_is_not_there_is_said_with_its_name() -> None:
    with pytest.raises(CameraError, match="/dev/video63"):
        open_device("/dev/video63", width_px=640, height_px=480, fps=15, now_s=lambda: 0.0)


def test_a_network_camera_that_does_not_answer_is_said_without_its_password() -> None:
    with pytest.raises(CameraError, match="does not answer") as caught:
        open_rtsp("rtsp://127.0.0.1:9/x", username="tech", password="hush", now_s=lambda: 0.0)
    assert "hush" not in str(caught.value)


def test_credentials_enter_and_leave_an_address() -> None:
    full = with_credentials("rtsp://cam.example:554/live", "te ch", "p@ss/word")
    assert full == "rtsp://te%20ch:p%40ss%2Fword@cam.example:554/live"
    assert without_credentials(full) == "rtsp://cam.example:554/live"
    assert with_credentials("rtsp://cam.example/live", "", "") == "rtsp://cam.example/live"


@pytest.mark.shared
def test_a_gif_is_read_too() -> None:
    gif = require_shared() / "data" / "video" / "aisle.gif"
    with open_file(str(gif)) as source:
        assert len(list(all_of(source))) == 67
