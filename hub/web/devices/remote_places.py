"""Which layers of settings somebody may change, and what pages call them."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection
from werkzeug.exceptions import BadRequest, Forbidden, NotFound

from hub.domain.layers import ORGANISATION, device_place, place_fault
from hub.domain.names import device_name
from hub.store import remote
from hub.store.groups import list_regions
from hub.store.sites import Site
from hub.web.rights import visible_sites
from hub.words import gettext as _
from hub.words import say


class Places(NamedTuple):
    """The layers that are the caller's, as (place, name)."""

    whole: list[tuple[str, str]]
    """The organisation and its regions."""
    shops: list[tuple[str, str]]
    devices: list[tuple[str, str]]

    def names(self) -> dict[str, str]:
        """Name by place."""
        return dict([*self.whole, *self.shops, *self.devices])


def places(conn: Connection, room: str, sites: Sequence[Site]) -> Places:
    """The layers over devices of a kind in which the caller holds the view's right.

    Args:
        conn: the store.
        room: kind of device.
        sites: the shops that the caller may see.
    """
    visible = visible_sites()
    names = {site.id: site.name for site in sites if visible is None or site.id in visible}
    found = [one for one in remote.targets(conn, room) if one.site_id in names]
    whole = [(ORGANISATION, _("The whole organisation"))] if visible is None else []
    whole += [
        (f"region:{one.code}", _("Region %(name)s", name=one.name))
        for one in list_regions(conn)
        if visible is None or one.site_ids <= visible
    ]
    # A shop without devices of this kind would be a form without a meaning.
    shops = {f"shop:{one.site}": names[one.site_id] for one in found}
    own = [
        (device_place(one.site, one.name), device_name(names[one.site_id], one.name))
        for one in found
    ]
    return Places(whole, list(shops.items()), own)


def place_asked(known: Places, place: str) -> str:
    """The layer that a request is about; empty: the first one of the caller's.

    Raises:
        BadRequest: it is written wrongly.
        Forbidden: it reaches beyond the caller's shops.
        NotFound: there is none, or none for the caller: one answer for both.
    """
    names = known.names()
    if not place:
        return next(iter(names), ORGANISATION)
    if place in names:
        return place
    if fault := place_fault(place):
        raise BadRequest(say(fault))
    if place.startswith((ORGANISATION, "region:")):
        raise Forbidden(_("Some of its shops are not yours: ask who looks after all of them."))
    raise NotFound(_("There are no such devices."))
