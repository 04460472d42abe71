"""Where shops lie."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select

from hub.errors import UnknownNameError
from hub.store.schema import site_place
from hub.store.sites import find_sites


class Spot(NamedTuple):
    """A point on the earth in degrees (WGS 84); north and east are positive."""

    latitude: float
    longitude: float


def put_place(conn: Connection, code: str, spot: Spot) -> None:
    """Say where a shop lies.

    Raises:
        UnknownNameError: there is no such shop.
    """
    site = find_sites(conn, [code]).get(code)
    if site is None:
        raise UnknownNameError(f"There is no shop {code!r}; `otklik-hub site list` shows them.")
    conn.execute(delete(site_place).where(site_place.c.site_id == site.id))
    conn.execute(insert(site_place).values(site_id=site.id, **spot._asdict()))


def places(conn: Connection, site_ids: Collection[int]) -> dict[int, Spot]:
    """Where these shops lie, by number; those nobody placed are missing."""
    table = site_place.c
    query = select(table.site_id, table.latitude, table.longitude)
    found = {row.site_id: Spot(row.latitude, row.longitude) for row in conn.execute(query)}
    return {site_id: found[site_id] for site_id in site_ids if site_id in found}
