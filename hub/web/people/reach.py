"""Whom an administrator may manage: of the whole organisation all, of a region those of its shops.

Somebody with roles elsewhere as well keeps name, password and sign-in: only roles in the reach of
the caller can be given or taken. Regions, wall screens and tokens are of the organisation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import abort
from flask_login import current_user
from sqlalchemy import Connection

from hub.domain.rights import Area, Role
from hub.store import people, regions
from hub.store.grants import GrantRow, list_grants
from hub.web.people.actions import Form
from hub.words import gettext as _

_OF_ROLES: Final = frozenset({"add-user", "give-role", "take-role"})
_OF_SIGN_IN: Final = frozenset({"set-password", "disable", "enable", "reset-second-step"})


@dataclass(frozen=True, slots=True)
class Reach:
    """Where the caller is administrator. `areas` None: everywhere."""

    areas: frozenset[Area] | None

    @property
    def whole(self) -> bool:
        """Whether it is the whole organisation."""
        return self.areas is None

    def covers(self, area: Area) -> bool:
        """Whether roles that hold there may be given and taken."""
        return self.areas is None or area in self.areas

    def knows(self, held: Sequence[GrantRow]) -> bool:
        """Whether somebody with these roles is shown."""
        return self.whole or any(self.covers(row.grant.area) for row in held)

    def manages(self, held: Sequence[GrantRow]) -> bool:
        """Whether password and sign-in of somebody with these roles may be changed."""
        return self.knows(held) and all(self.covers(row.grant.area) for row in held)


def own_reach(conn: Connection) -> Reach:
    """The reach of the person who asks. A shop belongs to a region while it is in it."""
    admin = [
        row.grant.area
        for row in list_grants(conn, current_user.user.id)
        if row.grant.role is Role.ADMIN
    ]
    if any(area.whole for area in admin):
        return Reach(None)
    shops = regions.sites_by_region(conn)
    within = [
        Area(site_id=site_id)
        for area in admin
        if area.region_id is not None
        for site_id in shops.get(area.region_id, ())
    ]
    return Reach(frozenset([*admin, *within]))


def check_reach(conn: Connection, action: str, form: Form) -> None:
    """Refuse an action that goes beyond the caller's reach.

    Raises:
        Forbidden: with who may do it.
        UnknownNameError: there is no such user, shop or region.
        ValueError: the form cannot be understood.
    """
    reach = own_reach(conn)
    if reach.whole:
        return
    if action in _OF_ROLES:
        allowed = _may_change_role(conn, action, form, reach)
    elif action in _OF_SIGN_IN:
        allowed = reach.manages(_held(conn, form))
    else:
        allowed = False
    if not allowed:
        abort(403, _("This is for administrators of the whole organisation."))


def _may_change_role(conn: Connection, action: str, form: Form, reach: Reach) -> bool:
    if action == "take-role":
        number = int(form["grant"])
        found = [row for row in list_grants(conn) if row.id == number]
        return all(reach.covers(row.grant.area) for row in found)
    if not reach.covers(regions.parse_area(conn, form["on"])):
        return False
    # Somebody new without a role would be nobody's: out of this reach at once.
    return bool(form.get("role")) if action == "add-user" else reach.knows(_held(conn, form))


def _held(conn: Connection, form: Form) -> list[GrantRow]:
    return list_grants(conn, people.find_user_named(conn, form["name"]).id)
