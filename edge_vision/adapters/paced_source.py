"""A recording that plays in its own time, as a camera would: for `run` with a file."""

from collections.abc import Callable

from edge_vision.ports import Frame, FrameSource, SelfClosing


class PacedSource(SelfClosing):
    """Delays the frames of a recording until their time, and passes over those that are late.

    Args:
        source: the recording.
        now_s: seconds by a monotonic clock.
        wait: lets seconds pass; may return early.
    """

    live = True

    def __init__(
        self, source: FrameSource, *, now_s: Callable[[], float], wait: Callable[[float], object]
    ) -> None:
        self._source = source
        self._now_s = now_s
        self._wait = wait
        self._began_s: float | None = None
        self.fps = source.fps
        self.name = source.name

    def read(self, not_before_s: float = 0.0) -> Frame | None:
        """The next frame at `not_before_s` or later, at its time. None: the recording ended.

        Raises:
            CameraError: the recording cannot be read.
        """
        if self._began_s is None:
            self._began_s = self._now_s()
        played_s = self._now_s() - self._began_s
        frame = self._source.read(max(not_before_s, played_s - 1 / self.fps))
        if frame is not None:
            early_s = frame.time_s - (self._now_s() - self._began_s)
            if early_s > 0:
                self._wait(early_s)
        return frame

    def close(self) -> None:
        """Close the recording."""
        self._source.close()
