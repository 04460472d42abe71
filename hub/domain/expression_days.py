"""Runs of days of 24 hours, so that a database can tell the local day of an instant by division."""

from datetime import date, timedelta, tzinfo
from itertools import pairwise
from typing import Final, NamedTuple

from hub.domain.calendar import day_bounds_ms
from hub.domain.periods import days

DAY_MS: Final = 86_400_000


class Run(NamedTuple):
    """Local days that follow each other and have 24 hours, or one day that has not."""

    first_day: str
    start_ms: int
    end_ms: int

    def day(self, number: int) -> str:
        """The ISO date of the day with this number, from 0, counting on beyond the run."""
        return (date.fromisoformat(self.first_day) + timedelta(days=number)).isoformat()


def runs(zone: tzinfo, first_day: str, last_day: str) -> list[Run]:
    """All days from the first to the last, in runs: a year has about five."""
    every = days(first_day, last_day)
    starts = [day_bounds_ms(zone, day)[0] for day in every]
    starts.append(day_bounds_ms(zone, every[-1])[1])
    found: list[Run] = []
    for day, (start_ms, end_ms) in zip(every, pairwise(starts), strict=True):
        usual = end_ms - start_ms == DAY_MS
        last = found[-1] if found else None
        if usual and last and (last.end_ms - last.start_ms) % DAY_MS == 0:
            found[-1] = last._replace(end_ms=end_ms)
        else:
            found.append(Run(day, start_ms, end_ms))
    return found
