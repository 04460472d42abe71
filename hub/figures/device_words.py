"""What devices last said of themselves: their newest statuses, read."""

from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import Connection

from hub.domain.device_health import Reason
from hub.domain.device_problems import problem_text
from hub.domain.device_vitals import Vitals, complaints
from hub.figures.selection import Selection
from hub.store.device_queries import DeviceState, device_states
from hub.store.sites import list_sites
from wire.codec import read_status
from wire.errors import UnreadableError
from wire.status import Status

_MOST_STATUSES = 2048
"""A device says something new once a minute; pages are asked for more often."""


class Word(NamedTuple):
    """A device and its newest status. None: there is none that this version can read."""

    state: DeviceState
    status: Status | None


def device_words(conn: Connection, chosen: Selection) -> list[Word]:
    """The devices of the chosen shops with what they last said."""
    return [
        Word(state, _status(state))
        for state in device_states(conn, chosen.site_ids)
        if state.id in chosen.devices
    ]


def total_backlog(conn: Connection) -> int:
    """Events that wait on all devices, as these last said."""
    site_ids = [site.id for site in list_sites(conn)]
    told = (_status(state) for state in device_states(conn, site_ids))
    return sum(backlog_of(status) or 0 for status in told)


def reasons(word: Word) -> list[Reason]:
    """What is wrong there: what it says itself, and what its readings say."""
    return [*_problems(word.status), *_complaints(word)]


def clock_error_ms(word: Word) -> int | None:
    """Its clock less the hub's, at its newest word. None: it does not say that it is right."""
    state, status = word
    if status is None or status.at is None or not status.at.synced or state.status_ms is None:
        return None
    return round(status.at.wall.timestamp() * 1000) - state.status_ms


def backlog_of(status: Status | None) -> int | None:
    """Events that wait on the device. None: it does not say."""
    if status is None or status.epoch is None:
        return None
    return max(0, status.last_seq - status.acked_seq) + status.in_memory


def _status(state: DeviceState) -> Status | None:
    return None if state.status is None else _read(state.status)


@lru_cache(maxsize=_MOST_STATUSES)
def _read(status: str) -> Status | None:
    try:
        return read_status(status.encode())
    except UnreadableError:
        # Stored by a newer hub that was since replaced by this one: as good as not said.
        return None


def _problems(status: Status | None) -> list[Reason]:
    if status is None:
        return []
    return [
        Reason(
            problem_text(one.code, one.text),
            round(one.since.timestamp() * 1000) if one.since else None,
        )
        for one in status.problems
    ]


def _complaints(word: Word) -> list[Reason]:
    if word.status is None:
        return []
    read = word.status.readings
    vitals = Vitals(
        read.temperature_c,
        read.throttle_bits,
        read.disk_free_mb,
        read.card_worn_percent,
        clock_error_ms(word),
    )
    return [Reason(told) for told in complaints(vitals)]
