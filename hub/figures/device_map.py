"""The chosen shops on the map, each with the worst state of its devices."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection

from hub.domain.device_health import State
from hub.domain.shop_map import Place, worst
from hub.figures.devices import DeviceFigure
from hub.figures.selection import Selection
from hub.store.places import places


def shop_places(
    conn: Connection, chosen: Selection, figures: Sequence[DeviceFigure]
) -> list[Place]:
    """The shops that somebody placed, by name. A shop without devices is "unknown"."""
    states: defaultdict[str, list[State]] = defaultdict(list)
    for one in figures:
        states[one.site].append(one.health.state)
    spots = places(conn, chosen.site_ids)
    return [
        Place(site.code, site.name, *spots[site.id], worst(states[site.code]))
        for site in chosen.sites.values()
        if site.id in spots
    ]
