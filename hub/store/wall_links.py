"""Wall screens: a link that shows one page, read-only, until it is withdrawn."""

import hmac
import secrets
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from sqlalchemy import Connection, Row, insert, select, update

from hub.domain.rights import Area
from hub.domain.text import text
from hub.errors import DuplicateNameError, UnknownNameError
from hub.store.people import tidy
from hub.store.schema import wall_links
from hub.store.tokens import fingerprint

_PREFIX: Final = "otw_"


class WallLink(NamedTuple):
    """What a link shows. The link itself is not kept, only its hash."""

    id: int
    name: str
    endpoint: str
    """The page's view."""
    query: str
    """What it asks of the page, as in an address."""
    area: Area
    """The shops that it may see."""
    created_ms: int
    last_used_ms: int | None
    revoked_ms: int | None


def add_wall_link(
    conn: Connection, name: str, endpoint: str, query: str, area: Area, now_ms: int
) -> str:
    """Make a link and return its secret part. This is the only time it can be seen.

    Raises:
        DuplicateNameError: the name is taken, if only by a withdrawn link.
        PeopleError: the name is unfit.
    """
    known = tidy(name)
    if conn.execute(select(wall_links.c.id).where(wall_links.c.name == known)).first():
        raise DuplicateNameError(
            text(
                "There is a wall screen %(name)s already, or was: choose another name.",
                name=repr(known),
            )
        )
    secret = _PREFIX + secrets.token_urlsafe(32)
    values = {
        "name": known,
        "token_hash": fingerprint(secret),
        "endpoint": endpoint,
        "query": query,
        "region_id": area.region_id,
        "site_id": area.site_id,
        "created_ms": now_ms,
    }
    conn.execute(insert(wall_links).values(values))
    return secret


def query_of(where: str, period: str, language: str = "") -> str:
    """What a wall screen asks of its page.

    Args:
        where: its area as `hub.store.regions.parse_area` reads it.
        period: which days; empty: as on the page itself.
        language: of the page, such as `de`; empty: as the screen's browser asks.
    """
    kind, _, code = where.partition(":")
    site = where if kind == "region" else code
    asked = {"site": site, "period": period, "language": language}
    return urlencode({name: value for name, value in asked.items() if value})


def list_wall_links(conn: Connection) -> list[WallLink]:
    """All links, by name, withdrawn ones as well."""
    return [_link(row) for row in conn.execute(select(wall_links).order_by(wall_links.c.name))]


def find_wall_link(conn: Connection, secret: str) -> WallLink | None:
    """The link, if it is one of ours and was not withdrawn."""
    wanted = fingerprint(secret)
    row = conn.execute(select(wall_links).where(wall_links.c.token_hash == wanted)).first()
    if row is None or row.revoked_ms is not None:
        return None
    return _link(row) if hmac.compare_digest(row.token_hash, wanted) else None


def withdraw_wall_link(conn: Connection, name: str, now_ms: int) -> None:
    """Make a link worthless, for good.

    Raises:
        UnknownNameError: there is no such link.
    """
    changed = conn.execute(
        update(wall_links)
        .where(wall_links.c.name == tidy(name), wall_links.c.revoked_ms.is_(None))
        .values(revoked_ms=now_ms)
    )
    if changed.rowcount == 0:
        raise UnknownNameError(
            text(
                "There is no wall screen %(name)s: see `otklik-hub wall list`.",
                name=repr(name[:64]),
            )
        )


def note_wall_use(conn: Connection, link: WallLink, now_ms: int) -> None:
    """Remember that a link was used."""
    changed = update(wall_links).where(wall_links.c.id == link.id)
    conn.execute(changed.values(last_used_ms=now_ms))


def _link(row: Row[*tuple[Any, ...]]) -> WallLink:
    return WallLink(
        row.id,
        row.name,
        row.endpoint,
        row.query,
        Area(row.region_id, row.site_id),
        row.created_ms,
        row.last_used_ms,
        row.revoked_ms,
    )
