"""The API's lists, piece by piece."""

from dataclasses import replace
from typing import Any, Final, NamedTuple

from flask import Response
from sqlalchemy import Connection

from hub.api.answers import Asked, rows
from hub.caller import shops_with
from hub.domain.rights import Right
from hub.figures import hours
from hub.figures.device_words import device_words
from hub.figures.devices import DeviceFigure, device_figures
from hub.figures.selection import Selection
from hub.figures.sites import SiteFigure, site_figures
from hub.store.device_queries import Device

_NUMBER: Final = 0
_TEXT: Final = ""


class _Placed(NamedTuple):
    """A device by what it is sorted by."""

    site: str
    name: str
    device: Device


def sites(asked: Asked) -> Response:
    """Shops by code."""
    return rows(
        asked,
        (_TEXT,),
        lambda conn, _chosen, _after, _limit: site_figures(conn, shops_with(Right.SEE)),
        lambda row: (row.code,),
        _as_they_are,
    )


def devices(asked: Asked) -> Response:
    """Devices by shop and name; only those that are sent are worked out."""
    return rows(asked, (_TEXT, _TEXT), _placed, lambda row: (row.site, row.name), _worked_out)


def press_hours(asked: Asked) -> Response:
    """Hours of kiosks."""
    return rows(
        asked,
        (_NUMBER, _NUMBER, _NUMBER),
        hours.press_rows,
        hours.press_key,
        lambda _conn, chosen, found: [hours.press_hour(chosen, row) for row in found],
    )


def footfall_hours(asked: Asked) -> Response:
    """Hours of cameras."""
    return rows(
        asked,
        (_NUMBER, _NUMBER, _TEXT, _TEXT),
        hours.footfall_rows,
        hours.footfall_key,
        lambda _conn, chosen, found: [hours.footfall_hour(chosen, row) for row in found],
    )


def _as_they_are(_conn: Connection, _chosen: Selection, found: list[SiteFigure]) -> list[Any]:
    return list(found)


def _placed(_conn: Connection, chosen: Selection, _after: object, _limit: int) -> list[_Placed]:
    return [_Placed(chosen.site_of(one).code, one.name, one) for one in chosen.devices.values()]


def _worked_out(conn: Connection, chosen: Selection, found: list[_Placed]) -> list[DeviceFigure]:
    shops = {one.device.site_id for one in found}
    part = replace(
        chosen, sites={number: site for number, site in chosen.sites.items() if number in shops}
    )
    wanted = {(one.site, one.name) for one in found}
    made = device_figures(conn, part, device_words(conn, part))
    return sorted(
        (one for one in made if (one.site, one.name) in wanted),
        key=lambda one: (one.site, one.name),
    )
