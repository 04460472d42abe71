"""Taking generated data out of the store again."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, delete, select

from hub.store import blocks, stale
from hub.store.schema import (
    bonus_card,
    bonus_entry,
    checklist,
    devices,
    epochs,
    experiment,
    experiment_site,
    expression_day,
    expression_method,
    metadata,
    mystery_visit,
    note,
    poster,
    sales_day,
    sales_hour,
    sites,
    task,
)

MADE_BY: Final = "Sample data"
"""Who made what no person entered. No user can be called so: their names have no capitals."""


def remove_sample(conn: Connection) -> int:
    """Delete every device that is marked as sample, and all it told; returns how many devices.

    A shop goes with its last device, and with it what was planned or entered for that shop. Sales
    go of all shops with a sample device: they were made with these.
    """
    ours = select(devices.c.id).where(devices.c.sample)
    shops = list(
        conn.execute(select(devices.c.site_id).where(devices.c.sample).distinct()).scalars()
    )
    told = select(expression_day.c.method_id).where(expression_day.c.device_id.in_(ours))
    ways = list(conn.execute(told.distinct()).scalars())
    outboxes = select(epochs.c.id).where(epochs.c.device_id.in_(ours))
    for table in reversed(metadata.sorted_tables):
        if table in {devices, sites}:
            continue
        if "device_id" in table.c:
            conn.execute(delete(table).where(table.c.device_id.in_(ours)))
        elif "epoch_id" in table.c:
            conn.execute(delete(table).where(table.c.epoch_id.in_(outboxes)))
    kept = select(expression_day.c.method_id)
    way = expression_method.c.id
    conn.execute(delete(expression_method).where(way.in_(ways), way.not_in(kept)))
    _remove_entered(conn, shops)
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


def _remove_entered(conn: Connection, shops: Sequence[int]) -> None:
    for table in (sales_hour, sales_day):
        conn.execute(delete(table).where(table.c.site_id.in_(shops)))
    ours = select(experiment.c.id).where(experiment.c.made_by == MADE_BY)
    conn.execute(delete(experiment_site).where(experiment_site.c.experiment_id.in_(ours)))
    for table in (note, task, poster, mystery_visit, bonus_entry, experiment):
        conn.execute(delete(table).where(table.c.made_by == MADE_BY))
    for table, column in (
        (checklist, mystery_visit.c.checklist_id),
        (bonus_card, bonus_entry.c.card_id),
    ):
        # What somebody has used for a shop of their own stays.
        used = select(column)
        conn.execute(delete(table).where(table.c.made_by == MADE_BY, table.c.id.not_in(used)))
