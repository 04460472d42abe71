"""The loop of a camera: pictures in, windows of counts out.

One thread thinks. The grabber (`grabber.py`) hands over the newest picture, sending is the ground
floor's business (`wire.device`). Every wait has a timeout, so that windows close, problems are
told and the watchdog is fed while no picture comes.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from edge_vision.domain.line_counter import Crossing
from edge_vision.domain.picture_watch import TROUBLES, PictureWatch
from edge_vision.domain.scene import Happened
from edge_vision.errors import ModelError
from edge_vision.expression.stage import ExpressionStage
from edge_vision.expression.start import off_because
from edge_vision.grabber import PictureFeed, Taken
from edge_vision.ledger import Ledger, local_time
from edge_vision.observer import Observer, Recorder, Unobserved
from edge_vision.occupancy_file import InMemory, Memory
from edge_vision.pipeline import Pipeline
from edge_vision.ports import Frame
from edge_vision.settings import VisionSettings
from wire.clock import Clock
from wire.status import Readings

_log = logging.getLogger("otklik.vision")
_REST_SECONDS = 1.0
_READINGS_MS = 10_000


class Camera:
    """The loop. Everything it touches is passed in.

    Args:
        settings: of the whole camera.
        pipeline: detects, follows, counts.
        grabber: started; where pictures come from.
        recorder: where windows and problems go.
        clock: time.
        memory: what outlives the process of the count of people inside; None: nothing does.
        to_local: an instant in the device's time zone.
        on_crossing: told of every crossing, on this thread.
        observer: told of every picture, on this thread.
        expression: looks at faces; None: it is off.
        beat: called once a round, at least once a second.
    """

    def __init__(
        self,
        settings: VisionSettings,
        *,
        pipeline: Pipeline,
        grabber: PictureFeed,
        recorder: Recorder,
        clock: Clock,
        memory: Memory | None = None,
        to_local: Callable[[datetime], datetime] = local_time,
        on_crossing: Callable[[Crossing], None] = lambda _crossing: None,
        observer: Observer | None = None,
        expression: ExpressionStage | None = None,
        beat: Callable[[], None] = lambda: None,
    ) -> None:
        self._observer = observer or Unobserved()
        self._expression = expression
        self._pipeline = pipeline
        self._grabber = grabber
        self._recorder = recorder
        self._clock = clock
        self._on_crossing = on_crossing
        self._beat = beat
        self._stuck_seconds = settings.camera.stuck_seconds
        now_ms = clock.boot_ms()
        self._ledger = Ledger(
            settings,
            recorder=recorder,
            clock=clock,
            memory=memory or InMemory(),
            method=pipeline.method,
            to_local=to_local,
        )
        self._watch = PictureWatch(self._stuck_seconds, now_ms / 1000)
        self._session = 0
        self._readings_ms = now_ms
        self._frames = self._dropped = 0
        self._observer.begin(recorder)

    def step(self) -> None:
        """Wait for a picture, at most a second, and do what is due.

        Raises:
            CameraError: there is no camera, and trying again cannot help.
            SettingsError: a line or zone lies outside the picture, or was drawn on one of another
                size.
        """
        taken = self._grabber.take(_REST_SECONDS)
        self._beat()
        now_ms = self._clock.boot_ms()
        self._ledger.due(now_ms)
        if self._expression is not None:
            self._expression.due()
        if taken is not None:
            self._look(taken, now_ms)
        self._tell_troubles(now_ms)
        self._tell_readings(now_ms)

    def finish(self) -> None:
        """Record what was counted in the window that is still open."""
        self._end_session()
        self._ledger.finish()
        self._observer.end()

    def _look(self, taken: Taken, now_ms: int) -> None:
        if taken.session != self._session:
            self._session = taken.session
            self._end_session()
        self._watch.saw(taken.frame.image, now_ms / 1000)
        all_staff = self._ledger.all_staff()
        happened = self._pipeline.step(taken.frame, all_staff=all_staff)
        self._ledger.took(happened, dropped=taken.dropped)
        self._frames += 1
        self._dropped += taken.dropped
        self._tell_crossings(happened)
        self._observer.saw(taken.frame, self._pipeline.tracks, happened)
        if self._expression is not None:
            self._read_faces(self._expression, taken.frame, all_staff=all_staff)

    def _read_faces(self, expression: ExpressionStage, frame: Frame, *, all_staff: bool) -> None:
        """Counting never stops for expressions: a network that misbehaves is left alone."""
        tracks = self._pipeline.tracks
        everybody = frozenset(track.id for track in tracks)
        try:
            expression.step(frame, tracks, everybody if all_staff else self._pipeline.staff)
        except ModelError as error:
            _log.exception("Expression shares are off from now on.")
            self._recorder.set_problem("expression_off", off_because(error))
            self._expression = None

    def _end_session(self) -> None:
        """The camera's pictures end or begin anew: what still went on is over."""
        if self._expression is not None:
            self._expression.restart()
        happened = self._pipeline.finish(all_staff=self._ledger.all_staff())
        self._ledger.add(happened)
        self._tell_crossings(happened)

    def _tell_crossings(self, happened: Happened) -> None:
        for crossing in happened.crossings:
            _log.debug("%s at %s", crossing.direction, crossing.line)
            self._on_crossing(crossing)

    def _tell_troubles(self, now_ms: int) -> None:
        outage = self._grabber.outage
        self._observer.outage(outage)
        self._recorder.set_problem("camera_gone", outage or None)
        # An absent camera shows nothing as well: one cause, one problem.
        trouble = None if outage else self._watch.trouble(now_ms / 1000)
        for code, text in TROUBLES.items():
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
