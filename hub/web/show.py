"""How numbers, shares and times are written on pages. One way for the whole hub."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from jinja2 import Environment

from hub.domain.dwell import TOO_FEW_VISITS, Between
from hub.domain.expression_change import Difference
from hub.domain.expression_shares import Measured
from hub.domain.intervals import TOO_FEW_CROSSINGS, TOO_FEW_PRESSES, Proportion
from hub.domain.score import Estimate
from hub.web.tables import Faint

_NOTHING = "\N{EN DASH}"
_MINUS = "\N{MINUS SIGN}"


def add_to(jinja: Environment) -> None:
    """Give the templates these filters."""
    jinja.filters.update(
        number=number,
        percent=percent,
        share=share,
        percent_range=percent_range,
        change=change,
        change_range=change_range,
        points=points,
        points_range=points_range,
        clock=clock,
        moment=moment,
        date_of=date_of,
        day=long_day,
        short_day=short_day,
        iso=iso,
        ago=ago,
        duration=duration,
        between=between,
    )
    jinja.tests["faint"] = lambda value: isinstance(value, Faint)
    jinja.globals["TOO_FEW_PRESSES"] = TOO_FEW_PRESSES
    jinja.globals["TOO_FEW_CROSSINGS"] = TOO_FEW_CROSSINGS
    jinja.globals["TOO_FEW_VISITS"] = TOO_FEW_VISITS


def number(value: float | None) -> str:
    """A whole number with separators: 12,345. A dash for None."""
    return _NOTHING if value is None else f"{value:,.0f}"


def percent(value: float | None, digits: int = 0) -> str:
    """A share 0 to 1 as percent: 84%. A dash for None."""
    return _NOTHING if value is None else f"{100 * value:.{digits}f}%"


def share(estimate: Estimate | Proportion | Measured) -> str:
    """A share with the digits that its interval deserves: 84%, or 84.2%. A dash for none."""
    if estimate.low is None or estimate.high is None:
        return percent(estimate.value)
    return percent(estimate.value, _digits(100 * (estimate.high - estimate.low)))


def percent_range(estimate: Estimate | Proportion | Measured) -> str:
    """The interval of a share: 77 to 91%. `uncorrected` where there is none."""
    if estimate.low is None or estimate.high is None:
        return "uncorrected"
    low, high = 100 * estimate.low, 100 * estimate.high
    digits = _digits(high - low)
    return f"{low:.{digits}f} to {high:.{digits}f}%"


def change(difference: Difference) -> str:
    """A difference of two shares, in percentage points: +4 or -0.8."""
    return f"{100 * difference.value:+.{_change_digits(difference)}f}".replace("-", _MINUS)


def change_range(difference: Difference) -> str:
    """Its interval: +1 to +7 points."""
    digits = _change_digits(difference)
    low, high = (f"{100 * end:+.{digits}f}" for end in (difference.low, difference.high))
    return f"{low} to {high} points".replace("-", _MINUS)


def duration(seconds: float | None) -> str:
    """A length of time: 48 s, 2 min 5 s, 1 h 5 min. A dash for None."""
    if seconds is None:
        return _NOTHING
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    large, small, names = (*divmod(whole, 60), ("min", "s"))
    if whole >= 3600:
        large, small, names = (*divmod(round(whole / 60), 60), ("h", "min"))
    return f"{large} {names[0]} {small} {names[1]}" if small else f"{large} {names[0]}"


def between(span: Between | None) -> str:
    """A span that a length of time lies in: 30 to 60 s, over 30 min. A dash for None."""
    if span is None:
        return _NOTHING
    low, high = span.low_seconds, span.high_seconds
    if high is None:
        return f"over {duration(low)}"
    if not low:
        return f"up to {duration(high)}"
    return f"{low} to {high} s" if high <= 60 else f"{low / 60:g} to {high / 60:g} min"


def points(value: float | None) -> str:
    """An index 0 to 100: 78.2. A dash for None."""
    return _NOTHING if value is None else f"{value:.1f}"


def points_range(estimate: Estimate) -> str:
    """The interval of an index: 74.1 to 81.8."""
    return f"{estimate.low:.1f} to {estimate.high:.1f}"


def clock(at_ms: int, timezone: str) -> str:
    """The time of day in a shop: 14:03:22."""
    return f"{_local(at_ms, timezone):%H:%M:%S}"


def moment(at_ms: int | None, timezone: str) -> str:
    """Day and time in a shop: 3 Mar 2026, 14:03. A dash for None."""
    if at_ms is None:
        return _NOTHING
    local = _local(at_ms, timezone)
    return f"{local.day} {local:%b %Y, %H:%M}"


def date_of(at_ms: int | None, timezone: str) -> str:
    """The day in a shop: 3 Mar 2026. A dash for None."""
    return _NOTHING if at_ms is None else moment(at_ms, timezone).partition(",")[0]


def long_day(iso_day: str) -> str:
    """An ISO date in words: Tuesday 3 March 2026."""
    when = date.fromisoformat(iso_day)
    return f"{when:%A} {when.day} {when:%B %Y}"


def short_day(iso_day: str) -> str:
    """An ISO date in few characters: Tue 3 Mar."""
    when = date.fromisoformat(iso_day)
    return f"{when:%a} {when.day} {when:%b}"


def iso(at_ms: int) -> str:
    """An instant for machines, in UTC."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="seconds")


def ago(at_ms: int | None, now_ms: int) -> str:
    """How long ago: 12 s ago, 5 min ago, 3 h ago, 12 days ago."""
    if at_ms is None:
        return "never"
    seconds = max(0, now_ms - at_ms) // 1000
    for unit, length, most in (("s", 1, 100), ("min", 60, 100), ("h", 3600, 48)):
        if seconds < length * most:
            return f"{seconds // length} {unit} ago"
    return f"{seconds // 86_400} days ago"


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
