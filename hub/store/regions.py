"""Regions between the organisation and its shops, and areas as people write them."""

import re
from typing import Final, NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from hub.domain.rights import Area
from hub.domain.text import text
from hub.errors import DuplicateNameError, HubError, UnknownNameError
from hub.store.schema import api_tokens, grants, regions, sites, wall_links
from wire.topics import NAME_PATTERN

ORGANISATION: Final = "organisation"
MAX_NAME_LENGTH: Final = 80


class AreaError(HubError, ValueError):
    """An area that cannot be understood, or a region that cannot be made or removed so."""


class Region(NamedTuple):
    """Some shops under one name. A shop is in one region or in none."""

    id: int
    code: str
    name: str


def add_region(conn: Connection, code: str, name: str) -> Region:
    """Make a region.

    Raises:
        DuplicateNameError: there is one of this code.
        AreaError: the code or the name is unfit.
    """
    if not re.match(NAME_PATTERN, code):
        raise AreaError(
            text(
                "%(code)s is no region code: use 1 to 63 of a-z, 0-9 and '-', starting with a "
                "letter or digit.",
                code=repr(code[:64]),
            )
        )
    tidy = name.strip()
    if not 1 <= len(tidy) <= MAX_NAME_LENGTH or not tidy.isprintable():
        raise AreaError(
            text("A region's name has 1 to %(most)s printable characters.", most=MAX_NAME_LENGTH)
        )
    if conn.execute(select(regions.c.id).where(regions.c.code == code)).first():
        raise DuplicateNameError(
            text("There is a region %(code)s already: choose another code.", code=repr(code))
        )
    conn.execute(insert(regions).values(code=code, name=tidy))
    return find_region(conn, code)


def list_regions(conn: Connection) -> list[Region]:
    """All regions, by name."""
    return [Region(*row) for row in conn.execute(select(regions).order_by(regions.c.name))]


def find_region(conn: Connection, code: str) -> Region:
    """The region of this code.

    Raises:
        UnknownNameError: there is none.
    """
    row = conn.execute(select(regions).where(regions.c.code == code)).first()
    if row is None:
        raise UnknownNameError(
            text(
                "There is no region %(code)s; `otklik-hub region list` shows them.",
                code=repr(code[:64]),
            )
        )
    return Region(*row)


def remove_region(conn: Connection, code: str) -> None:
    """Remove a region that nobody needs; its shops stay, in none.

    Raises:
        UnknownNameError: there is none.
        AreaError: a role, token or wall screen is limited to it.
    """
    region = find_region(conn, code)
    for table in (grants, api_tokens, wall_links):
        if conn.execute(select(table.c.id).where(table.c.region_id == region.id)).first():
            raise AreaError(
                text(
                    "Roles, tokens or wall screens are limited to the region %(code)s: take them "
                    "away first.",
                    code=repr(code),
                )
            )
    conn.execute(update(sites).where(sites.c.region_id == region.id).values(region_id=None))
    conn.execute(delete(regions).where(regions.c.id == region.id))


def put_site_into(conn: Connection, site_code: str, region_code: str) -> None:
    """Move a shop to a region; an empty code takes it out of any.

    Raises:
        UnknownNameError: there is no such shop or region.
    """
    number = find_region(conn, region_code).id if region_code else None
    moving = update(sites).where(sites.c.code == site_code).values(region_id=number)
    if conn.execute(moving).rowcount == 0:
        raise UnknownNameError(
            text(
                "There is no shop %(code)s; `otklik-hub site list` shows them.",
                code=repr(site_code[:64]),
            )
        )


def sites_by_region(conn: Connection) -> dict[int, list[int]]:
    """The shops of each region that has any, by number."""
    found: dict[int, list[int]] = {}
    asked = select(sites.c.region_id, sites.c.id).where(sites.c.region_id.is_not(None))
    for region_id, site_id in conn.execute(asked):
        found.setdefault(region_id, []).append(site_id)
    return found


def parse_area(conn: Connection, written: str) -> Area:
    """An area as people write it: `organisation`, `region:north` or `shop:north-3`.

    Raises:
        AreaError: it is none of these.
        UnknownNameError: there is no such region or shop.
    """
    kind, _, code = written.partition(":")
    if written == ORGANISATION:
        return Area()
    if kind == "region" and code:
        return Area(region_id=find_region(conn, code).id)
    if kind == "shop" and code:
        number = conn.execute(select(sites.c.id).where(sites.c.code == code)).scalar()
        if number is None:
            raise UnknownNameError(
                text(
                    "There is no shop %(code)s; `otklik-hub site list` shows them.",
                    code=repr(code[:64]),
                )
            )
        return Area(site_id=number)
    raise AreaError(
        text(
            "%(area)s is no area: write `organisation`, `region:CODE` or `shop:CODE`.",
            area=repr(written[:80]),
        )
    )


def area_words(conn: Connection) -> dict[Area, str]:
    """Every area there is, as `parse_area` reads it."""
    words = {Area(): ORGANISATION}
    for number, code in conn.execute(select(regions.c.id, regions.c.code)):
        words[Area(region_id=number)] = f"region:{code}"
    for number, code in conn.execute(select(sites.c.id, sites.c.code)):
        words[Area(site_id=number)] = f"shop:{code}"
    return words
