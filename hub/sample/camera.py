"""What the sample shops' cameras tell beside their doors: street, zones, nights, one audit. Pure.

Made from the days of `hub.sample.days`, so that the numbers fit each other: those who pass are more
than those who come in, visits to a zone are fewer than visitors.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Final, NamedTuple

import numpy as np

from hub.sample.days import WINDOW_SECONDS, DayEvents, SampleShop
from wire.camera_events import DWELL_BINS, AuditMinute, FootfallWindow, OccupancyReset, ZoneWindow
from wire.messages import Event
from wire.scalars import Stamp

_CAPTURE: Final = {"market-hall": 0.17, "harbour": 0.31}
"""Of the shops whose camera sees the street: how many of the passers-by come in."""
_AUDIT_DAYS_AGO: Final = {"market-hall": 12, "station": 41}
_AUDIT_MINUTES: Final = 25
_WINDOWS_AN_HOUR: Final = 3600 // WINDOW_SECONDS


class CameraEvents(NamedTuple):
    """By camera, in the order of their numbers, each list of one stream."""

    door: list[list[Event]]
    floor: list[list[Event]]


def camera_events(
    shop: SampleShop, days: Sequence[DayEvents], until: datetime, *, seed: int
) -> CameraEvents:
    """Everything that is not a door's window.

    Args:
        shop: whose cameras.
        days: all of `hub.sample.days.sample_days`.
        until: aware; nothing is made after it.
        seed: the same seed gives the same events.
    """
    rng = np.random.default_rng([seed, *shop.code.encode()])
    door = count(1 + sum(len(day.windows) for day in days))
    floor = count(1)
    hours = [hour for day in days for hour in _hours(day.windows)]
    ended = [day.windows for day in days if day.windows]
    nights = [one for one in ended if _night(one) <= until]
    ago = _AUDIT_DAYS_AGO.get(shop.code, 0)
    audited = ended[-ago] if 0 < ago <= len(ended) else []
    share = _CAPTURE.get(shop.code)
    street: list[Event] = [_street(next(door), hour, share, rng) for hour in hours if share]
    resets: list[Event] = [_reset(next(door), windows, rng) for windows in nights]
    audit: list[Event] = [_audit_minute(next(door), at, rng) for at in _audit_times(audited)]
    shelf: list[Event] = [_shelf(next(floor), hour, rng) for hour in hours]
    queue: list[Event] = [_queue(next(floor), hour, shop, rng) for hour in hours]
    return CameraEvents([street, resets, audit], [shelf, queue])


class _Hour(NamedTuple):
    at: Stamp
    seconds: int
    entered: int
    left: int


def _hours(windows: Sequence[FootfallWindow]) -> Iterator[_Hour]:
    for first in range(0, len(windows), _WINDOWS_AN_HOUR):
        part = windows[first : first + _WINDOWS_AN_HOUR]
        entered, left = (sum(getattr(one, way) for one in part) for way in ("entered", "left"))
        yield _Hour(part[0].at, len(part) * WINDOW_SECONDS, entered, left)


def _street(seq: int, hour: _Hour, share: float, rng: np.random.Generator) -> FootfallWindow:
    passed = hour.entered + int(rng.poisson(hour.entered * (1 - share) / share + 1))
    one_way = int(rng.binomial(passed, 0.55))
    return FootfallWindow(
        seq=seq,
        at=hour.at,
        seconds=hour.seconds,
        line="pavement",
        entered=one_way,
        left=passed - one_way,
        frames=hour.seconds * 10,
        method="model_and_motion",
        kind="street",
    )


def _shelf(seq: int, hour: _Hour, rng: np.random.Generator) -> ZoneWindow:
    visits = int(rng.binomial(hour.entered, 0.35))
    return _zone(seq, hour, "new-in", "area", rng.lognormal(3.4, 0.9, visits), rng)


def _queue(seq: int, hour: _Hour, shop: SampleShop, rng: np.random.Generator) -> ZoneWindow:
    waits = int(rng.binomial(hour.left, 0.55))
    crowd = hour.left / max(1.0, shop.visitors_an_hour * hour.seconds / 3600)
    seconds = rng.gamma(2.0, 15 + 25 * shop.strain * crowd**2, waits)
    return _zone(seq, hour, "till", "queue", seconds, rng)


def _zone(
    seq: int,
    hour: _Hour,
    name: str,
    kind: str,
    stays_seconds: np.ndarray,
    rng: np.random.Generator,
) -> ZoneWindow:
    limits = [float(limit) for limit in DWELL_BINS[:-1]]
    places = np.searchsorted(limits, stays_seconds).tolist()
    mean_people = float(stays_seconds.sum()) / hour.seconds
    return ZoneWindow(
        seq=seq,
        at=hour.at,
        seconds=hour.seconds,
        zone=name,
        kind="queue" if kind == "queue" else "area",
        visits=len(stays_seconds),
        dwell_ms=round(1000 * float(stays_seconds.sum())),
        dwell_bins={
            name: places.count(place) for place, name in enumerate(DWELL_BINS) if place in places
        },
        occupancy_ms=round(1000 * float(stays_seconds.sum())),
        most=int(bool(len(stays_seconds))) + int(rng.poisson(2 * mean_people)),
        staff_visits=int(rng.poisson(2)),
    )


def _night(windows: Sequence[FootfallWindow]) -> datetime:
    return windows[-1].at.wall + timedelta(hours=3)


def _reset(seq: int, windows: Sequence[FootfallWindow], rng: np.random.Generator) -> OccupancyReset:
    entered = sum(one.entered for one in windows)
    left = sum(one.left for one in windows)
    # As many who left unseen to enter as are left over: both sums are those of the windows.
    missed = int(rng.poisson(0.003 * entered))
    return OccupancyReset(
        seq=seq,
        at=_stamp(windows[-1].at, _night(windows)),
        seconds=86_400,
        entered=entered,
        left=left,
        removed=entered - left + missed,
        held=missed,
    )


def _audit_times(windows: Sequence[FootfallWindow]) -> list[Stamp]:
    if not windows:
        return []
    noon = windows[len(windows) // 2].at
    return [_stamp(noon, noon.wall + timedelta(minutes=n)) for n in range(_AUDIT_MINUTES)]


def _audit_minute(seq: int, at: Stamp, rng: np.random.Generator) -> AuditMinute:
    tapped = rng.poisson([4.5, 4.0])
    agreed = rng.binomial(tapped, 0.975)
    counted = agreed + rng.poisson(0.04, 2)
    return AuditMinute(
        seq=seq,
        at=at,
        seconds=60,
        audit="5a" * 16,
        line="door",
        tapped_in=int(tapped[0]),
        tapped_out=int(tapped[1]),
        counted_in=int(counted[0]),
        counted_out=int(counted[1]),
        agreed_in=int(agreed[0]),
        agreed_out=int(agreed[1]),
    )


def _stamp(like: Stamp, wall: datetime) -> Stamp:
    return Stamp(wall=wall, boot=like.boot, boot_ms=like.boot_ms, synced=True)
