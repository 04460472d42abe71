"""The exactly-once books of each device's outboxes, and how device and hub compare."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import msgspec
from sqlalchemy import Connection, delete, select, tuple_

from hub.domain.ledger import Ledger
from hub.store import upsert
from hub.store.schema import epoch_ahead, epochs


@dataclass(slots=True)
class Epoch:
    """One outbox of a device: its ledger, and the cumulative counters of what is stored."""

    id: int
    device_id: int
    epoch: str
    ledger: Ledger
    counts: dict[str, int]
    stored_ahead: set[int] = field(default_factory=set)
    """`ledger.ahead` as the store has it."""


def ensure_epochs(
    conn: Connection, keys: Collection[tuple[int, str]]
) -> dict[tuple[int, str], Epoch]:
    """The epochs of these (device id, name of the epoch); those that are new are made."""
    found = _find(conn, keys)
    missing = sorted(set(keys) - set(found))
    if not missing:
        return found
    upsert.ensure(conn, epochs, [{"device_id": id_, "epoch": name} for id_, name in missing])
    return _find(conn, keys)


def save_epochs(conn: Connection, changed: Collection[Epoch]) -> None:
    """Store the ledgers and counters of epochs that changed."""
    upsert.change(
        conn,
        epochs,
        ("contiguous_seq", "lost", "counts"),
        [
            (
                one.ledger.contiguous,
                one.ledger.lost,
                msgspec.json.encode(one.counts).decode(),
                one.id,
            )
            for one in changed
        ],
    )
    for one in changed:
        if one.ledger.ahead or one.stored_ahead:
            _save_ahead(conn, one)


def note_comparison(
    conn: Connection, epoch_id: int, difference: Mapping[str, int], now_ms: int
) -> None:
    """Store the device's counters less the hub's, where they differ; empty: they agree."""
    row = (msgspec.json.encode(difference).decode(), now_ms, epoch_id)
    upsert.change(conn, epochs, ("difference", "compared_ms"), [row])


def _find(conn: Connection, keys: Collection[tuple[int, str]]) -> dict[tuple[int, str], Epoch]:
    columns = [
        epochs.c[n] for n in ("id", "device_id", "epoch", "contiguous_seq", "lost", "counts")
    ]
    rows = conn.execute(
        select(*columns).where(tuple_(epochs.c.device_id, epochs.c.epoch).in_(keys))
    ).all()
    ahead = _ahead(conn, [row.id for row in rows])
    return {
        (row.device_id, row.epoch): Epoch(
            row.id,
            row.device_id,
            row.epoch,
            Ledger(row.contiguous_seq, set(ahead[row.id]), row.lost),
            msgspec.json.decode(row.counts, type=dict[str, int]),
            ahead[row.id],
        )
        for row in rows
    }


def _ahead(conn: Connection, epoch_ids: list[int]) -> defaultdict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for row in conn.execute(select(epoch_ahead).where(epoch_ahead.c.epoch_id.in_(epoch_ids))):
        found[row.epoch_id].add(row.seq)
    return found


def _save_ahead(conn: Connection, one: Epoch) -> None:
    ahead = one.ledger.ahead
    if one.stored_ahead - ahead:
        passed = epoch_ahead.c.seq <= one.ledger.contiguous
        conn.execute(delete(epoch_ahead).where(epoch_ahead.c.epoch_id == one.id, passed))
    upsert.append(conn, epoch_ahead, [(one.id, seq) for seq in sorted(ahead - one.stored_ahead)])
    one.stored_ahead = set(ahead)
