"""A number for each shop that is another one whenever its blocks are: what was read may be kept.

Every change of a day's sums marks the day in the same transaction (`hub.store.stale`), and every
removal of a mark or of a block renews the shop's edition. So as long as a shop has the same edition
and the same stale days, its other days tell the same.
"""

import secrets
from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, select

from hub.store import upsert
from hub.store.once import once
from hub.store.schema import block_edition

_BITS: Final = 32
"""Numbers grow by chance: those of a shop that was deleted, or undone, never come back."""


def renew(conn: Connection, site_ids: Iterable[int]) -> None:
    """Give shops another edition, in the transaction that changes what it stands for."""
    upsert.add(conn, block_edition, [(one, 1 + secrets.randbits(_BITS)) for one in site_ids])


def editions(conn: Connection) -> dict[int, int]:
    """Of all shops that ever had a block or lost a mark."""

    def read() -> dict[int, int]:
        query = select(block_edition.c.site_id, block_edition.c.edition)
        return {row[0]: row[1] for row in conn.execute(query)}

    return once(conn, "editions", read)
