"""Blocks of numbers: what one shop adds up to over a day, a month or a year, kept in few bytes.

A page about many shops and long spans reads some thousand blocks in place of a million rows. A
block is a table of whole numbers, rows of `WIDTHS[part]` columns of which the first `KEYS[part]`
say what the others count.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from enum import IntEnum
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.int64]
"""A table of whole numbers."""
_SIZES: Final = (1, 2, 4, 8)
_MOST_CELLS: Final = 1 << 20
_DAY: Final = timedelta(days=1)


class Part(IntEnum):
    """What a block tells; the numbers are stored, and must not change."""

    PRESS_WEEK = 1
    """Hour of the week (`hub.domain.hour_sums.week_key`), scale; `n1`..`n6`, `p1`..`p6`."""
    PRESS_DAY = 2
    """Ordinal of the day, scale; the same."""
    FLOW_WEEK = 3
    """Hour of the week; what `hub.domain.flow.Flow` has, of door lines."""
    FLOW_DAY = 4
    """Ordinal of the day; the same."""
    COUNTED = 5
    """Hour of the week (0 to 167), door lines that counted it wholly; hours, visitors, presses,
    happy ones, and both again without those that look like play."""
    CAPTURED = 6
    """0; hours in which both doors and street were counted, who entered then, who passed."""
    SOLD_DAY = 7
    """Ordinal of the day; shops of which sales and visitors are both known, both of these."""


KEYS: Final = {
    Part.PRESS_WEEK: 2,
    Part.PRESS_DAY: 2,
    Part.FLOW_WEEK: 1,
    Part.FLOW_DAY: 1,
    Part.COUNTED: 2,
    Part.CAPTURED: 1,
    Part.SOLD_DAY: 1,
}
WIDTHS: Final = {
    Part.PRESS_WEEK: 14,
    Part.PRESS_DAY: 14,
    Part.FLOW_WEEK: 8,
    Part.FLOW_DAY: 8,
    Part.COUNTED: 8,
    Part.CAPTURED: 4,
    Part.SOLD_DAY: 4,
}


class Level(IntEnum):
    """How long a span a block is of; the numbers are stored."""

    DAY = 1
    MONTH = 2
    YEAR = 3


class Reach(NamedTuple):
    """Spans of one length that follow each other, both ends included: `2026-03` to `2026-05`."""

    level: Level
    first: str
    last: str


def cover(first_day: str, last_day: str, longest: Level = Level.YEAR) -> list[Reach]:
    """The fewest spans that make up some days (ISO dates, both included), in order.

    Args:
        first_day: the first.
        last_day: the last.
        longest: spans beyond this length are not used.
    """
    first, end = date.fromisoformat(first_day), date.fromisoformat(last_day) + timedelta(days=1)
    months_from = first if first.day == 1 else _next_month(first)
    months_to = end.replace(day=1)
    if longest == Level.DAY or months_from >= months_to:
        return _days(first, end)
    return [
        *_days(first, months_from),
        *_months(months_from, months_to, longest),
        *_days(months_to, end),
    ]


def cover_less(first_day: str, last_day: str) -> tuple[list[Reach], list[Reach]]:
    """The same with fewer spans: the first ones, without the second.

    Of a month or a year of which most is meant, the rest is taken away; of those that are running
    there is none.
    """
    first, end = date.fromisoformat(first_day), date.fromisoformat(last_day) + timedelta(days=1)
    begin, finish = _widened(first, end, _month, _next_month)
    days = [*_days(begin, first), *_days(end, finish)]
    year, after = _widened(begin, finish, _year, _next_year)
    # A year can be taken where its months are: not where days are left over at that end.
    year, after = (begin if begin.day > 1 else year), (finish if finish.day > 1 else after)
    if _year(begin) == _year(finish - _DAY) and (year, after) != (_year(begin), _next_year(begin)):
        year, after = begin, finish
    months = [*_of_months(year, begin), *_of_months(finish, after)]
    return cover(year.isoformat(), (after - _DAY).isoformat()), [*months, *days]


def pack(numbers: Numbers) -> bytes:
    """A block: the size of a number in bytes, then the numbers, row by row, little end first."""
    low, high = int(numbers.min(initial=0)), int(numbers.max(initial=0))
    size = next(size for size in _SIZES if -(1 << 8 * size - 1) <= low and high < 1 << 8 * size - 1)
    return bytes([size]) + numbers.astype(f"<i{size}").tobytes()


def unpack(blocks: Sequence[bytes], width: int) -> tuple[Numbers, Numbers]:
    """Blocks as one table, and for each of its rows the place of the block it came from."""
    sizes = np.array([one[0] for one in blocks], np.int64)
    lengths = np.array([len(one) - 1 for one in blocks], np.int64)
    owners, tables = [np.empty(0, np.int64)], [np.empty((0, width), np.int64)]
    for size in np.unique(sizes).tolist():
        places = np.flatnonzero(sizes == size)
        found = [blocks[at][1:] for at in places.tolist()]
        owners.append(np.repeat(places, lengths[places] // (size * width)))
        flat = np.frombuffer(b"".join(found), dtype=f"<i{size}")
        tables.append(flat.reshape(-1, width).astype(np.int64))
    return np.concatenate(owners), np.concatenate(tables)


def added(numbers: Numbers, keys: int) -> Numbers:
    """Rows of the same first `keys` columns added up, in the order of these; all zero: left out."""
    if not len(numbers):
        return numbers
    lows = numbers[:, :keys].min(axis=0)
    sizes = [int(size) for size in numbers[:, :keys].max(axis=0) - lows + 1]
    codes = np.zeros(len(numbers), np.int64)
    for column, (low, size) in enumerate(zip(lows, sizes, strict=True)):
        codes = codes * size + (numbers[:, column] - low)
    cells = int(np.prod([float(size) for size in sizes]))
    summed = _by_cell(numbers, keys, codes, cells) if cells <= _MOST_CELLS else None
    if summed is None:
        summed = _by_order(numbers, keys, codes)
    return summed[summed[:, keys:].any(axis=1)]


def _by_cell(numbers: Numbers, keys: int, codes: Numbers, cells: int) -> Numbers | None:
    """Without sorting. None: numbers too great for doubles to add up exactly."""
    greatest = float(np.abs(numbers[:, keys:]).max(initial=0))
    if greatest * len(numbers) >= 2**53:
        return None
    filled, first = np.unique(codes, return_index=True) if cells > len(codes) else _filled(codes)
    sums = [
        np.bincount(codes, numbers[:, at], cells)[filled] for at in range(keys, numbers.shape[1])
    ]
    return np.column_stack([numbers[first, :keys], *(one.astype(np.int64) for one in sums)])


def _filled(codes: Numbers) -> tuple[Numbers, Numbers]:
    """The codes that occur, in order, and where one of each stands."""
    place = np.full(int(codes.max()) + 1, -1, np.int64)
    place[codes] = np.arange(len(codes))
    filled = np.flatnonzero(place >= 0)
    return filled, place[filled]


def _by_order(numbers: Numbers, keys: int, codes: Numbers) -> Numbers:
    order = np.argsort(codes, kind="stable")
    ordered = codes[order]
    begins = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    sums = np.add.reduceat(numbers[order, keys:], begins, axis=0)
    return np.column_stack([numbers[order[begins], :keys], sums])


def _days(first: date, end: date) -> list[Reach]:
    last = end - timedelta(days=1)
    return [Reach(Level.DAY, first.isoformat(), last.isoformat())] if first < end else []


def _months(first: date, end: date, longest: Level) -> list[Reach]:
    years_from = first.year if first.month == 1 else first.year + 1
    if longest < Level.YEAR or years_from >= end.year:
        return _of_months(first, end)
    return [
        *_of_months(first, date(years_from, 1, 1)),
        Reach(Level.YEAR, str(years_from), str(end.year - 1)),
        *_of_months(date(end.year, 1, 1), end),
    ]


def _of_months(first: date, end: date) -> list[Reach]:
    last = end - timedelta(days=1)
    return [Reach(Level.MONTH, f"{first:%Y-%m}", f"{last:%Y-%m}")] if first < end else []


def _widened(
    first: date, end: date, begin_of: Callable[[date], date], next_of: Callable[[date], date]
) -> tuple[date, date]:
    """Days with the rest of the month (or year) at either end of which most of it is meant."""
    begin, last = begin_of(first), begin_of(end - _DAY)
    finish = next_of(last)
    if begin == last:
        return (begin, finish) if 2 * (end - first) > finish - begin else (first, end)
    return (
        begin if next_of(first) - first > first - begin else first,
        finish if end - last > finish - end else end,
    )


def _month(day: date) -> date:
    return day.replace(day=1)


def _year(day: date) -> date:
    return date(day.year, 1, 1)


def _next_year(day: date) -> date:
    return date(day.year + 1, 1, 1)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
