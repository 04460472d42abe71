"""Saved lists of shops."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from hub.domain.text import text
from hub.errors import DuplicateNameError, UnknownNameError
from hub.store.schema import regions, shop_group_members, shop_groups, sites


class SavedGroup(NamedTuple):
    """A list of shops that somebody named."""

    id: int
    name: str
    site_ids: frozenset[int]


class Region(NamedTuple):
    """A region and the shops in it, as far as there are any."""

    code: str
    name: str
    site_ids: frozenset[int]


def list_groups(conn: Connection) -> list[SavedGroup]:
    """All saved lists by name, also those whose shops are gone."""
    group, member = shop_groups.c, shop_group_members.c
    query = (
        select(group.id, group.name, member.site_id)
        .outerjoin_from(shop_groups, shop_group_members, member.group_id == group.id)
        .order_by(group.name, group.id)
    )
    members: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
    for group_id, name, site_id in conn.execute(query):
        members[group_id, name] |= {site_id} - {None}
    return [SavedGroup(*key, frozenset(found)) for key, found in members.items()]


def list_regions(conn: Connection) -> list[Region]:
    """All regions with a shop, by name."""
    query = (
        select(regions.c.code, regions.c.name, sites.c.id)
        .join_from(regions, sites, sites.c.region_id == regions.c.id)
        .order_by(regions.c.name, regions.c.code)
    )
    members: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for code, name, site_id in conn.execute(query):
        members[code, name].add(site_id)
    return [Region(*key, frozenset(found)) for key, found in members.items()]


def add_group(conn: Connection, name: str, site_ids: Iterable[int]) -> int:
    """Save a list; returns its number.

    Raises:
        DuplicateNameError: there is one of this name.
    """
    _refuse_taken(conn, name)
    made = conn.execute(insert(shop_groups).values(name=name)).inserted_primary_key
    assert made is not None  # noqa: S101 - an insert of one row has a key
    _fill(conn, made[0], site_ids)
    return int(made[0])


def change_group(conn: Connection, group_id: int, name: str, site_ids: Iterable[int]) -> None:
    """Give a list another name and other shops.

    Raises:
        UnknownNameError: there is no such list.
        DuplicateNameError: another one has this name.
    """
    _refuse_taken(conn, name, but=group_id)
    change = update(shop_groups).where(shop_groups.c.id == group_id).values(name=name)
    if not conn.execute(change).rowcount:
        raise UnknownNameError(text("There is no such group of shops; choose one of the list."))
    _empty(conn, group_id)
    _fill(conn, group_id, site_ids)


def remove_group(conn: Connection, group_id: int) -> None:
    """Forget a list. Its shops stay."""
    _empty(conn, group_id)
    conn.execute(delete(shop_groups).where(shop_groups.c.id == group_id))


def _refuse_taken(conn: Connection, name: str, but: int | None = None) -> None:
    taken = conn.execute(select(shop_groups.c.id).where(shop_groups.c.name == name)).scalar()
    if taken is not None and taken != but:
        raise DuplicateNameError(text("There is a group %(name)s already.", name=name))


def _empty(conn: Connection, group_id: int) -> None:
    conn.execute(delete(shop_group_members).where(shop_group_members.c.group_id == group_id))


def _fill(conn: Connection, group_id: int, site_ids: Iterable[int]) -> None:
    rows = [{"group_id": group_id, "site_id": site_id} for site_id in sorted(set(site_ids))]
    if rows:
        conn.execute(insert(shop_group_members), rows)
