import threading

import pytest

from edge_vision.adapters.fake_source import FakeSource
from edge_vision.errors import CameraError
from edge_vision.grabber import Grabber
from tests.edge_vision.pictures import floor
from tests.support.waiting import eventually


class Camera(FakeSource):
    """A fake camera that gives the next picture only when told to."""

    def __init__(self, pictures) -> None:
        super().__init__(pictures, fps=10, live=True)
        self.go = threading.Semaphore(0)

    def read(self, not_before_s: float = 0.0):
        self.go.acquire(timeout=5)
        return super().read(not_before_s)


@pytest.fixture
def started():
    grabbers = []

    def start(open_source, **more):
        grabber = Grabber(open_source, frames_per_second=10, **more)
        grabbers.append(grabber)
        grabber.start()
        return grabber

    yield start
    for grabber in grabbers:
        grabber._stopping.set()
    for grabber in grabbers:
        grabber.stop()


def test_the_newest_picture_wins_and_the_lost_are_counted(started):
    camera = Camera([floor()] * 8)
    grabber = started(lambda: camera)
    camera.go.release()
    first = grabber.take(5)
    assert (first.frame.index, first.dropped) == (0, 0)
    camera.go.release(4)
    eventually(lambda: camera.passed == 5 and grabber._newest and grabber._newest.dropped == 3)
    newest = grabber.take(5)
    assert (newest.frame.index, newest.dropped) == (4, 3)
    camera.go.release(9)


def test_no_picture_in_time_is_none(started):
    camera = Camera([])
    grabber = started(lambda: camera)
    assert grabber.take(0.01) is None
    camera.go.release(1)


def test_a_camera_that_fails_is_opened_again_after_longer_and_longer(started):
    waits, opened, done = [], [], threading.Event()

    def wait(seconds):
        waits.append(seconds)
        if len(waits) == 6:
            done.set()
            grabber._stopping.set()

    def open_source():
        opened.append(1)
        if len(opened) == 1:
            return FakeSource([floor(), CameraError("unplugged")])
        raise CameraError("not there")

    begin = threading.Event()
    grabber = started(lambda: begin.wait(5) and open_source(), retry_wait=wait)
    begin.set()
    assert done.wait(5)
    assert waits == [2, 4, 8, 16, 30, 30]
    assert grabber.outage == "not there"


def test_the_outage_is_over_with_the_first_picture(started):
    sources = [FakeSource([CameraError("unplugged")]), Camera([floor()] * 2)]
    retry = threading.Event()
    grabber = started(lambda: sources.pop(0), retry_wait=lambda _seconds: retry.wait(5))
    eventually(lambda: grabber.outage == "unplugged")
    camera = sources[0]
    retry.set()
    camera.go.release()
    taken = grabber.take(5)
    assert taken.session == 2
    assert grabber.outage == ""
    camera.go.release(5)


def test_a_recording_that_ends_is_said(started):
    rest = threading.Event()
    grabber = started(lambda: FakeSource([floor()]), retry_wait=lambda _seconds: rest.wait(5))
    eventually(lambda: "has ended" in grabber.outage)
    rest.set()


def test_where_trying_again_cannot_help_taking_raises(started):
    def open_source():
        raise CameraError("picamera2 is not installed", permanent=True)

    grabber = started(open_source, retry_wait=lambda _seconds: None)
    with pytest.raises(CameraError, match="not installed"):
        grabber.take(5)


def test_whatever_a_driver_throws_the_camera_is_tried_again(started, caplog):
    tries = threading.Semaphore(0)

    def open_source():
        tries.release()
        raise ZeroDivisionError("driver")

    grabber = started(open_source, retry_wait=lambda _seconds: threading.Event().wait(0.01))
    assert tries.acquire(timeout=5)
    assert tries.acquire(timeout=5)
    assert "The camera failed: driver" in grabber.outage
