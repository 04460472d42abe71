"""Changing a shop: a new time zone moves the bounds of its hours and days."""

from sqlalchemy import Connection, update

from hub.errors import UnknownNameError
from hub.settings import check_timezone
from hub.store.expressions import rebuild_expression_days
from hub.store.reasons import rebuild_reasons
from hub.store.rollups import rebuild
from hub.store.schema import sites
from hub.store.sites import find_sites


def set_site(
    conn: Connection,
    code: str,
    *,
    name: str | None,
    timezone: str | None,
    country: str | None = None,
) -> bool:
    """Change a shop, and confirm it. None leaves a thing as it is.

    Returns:
        Whether the time zone changed, in which case all its sums were counted anew.

    Raises:
        UnknownNameError: there is no such shop.
        ValueError: no such time zone.
    """
    site = find_sites(conn, [code]).get(code)
    if site is None:
        raise UnknownNameError(f"There is no shop {code!r}; `otklik-hub site list` shows them.")
    zone = check_timezone(timezone or site.timezone)
    values = {
        "name": name or site.name,
        "timezone": zone.key,
        "country": country or site.country,
        "confirmed": True,
    }
    conn.execute(update(sites).where(sites.c.id == site.id).values(values))
    if zone.key == site.timezone:
        return False
    rebuild(conn, site.id, zone)
    rebuild_expression_days(conn, site.id, zone)
    rebuild_reasons(conn, site.id, zone)
    return True
