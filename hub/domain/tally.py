"""Sums by local hour and day, and of each audit: what a roll-up row adds up.

The same code adds new events and recounts old ones, so that both always agree.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from hub.domain.calendar import LocalTime
from hub.domain.dwell import BINS
from hub.domain.hours import ClockHour

MAX_BUTTONS: Final = 6
_FLOWS: Final = 7
_STAYS: Final = 5 + len(BINS)
_AUDITED: Final = 7
_MONTH: Final = len("2026-03")


class Tally:
    """Sums of some numbers by device, hour or day, and more keys (scale; line and kind)."""

    greatest = False
    """Whether the last number is not a sum but the greatest."""

    def __init__(self, width: int) -> None:
        self.hours: defaultdict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0] * width)
        self.days: defaultdict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0] * width)

    def hour_rows(self) -> list[tuple[Any, ...]]:
        """Rows as `press_hour`, `footfall_hour` and `zone_hour` have them."""
        return _rows(self.hours.items())

    def day_rows(self) -> list[tuple[Any, ...]]:
        """Rows as `press_day`, `footfall_day` and `zone_day` have them."""
        return _rows(self.days.items())

    def month_rows(self) -> list[tuple[Any, ...]]:
        """Rows as `press_month`, `footfall_month` and `zone_month` have them."""
        months: dict[tuple[Any, ...], list[int]] = {}
        for (device_id, day, *parts), numbers in self.days.items():
            key = (device_id, day[:_MONTH], *parts)
            before = months.get(key)
            months[key] = self._together(before, numbers) if before else numbers
        return _rows(months.items())

    def _together(self, one: list[int], other: list[int]) -> list[int]:
        sums = [a + b for a, b in zip(one, other, strict=True)]
        if self.greatest:
            sums[-1] = max(one[-1], other[-1])
        return sums


class PressTally(Tally):
    """Presses by button: six sums of all, then six of those that look like play."""

    def __init__(self) -> None:
        super().__init__(2 * MAX_BUTTONS)

    def add(self, device_id: int, local: LocalTime, button: int, scale: int, play: bool) -> None:
        """Count one press of `button` (1 is the best) of `scale` buttons."""
        for sums in (
            self.hours[device_id, local.hour_ms, scale],
            self.days[device_id, local.day, scale],
        ):
            sums[button - 1] += 1
            if play:
                sums[MAX_BUTTONS + button - 1] += 1


class FlowTally(Tally):
    """Footfall windows by line and its kind: as in `hub.domain.flow.Flow`."""

    def __init__(self) -> None:
        super().__init__(_FLOWS)

    def add(
        self, device_id: int, local: LocalTime, line: str, kind: str, flows: Iterable[int]
    ) -> None:
        """Add one window's numbers, in the order above."""
        hour = self.hours[device_id, local.hour_ms, line, kind]
        day = self.days[device_id, local.day, line, kind]
        for index, number in enumerate(flows):
            hour[index] += number
            day[index] += number


class ZoneTally(Tally):
    """Zone windows by zone and its kind: sums, and last the most people at one time.

    Beside that by month and hour of the clock, over all zones of a kind.
    """

    greatest = True

    def __init__(self) -> None:
        super().__init__(_STAYS + 1)
        self.clocks: defaultdict[tuple[Any, ...], list[int]] = defaultdict(
            lambda: [0] * (_STAYS + 1)
        )

    def add(
        self,
        device_id: int,
        local: LocalTime,
        clock: ClockHour,
        zone: str,
        kind: str,
        stays: Sequence[int],
        most: int,
    ) -> None:
        """Add one window: seconds, visits, dwell time, bins, occupancy time, staff's visits."""
        for sums in (
            self.hours[device_id, local.hour_ms, zone, kind],
            self.days[device_id, local.day, zone, kind],
            self.clocks[device_id, local.day[:_MONTH], kind, clock.minutes, clock.again],
        ):
            for index, number in enumerate(stays):
                sums[index] += number
            sums[_STAYS] = max(sums[_STAYS], most)

    def clock_rows(self) -> list[tuple[Any, ...]]:
        """Rows as `zone_clock` has them."""
        return _rows(self.clocks.items())


class AuditTally:
    """Minutes of audits by audit and line: sums, and last the start of the newest minute."""

    def __init__(self) -> None:
        self._audits: defaultdict[tuple[Any, ...], list[int]] = defaultdict(
            lambda: [0] * (_AUDITED + 1)
        )

    def add(
        self, device_id: int, audit: str, line: str, counted: Sequence[int], at_ms: int
    ) -> None:
        """Add one minute: seconds, then the counts in the table's order."""
        sums = self._audits[device_id, audit, line]
        for index, number in enumerate(counted):
            sums[index] += number
        sums[_AUDITED] = max(sums[_AUDITED], at_ms)

    def rows(self) -> list[tuple[Any, ...]]:
        """Rows as `audit` has them."""
        return _rows(self._audits.items())


@dataclass(frozen=True, slots=True)
class Sums:
    """All tallies together."""

    presses: PressTally = field(default_factory=PressTally)
    flows: FlowTally = field(default_factory=FlowTally)
    zones: ZoneTally = field(default_factory=ZoneTally)
    audits: AuditTally = field(default_factory=AuditTally)

    def changed_days(self) -> list[tuple[int, str]]:
        """Devices and local days of which pages may have kept what has changed."""
        tallies = (self.presses, self.flows, self.zones)
        return sorted({key[:2] for tally in tallies for key in tally.days})


def _rows(items: Iterable[tuple[tuple[Any, ...], list[int]]]) -> list[tuple[Any, ...]]:
    return [(*key, *sums) for key, sums in items]
