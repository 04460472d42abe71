import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from edge_vision.adapters.fake_source import FakeSource
from edge_vision.adapters.paced_source import PacedSource
from edge_vision.adapters.picamera_source import PicameraSource
from edge_vision.adapters.sources import open_camera
from edge_vision.errors import CameraError
from edge_vision.ports import Frame, FrameSource, Image
from edge_vision.settings import CameraSettings
from tests.edge_vision.pictures import clip, floor
from wire.clock import FakeClock


def never(_seconds: float) -> None:
    raise AssertionError("nothing to wait for")


def read(source: FrameSource) -> Frame:
    """The next frame, which must come."""
    frame = source.read()
    assert frame is not None
    return frame


def test_a_recording_plays_in_its_own_time() -> None:
    clock = FakeClock()
    source = PacedSource(
        FakeSource([floor()] * 10, fps=10),
        now_s=lambda: clock.boot_ms() / 1000,
        wait=clock.advance,
    )
    began_ms = clock.boot_ms()
    with source:
        times = [
            (frame.time_s, clock.boot_ms() - began_ms)
            for _ in range(10)
            if (frame := source.read())
        ]
    assert [round(1000 * time_s) for time_s, _ in times] == [at_ms for _, at_ms in times]
    assert source.live


def test_frames_that_are_late_are_passed_over() -> None:
    clock = FakeClock()
    source = PacedSource(
        FakeSource([floor()] * 50, fps=10),
        now_s=lambda: clock.boot_ms() / 1000,
        wait=clock.advance,
    )
    assert read(source).index == 0
    clock.advance(2)
    assert read(source).index in (19, 20)


def test_a_file_is_opened_as_a_camera(tmp_path: Path) -> None:
    film = clip(tmp_path / "film.mp4", [], seconds=0.5, quiet_s=0)
    settings = CameraSettings(source=str(film))
    with open_camera(settings, now_s=lambda: 0.0, wait=lambda _seconds: None) as source:
        assert source.live
        assert source.read() is not None


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("63", "no camera at /dev/video63"),
        ("/dev/video63", "no camera at /dev/video63"),
        ("/dev/v4l/by-id/usb-cam", "no camera at /dev/v4l/by-id/usb-cam"),
        ("rtsp://127.0.0.1:9/x", "does not answer"),
        ("gone.mp4", "no file"),
        ("picamera:left", "no file"),
    ],
)
def test_what_cannot_be_opened_is_said(source: str, words: str) -> None:
    with pytest.raises(CameraError, match=words):
        open_camera(CameraSettings(source=source), now_s=lambda: 0.0, wait=never)


@pytest.mark.parametrize(
    "source",
    ["rtsp://me:hush@[camera/live", "rtsp://camera:99999/live", "http://camera/live", "rtsp://"],
)
def test_what_is_no_address_of_a_camera_is_said_without_its_password(source: str) -> None:
    with pytest.raises(CameraError, match="rtsp://192") as caught:
        open_camera(CameraSettings(source=source), now_s=lambda: 0.0, wait=never)
    assert caught.value.permanent
    assert "hush" not in str(caught.value)


def test_without_picamera2_the_cure_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "picamera2", None)
    with pytest.raises(CameraError, match="apt install python3-picamera2") as caught:
        open_camera(CameraSettings(source="picamera"), now_s=lambda: 0.0, wait=never)
    assert caught.value.permanent


class Picamera2:
    """As much of picamera2 as we use."""

    def __init__(self, number: int) -> None:
        self.number, self.started = number, False

    def create_video_configuration(
        self, main: dict[str, Any], controls: dict[str, int]
    ) -> dict[str, Any]:
        return main | controls

    def configure(self, wanted: dict[str, Any]) -> None:
        self.wanted = wanted

    def start(self) -> None:
        self.started = True

    def capture_array(self, _name: str, wait: float) -> Image | None:
        if not self.started:
            raise RuntimeError(f"no frame in {wait} s")
        return floor()

    def stop(self) -> None:
        self.started = False

    def close(self) -> None:
        pass


@pytest.fixture
def _pi(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("picamera2")
    module.__dict__["Picamera2"] = Picamera2
    monkeypatch.setitem(sys.modules, "picamera2", module)


@pytest.mark.usefixtures("_pi")
def test_a_pi_camera_gives_frames_with_their_time() -> None:
    clock = FakeClock()
    source = PicameraSource(
        0, width_px=320, height_px=240, fps=15, now_s=lambda: clock.boot_ms() / 1000
    )
    clock.advance(1.5)
    frame = read(source)
    assert (frame.time_s, frame.index) == (1.5, 0)
    assert source._camera.wanted == {"size": (320, 240), "format": "RGB888", "FrameRate": 15}
    source.close()
    with pytest.raises(CameraError, match="ribbon cable"):
        source.read()


def test_the_fake_raises_what_it_is_given_and_ends() -> None:
    with FakeSource([floor(), CameraError("unplugged"), floor()]) as source:
        assert source.read() is not None
        with pytest.raises(CameraError, match="unplugged"):
            source.read()
        assert source.read() is not None
        assert source.read() is None
    assert source.closed
