"""What the loop of a camera hands to others: events to a recorder, a view to an observer."""

from collections.abc import Sequence
from typing import Protocol

from edge_vision.domain.scene import Happened
from edge_vision.domain.track import Track
from edge_vision.ports import Frame
from wire.messages import Event
from wire.spill import Kept
from wire.status import OpenWindow, Readings


class Recorder(Protocol):
    """What the camera needs of `wire.device.DeviceLink`."""

    def record(self, event: Event) -> Kept:
        """Keep an event, and say where."""
        ...

    def set_problem(self, code: str, text: str | None) -> None:
        """Report a problem in one sentence, or with None that it is over."""
        ...

    def set_open_windows(self, windows: list[OpenWindow]) -> None:
        """What was counted in windows that have not ended."""
        ...

    def set_occupancy(self, inside: int | None) -> None:
        """People inside now; None: this camera has no door."""
        ...

    def set_readings(self, readings: Readings) -> None:
        """What the device measured of itself."""
        ...


class Observer(Protocol):
    """Looks over the camera's shoulder, on its thread: the set-up page. Must not be slow."""

    def begin(self, recorder: Recorder) -> None:
        """The camera is about to look; `recorder` is where events of the observer's own go."""
        ...

    def saw(self, frame: Frame, tracks: Sequence[Track], happened: Happened) -> None:
        """A picture was looked at: whom the camera follows now, and what that completed.

        The tracks change with the next picture: take what is needed, keep none.
        """
        ...

    def outage(self, text: str) -> None:
        """Once a round: why there is no camera now, in one sentence; empty: there is one."""
        ...

    def end(self) -> None:
        """The camera has stopped; the recorder still takes what is left."""
        ...


class Unobserved:
    """Nobody looks: every day but that of the technician."""

    def begin(self, recorder: Recorder) -> None:
        """Nothing to do."""

    def saw(self, frame: Frame, tracks: Sequence[Track], happened: Happened) -> None:
        """Nothing to do."""

    def outage(self, text: str) -> None:
        """Nothing to do."""

    def end(self) -> None:
        """Nothing to do."""
