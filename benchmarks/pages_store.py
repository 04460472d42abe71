"""A store of 200 shops as large as one likes, for measuring pages: written by SQL, not by ingest.

A shop has a kiosk that is pressed 137 times a day from 8 to 20 o'clock and a camera over its door;
ten million presses are a year. Every fourth shop has a queue, an area and expression shares as
well. Raw presses are written; of the cameras only what pages read (sums, and each line's newest
window).
"""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, Table, insert, select, text

from hub.domain.calendar import day_bounds_ms, local_time
from hub.domain.hours import clock_hour
from hub.domain.tally import ZoneTally
from hub.store import upsert
from hub.store.blocks import make_blocks
from hub.store.engine import writing
from hub.store.schema import (
    DWELL_COLUMNS,
    devices,
    epochs,
    expression_day,
    expression_method,
    footfall,
    footfall_hour,
    press_hour,
    sites,
    zone_clock,
    zone_hour,
)
from hub.store.stale import mark_all
from wire.codec import encode
from wire.messages import VERSION
from wire.scalars import Stamp
from wire.status import Status

SHOPS: Final = 200
NOW: Final = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
NOW_MS: Final = round(NOW.timestamp() * 1000)
PRESSES_A_DAY: Final = 137
ZONE: Final = "Europe/Warsaw"
_HOUR_MS: Final = 3_600_000
_OPEN: Final = range(8, 20)
_EVERY: Final = 4
_ERRORS: Final = (
    '[{"labelled":400,"negative":0.4,"positive":0.3,"together":-0.1},'
    '{"labelled":400,"negative":0.4,"positive":0.3,"together":-0.1},'
    '{"labelled":400,"negative":0.4,"positive":0.3,"together":-0.1}]'
)


def fill(engine: Engine, presses: int) -> int:
    """Write so many presses (about) and everything beside them; returns how many days that is."""
    days = max(1, round(presses / (SHOPS * PRESSES_A_DAY)))
    last = NOW.date()
    span = [last - timedelta(days=n) for n in reversed(range(days))]
    with writing(engine) as conn:
        _shops(conn)
    for first in range(0, days, 30):
        with writing(engine) as conn:
            _hours(conn, span[first : first + 30])
    with writing(engine) as conn:
        _sums(conn)
        _clock(conn)
        mark_all(conn)
    for shop in range(1, SHOPS + 1):
        with writing(engine) as conn:
            _presses(conn, shop)
    finish(engine)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            conn.execute(text("VACUUM ANALYZE"))
    return days


def finish(engine: Engine) -> None:
    """Make the blocks of all days that wait for them, as the hub does each minute."""
    made = 1
    while made:
        with writing(engine) as conn:
            made = make_blocks(conn, now_ms=NOW_MS, most=1000)


def _shops(conn: Connection) -> None:
    for shop in range(1, SHOPS + 1):
        code = f"shop-{shop:03d}"
        conn.execute(
            insert(sites).values(
                id=shop, code=code, name=f"Shop {shop:03d}", timezone=ZONE, confirmed=True
            )
        )
        for number, room in ((2 * shop - 1, "kiosk"), (2 * shop, "camera")):
            values = {"id": number, "site_id": shop, "name": room, "room": room}
            known = {"first_seen_ms": 0, "online": True, "status_ms": NOW_MS - 20_000}
            said = encode(_status(code, room)).decode()
            conn.execute(
                insert(devices).values(**values, **known, status=said, last_event_ms=NOW_MS)
            )
            conn.execute(insert(epochs).values(id=number, device_id=number, epoch=f"{number:032x}"))
    conn.execute(
        insert(expression_method).values(
            id=1,
            corrected=True,
            calibration="c" * 32,
            network="n",
            detector="d",
            law="eu",
            errors=_ERRORS,
        )
    )


def _status(site: str, device: str) -> Status:
    return Status(
        v=VERSION,
        site=site,
        device=device,
        session="c" * 32,
        online=True,
        at=Stamp(wall=NOW, boot="b" * 32, boot_ms=60_000, synced=True),
        room="kiosk" if device == "kiosk" else "camera",
        software="0.1.0",
        epoch="e" * 32,
        last_seq=10,
        acked_seq=10,
    )


def _hours(conn: Connection, span: Sequence[date]) -> None:
    tables: dict[Table, list[dict[str, Any]]] = {
        press_hour: [],
        footfall_hour: [],
        zone_hour: [],
        expression_day: [],
    }
    for day in span:
        midnight_ms, _ = day_bounds_ms(ZoneInfo(ZONE), day.isoformat())
        rng = random.Random(day.toordinal())
        for shop in range(1, SHOPS + 1):
            for hour in _OPEN:
                at_ms = midnight_ms + hour * _HOUR_MS
                if at_ms < NOW_MS:
                    _hour(tables, shop, at_ms, rng)
            if shop % _EVERY == 0:
                tables[expression_day] += _expression(shop, day.isoformat(), rng)
    for table, rows in tables.items():
        if rows:
            conn.execute(insert(table), rows)


