"""Signs of life of the ingest workers, for those who watch the hub from another process."""

from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select

from hub.store.schema import ingest_sign


class Sign(NamedTuple):
    """The newest sign of a worker; `connected` says whether it had a broker."""

    worker: str
    at_ms: int
    connected: bool


def write_sign(conn: Connection, sign: Sign) -> None:
    """Keep a worker's newest sign."""
    conn.execute(delete(ingest_sign).where(ingest_sign.c.worker == sign.worker))
    conn.execute(insert(ingest_sign).values(sign._asdict()))


def signs(conn: Connection) -> list[Sign]:
    """Of all workers that there ever were, the newest first."""
    columns = [ingest_sign.c[name] for name in Sign._fields]
    query = select(*columns).order_by(ingest_sign.c.at_ms.desc())
    return [Sign(*row) for row in conn.execute(query)]
