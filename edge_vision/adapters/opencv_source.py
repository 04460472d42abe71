"""Files, V4L2 devices and RTSP cameras through OpenCV, behind `ports.FrameSource`."""

import logging
import math
import os
from collections.abc import Callable

import cv2
import numpy as np

from edge_vision.adapters.addresses import with_credentials, without_credentials
from edge_vision.adapters.opencv_setup import be_quiet
from edge_vision.domain.frame_times import FrameTimes, breaks_off, falls_short
from edge_vision.errors import CameraError
from edge_vision.ports import Frame, SelfClosing

_log = logging.getLogger("otklik.vision")

FALLBACK_FPS = 25.0
"""For what says 0, as some GIFs do, or what cannot be."""
_MOST_FPS = 240.0
_OPEN_TIMEOUT_MS, _READ_TIMEOUT_MS = 10_000, 10_000
_MOST_SPOILT = 100
"""Pictures in a row of a camera that cannot be read: after so many it has to be opened anew."""


class OpenCvSource(SelfClosing):
    """A running capture.

    Args:
        capture: opened.
        name: for logs, without a password.
        live: whether frames come in their own time.
        fps: nominal frames a second.
        now_s: seconds by a monotonic clock, for a live source; None: a file says when.
        frames: how many a file says it has; 0: unknown.
        fps_known: whether the file named `fps`; False: it is a guess.
        length_s: how long a file says it is, seconds; 0: unknown.
    """

    def __init__(
        self,
        capture: cv2.VideoCapture,
        *,
        name: str,
        live: bool,
        fps: float,
        now_s: Callable[[], float] | None = None,
        frames: int = 0,
        fps_known: bool = True,
        length_s: float = 0.0,
    ) -> None:
        self._capture = capture
        self._name = name
        self._live = live
        self._fps = fps
        self._now_s = now_s
        self._began_s = now_s() if now_s else 0.0
        self._next_index = 0
        self._times = FrameTimes(fps, fps_known)
        self._time_s = 0.0
        self._length_s = length_s
        self.frames = frames

    @property
    def live(self) -> bool:
        """Whether frames come in their own time."""
        return self._live

    @property
    def fps(self) -> float:
        """Nominal frames a second."""
        return self._fps

    @property
    def name(self) -> str:
        """For logs, without a password."""
        return self._name

    @property
    def passed(self) -> int:
        """Frames so far, those included that were passed over undecoded."""
        return self._next_index

    def read(self, not_before_s: float = 0.0) -> Frame | None:
        """The next frame taken at `not_before_s` or later. None: the file has ended.

        Raises:
            CameraError: a camera gives no more frames, or only such as cannot be read, or a file
                breaks off.
        """
        spoilt = 0
        while spoilt < _MOST_SPOILT or not self._live:
            if not self._capture.grab():
                self._check_end()
                return None
            index = self._next_index
            self._next_index += 1
            time_s = self._time_s = self._time_of(index)
            if time_s < not_before_s - 1e-6:
                continue
            whole, image = self._capture.retrieve()
            if whole and image is not None:
                return Frame(np.asarray(image, dtype=np.uint8), time_s, index)
            spoilt += 1
        raise CameraError(
            f"The camera {self._name} sends pictures that cannot be read; look at its cable or "
            "network, and whether it sends H.264 or MJPEG."
        )

    def close(self) -> None:
        """Let go of the device."""
        self._capture.release()

    def _time_of(self, index: int) -> float:
        if self._now_s:
            return self._now_s() - self._began_s
        guessed = self._times.guessed
        time_s = self._times.of(index, self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000)
        if self._times.guessed and not guessed:
            _log.warning(
                "%s names no frame rate that can be: taken as %g a second, so all times are "
                "guesses; convert it to MP4 with its true rate.",
                self._name,
                self._fps,
            )
        return time_s

    def _check_end(self) -> None:
        read = self._next_index
        if self._live:
            raise CameraError(f"The camera {self._name} gives no more pictures; is it plugged in?")
        told = (read, self.frames, self._time_s + 1 / self._fps, self._length_s)
        if breaks_off(*told):
            raise CameraError(
                f"{self._name} breaks off after {read} of {self.frames} frames: "
                "the file is truncated or damaged; copy it again.",
                permanent=True,
            )
        if falls_short(*told):
            _log.warning(
                "%s ends after %d of %d frames, and only these were counted: if it should be "
                "longer, copy it again.",
                self._name,
                read,
                self.frames,
            )


