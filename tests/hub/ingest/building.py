"""Messages as devices send them, and what the store must hold afterwards."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, Table, select

from hub.ingest.sorting import Message
from hub.store.engine import reading
from hub.store.footfall import windows_of_site
from hub.store.presses import presses_of_site
from hub.store.rollups import tally_presses, tally_windows
from hub.store.schema import (
    devices,
    footfall,
    footfall_day,
    footfall_hour,
    press,
    press_day,
    press_hour,
    sites,
)
from wire.camera_events import FootfallWindow
from wire.codec import batch, body, encode
from wire.messages import VERSION, Event, Header, Press, Status, stream_of
from wire.scalars import Stamp
from wire.topics import spell

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
START_MS = round(START.timestamp() * 1000)
EPOCH = "e" * 32
SESSION = "5" * 32
SITE, DEVICE = "north-3", "kiosk-1"


def stamp(seconds: float = 0) -> Stamp:
    """An instant of a device whose clock is right."""
    wall = START + timedelta(seconds=seconds)
    return Stamp(wall=wall, boot="b" * 32, boot_ms=round((1000 + seconds) * 1000), synced=True)


def a_press(seq: int, button: int = 1, *, play: bool = False) -> Press:
    """One press, `seq` minutes after the start."""
    return Press(seq=seq, at=stamp(60 * seq), button=button, of=4, play=play)


def a_window(seq: int, entered: int = 2, left: int = 1) -> FootfallWindow:
    """One window of a minute."""
    return FootfallWindow(
        seq=seq,
        at=stamp(60 * seq),
        seconds=60,
        line="door",
        entered=entered,
        left=left,
        frames=600,
    )


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


def a_status(**fields: object) -> Message:
    """A status as it comes in; `received_ms` is the hub's, the rest is the device's."""
    received_ms = fields.pop("received_ms", START_MS)
    values = {
        "v": VERSION,
        "site": SITE,
        "device": DEVICE,
        "session": SESSION,
        "online": True,
        "epoch": EPOCH,
        "room": "kiosk",
        "at": stamp(),
    } | fields
    status = Status(**values)  # type: ignore[arg-type]
    assert isinstance(received_ms, int)
    return Message(spell(status.site, status.device, "status"), encode(status), received_ms)


def rows(engine: Engine, table: Table) -> list[dict[str, object]]:
    """A whole table."""
    with reading(engine) as conn:
        return [dict(row) for row in conn.execute(select(table)).mappings()]


def check_sums_equal_a_recount(engine: Engine) -> None:
    """The roll-ups of real devices hold what the raw rows say; no event is there twice."""
    with reading(engine) as conn:
        presses, windows = [], []
        for site in conn.execute(select(sites)).all():
            zone = ZoneInfo(site.timezone)
            presses.append(tally_presses(presses_of_site(conn, site.id), zone))
            windows.append(tally_windows(windows_of_site(conn, site.id), zone))
        for table, recounted in (
            (press_hour, [row for tally in presses for row in tally.hour_rows()]),
            (press_day, [row for tally in presses for row in tally.day_rows()]),
            (footfall_hour, [row for tally in windows for row in tally.hour_rows()]),
            (footfall_day, [row for tally in windows for row in tally.day_rows()]),
        ):
            assert _table(conn, table) == sorted(recounted), table.name
        seen = Counter(
            (row.epoch_id, row.seq)
            for table in (press, footfall)
            for row in conn.execute(select(table.c.epoch_id, table.c.seq))
        )
        assert not seen or max(seen.values()) == 1


def _table(conn: Connection, table: Table) -> list[tuple[object, ...]]:
    real = select(devices.c.id).where(devices.c.sample.is_(False))
    query = select(table).where(table.c.device_id.in_(real))
    return sorted(tuple(row) for row in conn.execute(query))
