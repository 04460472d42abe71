"""A recorder that keeps what the camera tells it."""

from typing import TypeVar

from msgspec import Struct

from wire.messages import Event
from wire.spill import Kept
from wire.status import OpenWindow, Readings

Told = TypeVar("Told", bound=Struct)


class Notes:
    """A recorder that keeps everything."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.problems: dict[str, str] = {}
        self.open: list[tuple[int, int]] = []
        self.inside: list[int | None] = []
        self.readings: Readings | None = None

    def all(self, kind: type[Told]) -> list[Told]:
        """The events, which are all of one kind."""
        events: list[Struct] = [*self.events]
        found = [event for event in events if isinstance(event, kind)]
        assert len(found) == len(events)
        return found

    def record(self, event: Event) -> Kept:
        self.events.append(event)
        return Kept.ON_DISK

    def set_problem(self, code: str, text: str | None) -> None:
        self.problems.pop(code, None)
        if text:
            self.problems[code] = text

    def set_open_windows(self, windows: list[OpenWindow]) -> None:
        self.open.append((windows[0].entered, windows[0].left))

    def set_occupancy(self, inside: int | None) -> None:
        self.inside.append(inside)

    def set_readings(self, readings: Readings) -> None:
        self.readings = readings
