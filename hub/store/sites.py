"""Shops: announced by a person, or found by ingest when a device speaks that nobody announced."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, insert, select

from hub.errors import DuplicateNameError
from hub.settings import check_timezone
from hub.store import upsert
from hub.store.schema import sites


class Site(NamedTuple):
    """A shop. Not `confirmed`: name and time zone are a guess that a person should look at."""

    id: int
    code: str
    name: str
    timezone: str
    confirmed: bool
    country: str | None = None
    """ISO 3166-1 alpha-2, as set by a person. None: as the time zone says, if it says."""
    region_id: int | None = None


def list_sites(conn: Connection) -> list[Site]:
    """All shops by code."""
    return [Site(*row) for row in conn.execute(select(*_columns()).order_by(sites.c.code))]


def find_sites(conn: Connection, codes: Collection[str]) -> dict[str, Site]:
    """Those of these shops that are known, by code."""
    rows = conn.execute(select(*_columns()).where(sites.c.code.in_(codes)))
    return {site.code: site for site in (Site(*row) for row in rows)}


def ensure_sites(conn: Connection, codes: Collection[str], timezone: str) -> dict[str, Site]:
    """These shops; those nobody announced are made, unconfirmed, with `timezone`."""
    found = find_sites(conn, codes)
    missing = sorted(set(codes) - set(found))
    if not missing:
        return found
    upsert.ensure(
        conn,
        sites,
        [{"code": c, "name": c, "timezone": timezone, "confirmed": False} for c in missing],
    )
    return find_sites(conn, codes)


def add_site(conn: Connection, code: str, name: str, timezone: str) -> None:
    """Announce a shop.

    Raises:
        DuplicateNameError: there is one of this code.
        ValueError: no such time zone.
    """
    check_timezone(timezone)
    if find_sites(conn, [code]):
        raise DuplicateNameError(
            f"There is a shop {code!r} already: change it with `otklik-hub site set {code}`."
        )
    values = {"code": code, "name": name, "timezone": timezone, "confirmed": True}
    conn.execute(insert(sites).values(values))


def _columns() -> list[Column[Any]]:
    return [sites.c[name] for name in Site._fields]
