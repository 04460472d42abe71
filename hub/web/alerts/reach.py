"""Which alerts a caller may see, and which to change."""

from flask import abort
from sqlalchemy import Connection
from werkzeug.exceptions import NotFound

from hub.figures.alerts import AlertFigure, alert_figure
from hub.store.sites import Site, list_sites
from hub.web.rights import Right, may, visible_sites
from hub.words import gettext as _


def find_alert(conn: Connection, number: int) -> AlertFigure:
    """An alert of a shop that the caller may see, or of the hub.

    Raises:
        NotFound: there is none; or none of the caller's, as a number must not tell what happens
            elsewhere.
    """
    figure = alert_figure(conn, all_sites(conn), number)
    visible = visible_sites(Right.SEE)
    shown = visible is None or (figure.site is not None and figure.site.id in visible)
    if not shown:
        raise NotFound(_("There is no alert %(number)s.", number=str(number)))
    return figure


def alert_to_act_on(conn: Connection, number: int) -> AlertFigure:
    """An alert that the caller may change.

    Raises:
        Forbidden, NotFound: the caller may not, or not even see it.
    """
    figure = find_alert(conn, number)
    if not may_act_on(figure):
        abort(403, _("Your role does not let you change this alert."))
    return figure


def may_act_on(figure: AlertFigure) -> bool:
    """Whether the caller may change an alert: managers all of their shop, technicians theirs."""
    site_id = figure.site.id if figure.site else None
    if figure.site is None and visible_sites(Right.SEE) is not None:
        return False
    return may(Right.ACT, site_id) or (figure.of_devices and may(Right.DEVICES, site_id))


def all_sites(conn: Connection) -> dict[int, Site]:
    """Shops by number."""
    return {site.id: site for site in list_sites(conn)}
