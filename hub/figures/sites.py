"""The shops, as the API lists them."""

from dataclasses import dataclass

from sqlalchemy import Connection

from hub.domain.rights import Shops
from hub.store.sites import list_sites


@dataclass(frozen=True, slots=True)
class SiteFigure:
    """A shop. Not `confirmed`: its name and time zone are a guess nobody has looked at."""

    code: str
    name: str
    timezone: str
    confirmed: bool


def site_figures(conn: Connection, visible: Shops) -> list[SiteFigure]:
    """The shops that may be seen, by code."""
    return [
        SiteFigure(one.code, one.name, one.timezone, one.confirmed)
        for one in list_sites(conn)
        if visible is None or one.id in visible
    ]
