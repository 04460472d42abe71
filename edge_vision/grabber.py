"""Keeps a camera running on a thread of its own, and only its newest picture.

A picture that was not taken in time is replaced, never queued: on a machine that is too slow a
queue would make the counts late, then wrong, then fill the memory.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from edge_vision.domain.cadence import Cadence
from edge_vision.ports import Frame, FrameSource
from wire.errors import OtklikError

_log = logging.getLogger("otklik.vision")
_FIRST_RETRY_SECONDS, _LAST_RETRY_SECONDS = 2.0, 30.0
_SETTLED_SECONDS = 60.0
"""A camera that ran this long is tried again quickly when it fails."""
_LONGEST_TEXT = 300
"""What a status may carry (`wire.messages.Sentence`)."""


@dataclass(frozen=True)
class Taken:
    """A picture, how many before it were replaced, and which opening of the camera it is from."""

    frame: Frame
    dropped: int
    session: int


class PictureFeed(Protocol):
    """What the loop needs of a grabber."""

    @property
    def outage(self) -> str:
        """Why there is no camera now, in one sentence; empty: there is one."""
        ...

    def take(self, timeout_seconds: float) -> Taken | None:
        """The newest picture that was not taken yet. None: none came in time.

        Raises:
            OtklikError: there is no camera, and trying again cannot help.
        """
        ...


class Grabber:
    """Opens the camera, reads it, and opens it again when it fails.

    Args:
        open_source: makes a running source; called again after each failure.
        frames_per_second: how many pictures are wanted.
        retry_wait: lets seconds pass before the next try (`threading.Event.wait` of the stop
            event by default).
    """

    def __init__(
        self,
        open_source: Callable[[], FrameSource],
        *,
        frames_per_second: float,
        retry_wait: Callable[[float], object] | None = None,
    ) -> None:
        self._open_source = open_source
        self._cadence = Cadence(frames_per_second)
        self._stopping = threading.Event()
        self._retry_wait = retry_wait or self._stopping.wait
        self._changed = threading.Condition()
        self._newest: Taken | None = None
        self._outage = ""
        self._seen = False
        self._hopeless: OtklikError | None = None
        self._session = 0
        self._last_s = 0.0
        self._thread = threading.Thread(target=self._run, name="otklik-grabber", daemon=True)

    def start(self) -> None:
        """Begin. Never raises for an absent camera, see `outage`."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread and close the camera; gives up on a driver that hangs."""
        self._stopping.set()
        self._thread.join(timeout=12)
        if self._thread.is_alive():
            _log.warning("The camera's driver hangs; leaving it behind.")

    @property
    def seen(self) -> bool:
        """Whether any picture has come."""
        with self._changed:
            return self._seen

    @property
    def outage(self) -> str:
        """As `PictureFeed` says."""
        with self._changed:
            return self._outage

    def take(self, timeout_seconds: float) -> Taken | None:
        """As `PictureFeed` says."""
        with self._changed:
            self._changed.wait_for(lambda: self._newest or self._hopeless, timeout_seconds)
            if self._hopeless is not None:
                raise self._hopeless
            taken, self._newest = self._newest, None
            return taken

    def _run(self) -> None:
        retry_seconds = _FIRST_RETRY_SECONDS
        while not self._stopping.is_set():
            ran_seconds = self._play()
            if self._stopping.is_set() or self._hopeless is not None:
                break
            if ran_seconds > _SETTLED_SECONDS:
                retry_seconds = _FIRST_RETRY_SECONDS
            self._retry_wait(retry_seconds)
            retry_seconds = min(2 * retry_seconds, _LAST_RETRY_SECONDS)

    def _play(self) -> float:
        """Read until the source ends or fails; returns the seconds it ran."""
        self._session += 1
        self._cadence.restart()
        self._last_s = 0.0
        try:
            with self._open_source() as source:
                self._read_all(source)
                self._fail(f"The recording {source.name} has ended; it is played again.")
        except OtklikError as error:
            # What has worked once is worth waiting for: a stick that was pulled out comes back.
            hopeless = getattr(error, "permanent", False) and self._session == 1
            self._fail(str(error), error if hopeless else None)
        except Exception as error:  # noqa: BLE001 - whatever a driver throws, it is tried again
            _log.exception("The camera failed.")
            self._fail(f"The camera failed: {error}")
        return self._last_s

    def _read_all(self, source: FrameSource) -> None:
        while not self._stopping.is_set():
            frame = source.read(self._cadence.due_s)
            if frame is None:
                return
            self._last_s = frame.time_s
            self._cadence.took(frame.time_s)
            self._put(frame)

    def _put(self, frame: Frame) -> None:
        with self._changed:
            replaced = self._newest
            dropped = replaced.dropped + 1 if replaced is not None else 0
            self._newest = Taken(frame, dropped, self._session)
            self._outage = ""
            self._seen = True
            self._changed.notify_all()

    def _fail(self, text: str, hopeless: OtklikError | None = None) -> None:
        if self._stopping.is_set():
            return
        with self._changed:
            self._outage = text[:_LONGEST_TEXT]
            self._hopeless = hopeless
            self._changed.notify_all()
