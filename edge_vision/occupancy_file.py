"""What the count of people inside needs to outlive the process: one small file, or a fake of it.

Beside the outbox, not in it: the outbox holds what travels and may be set aside as a whole, and
its counters know neither the night's zero nor when the count was held at zero. Written when a
window is recorded and at the end, so a power cut costs the count what it costs the windows: what
happened since the last one.
"""

import logging
from datetime import date
from pathlib import Path
from typing import Protocol

import msgspec
from msgspec import Struct

from edge_vision.adapters.safe_file import replace_file
from edge_vision.domain.occupancy import Remembered, Tally

_log = logging.getLogger("otklik.vision")
_ABOUT = "People inside, as counted. Remove this file to begin at zero."


class Memory(Protocol):
    """Where the count is kept."""

    def load(self) -> Remembered:
        """What was saved last; nothing known, if nothing was or it cannot be read."""
        ...

    def save(self, state: Remembered) -> None:
        """Keep this. A disk that takes nothing is logged and no reason to stop counting."""
        ...


class InMemory:
    """Keeps it as long as the process lives: for tests, and for a replay."""

    def __init__(self, state: Remembered | None = None) -> None:
        self.state = state or Remembered()

    def load(self) -> Remembered:
        """What was saved last."""
        return self.state

    def save(self, state: Remembered) -> None:
        """Keep this."""
        self.state = state


class _Content(Struct, frozen=True, kw_only=True):
    inside: int
    entered: int
    left: int
    held: int
    day: date | None
    zero_s: float | None
    about: str = _ABOUT


class OccupancyFile:
    """Keeps it in a JSON file, old or new but never half of one after a power cut."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._saved: Remembered | None = None
        self._failed = False

    def load(self) -> Remembered:
        """What was saved last; nothing known, if the file is absent or cannot be read."""
        try:
            content = msgspec.json.decode(self._path.read_bytes(), type=_Content)
        except FileNotFoundError:
            return Remembered()
        except (OSError, msgspec.MsgspecError) as error:
            _log.warning(
                "The count of people inside begins at zero: %s cannot be read (%s).",
                self._path,
                error,
            )
            return Remembered()
        tally = Tally(content.inside, content.entered, content.left, content.held)
        return Remembered(tally, content.day, content.zero_s)

    def save(self, state: Remembered) -> None:
        """Keep this, if it is not there yet."""
        if state == self._saved:
            return
        tally = state.tally
        content = _Content(
            inside=tally.inside,
            entered=tally.entered,
            left=tally.left,
            held=tally.held,
            day=state.day,
            zero_s=state.zero_s,
        )
        try:
            replace_file(self._path, msgspec.json.format(msgspec.json.encode(content)))
        except OSError as error:
            if not self._failed:
                _log.warning(
                    "The count of people inside cannot be saved (%s); it would be lost at a "
                    "restart. Is the disk full?",
                    error,
                )
            self._failed = True
            return
        self._saved, self._failed = state, False
