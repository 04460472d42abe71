"""One-minute windows of counts, by time since boot: no clock that jumps can bend them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from edge_vision.domain.line_counter import Crossing
from edge_vision.domain.zones import Visit, ZoneNow


@dataclass(frozen=True)
class LineCounts:
    """What one line counted within one window: customers, and staff apart."""

    entered: int = 0
    left: int = 0
    staff_entered: int = 0
    staff_left: int = 0

    def plus(self, crossing: Crossing) -> "LineCounts":
        """One crossing more."""
        came_in = crossing.direction == "in"
        if crossing.staff:
            entered, left = self.staff_entered + came_in, self.staff_left + (not came_in)
            return replace(self, staff_entered=entered, staff_left=left)
        return replace(self, entered=self.entered + came_in, left=self.left + (not came_in))

    def turned_staff(self, crossing: Crossing) -> "LineCounts":
        """A crossing of these was staff's after all."""
        if crossing.direction == "in":
            return replace(self, entered=self.entered - 1, staff_entered=self.staff_entered + 1)
        return replace(self, left=self.left - 1, staff_left=self.staff_left + 1)


@dataclass(frozen=True)
class ZoneCounts:
    """What happened in one zone within one window.

    Attributes:
        dwells_s: of the visits that ended, customers only. Bounded by who fits into a picture in
            one window.
        staff_visits: visits of staff that ended.
        spent_s: time spent by all customers together.
        most: customers at one time.
    """

    dwells_s: tuple[float, ...] = ()
    staff_visits: int = 0
    spent_s: float = 0.0
    most: int = 0

    def ended(self, visit: Visit) -> "ZoneCounts":
        """A visit is over."""
        if visit.staff:
            return replace(self, staff_visits=self.staff_visits + 1)
        return replace(self, dwells_s=(*self.dwells_s, visit.leave_s - visit.enter_s))

    def stands(self, now: ZoneNow) -> "ZoneCounts":
        """How the zone stands after one more frame."""
        return replace(self, spent_s=self.spent_s + now.spent_s, most=max(self.most, now.present))


@dataclass(frozen=True)
class ClosedWindow:
    """A window that is over.

    Attributes:
        start_ms: since boot.
        seconds: its length, at least 1.
        counts: by line.
        zones: by zone.
        frames: looked at.
        dropped: not looked at because the machine was too slow.
    """

    start_ms: int
    seconds: int
    counts: dict[str, LineCounts]
    zones: dict[str, ZoneCounts]
    frames: int
    dropped: int


@dataclass
class Windows:
    """Bundles what happened. Call `close_due` before anything is added at a new time.

    Attributes:
        lines, zones: names.
        length_ms: of a window.
        start_ms: of the open one, since boot.
    """

    lines: tuple[str, ...]
    length_ms: int
    start_ms: int
    zones: tuple[str, ...] = ()
    counts: dict[str, LineCounts] = field(default_factory=dict)
    zone_counts: dict[str, ZoneCounts] = field(default_factory=dict)
    _open: list[Crossing] = field(default_factory=list)
    _frames: int = 0
    _dropped: int = 0

    def __post_init__(self) -> None:
        self._restart(self.start_ms)

    def crossed(self, crossing: Crossing) -> None:
        """Somebody crossed a line, now."""
        self.counts[crossing.line] = self.counts[crossing.line].plus(crossing)
        self._open.append(crossing)

    def turned_staff(self, crossing: Crossing) -> bool:
        """Somebody who crossed was staff. True: in time, the open window is put right.

        A window that is over stays as it was published.
        """
        if crossing not in self._open:
            return False
        self._open.remove(crossing)
        self.counts[crossing.line] = self.counts[crossing.line].turned_staff(crossing)
        return True

    def happened_in_zones(self, visits: Iterable[Visit], zones: Iterable[ZoneNow]) -> None:
        """Visits that are over, and how the zones stand, now."""
        for visit in visits:
            self.zone_counts[visit.zone] = self.zone_counts[visit.zone].ended(visit)
        for now in zones:
            self.zone_counts[now.zone] = self.zone_counts[now.zone].stands(now)

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
        return ClosedWindow(
            start_ms=self.start_ms,
            seconds=max(1, round((end_ms - self.start_ms) / 1000)),
            counts=dict(self.counts),
            zones=dict(self.zone_counts),
            frames=self._frames,
            dropped=self._dropped,
        )

    def _restart(self, start_ms: int) -> None:
        self.start_ms = start_ms
        self.counts = dict.fromkeys(self.lines, LineCounts())
        self.zone_counts = dict.fromkeys(self.zones, ZoneCounts())
        self._open = []
        self._frames = self._dropped = 0
