"""What these pages' forms may hold, and which shops they may be about."""

from sqlalchemy import Connection
from werkzeug.exceptions import BadRequest, Forbidden

from hub.domain.rights import Area
from hub.errors import HubError
from hub.store.regions import parse_area, sites_by_region
from hub.web.rights import Right, visible_sites
from hub.words import gettext as _
from hub.words import say


def area_asked(conn: Connection, written: str) -> Area:
    """The area of a form, all of whose shops the caller may change.

    Raises:
        BadRequest: no such area.
        Forbidden: it holds shops that are somebody else's.
    """
    try:
        area = parse_area(conn, written)
    except HubError as error:
        raise BadRequest(say(error)) from error
    check_area(conn, area)
    return area


def check_area(conn: Connection, area: Area) -> None:
    """Refuse an area with shops in which the caller may not act.

    Raises:
        Forbidden: there are some.
    """
    held = visible_sites(Right.ACT)
    if held is None:
        return
    if area.site_id is not None:
        wanted = {area.site_id}
    elif area.region_id is not None:
        wanted = set(sites_by_region(conn).get(area.region_id, ()))
    else:
        wanted = set()
    if not wanted or not wanted <= held:
        raise Forbidden(_("Some of these shops are not yours: choose a shop of your own."))
