"""Sums by local hour and day: what a roll-up row adds up.

The same code adds new events and recounts old ones, so that both always agree.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from hub.domain.calendar import LocalTime

MAX_BUTTONS: Final = 6
_FLOWS: Final = 5


class Tally:
    """Sums of some numbers by device, hour or day, and one more key (scale or line)."""

    def __init__(self, width: int) -> None:
        self.hours: defaultdict[tuple[int, int, Any], list[int]] = defaultdict(lambda: [0] * width)
        self.days: defaultdict[tuple[int, str, Any], list[int]] = defaultdict(lambda: [0] * width)

    def hour_rows(self) -> list[tuple[Any, ...]]:
        """Rows as `press_hour` and `footfall_hour` have them."""
        return _rows(self.hours.items())

    def day_rows(self) -> list[tuple[Any, ...]]:
        """Rows as `press_day` and `footfall_day` have them."""
        return _rows(self.days.items())


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
    """Footfall windows by line: entered, left, seconds, frames, dropped."""

    def __init__(self) -> None:
        super().__init__(_FLOWS)

    def add(self, device_id: int, local: LocalTime, line: str, flows: Iterable[int]) -> None:
        """Add one window's numbers, in the order above."""
        hour = self.hours[device_id, local.hour_ms, line]
        day = self.days[device_id, local.day, line]
        for index, number in enumerate(flows):
            hour[index] += number
            day[index] += number


def _rows(items: Iterable[tuple[tuple[Any, ...], list[int]]]) -> list[tuple[Any, ...]]:
    return [(*key, *sums) for key, sums in items]
