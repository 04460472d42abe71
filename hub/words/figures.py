"""How numbers, shares and times are written, in the reader's language. One way for all."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hub.domain.difference import Difference
from hub.domain.dwell import Between
from hub.domain.expression_shares import Measured
from hub.domain.intervals import Proportion
from hub.domain.score import Estimate
from hub.words import dates, numbers
from hub.words.spoken import gettext as _
from hub.words.spoken import language, ngettext

_NOTHING = "\N{EN DASH}"
_LEAST_CHANCE, _MOST_CHANCE = 0.01, 0.99
"""Nearer to impossible or certain is not told: draws or a table's last digit would decide it."""


def number(value: float | None) -> str:
    """A whole number with separators: 12,345. A dash for None."""
    return decimal(value, 0)


def decimal(value: float | None, digits: int = 1) -> str:
    """A number with digits after the point: 12,345.6. A dash for None."""
    return _NOTHING if value is None else numbers.decimal(value, language(), digits)


def country(code: str) -> str:
    """The name of a country: Germany for DE; the code itself where none is known."""
    return numbers.country(code, language())


def signed(value: float | None, digits: int = 0) -> str:
    """A number that says which way: +12 or a true minus. A dash for None."""
    return _NOTHING if value is None else numbers.decimal(value, language(), digits, signed=True)


def percent(value: float | None, digits: int = 0) -> str:
    """A share 0 to 1 as percent: 84%. A dash for None."""
    if value is None:
        return _NOTHING
    spoken = language()
    return numbers.decimal(100 * value, spoken, digits) + numbers.marks(spoken).percent


def chance(value: float | None) -> str:
    """A probability 0 to 1 as percent, never as certain: 84%, > 99%, < 1%. A dash for None."""
    if value is None:
        return _NOTHING
    if value > _MOST_CHANCE:
        return f"> {percent(_MOST_CHANCE)}"
    if value < _LEAST_CHANCE:
        return f"< {percent(_LEAST_CHANCE)}"
    return percent(value)


def share(estimate: Estimate | Proportion | Measured) -> str:
    """A share with the digits that its interval deserves: 84%, or 84.2%. A dash for none."""
    if estimate.low is None or estimate.high is None:
        return percent(estimate.value)
    return percent(estimate.value, _digits(100 * (estimate.high - estimate.low)))


def percent_range(estimate: Estimate | Proportion | Measured) -> str:
    """The interval of a share: 77 to 91%. `uncorrected` where there is none."""
    if estimate.low is None or estimate.high is None:
        return _("uncorrected")
    digits = _digits(100 * (estimate.high - estimate.low))
    return _range(decimal(100 * estimate.low, digits), percent(estimate.high, digits))


def change(difference: Difference) -> str:
    """A difference of two shares, in percentage points: +4 or -0.8."""
    return signed(100 * difference.value, _change_digits(difference))


def change_range(difference: Difference) -> str:
    """Its interval: +1 to +7 points."""
    digits = _change_digits(difference)
    low, high = (signed(100 * end, digits) for end in (difference.low, difference.high))
    return _("%(low)s to %(high)s points", low=low, high=high)


def duration(seconds: float | None) -> str:
    """A length of time: 48 s, 2 min 5 s, 1 h 5 min. A dash for None."""
    if seconds is None:
        return _NOTHING
    whole = round(seconds)
    if whole < 60:
        return _("%(s)s s", s=whole)
    if whole < 3600:
        large, small = divmod(whole, 60)
        return (
            _("%(min)s min %(s)s s", min=large, s=small) if small else _("%(min)s min", min=large)
        )
    large, small = divmod(round(whole / 60), 60)
    return _("%(h)s h %(min)s min", h=large, min=small) if small else _("%(h)s h", h=large)


