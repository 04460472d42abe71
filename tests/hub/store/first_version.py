"""A store as the first version left it, with rows in it, and what must be in it afterwards."""

from alembic import command
from sqlalchemy import Engine, column, insert, inspect, table

from hub.ingest.handler import Handler
from hub.settings import HubSettings
from hub.store import migrate
from hub.store.engine import reading, writing
from hub.store.schema import footfall, footfall_day, footfall_hour, press
from tests.hub.ingest.building import (
    EPOCH,
    SITE,
    START_MS,
    a_window,
    a_zone,
    check_sums_equal_a_recount,
    rows,
    sent,
)

CAMERA = "camera-1"
_HOUR_MS = START_MS - 30 * 60_000  # in Kolkata the clock's hours begin there
_FLOW: dict[str, object] = {
    "line": "door",
    "entered": 7,
    "left": 3,
    "seconds": 60,
    "frames": 600,
    "dropped": 5,
}
_AT: dict[str, object] = {"epoch_id": 1, "device_id": 1, "at_ms": START_MS, "quality": 0}
_COUNTS = '{"footfall.door.in":7,"footfall.door.out":3,"press.1":1}'
_PRESSES: dict[str, object] = {"device_id": 1, "scale": 4, "n1": 1}
_ROWS: tuple[tuple[str, dict[str, object]], ...] = (
    (
        "sites",
        {"id": 1, "code": SITE, "name": "North", "timezone": "Asia/Kolkata", "confirmed": True},
    ),
    (
        "devices",
        {"id": 1, "site_id": 1, "name": CAMERA, "first_seen_ms": 0}
        | {"sample": False, "online": False},
    ),
    (
        "epochs",
        {"id": 1, "device_id": 1, "epoch": EPOCH, "contiguous_seq": 2, "lost": 0}
        | {"counts": _COUNTS},
    ),
    ("press", _AT | {"seq": 1, "button": 1, "scale": 4, "play": False}),
    ("footfall", _AT | _FLOW | {"seq": 2, "method": "motion"}),
    ("footfall_hour", _FLOW | {"device_id": 1, "hour_ms": _HOUR_MS}),
    ("footfall_day", _FLOW | {"device_id": 1, "day": "2026-03-02"}),
    ("press_hour", _PRESSES | {"hour_ms": _HOUR_MS}),
    ("press_day", _PRESSES | {"day": "2026-03-02"}),
)


def fill(engine: Engine) -> None:
    """Make the first version's tables in an empty store, and some rows."""
    with writing(engine) as conn:
        command.upgrade(migrate._config(conn), "0001")
        for name, row in _ROWS:
            conn.execute(insert(table(name, *map(column, row))).values(row))


def check_upgraded(engine: Engine) -> None:
    """Every row is there as before, and what comes now adds to it."""
    assert migrate.migrate(engine)
    with reading(engine) as conn:
        names = inspect(conn).get_table_names()
    assert not [name for name in names if name.endswith("_0001")]
    [window] = rows(engine, footfall)
    kept = {"seq": 2, "entered": 7, "left": 3, "seconds": 60, "frames": 600, "dropped": 5}
    assert window | kept | {"kind": "door", "staff_entered": 0, "staff_left": 0} == window
    assert len(rows(engine, press)) == 1
    for summed in (footfall_hour, footfall_day):
        [sums] = rows(engine, summed)
        assert (sums["kind"], sums["entered"], sums["left"]) == ("door", 7, 3)
        assert (sums["seconds"], sums["frames"], sums["dropped"]) == (60, 600, 5)
        assert (sums["staff_entered"], sums["staff_left"]) == (0, 0)
    check_sums_equal_a_recount(engine)
    handler = Handler(engine, HubSettings())
    now = [a_window(3, staff_left=1), a_window(4, kind="street")]
    [ack] = handler.handle([sent(*now, device=CAMERA), sent(a_zone(5), device=CAMERA)])
    handler.close()
    assert ack.ack.seq == 5
    found = {row["kind"]: (row["entered"], row["staff_left"]) for row in rows(engine, footfall_day)}
    assert found == {"door": (9, 1), "street": (2, 0)}
    check_sums_equal_a_recount(engine)
