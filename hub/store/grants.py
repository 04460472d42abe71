"""Which role somebody has, and where."""

from typing import Final, Literal, NamedTuple, TypeAlias

from sqlalchemy import Connection, delete, insert, select

from hub.domain.rights import Access, Area, Grant, Role, access_of
from hub.domain.text import text
from hub.errors import DuplicateNameError, HubError, UnknownNameError
from hub.store.regions import sites_by_region
from hub.store.schema import grants, users

Origin: TypeAlias = Literal["hub", "oidc"]
_HUB: Final[Origin] = "hub"


class LastAdminError(HubError, ValueError):
    """Nobody would be left who can give rights."""


class GrantRow(NamedTuple):
    """A role that somebody has."""

    id: int
    user_id: int
    user_name: str
    grant: Grant
    origin: str


def give(
    conn: Connection, user_id: int, grant: Grant, now_ms: int, *, origin: Origin = _HUB
) -> None:
    """Give a role.

    Raises:
        DuplicateNameError: the user has it there already.
    """
    if any(row.grant == grant for row in list_grants(conn, user_id)):
        raise DuplicateNameError(text("This role is given there already."))
    conn.execute(
        insert(grants).values(
            user_id=user_id,
            role=grant.role.value,
            region_id=grant.area.region_id,
            site_id=grant.area.site_id,
            origin=origin,
            created_ms=now_ms,
        )
    )


def take(conn: Connection, grant_id: int) -> GrantRow:
    """Take a role away.

    Returns:
        What it was.

    Raises:
        UnknownNameError: it is gone already.
        LastAdminError: it is the last one that can give rights.
    """
    found = next((row for row in list_grants(conn) if row.id == grant_id), None)
    if found is None:
        raise UnknownNameError(text("This role was taken away already."))
    conn.execute(delete(grants).where(grants.c.id == grant_id))
    keep_an_admin(conn)
    return found


def replace_of_provider(conn: Connection, user_id: int, given: set[Grant], now_ms: int) -> bool:
    """Make the roles that the sign-in provider gives these; those given here stay.

    Returns:
        Whether anything changed.
    """
    before = list_grants(conn, user_id)
    own = {row.grant for row in before if row.origin == _HUB}
    old = {row.grant for row in before if row.origin != _HUB}
    wanted = given - own
    if wanted == old:
        return False
    gone = [row.id for row in before if row.origin != _HUB]
    conn.execute(delete(grants).where(grants.c.id.in_(gone)))
    for grant in sorted(wanted, key=str):
        give(conn, user_id, grant, now_ms, origin="oidc")
    return True


def list_grants(conn: Connection, user_id: int | None = None) -> list[GrantRow]:
    """Roles, in the order they were given: of one user, or with None of all."""
    columns = (grants.c.id, grants.c.user_id, users.c.name, grants.c.role)
    asked = (
        select(*columns, grants.c.region_id, grants.c.site_id, grants.c.origin)
        .join(users, users.c.id == grants.c.user_id)
        .order_by(grants.c.id)
    )
    if user_id is not None:
        asked = asked.where(grants.c.user_id == user_id)
    return [
        GrantRow(number, user, name, Grant(Role(role), Area(region, site)), origin)
        for number, user, name, role, region, site, origin in conn.execute(asked)
    ]


def access(conn: Connection, user_id: int) -> Access:
    """What a user may do, and where. One query, or two when a role is of a region."""
    held = [row.grant for row in list_grants(conn, user_id)]
    return access_of(held, _regions_needed(conn, held))


def area_access(conn: Connection, area: Area, role: Role = Role.VIEWER) -> Access:
    """What a role gives in one area: the right of a wall screen or a token."""
    held = [Grant(role, area)]
    return access_of(held, _regions_needed(conn, held))


def has_admin(conn: Connection) -> bool:
    """Whether anybody who may sign in is admin of the organisation."""
    asked = (
        select(grants.c.id)
        .join(users, users.c.id == grants.c.user_id)
        .where(grants.c.role == Role.ADMIN.value, users.c.disabled_ms.is_(None))
        .where(grants.c.region_id.is_(None), grants.c.site_id.is_(None))
    )
    return conn.execute(asked).first() is not None


def keep_an_admin(conn: Connection) -> None:
    """Refuse a change, already made in this transaction, that leaves nobody to give rights.

    Raises:
        LastAdminError: there is no user left who may sign in and is admin of the organisation.
    """
    if not has_admin(conn):
        raise LastAdminError(
            text(
                "Nobody would be left who can give rights: make somebody else admin of the "
                "organisation first."
            )
        )


def _regions_needed(conn: Connection, held: list[Grant]) -> dict[int, list[int]]:
    if not any(grant.area.region_id for grant in held):
        return {}
    return sites_by_region(conn)
