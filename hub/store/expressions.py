"""Expression windows, one row each: shares of a group of visitors, never of one of them."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, select

from hub.domain.calendar import local_time
from hub.store import upsert
from hub.store.schema import (
    devices,
    expression_day,
    expression_method,
    expression_window,
    sites,
)

_ROWS_AT_ONCE: Final = 5_000
_Method = tuple[bool, str, str, str, str]
_Key = tuple[int, str, str, str, _Method]


class ExpressionRow(NamedTuple):
    """As in the table; see `hub.store.schema`. How windows add up: `wire.expression_events`."""

    epoch_id: int
    seq: int
    device_id: int
    at_ms: int
    quality: int
    seconds: int
    visitors: int
    unseen: int
    least: int
    negative: float
    neutral: float
    positive: float
    corrected: bool
    zone: str | None
    calibration: str | None
    errors: str
    network: str
    detector: str
    law: str

    def method(self) -> _Method:
        """How the shares were measured, as the key of `expression_method`."""
        return (self.corrected, self.calibration or "", self.network, self.detector, self.law)


def add_expression_windows(conn: Connection, rows: list[ExpressionRow]) -> set[tuple[int, str]]:
    """Store windows that were never stored before, and add them to the sums of their days.

    Returns:
        Devices and days that changed: `hub.store.rollups.add_sums` marks them, after all sums, so
        that workers which store at once never wait for each other in a circle.

    Raises:
        sqlalchemy.exc.IntegrityError: one was.
    """
    upsert.append(conn, expression_window, rows)
    return _add_days(conn, rows, _zones(conn, {row.device_id for row in rows})) if rows else set()


def rebuild_expression_days(conn: Connection, site_id: int, zone: ZoneInfo) -> None:
    """Count the sums of a shop's days anew, in a time zone that may be a new one."""
    own = list(conn.scalars(select(devices.c.id).where(devices.c.site_id == site_id)))
    conn.execute(delete(expression_day).where(expression_day.c.device_id.in_(own)))
    _add_days(conn, _windows(conn, own), dict.fromkeys(own, zone))


def _windows(conn: Connection, device_ids: list[int]) -> Iterator[ExpressionRow]:
    query = (
        select(expression_window)
        .where(expression_window.c.device_id.in_(device_ids))
        .order_by(expression_window.c.device_id, expression_window.c.at_ms)
        .execution_options(yield_per=_ROWS_AT_ONCE)
    )
    for row in conn.execute(query):
        yield ExpressionRow(*row)


def _zones(conn: Connection, device_ids: Collection[int]) -> dict[int, ZoneInfo]:
    query = select(devices.c.id, sites.c.timezone).join_from(devices, sites)
    rows = conn.execute(query.where(devices.c.id.in_(device_ids)))
    return {row[0]: ZoneInfo(row[1]) for row in rows}


def _add_days(
    conn: Connection, rows: Iterable[ExpressionRow], zones: dict[int, ZoneInfo]
) -> set[tuple[int, str]]:
    sums: dict[_Key, list[Any]] = {}
    errors: dict[_Method, str] = {}
    for row in rows:
        errors.setdefault(row.method(), row.errors)
        found = sums.setdefault(_key(row, zones[row.device_id]), [0, 0, 0.0, 0.0, 0.0, row.least])
        shares = (row.negative, row.neutral, row.positive)
        numbers = (row.visitors, row.unseen, *(row.visitors * share for share in shares))
        for at, number in enumerate(numbers):
            found[at] += number
        found[5] = min(found[5], row.least)
    ids = _method_ids(conn, errors)
    days = sorted((*key[:4], ids[key[4]], *found) for key, found in sums.items())
    upsert.add(conn, expression_day, days, least="least")
    return {(device_id, day) for device_id, day, *_ in days}


def _key(row: ExpressionRow, zone: ZoneInfo) -> _Key:
    last_ms = row.at_ms + 1000 * row.seconds - 1
    days = (local_time(zone, row.at_ms).day, local_time(zone, last_ms).day)
    return (row.device_id, *days, row.zone or "", row.method())


def _method_ids(conn: Connection, errors: dict[_Method, str]) -> dict[_Method, int]:
    """Numbers of methods; those that are new are made, with the errors they came with."""
    names = ("corrected", "calibration", "network", "detector", "law")
    columns = [expression_method.c[name] for name in names]
    query = select(expression_method.c.id, *columns)
    known = {tuple(row[1:]): row[0] for row in conn.execute(query)}
    new = sorted(method for method in errors if method not in known)
    if new:
        made = [dict(zip(names, one, strict=True)) | {"errors": errors[one]} for one in new]
        upsert.ensure(conn, expression_method, made)
        known = {tuple(row[1:]): row[0] for row in conn.execute(query)}
    return {method: known[method] for method in errors}