def open_file(path: str) -> OpenCvSource:
    """A video file or GIF, read as fast as asked.

    Raises:
        CameraError: not there, or not a video.
    """
    if os.path.isdir(path):  # noqa: PTH112 - a text that came from the settings
        raise CameraError(f"{path} is a folder: name a video file in it.", permanent=True)
    if not os.path.isfile(path):  # noqa: PTH113 - as above
        raise CameraError(f"There is no file {path}.", permanent=True)
    be_quiet()
    # One decoding thread: the same memory on every machine, and no core taken from the rest.
    capture = cv2.VideoCapture(path, cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, 1])
    if not capture.isOpened():
        raise CameraError(
            f"{path} cannot be read as a video (damaged, truncated or of an unknown kind); "
            "copy it again, or convert it to MP4.",
            permanent=True,
        )
    frames = capture.get(cv2.CAP_PROP_FRAME_COUNT)
    said_fps = capture.get(cv2.CAP_PROP_FPS)
    known = 0 < frames < math.inf
    return OpenCvSource(
        capture,
        name=path,
        live=False,
        fps=_sane_fps(said_fps),
        fps_known=_sane_fps(said_fps) == said_fps,
        frames=int(frames) if known else 0,
        length_s=frames / said_fps if known and said_fps > 0 else 0.0,
    )


def open_device(
    path: str, *, width_px: int, height_px: int, fps: float, now_s: Callable[[], float]
) -> OpenCvSource:
    """A V4L2 device.

    Args:
        path: such as `/dev/video0`, or a lasting name below `/dev/v4l/by-id`.
        width_px: asked for, as the next two; the device may give others.
        height_px: the same.
        fps: the same.
        now_s: seconds by a monotonic clock.

    Raises:
        CameraError: not there, or taken by another program.
    """
    be_quiet()
    capture = cv2.VideoCapture(path, cv2.CAP_V4L2)
    if not capture.isOpened():
        raise CameraError(
            f"There is no camera at {path}, or another program has it, such as the running "
            "service; see `v4l2-ctl --list-devices`."
        )
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, width_px)
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, height_px)
    capture.set(cv2.CAP_PROP_FPS, fps)
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
    return OpenCvSource(
        capture,
        name=path,
        live=True,
        fps=_sane_fps(capture.get(cv2.CAP_PROP_FPS)),
        now_s=now_s,
    )


def open_rtsp(
    address: str, *, username: str, password: str, now_s: Callable[[], float]
) -> OpenCvSource:
    """A network camera. `password` may be empty.

    Raises:
        CameraError: no answer in time, or refused.
    """
    be_quiet()
    parameters = [
        cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, _OPEN_TIMEOUT_MS,
        cv2.CAP_PROP_READ_TIMEOUT_MSEC, _READ_TIMEOUT_MS,
        cv2.CAP_PROP_N_THREADS, 1,
    ]  # fmt: skip
    capture = cv2.VideoCapture(
        with_credentials(address, username, password), cv2.CAP_FFMPEG, parameters
    )
    name = without_credentials(address)
    if not capture.isOpened():
        raise CameraError(
            f"The camera {name} does not answer, or refuses user and password; "
            "try the address in a player such as VLC."
        )
    fps = _sane_fps(capture.get(cv2.CAP_PROP_FPS))
    return OpenCvSource(capture, name=name, live=True, fps=fps, now_s=now_s)


def _sane_fps(said: float) -> float:
    return said if 0 < said <= _MOST_FPS else FALLBACK_FPS
