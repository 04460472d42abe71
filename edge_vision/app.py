"""The loop of a camera: pictures in, windows of counts out.

One thread thinks. The grabber (`grabber.py`) hands over the newest picture, sending is the ground
floor's business (`wire.device`). Every wait has a timeout, so that windows close, problems are
told and the watchdog is fed while no picture comes.
"""

import logging
from collections.abc import Callable
from typing import Final, Literal, cast

from edge_vision.domain.line_counter import Crossing
from edge_vision.domain.picture_watch import PictureWatch
from edge_vision.domain.window import ClosedWindow, Windows
from edge_vision.grabber import Grabber, Taken
from edge_vision.observer import Observer, Recorder, Unobserved
from edge_vision.pipeline import Pipeline
from edge_vision.settings import VisionSettings
from wire.camera_events import FootfallWindow
from wire.clock import Clock, stamp_at
from wire.messages import NOT_YET, OpenWindow, Readings

_log = logging.getLogger("otklik.vision")
_REST_SECONDS = 1.0
_READINGS_MS = 10_000
_TROUBLES: Final = {
    "camera_frozen": "The camera has shown the same picture, or none, for {0:.0f} s; restart it.",
    "camera_dark": "The camera's picture has been black for {0:.0f} s; is it covered, or is "
    "the light off?",
}


class Camera:
    """The loop. Everything it touches is passed in.

    Args:
        settings: of the whole camera.
        pipeline: detects, follows, counts.
        grabber: started; where pictures come from.
        recorder: where windows and problems go.
        clock: time.
        on_crossing: told of every crossing, on this thread.
        observer: told of every picture, on this thread.
        beat: called once a round, at least once a second.
    """

    def __init__(
        self,
        settings: VisionSettings,
        *,
        pipeline: Pipeline,
        grabber: Grabber,
        recorder: Recorder,
        clock: Clock,
        on_crossing: Callable[[Crossing], None] = lambda _crossing: None,
        observer: Observer | None = None,
        beat: Callable[[], None] = lambda: None,
    ) -> None:
        self._observer = observer or Unobserved()
        self._pipeline = pipeline
        self._grabber = grabber
        self._recorder = recorder
        self._clock = clock
        self._on_crossing = on_crossing
        self._beat = beat
        self._stuck_seconds = settings.camera.stuck_seconds
        now_ms = clock.boot_ms()
        lines = tuple(line.name for line in settings.lines)
        self._windows = Windows(lines, settings.window.seconds * 1000, now_ms)
        self._watch = PictureWatch(self._stuck_seconds, now_ms / 1000)
        self._session = 0
        self._readings_ms = now_ms
        self._frames = self._dropped = 0
        self._show_open()
        self._observer.begin(recorder)

    def step(self) -> None:
        """Wait for a picture, at most a second, and do what is due.

        Raises:
            CameraError: there is no camera, and trying again cannot help.
            SettingsError: a line or zone lies outside the picture.
        """
        taken = self._grabber.take(_REST_SECONDS)
        self._beat()
        now_ms = self._clock.boot_ms()
        if (closed := self._windows.close_due(now_ms)) is not None:
            self._record(closed)
            self._show_open()
        if taken is not None:
            self._look(taken, now_ms)
        self._tell_troubles(now_ms)
        self._tell_readings(now_ms)

    def finish(self) -> None:
        """Record what was counted in the window that is still open."""
        self._pipeline.finish()
        if (closed := self._windows.close_now(self._clock.boot_ms())) is not None:
            self._record(closed)
        self._observer.end()

    def _look(self, taken: Taken, now_ms: int) -> None:
        if taken.session != self._session:
            self._session = taken.session
            self._pipeline.finish()
        self._watch.saw(taken.frame.image, now_ms / 1000)
        happened = self._pipeline.step(taken.frame)
        self._windows.looked(taken.dropped)
        self._frames += 1
        self._dropped += taken.dropped
        for crossing in happened.crossings:
            self._windows.crossed(crossing.line, crossing.direction)
            _log.debug("%s at %s", crossing.direction, crossing.line)
            self._on_crossing(crossing)
        if happened.crossings:
            self._show_open()
        self._observer.saw(taken.frame, self._pipeline.tracks, happened)

    def _record(self, window: ClosedWindow) -> None:
        at = stamp_at(self._clock, window.start_ms)
        method = cast('Literal["motion", "model", "model_and_motion"]', self._pipeline.method)
        for line, counts in window.counts.items():
            self._recorder.record(
                FootfallWindow(
                    seq=NOT_YET,
                    at=at,
                    seconds=window.seconds,
                    line=line,
                    entered=counts.entered,
                    left=counts.left,
                    frames=window.frames,
                    dropped=window.dropped,
                    method=method,
                )
            )

    def _show_open(self) -> None:
        at = stamp_at(self._clock, self._windows.start_ms)
        self._recorder.set_open_windows(
            [
                OpenWindow(line=line, at=at, entered=counts.entered, left=counts.left)
                for line, counts in self._windows.counts.items()
            ]
        )

    def _tell_troubles(self, now_ms: int) -> None:
        outage = self._grabber.outage
        self._observer.outage(outage)
        self._recorder.set_problem("camera_gone", outage or None)
        # An absent camera shows nothing as well: one cause, one problem.
        trouble = None if outage else self._watch.trouble(now_ms / 1000)
        for code, text in _TROUBLES.items():
            told = text.format(self._stuck_seconds) if code == trouble else None
            self._recorder.set_problem(code, told)

    def _tell_readings(self, now_ms: int) -> None:
        passed_ms = now_ms - self._readings_ms
        if passed_ms < _READINGS_MS:
            return
        offered = self._frames + self._dropped
        self._recorder.set_readings(
            Readings(
                frames_per_second=round(self._frames * 1000 / passed_ms, 1),
                dropped_share=round(self._dropped / offered, 3) if offered else None,
            )
        )
        self._readings_ms, self._frames, self._dropped = now_ms, 0, 0
