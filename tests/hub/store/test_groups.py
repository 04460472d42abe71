"""Saved lists of shops, and regions, as something to look at together."""

import pytest
from sqlalchemy import Connection, Engine, insert, update

from hub.domain.periods import Period
from hub.errors import DuplicateNameError, UnknownNameError
from hub.figures.groups import groups
from hub.figures.selection import choose
from hub.store.engine import reading, writing
from hub.store.groups import add_group, change_group, list_groups, remove_group
from hub.store.schema import regions, sites
from hub.store.sites import add_site, list_sites

NOW_MS = 1_772_539_200_000


def chain(conn: Connection) -> list[int]:
    """Four shops, of which the first two are the north; their numbers."""
    for name in ("a", "b", "c", "d"):
        add_site(conn, name, name.upper(), "Europe/Riga")
    conn.execute(insert(regions).values(id=7, code="north", name="The North"))
    conn.execute(insert(regions).values(id=8, code="empty", name="Nothing yet"))
    conn.execute(update(sites).where(sites.c.code.in_(["a", "b"])).values(region_id=7))
    return [site.id for site in list_sites(conn)]


def test_a_list_is_saved_changed_and_forgotten(engine: Engine) -> None:
    with writing(engine) as conn:
        a, b, c, _ = chain(conn)
        number = add_group(conn, "By the sea", [a, c, c])
        assert [one.site_ids for one in list_groups(conn)] == [{a, c}]
        change_group(conn, number, "Harbour", [b])
        assert list_groups(conn) == [(number, "Harbour", frozenset({b}))]
        remove_group(conn, number)
        assert list_groups(conn) == []


def test_a_name_is_given_once(engine: Engine) -> None:
    with writing(engine) as conn:
        a, *_ = chain(conn)
        add_group(conn, "One", [a])
        two = add_group(conn, "Two", [a])
        change_group(conn, two, "Two", [a])
        with pytest.raises(DuplicateNameError, match="a group One already"):
            add_group(conn, "One", [a])
        with pytest.raises(DuplicateNameError, match="a group One already"):
            change_group(conn, two, "One", [a])
        with pytest.raises(UnknownNameError, match="no such group"):
            change_group(conn, 99, "Nine", [a])


def test_a_group_shows_only_shops_that_may_be_seen(engine: Engine) -> None:
    with writing(engine) as conn:
        a, b, c, d = chain(conn)
        number = add_group(conn, "Odd", [a, c])
        add_group(conn, "Far", [d])
    with reading(engine) as conn:
        found = {one.key: one.site_ids for one in groups(conn, [a, b, c])}
    assert found == {"region:north": {a, b}, f"group:{number}": {a, c}}


def test_a_group_is_chosen_like_a_shop(engine: Engine) -> None:
    with writing(engine) as conn:
        a, b, _, d = chain(conn)
        number = add_group(conn, "Two ends", [a, d])
    with reading(engine) as conn:
        today = Period("today")
        north = choose(conn, period=today, now_ms=NOW_MS, site_code="region:north")
        ends = choose(conn, period=today, now_ms=NOW_MS, site_code=f"group:{number}")
        with pytest.raises(UnknownNameError, match="no shop 'group:99'"):
            choose(conn, period=today, now_ms=NOW_MS, site_code="group:99")
        with pytest.raises(UnknownNameError, match="no shop 'region:empty'"):
            choose(conn, period=today, now_ms=NOW_MS, site_code="region:empty")
    assert (set(north.sites), north.where, north.key) == ({a, b}, "The North", "region:north")
    assert (set(ends.sites), ends.site) == ({a, d}, None)
