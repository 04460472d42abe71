"""Where a role holds, as people call it."""

from sqlalchemy import Connection

from hub.domain.rights import Area
from hub.store.regions import list_regions
from hub.store.sites import list_sites
from hub.words import gettext as _


def area_names(conn: Connection) -> dict[Area, str]:
    """Every area there is, by its name."""
    names = {Area(): _("whole organisation")}
    names |= {Area(region_id=one.id): one.name for one in list_regions(conn)}
    names |= {Area(site_id=one.id): one.name for one in list_sites(conn)}
    return names
