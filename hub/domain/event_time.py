"""Where an event belongs in time, when the device that made it may not have known the date.

A Raspberry Pi starts with a wrong date and learns the right one when the network comes; a hub that
was away gets messages hours after they were sent. Each event is placed by the best thing known of
it, and how it was placed is kept beside it.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Final, NamedTuple

from hub.domain.calendar import FIRST_MS
from wire.scalars import Stamp

MAX_AHEAD_MS: Final = 5 * 60_000
"""A clock that says it is right may be ahead of the hub's by this much and still be believed."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


class Quality(IntEnum):
    """How an event was placed in time. Larger is less sure. Stored with each event."""

    SYNCED = 0
    """By the device's clock, which was set."""
    AGE = 1
    """By how long ago it was when it was sent, which a device knows without any clock."""
    BOUNDED = 2
    """Only that it was before or after something else: the device was off in between."""


class Placed(NamedTuple):
    """An instant (ms since 1970, UTC) and how it was found."""

    at_ms: int
    quality: Quality


def place(
    stamps: Sequence[Stamp], sent: Stamp, received_ms: int, last_known_ms: int | None
) -> list[Placed]:
    """Place the events of one batch in time. Later events are never placed before earlier ones.

    Args:
        stamps: when each event happened, as the device knew it, in the order of `seq`.
        sent: when the batch was sent.
        received_ms: when it came, by the hub's clock.
        last_known_ms: when the newest event known of this device happened; None: there is none.

    Returns:
        One for each stamp, none after `received_ms` + `MAX_AHEAD_MS`, none before 2020.
    """
    limit_ms = received_ms + MAX_AHEAD_MS
    known = [_known(stamp, sent, received_ms, limit_ms) for stamp in stamps]
    if None in known:
        return _bounded(stamps, known, received_ms, last_known_ms)
    return _in_order([placed for placed in known if placed is not None])


def wall_ms(stamp: Stamp) -> int:
    """The device's clock at a stamp, ms since 1970."""
    return (stamp.wall - _EPOCH) // _MILLISECOND


def _known(stamp: Stamp, sent: Stamp, received_ms: int, limit_ms: int) -> Placed | None:
    if stamp.synced:
        at_ms = wall_ms(stamp)
        if FIRST_MS <= at_ms <= limit_ms:
            return Placed(at_ms, Quality.SYNCED)
    if stamp.boot != sent.boot:
        return None
    # The time of sending, where the device knew it by then: `received_ms` is late by however
    # long the message waited at the broker.
    sent_ms = wall_ms(sent) if sent.synced else received_ms
    if not FIRST_MS <= sent_ms <= limit_ms:
        sent_ms = received_ms
    at_ms = sent_ms - (sent.boot_ms - stamp.boot_ms)
    return Placed(at_ms, Quality.AGE) if FIRST_MS <= at_ms <= limit_ms else None


def _bounded(
    stamps: Sequence[Stamp],
    known: Sequence[Placed | None],
    received_ms: int,
    last_known_ms: int | None,
) -> list[Placed]:
    """Fill what is not known from the neighbours: after the one before, before the one after."""
    latest_ms = []
    bound_ms = received_ms
    for placed in reversed(known):
        bound_ms = min(bound_ms, placed.at_ms) if placed else bound_ms
        latest_ms.append(bound_ms)
    latest_ms.reverse()

    result: list[Placed] = []
    earliest_ms = FIRST_MS if last_known_ms is None else max(FIRST_MS, last_known_ms)
    for stamp, found, most_ms in zip(stamps, known, latest_ms, strict=True):
        least_ms = min(earliest_ms, most_ms)
        guess_ms = min(max(wall_ms(stamp), least_ms), most_ms)
        placed = found or Placed(guess_ms, Quality.BOUNDED)
        earliest_ms = max(FIRST_MS, placed.at_ms)
        result.append(placed)
    return _in_order(result)


def _in_order(placed: list[Placed]) -> list[Placed]:
    """Undo what clocks that were put back did to the order: nothing before its predecessor."""
    at_ms = FIRST_MS
    for index, one in enumerate(placed):
        if one.at_ms < at_ms:
            placed[index] = Placed(at_ms, one.quality)
        else:
            at_ms = one.at_ms
    return placed
