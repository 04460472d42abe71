"""What the camera writes down: windows of lines and zones, people inside, the night's zero.

The loop (`app.py`) hands over what happened; this decides what is recorded and when. All times
within are since boot. Only staff hours and the night's zero need the wall clock, and both wait
until it is known to be right.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final, Literal, cast

from edge_vision.domain.occupancy import Occupancy, Residual
from edge_vision.domain.scene import Happened
from edge_vision.domain.schedule import Hours, minutes_of, within
from edge_vision.domain.window import ClosedWindow, Windows, ZoneCounts
from edge_vision.observer import Recorder
from edge_vision.occupancy_file import Memory
from edge_vision.place_settings import WEEK, ZoneSettings
from edge_vision.settings import VisionSettings
from wire.camera_events import DWELL_BINS, FootfallWindow, OccupancyReset, ZoneWindow
from wire.clock import Clock, stamp_at
from wire.messages import NOT_YET
from wire.scalars import Stamp
from wire.status import OpenWindow

_log = logging.getLogger("otklik.vision")
_TIME_MS = 600_000
"""So long may a device look for the time before it says that it has none."""
_NO_TIME: Final = (
    "The time has not been known since the start, so staff hours and the nightly zero of the "
    "count wait: let the camera reach a time server (UDP port 123)."
)

Method = Literal["motion", "model", "model_and_motion"]


def local_time(wall: datetime) -> datetime:
    """An instant in the time zone that the device is set to."""
    return wall.astimezone()


class Ledger:
    """Windows and the count of people inside. For one thread.

    Args:
        settings: of the whole camera.
        recorder: where events go.
        clock: time.
        memory: what outlives the process.
        method: how people are found, as windows say it.
        to_local: an instant in the device's time zone.
    """

    def __init__(
        self,
        settings: VisionSettings,
        *,
        recorder: Recorder,
        clock: Clock,
        memory: Memory,
        method: str,
        to_local: Callable[[datetime], datetime] = local_time,
    ) -> None:
        self._recorder = recorder
        self._clock = clock
        self._memory = memory
        self._method = cast("Method", method)
        self._to_local = to_local
        self._kinds = {line.name: line.kind for line in settings.lines}
        self._zones = {zone.name: zone for zone in settings.zones}
        self._staff_hours = [
            Hours(
                frozenset(WEEK.index(day) for day in hours.weekdays),
                minutes_of(hours.begin),
                minutes_of(hours.end),
            )
            for hours in settings.staff_hours
        ]
        self._start_ms = clock.boot_ms()
        self._windows = Windows(
            tuple(self._kinds),
            settings.window.seconds * 1000,
            self._start_ms,
            tuple(self._zones),
        )
        self._doors = "door" in self._kinds.values()
        zero_minutes = minutes_of(settings.occupancy.zero_at)
        self._occupancy = Occupancy(zero_minutes, memory.load(), self._start_ms)
        self._show()

    def due(self, now_ms: int) -> None:
        """Close the window whose time is over, set to zero, say that the time is not known."""
        if (closed := self._windows.close_due(now_ms)) is not None:
            self._record(closed)
            self._show()
        self._keep_time()

    def all_staff(self) -> bool:
        """Whether these are hours in which everybody is staff."""
        if not self._staff_hours:
            return False
        now = self._clock.now()
        return now.synced and within(self._staff_hours, self._to_local(now.wall))

    def took(self, happened: Happened, *, dropped: int) -> None:
        """A picture was looked at, after `dropped` that were not."""
        self._windows.looked(dropped)
        self.add(happened)

    def add(self, happened: Happened) -> None:
        """Write down what happened, also without a picture: a camera's session is over."""
        for crossing in happened.turned_staff:
            self._windows.turned_staff(crossing)
            if self._kinds[crossing.line] == "door":
                self._occupancy.take_back(crossing.direction)
        for crossing in happened.crossings:
            self._windows.crossed(crossing)
            if self._kinds[crossing.line] == "door" and not crossing.staff:
                self._occupancy.crossed(crossing.direction)
        self._windows.happened_in_zones(happened.visits, happened.zones)
        if happened.crossings or happened.turned_staff:
            self._show()

    def finish(self) -> None:
        """Record what is in the window that is still open."""
        if (closed := self._windows.close_now(self._clock.boot_ms())) is not None:
            self._record(closed)

    def _record(self, window: ClosedWindow) -> None:
        at = stamp_at(self._clock, window.start_ms)
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
                    method=self._method,
                    kind=self._kinds[line],
                    staff_entered=counts.staff_entered,
                    staff_left=counts.staff_left,
                )
            )
        for zone, stays in window.zones.items():
            self._recorder.record(zone_window(self._zones[zone], stays, at, window.seconds))
        if self._doors:
            self._memory.save(self._occupancy.state)

    def _show(self) -> None:
        """What the live page sees: open windows, and people inside."""
        at = stamp_at(self._clock, self._windows.start_ms)
        self._recorder.set_open_windows(
            [
                OpenWindow(
                    line=line,
                    at=at,
                    entered=counts.entered,
                    left=counts.left,
                    kind=self._kinds[line],
                )
                for line, counts in self._windows.counts.items()
            ]
        )
        self._recorder.set_occupancy(self._occupancy.inside if self._doors else None)

    def _keep_time(self) -> None:
        if not (self._doors or self._staff_hours):
            return
        now = self._clock.now()
        waited_ms = now.boot_ms - self._start_ms
        unknown = not now.synced and waited_ms >= _TIME_MS
        self._recorder.set_problem("time_unknown", _NO_TIME if unknown else None)
        if self._doors and now.synced:
            residual = self._occupancy.know_time(self._to_local(now.wall), now.boot_ms)
            if residual is not None:
                self._zero(residual, now)

    def _zero(self, residual: Residual, at: Stamp) -> None:
        tally = residual.tally
        _log.info(
            "People inside set to zero: %d were left over, %d left who had not been seen to enter "
            "(%d in, %d out).",
            tally.inside,
            tally.held,
            tally.entered,
            tally.left,
        )
        self._recorder.record(
            OccupancyReset(
                seq=NOT_YET,
                at=at,
                seconds=residual.seconds,
                entered=tally.entered,
                left=tally.left,
                removed=tally.inside,
                held=tally.held,
            )
        )
        self._memory.save(self._occupancy.state)
        self._show()


def zone_window(zone: ZoneSettings, stays: ZoneCounts, at: Stamp, seconds: int) -> ZoneWindow:
    """One zone's sums over one window."""
    return ZoneWindow(
        seq=NOT_YET,
        at=at,
        seconds=seconds,
        zone=zone.name,
        kind=zone.kind,
        visits=len(stays.dwells_s),
        dwell_ms=round(1000 * sum(stays.dwells_s)),
        dwell_bins=dwell_bins(stays.dwells_s),
        occupancy_ms=round(1000 * stays.spent_s),
        most=stays.most,
        staff_visits=stays.staff_visits,
    )


def dwell_bins(dwells_s: tuple[float, ...]) -> dict[str, int]:
    """Visits by the first of `DWELL_BINS` that their time does not exceed; empty bins left out."""
    bins: dict[str, int] = {}
    for dwell_s in dwells_s:
        name = next((one for one in DWELL_BINS[:-1] if dwell_s <= int(one)), DWELL_BINS[-1])
        bins[name] = bins.get(name, 0) + 1
    return bins