def _hour(
    tables: dict[Table, list[dict[str, Any]]], shop: int, at_ms: int, rng: random.Random
) -> None:
    came = 30 + rng.randrange(80)
    camera = {"device_id": 2 * shop, "hour_ms": at_ms}
    buttons = {"n1": 4 + rng.randrange(5), "n2": rng.randrange(4), "n3": rng.randrange(3)}
    kiosk = {"device_id": 2 * shop - 1, "hour_ms": at_ms, "scale": 4, "p4": rng.randrange(2)}
    tables[press_hour].append(kiosk | buttons | {"n4": 1 + rng.randrange(2)})
    counted = {"line": "door", "kind": "door", "entered": came, "left": came, "seconds": 3600}
    tables[footfall_hour].append(camera | counted | {"frames": 36_000, "dropped": 20})
    if shop % _EVERY:
        return
    for zone, kind in (("till", "queue"), ("new-in", "area")):
        visits = came // 2
        stays = dict.fromkeys(DWELL_COLUMNS, 0) | {"dwell_60": visits}
        sums = {"seconds": 3600, "visits": visits, "dwell_ms": visits * 45_000}
        people = {"occupancy_ms": visits * 45_000, "staff_visits": 1, "most": 3}
        tables[zone_hour].append(camera | {"zone": zone, "kind": kind} | sums | stays | people)


def _expression(shop: int, day: str, rng: random.Random) -> Iterator[dict[str, Any]]:
    for zone in ("till", "new-in", ""):
        seen = 100 + rng.randrange(50)
        where = {"device_id": 2 * shop, "day": day, "last_day": day, "zone": zone, "method_id": 1}
        shares = {"negative": 0.1 * seen, "neutral": 0.6 * seen, "positive": 0.3 * seen}
        yield where | shares | {"visitors": seen, "unseen": 40, "least": 20}


def _sums(conn: Connection) -> None:
    """Days and months from the hours. The shops are open at no hour that UTC puts into another."""
    days = {"postgresql": "to_char(to_timestamp(hour_ms / 1000) AT TIME ZONE 'UTC', 'YYYY-MM-DD')"}
    day = days.get(conn.dialect.name, "date(hour_ms / 1000, 'unixepoch')")
    for stream in ("press", "footfall", "zone"):
        table = {"press": press_hour, "footfall": footfall_hour, "zone": zone_hour}[stream]
        names = [f'"{column.name}"' for column in table.columns if not column.primary_key]
        keys = [column.name for column in table.columns if column.primary_key][2:]
        sums = ", ".join(f"max({one})" if one == '"most"' else f"sum({one})" for one in names)
        listed = ", ".join((*keys, *names))
        for into, of, span in (
            (f"{stream}_day", f"{stream}_hour", day),
            (f"{stream}_month", f"{stream}_day", "substr(day, 1, 7)"),
        ):
            key = into.partition("_")[2]
            conn.execute(
                text(
                    f"INSERT INTO {into} (device_id, {key}, {listed}) "  # noqa: S608 - our own names
                    f"SELECT device_id, {span}, {', '.join((*keys, sums))} FROM {of} "
                    f"GROUP BY {', '.join(('device_id', span, *keys))}"
                )
            )


def _clock(conn: Connection) -> None:
    """Hours of the clock by month, likewise: all shops are in one zone."""
    zone = ZoneInfo(ZONE)
    for shop in range(_EVERY, SHOPS + 1, _EVERY):
        tally = ZoneTally()
        mine = select(zone_hour).where(zone_hour.c.device_id == 2 * shop)
        for device_id, hour_ms, name, kind, *stays, most in conn.execute(mine):
            clock = clock_hour(zone, hour_ms)
            tally.add(device_id, local_time(zone, hour_ms), clock, name, kind, stays, most)
        upsert.append(conn, zone_clock, tally.clock_rows())


def _presses(conn: Connection, shop: int) -> None:
    kiosk, camera = 2 * shop - 1, 2 * shop
    conn.execute(
        text(
            "WITH RECURSIVE k(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM k WHERE n < 11), "
            "b(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM b WHERE n < 4) "
            "INSERT INTO press (epoch_id, seq, device_id, at_ms, quality, button, scale, play) "
            "SELECT :kiosk, h.hour_ms / 3600000 * 64 + b.n * 12 + k.n, :kiosk, "
            "h.hour_ms + (k.n * 4 + b.n) * 60000, 0, b.n, 4, (1 = 0) "
            "FROM press_hour AS h CROSS JOIN b CROSS JOIN k WHERE h.device_id = :kiosk AND k.n < "
            "CASE b.n WHEN 1 THEN h.n1 WHEN 2 THEN h.n2 WHEN 3 THEN h.n3 ELSE h.n4 END"
        ),
        {"kiosk": kiosk},
    )
    newest = {"seq": 1, "at_ms": NOW_MS - 60_000, "quality": 0, "seconds": 60, "line": "door"}
    counted = {"entered": 1, "left": 1, "frames": 600, "dropped": 0, "method": "model"}
    conn.execute(insert(footfall).values(epoch_id=camera, device_id=camera, **newest, **counted))
