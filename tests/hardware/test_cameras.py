"""One contract for pretended and for real cameras.

The pretended ones run everywhere. The real ones are named by OTKLIK_TEST_DEVICE (a number, as in
/dev/video0), OTKLIK_TEST_RTSP (an address) and by a Raspberry Pi camera that picamera2 finds.
"""

import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from edge_vision.adapters.fake_source import FakeSource
from edge_vision.adapters.sources import open_camera
from edge_vision.errors import CameraError
from edge_vision.ports import FrameSource, Image
from edge_vision.settings import CameraSettings
from tests.edge_vision.adapters.rtsp_camera import RtspCamera
from tests.edge_vision.adapters.test_sources import Picamera2
from tests.edge_vision.pictures import clip, pictures
from wire.clock import SystemClock

Opener = Callable[[pytest.FixtureRequest], FrameSource]
FPS = 10.0


def film() -> Iterator[Image]:
    """Pictures for as long as anybody looks: how many a second is the machine's business."""
    while True:
        yield from pictures([], seconds=20, fps=FPS)


def now_s() -> float:
    return SystemClock().boot_ms() / 1000


def camera(source: str) -> FrameSource:
    settings = CameraSettings(source=source, width_px=320, height_px=240, fps=FPS)
    return open_camera(settings, now_s=now_s, wait=lambda _seconds: None)


class FakeCapture:
    """As much of `cv2.VideoCapture` as a V4L2 device needs."""

    def __init__(self, *_: object) -> None:
        self.film = film()
        self.settings: dict[int, float] = {}

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
        return True

    def set(self, name: int, value: float) -> bool:
        self.settings[name] = value
        return True

    def get(self, name: int) -> float:
        return self.settings.get(name, 0.0)

    def grab(self) -> bool:
        self.shown = next(self.film, None)
        return self.shown is not None

    def retrieve(self) -> tuple[bool, Any]:
        return True, self.shown

    def release(self) -> None:
        self.film = iter(())


def fake(_: pytest.FixtureRequest) -> FrameSource:
    return FakeSource(film(), fps=FPS, live=True)


def file(request: pytest.FixtureRequest) -> FrameSource:
    folder = request.getfixturevalue("tmp_path")
    return camera(str(clip(folder / "film.mp4", [], seconds=5, fps=FPS)))


def device(request: pytest.FixtureRequest) -> FrameSource:
    patch = request.getfixturevalue("monkeypatch")
    patch.setattr("cv2.VideoCapture", FakeCapture)
    return camera("0")


def stream(request: pytest.FixtureRequest) -> FrameSource:
    server = RtspCamera(pictures([], seconds=6, fps=FPS), then="hang", every_s=0.05)
    server.__enter__()
    request.addfinalizer(server.__exit__)
    return camera(server.address)


def pi(request: pytest.FixtureRequest) -> FrameSource:
    module = type(os)("picamera2")
    endless = film()
    module.__dict__["Picamera2"] = type(
        "Filming", (Picamera2,), {"capture_array": lambda *_, **__: next(endless)}
    )
    request.getfixturevalue("monkeypatch").setitem(sys.modules, "picamera2", module)
    return camera("picamera")


def named(variable: str) -> Opener:
    def opened(_: pytest.FixtureRequest) -> FrameSource:
        if variable not in os.environ:
            pytest.skip(f"needs a camera: {variable} names none")
        return camera(os.environ[variable])

    return opened


def real_pi(_: pytest.FixtureRequest) -> FrameSource:
    try:
        return camera("picamera")
    except CameraError as error:
        pytest.skip(f"needs a Raspberry Pi with a camera: {error}")


REAL = pytest.mark.hardware
OPENERS = [
    pytest.param(fake, id="fake"),
    pytest.param(file, id="file in its own time"),
    pytest.param(device, id="pretended device"),
    pytest.param(stream, id="stream from this machine"),
    pytest.param(pi, id="pretended Pi camera"),
    pytest.param(named("OTKLIK_TEST_DEVICE"), id="device", marks=REAL),
    pytest.param(named("OTKLIK_TEST_RTSP"), id="network camera", marks=REAL),
    pytest.param(real_pi, id="Pi camera", marks=REAL),
]


@pytest.fixture(params=OPENERS)
def source(request: pytest.FixtureRequest) -> Iterator[FrameSource]:
    with request.param(request) as opened:
        yield opened


def test_pictures_are_bgr_bytes_of_one_size_and_not_all_the_same(source: FrameSource) -> None:
    frames = [source.read() for _ in range(4)]
    images = [frame.image for frame in frames if frame is not None]
    assert len(images) == 4
    assert all(image.dtype == np.uint8 and image.shape[2:] == (3,) for image in images)
    assert len({image.shape for image in images}) == 1
    assert not all(np.array_equal(images[0], image) for image in images[1:])


def test_times_never_go_back_and_indices_grow(source: FrameSource) -> None:
    frames = [frame for _ in range(6) if (frame := source.read()) is not None]
    times_s = [frame.time_s for frame in frames]
    indices = [frame.index for frame in frames]
    assert times_s == sorted(times_s)
    assert times_s[0] >= 0
    assert indices == sorted(set(indices))


def test_a_picture_is_not_from_before_the_time_that_was_asked(source: FrameSource) -> None:
    first = source.read()
    assert first is not None
    later = source.read(first.time_s + 0.25)
    assert later is not None
    assert later.time_s >= first.time_s + 0.25 - 1e-6


def test_a_picture_stays_as_it_was_when_the_next_one_comes(source: FrameSource) -> None:
    first = source.read()
    assert first is not None
    before = first.image.copy()
    source.read()
    assert np.array_equal(first.image, before)


def test_it_is_live_has_a_rate_and_a_name(source: FrameSource) -> None:
    assert source.live
    assert 0 < source.fps <= 240
    assert source.name


def test_it_may_be_closed_twice(source: FrameSource) -> None:
    source.close()
    source.close()
