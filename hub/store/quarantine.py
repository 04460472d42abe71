"""Messages that could not be read: kept aside with the reason, counted, and never too many."""

from collections import Counter
from typing import Final, NamedTuple

from sqlalchemy import Connection, delete, func, insert, select

from hub.store import upsert
from hub.store.schema import quarantine, quarantine_count

MAX_RAW_BYTES: Final = 4096
_MAX_TEXT: Final = 500


class Unreadable(NamedTuple):
    """A message, or one event of it. `seq` is None where it has none."""

    received_ms: int
    topic: str
    code: str
    detail: str
    seq: int | None
    raw: bytes


def set_aside(conn: Connection, entries: list[Unreadable], *, keep: int) -> None:
    """Keep the beginning of each, count it for ever, and remove the oldest beyond `keep`."""
    if not entries:
        return
    rows = [
        {
            "received_ms": one.received_ms,
            "topic": one.topic[:_MAX_TEXT],
            "code": one.code,
            # PostgreSQL takes no zero in a text; a decoder's message may quote one.
            "detail": one.detail[:_MAX_TEXT].replace("\0", ""),
            "seq": one.seq,
            "size_bytes": len(one.raw),
            "raw": one.raw[:MAX_RAW_BYTES],
        }
        for one in entries[-keep:]
    ]
    conn.execute(insert(quarantine), rows)
    newest = conn.scalar(select(func.max(quarantine.c.id))) or 0
    conn.execute(delete(quarantine).where(quarantine.c.id <= newest - keep))
    upsert.add(conn, quarantine_count, sorted(Counter(one.code for one in entries).items()))
