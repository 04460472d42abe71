"""Taking generated data out of the store again."""

from sqlalchemy import Connection, delete, select

from hub.store import blocks, stale
from hub.store.schema import devices, epochs, metadata, sites


def remove_sample(conn: Connection) -> int:
    """Delete every device that is marked as sample, and all it told; returns how many devices.

    A shop goes with its last device, and with it what was planned or entered for that shop.
    """
    ours = select(devices.c.id).where(devices.c.sample)
    shops = list(
        conn.execute(select(devices.c.site_id).where(devices.c.sample).distinct()).scalars()
    )
    outboxes = select(epochs.c.id).where(epochs.c.device_id.in_(ours))
    for table in reversed(metadata.sorted_tables):
        if table in {devices, sites}:
            continue
        if "device_id" in table.c:
            conn.execute(delete(table).where(table.c.device_id.in_(ours)))
        elif "epoch_id" in table.c:
            conn.execute(delete(table).where(table.c.epoch_id.in_(outboxes)))
    gone = conn.execute(delete(devices).where(devices.c.sample)).rowcount
    for site_id in shops:  # what a shop's blocks hold of its own devices is made again
        blocks.forget(conn, site_id)
        stale.mark_all(conn, site_id)
    used = select(devices.c.site_id)
    empty = [
        *conn.execute(select(sites.c.id).where(sites.c.id.in_(shops), sites.c.id.not_in(used)))
    ]
    numbers = [row.id for row in empty]
    for table in reversed(metadata.sorted_tables):
        if "site_id" in table.c:
            conn.execute(delete(table).where(table.c.site_id.in_(numbers)))
    conn.execute(delete(sites).where(sites.c.id.in_(numbers)))
    return gone
