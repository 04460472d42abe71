"""Shops to look at together: the regions, and the lists that somebody saved."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection

from hub.store.groups import list_groups, list_regions


@dataclass(frozen=True, slots=True)
class Group:
    """Some shops. `key` is how an address names them: `region:north` or `group:3`."""

    key: str
    name: str
    site_ids: frozenset[int]
    is_region: bool


def groups(conn: Connection, visible: Collection[int]) -> tuple[Group, ...]:
    """Regions, then saved lists, cut to the shops that may be seen; those left empty are not told.

    Args:
        conn: the store.
        visible: numbers of the shops that may be seen.
    """
    seen = frozenset(visible)
    regions = [
        Group(f"region:{one.code}", one.name, one.site_ids & seen, is_region=True)
        for one in list_regions(conn)
    ]
    saved = [
        Group(f"group:{one.id}", one.name, one.site_ids & seen, is_region=False)
        for one in list_groups(conn)
    ]
    return tuple(one for one in (*regions, *saved) if one.site_ids)
