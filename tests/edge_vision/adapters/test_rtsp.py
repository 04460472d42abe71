"""Network cameras, spoken to in their own protocol by the FFmpeg within OpenCV."""

import numpy as np
import pytest

from edge_vision.adapters import opencv_source
from edge_vision.adapters.opencv_source import OpenCvSource, open_rtsp
from edge_vision.adapters.sources import open_camera
from edge_vision.errors import CameraError
from edge_vision.grabber import Grabber
from edge_vision.ports import FrameSource
from edge_vision.settings import CameraSettings
from tests.edge_vision.adapters.rtsp_camera import RtspCamera
from tests.support.waiting import PATIENCE_SECONDS
from wire.clock import SystemClock

RED, BLUE = (np.full((240, 320, 3), bgr, np.uint8) for bgr in ((0, 0, 200), (200, 0, 0)))


def now_s() -> float:
    return SystemClock().boot_ms() / 1000


def opened(camera: RtspCamera, username: str = "", password: str = "") -> OpenCvSource:
    return open_rtsp(camera.address, username=username, password=password, now_s=now_s)


def read_all(source: FrameSource) -> None:
    while source.read() is not None:
        pass


def test_pictures_come_with_their_colours_and_the_stream_is_live() -> None:
    with RtspCamera([RED] * 12) as camera, opened(camera) as source:
        frame = source.read()
    assert source.live
    assert frame is not None
    assert frame.image.shape == (240, 320, 3)
    assert frame.image.mean(axis=(0, 1)) == pytest.approx([0, 0, 200], abs=6)


def test_a_camera_that_closes_the_connection_is_an_error_not_an_end() -> None:
    gone = pytest.raises(CameraError, match="gives no more pictures")
    with RtspCamera([RED] * 12) as camera, opened(camera) as source, gone:
        read_all(source)


def test_a_camera_that_falls_silent_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opencv_source, "_READ_TIMEOUT_MS", 2_000)
    gone = pytest.raises(CameraError, match="gives no more pictures")
    with RtspCamera([RED] * 12, then="hang") as camera, opened(camera) as source, gone:
        read_all(source)


def test_user_and_password_open_it_and_are_in_no_name() -> None:
    camera = RtspCamera([RED] * 12, login=("tech", "h u/sh"))
    with camera, opened(camera, "tech", "h u/sh") as source:
        assert source.read() is not None
        assert source.name == camera.address


def test_a_wrong_password_is_said_without_it() -> None:
    refused = pytest.raises(CameraError, match="refuses user and password")
    with RtspCamera([RED] * 12, login=("tech", "hush")) as camera, refused as caught:
        opened(camera, "tech", "loud")
    assert "loud" not in str(caught.value)


def test_after_an_outage_it_is_opened_again() -> None:
    waits: list[float] = []
    with RtspCamera([BLUE] * 12) as camera:
        settings = CameraSettings(source=camera.address)
        grabber = Grabber(
            lambda: open_camera(settings, now_s=now_s, wait=waits.append),
            frames_per_second=30,
            retry_wait=waits.append,
        )
        grabber.start()
        sessions: set[int] = set()
        while len(sessions) < 3:
            taken = grabber.take(PATIENCE_SECONDS)
            assert taken is not None, grabber.outage
            sessions.add(taken.session)
        grabber.stop()
        assert camera.connections >= 3
    assert waits[:2] == [2.0, 4.0], "a camera that restarts is not hammered"
