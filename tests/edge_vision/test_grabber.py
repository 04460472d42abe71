import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import pytest

from edge_vision.adapters.fake_source import FakeSource
from edge_vision.errors import CameraError
from edge_vision.grabber import Grabber
from edge_vision.ports import Frame, FrameSource, Image
from tests.edge_vision.pictures import floor
from tests.support.waiting import PATIENCE_SECONDS, eventually


class Camera(FakeSource):
    """A fake camera that gives the next picture only when told to."""

    def __init__(self, pictures: Sequence[Image]) -> None:
        super().__init__(pictures, fps=10, live=True)
        self.go = threading.Semaphore(0)

    def read(self, not_before_s: float = 0.0) -> Frame | None:
        self.go.acquire(timeout=PATIENCE_SECONDS)
        return super().read(not_before_s)


class Starter(Protocol):
    """Starts a grabber that is stopped with the test."""

    def __call__(
        self,
        open_source: Callable[[], FrameSource],
        *,
        retry_wait: Callable[[float], object] | None = None,
    ) -> Grabber: ...


@pytest.fixture
def started() -> Iterator[Starter]:
    grabbers = []

    def start(
        open_source: Callable[[], FrameSource],
        *,
        retry_wait: Callable[[float], object] | None = None,
    ) -> Grabber:
        grabber = Grabber(open_source, frames_per_second=10, retry_wait=retry_wait)
        grabbers.append(grabber)
        grabber.start()
        return grabber

    yield start
    for grabber in grabbers:
        grabber._stopping.set()
    for grabber in grabbers:
        grabber.stop()


def test_the_newest_picture_wins_and_the_lost_are_counted(started: Starter) -> None:
    camera = Camera([floor()] * 8)
    grabber = started(lambda: camera)
    camera.go.release()
    first = grabber.take(PATIENCE_SECONDS)
    assert first is not None
    assert (first.frame.index, first.dropped) == (0, 0)
    camera.go.release(4)
    eventually(lambda: camera.passed == 5 and grabber._newest and grabber._newest.dropped == 3)
    newest = grabber.take(PATIENCE_SECONDS)
    assert newest is not None
    assert (newest.frame.index, newest.dropped) == (4, 3)
    camera.go.release(9)


def test_no_picture_in_time_is_none(started: Starter) -> None:
    camera = Camera([])
    grabber = started(lambda: camera)
    assert grabber.take(0.01) is None
    camera.go.release(1)


def test_a_camera_that_fails_is_opened_again_after_longer_and_longer(started: Starter) -> None:
    waits: list[float] = []
    opened: list[int] = []
    begin, done = threading.Event(), threading.Event()

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 6:
            done.set()
            grabber._stopping.set()

    def open_source() -> FrameSource:
        assert begin.wait(PATIENCE_SECONDS)
        opened.append(1)
        if len(opened) == 1:
            return FakeSource([floor(), CameraError("unplugged")])
        raise CameraError("not there")

    grabber = started(open_source, retry_wait=wait)
    begin.set()
    assert done.wait(PATIENCE_SECONDS)
    assert waits == [2, 4, 8, 16, 30, 30]
    assert grabber.outage == "not there"


def test_the_outage_is_over_with_the_first_picture(started: Starter) -> None:
    camera = Camera([floor()] * 2)
    sources = [FakeSource([CameraError("unplugged")]), camera]
    retry = threading.Event()
    grabber = started(
        lambda: sources.pop(0), retry_wait=lambda _seconds: retry.wait(PATIENCE_SECONDS)
    )
    eventually(lambda: grabber.outage == "unplugged")
    retry.set()
    camera.go.release()
    taken = grabber.take(PATIENCE_SECONDS)
    assert taken is not None
    assert taken.session == 2
    assert grabber.outage == ""
    camera.go.release(5)


def test_a_recording_that_ends_is_said(started: Starter) -> None:
    rest = threading.Event()
    grabber = started(
        lambda: FakeSource([floor()]), retry_wait=lambda _seconds: rest.wait(PATIENCE_SECONDS)
    )
    eventually(lambda: "has ended" in grabber.outage)
    rest.set()


def test_where_trying_again_cannot_help_taking_raises(started: Starter) -> None:
    def open_source() -> FrameSource:
        raise CameraError("picamera2 is not installed", permanent=True)

    grabber = started(open_source, retry_wait=lambda _seconds: None)
    with pytest.raises(CameraError, match="not installed"):
        grabber.take(PATIENCE_SECONDS)


def test_whatever_a_driver_throws_the_camera_is_tried_again(
    started: Starter, caplog: pytest.LogCaptureFixture
) -> None:
    tries = threading.Semaphore(0)

    def open_source() -> FrameSource:
        tries.release()
        raise ZeroDivisionError("driver")

    grabber = started(open_source, retry_wait=lambda _seconds: threading.Event().wait(0.01))
    assert tries.acquire(timeout=PATIENCE_SECONDS)
    assert tries.acquire(timeout=PATIENCE_SECONDS)
    assert "The camera failed: driver" in grabber.outage