def between(span: Between | None) -> str:
    """A span that a length of time lies in: 30 to 60 s, over 30 min. A dash for None."""
    if span is None:
        return _NOTHING
    low, high = span.low_seconds, span.high_seconds
    if high is None:
        return _("over %(time)s", time=duration(low))
    if not low:
        return _("up to %(time)s", time=duration(high))
    if high <= 60:
        return _("%(low)s to %(high)s s", low=_plain(low), high=_plain(high))
    return _("%(low)s to %(high)s min", low=_plain(low / 60), high=_plain(high / 60))


def points(value: float | None) -> str:
    """An index 0 to 100: 78.2. A dash for None."""
    return decimal(value, 1)


def points_range(estimate: Estimate) -> str:
    """The interval of an index: 74.1 to 81.8."""
    return _range(points(estimate.low), points(estimate.high))


def clock(at_ms: int, timezone: str) -> str:
    """The time of day in a shop: 14:03:22."""
    return f"{_local(at_ms, timezone):%H:%M:%S}"


def moment(at_ms: int | None, timezone: str) -> str:
    """Day and time in a shop: 3 Mar 2026, 14:03. A dash for None."""
    if at_ms is None:
        return _NOTHING
    return f"{date_of(at_ms, timezone)}, {_local(at_ms, timezone):%H:%M}"


def date_of(at_ms: int | None, timezone: str) -> str:
    """The day in a shop: 3 Mar 2026. A dash for None."""
    if at_ms is None:
        return _NOTHING
    return dates.write_date(_local(at_ms, timezone).date(), "date", language())


def long_day(iso_day: str) -> str:
    """An ISO date in words: Tuesday 3 March 2026."""
    return dates.write_date(date.fromisoformat(iso_day), "long", language())


def short_day(iso_day: str) -> str:
    """An ISO date in few characters: Tue 3 Mar. A month, 2026-03, in words."""
    if len(iso_day) == len("2026-03"):
        return month_of(iso_day)
    return dates.write_date(date.fromisoformat(iso_day), "short", language())


def month_of(month: str) -> str:
    """A month, 2026-03, in words: March 2026."""
    return dates.write_date(date.fromisoformat(f"{month}-01"), "month", language())


def days(first_day: str, last_day: str) -> str:
    """A span of ISO dates in words: Tuesday 3 March 2026 to ...; one day as itself."""
    if first_day == last_day:
        return long_day(first_day)
    return _range(long_day(first_day), long_day(last_day))


def weekday(number: int) -> str:
    """The name of a day of the week. Monday is 0."""
    return dates.weekdays("wide", language())[number]


def iso(at_ms: int) -> str:
    """An instant for machines, in UTC."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="seconds")


def ago(at_ms: int | None, now_ms: int) -> str:
    """How long ago: 12 s ago, 5 min ago, 3 h ago, 12 days ago."""
    if at_ms is None:
        return _("never")
    seconds = max(0, now_ms - at_ms) // 1000
    if seconds < 100:
        return _("%(s)s s ago", s=seconds)
    if seconds < 6000:
        return _("%(min)s min ago", min=seconds // 60)
    if seconds < 48 * 3600:
        return _("%(h)s h ago", h=seconds // 3600)
    return ngettext("%(num)s day ago", "%(num)s days ago", seconds // 86_400)


def _range(low: str, high: str) -> str:
    return _("%(low)s to %(high)s", low=low, high=high)


def _plain(value: float) -> str:
    return decimal(value, 0 if value == int(value) else 1)


def _digits(width: float) -> int:
    """Digits after the point that an interval of this many points deserves."""
    return 0 if width >= 6 else 1


def _change_digits(difference: Difference) -> int:
    least = _digits(100 * (difference.high - difference.low))
    near = 100 * min(abs(difference.low), abs(difference.high))
    # What is clear must not be written as zero.
    return next((n for n in range(least, 3) if not difference.clear or round(near, n)), 3)


def _local(at_ms: int, timezone: str) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(ZoneInfo(timezone))
