"""One-minute windows of counts, by time since boot: no clock that jumps can bend them."""

from dataclasses import dataclass, field

from edge_vision.domain.line_counter import Direction


@dataclass(frozen=True)
class LineCounts:
    """What one line counted within one window."""

    entered: int = 0
    left: int = 0

    def plus(self, direction: Direction) -> "LineCounts":
        """One crossing more."""
        came_in = direction == "in"
        return LineCounts(self.entered + came_in, self.left + (not came_in))


@dataclass(frozen=True)
class ClosedWindow:
    """A window that is over.

    Attributes:
        start_ms: since boot.
        seconds: its length, at least 1.
        counts: by line.
        frames: looked at.
        dropped: not looked at because the machine was too slow.
    """

    start_ms: int
    seconds: int
    counts: dict[str, LineCounts]
    frames: int
    dropped: int


@dataclass
class Windows:
    """Bundles crossings. Call `close_due` before anything is added at a new time.

    Attributes:
        lines: names.
        length_ms: of a window.
        start_ms: of the open one, since boot.
    """

    lines: tuple[str, ...]
    length_ms: int
    start_ms: int
    counts: dict[str, LineCounts] = field(default_factory=dict)
    _frames: int = 0
    _dropped: int = 0

    def __post_init__(self) -> None:
        self._restart(self.start_ms)

    def crossed(self, line: str, direction: Direction) -> None:
        """Somebody crossed a line, now."""
        self.counts[line] = self.counts[line].plus(direction)

    def looked(self, dropped: int) -> None:
        """A frame was looked at, after `dropped` that were not."""
        self._frames += 1
        self._dropped += dropped

    def close_due(self, now_ms: int) -> ClosedWindow | None:
        """The open window, if its time is over; a new one begins.

        After a long pause (the machine slept) the pause is not filled with empty windows: that
        nobody looked is not that nobody came.
        """
        if now_ms - self.start_ms < self.length_ms:
            return None
        end_ms = self.start_ms + self.length_ms
        closed = self._close(end_ms)
        late_ms = now_ms - end_ms
        self._restart(end_ms if late_ms < self.length_ms else now_ms)
        return closed

    def close_now(self, now_ms: int) -> ClosedWindow | None:
        """The open window as far as it went; None if nobody looked in it."""
        closed = self._close(now_ms) if self._frames else None
        self._restart(now_ms)
        return closed

    def _close(self, end_ms: int) -> ClosedWindow:
        seconds = max(1, round((end_ms - self.start_ms) / 1000))
        return ClosedWindow(self.start_ms, seconds, dict(self.counts), self._frames, self._dropped)

    def _restart(self, start_ms: int) -> None:
        self.start_ms = start_ms
        self.counts = dict.fromkeys(self.lines, LineCounts())
        self._frames = self._dropped = 0
