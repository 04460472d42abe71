"""Messages as devices send them, and what the store must hold afterwards."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, Table, func, select

from hub.ingest.sorting import Message
from hub.store.engine import reading
from hub.store.footfall import windows_of_site
from hub.store.presses import presses_of_site
from hub.store.rollups import tally_presses, tally_windows, tally_zones
from hub.store.schema import (
    AUDIT_COUNTS,
    audit,
    audit_minute,
    devices,
    expression_window,
    footfall,
    footfall_day,
    footfall_hour,
    occupancy_reset,
    press,
    press_day,
    press_hour,
    reason,
    sites,
    zone_clock,
    zone_day,
    zone_hour,
    zone_window,
)
from hub.store.zones import zone_windows_of_site
from tests.wire import expression
from wire.camera_events import AuditMinute, FootfallWindow, OccupancyReset, ZoneWindow
from wire.codec import batch, body, encode
from wire.expression_events import ExpressionWindow
from wire.kiosk_events import Reason
from wire.messages import VERSION, Event, Header, Press, stream_of
from wire.scalars import Stamp
from wire.status import Status
from wire.topics import spell

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
START_MS = round(START.timestamp() * 1000)
EPOCH = "e" * 32
SESSION = "5" * 32
SITE, DEVICE = "north-3", "kiosk-1"
_EVENT_TABLES = (
    *(press, reason, footfall, zone_window),
    *(occupancy_reset, audit_minute, expression_window),
)


def stamp(seconds: float = 0) -> Stamp:
    """An instant of a device whose clock is right."""
    wall = START + timedelta(seconds=seconds)
    return Stamp(wall=wall, boot="b" * 32, boot_ms=round((1000 + seconds) * 1000), synced=True)


def a_press(seq: int, button: int = 1, *, play: bool = False) -> Press:
    """One press, `seq` minutes after the start."""
    return Press(seq=seq, at=stamp(60 * seq), button=button, of=4, play=play)


def a_reason(seq: int, words: str = "Waited too long", *, play: bool = False) -> Reason:
    """One reason of somebody unhappy."""
    return Reason(seq=seq, at=stamp(60 * seq), button=4, of=4, reason=words, play=play)


def a_window(seq: int, entered: int = 2, left: int = 1, **more: Any) -> FootfallWindow:
    """One window of a minute."""
    return FootfallWindow(
        seq=seq,
        at=stamp(60 * seq),
        seconds=60,
        line="door",
        entered=entered,
        left=left,
        frames=600,
        **more,
    )


def a_zone(seq: int, dwell_bins: dict[str, int] | None = None, **more: Any) -> ZoneWindow:
    """One window of a minute in front of the new shelf, three visits by default."""
    bins = {"15": 2, "more": 1} if dwell_bins is None else dwell_bins
    fields: dict[str, Any] = {"seq": seq, "at": stamp(60 * seq), "seconds": 60, "zone": "new"}
    fields |= {"most": 2, "dwell_bins": bins}
    fields |= {"visits": sum(bins.values()), "dwell_ms": 2_020_000, "occupancy_ms": 90_000}
    return ZoneWindow(**fields | more)


def a_reset(seq: int, **more: Any) -> OccupancyReset:
    """The count of people inside set to zero after a day."""
    fields: dict[str, Any] = {"seq": seq, "at": stamp(60 * seq), "seconds": 86_400}
    fields |= {"entered": 400, "left": 397, "removed": 4, "held": 1}
    return OccupancyReset(**fields | more)


def an_audit_minute(seq: int, audit: str = "a" * 32, **more: Any) -> AuditMinute:
    """One minute in which the camera missed one of five and invented nobody."""
    fields: dict[str, Any] = {"seq": seq, "at": stamp(60 * seq), "seconds": 60}
    fields |= {"audit": audit, "line": "door"}
    fields |= {"tapped_in": 5, "counted_in": 4, "agreed_in": 4}
    fields |= {"tapped_out": 2, "counted_out": 2, "agreed_out": 2}
    return AuditMinute(**fields | more)


def an_expression(seq: int, **more: Any) -> ExpressionWindow:
    """One group of visitors, corrected."""
    return expression.a_window(seq=seq, at=stamp(60 * seq), **more)


def any_event(seq: int) -> Event:
    """The event of a camera with this number: all kinds in turn."""
    kinds: tuple[Callable[[int], Event], ...] = (
        a_window,
        a_zone,
        a_reset,
        an_audit_minute,
        lambda n: a_window(n, kind="street", staff_entered=1),
        lambda n: a_zone(n, kind="queue", most=n, staff_visits=1),
        an_expression,
    )
    return kinds[seq % len(kinds)](seq)


def sent(
    *events: Event,
    site: str = SITE,
    device: str = DEVICE,
    epoch: str = EPOCH,
    received_ms: int = START_MS + 86_400_000,
) -> Message:
    """A batch of one stream, as it comes in."""
    header = Header(v=VERSION, site=site, device=device, epoch=epoch)
    stream = stream_of(events[0])
    payload = batch(stream, header, stamp(86_000), [(e.seq, e.at, body(e)) for e in events])
    return Message(spell(site, device, stream), payload, received_ms)


def a_status(**fields: Any) -> Message:
    """A status as it comes in; `received_ms` is the hub's, the rest is the device's."""
    received_ms = fields.pop("received_ms", START_MS)
    values: dict[str, Any] = {
        "v": VERSION,
        "site": SITE,
        "device": DEVICE,
        "session": SESSION,
        "online": True,
        "epoch": EPOCH,
        "room": "kiosk",
        "at": stamp(),
    } | fields
    status = Status(**values)
    assert isinstance(received_ms, int)
    return Message(spell(status.site, status.device, "status"), encode(status), received_ms)


def rows(engine: Engine, table: Table) -> list[dict[str, Any]]:
    """A whole table."""
    with reading(engine) as conn:
        return [dict(row) for row in conn.execute(select(table)).mappings()]


def check_sums_equal_a_recount(engine: Engine) -> None:
    """The roll-ups of real devices hold what the raw rows say; no event is there twice."""
    with reading(engine) as conn:
        presses, windows, zones = [], [], []
        for site in conn.execute(select(sites)).all():
            zone = ZoneInfo(site.timezone)
            presses.append(tally_presses(presses_of_site(conn, site.id), zone))
            windows.append(tally_windows(windows_of_site(conn, site.id), zone))
            zones.append(tally_zones(zone_windows_of_site(conn, site.id), zone))
        for table, recounted in (
            (press_hour, [row for tally in presses for row in tally.hour_rows()]),
            (press_day, [row for tally in presses for row in tally.day_rows()]),
            (footfall_hour, [row for tally in windows for row in tally.hour_rows()]),
            (footfall_day, [row for tally in windows for row in tally.day_rows()]),
            (zone_hour, [row for tally in zones for row in tally.hour_rows()]),
            (zone_day, [row for tally in zones for row in tally.day_rows()]),
            (zone_clock, [row for tally in zones for row in tally.clock_rows()]),
            (audit, _recounted_audits(conn)),
        ):
            assert _table(conn, table) == sorted(recounted), table.name
        seen = Counter(
            (row.epoch_id, row.seq)
            for table in _EVENT_TABLES
            for row in conn.execute(select(table.c.epoch_id, table.c.seq))
        )
        assert not seen or max(seen.values()) == 1


def _recounted_audits(conn: Connection) -> list[tuple[object, ...]]:
    """By the database itself, not by our tally."""
    minute = audit_minute.c
    key = (minute.device_id, minute.audit, minute.line)
    sums = [func.sum(minute[name]) for name in ("seconds", *AUDIT_COUNTS)]
    query = select(*key, *sums, func.max(minute.at_ms)).group_by(*key)
    return [tuple(row) for row in conn.execute(query)]


def _table(conn: Connection, table: Table) -> list[tuple[object, ...]]:
    real = select(devices.c.id).where(devices.c.sample.is_(False))
    query = select(table).where(table.c.device_id.in_(real))
    return sorted(tuple(row) for row in conn.execute(query))
