"""What can be changed on People and rights: a form in, the store changed, what it did out."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple, TypeAlias

from flask import url_for
from sqlalchemy import Connection

from hub.domain.rights import Grant, Role
from hub.store import accounts, grants, people, regions, second_factors, tokens, wall_links
from hub.web.rights import ROLES
from hub.words import LANGUAGES, N_
from hub.words import gettext as _

WALL_PAGES: Final = {
    "overview": N_("Overview"),
    "satisfaction": N_("Satisfaction"),
    "footfall": N_("Footfall"),
    "compare": N_("Compare"),
}
"""Pages that say something from across the room."""


class Done(NamedTuple):
    """What was changed, for the audit log; what is said; and what is shown this once."""

    what: str
    about: str
    details: dict[str, Any]
    said: str
    secret: str = ""


Form: TypeAlias = Mapping[str, str]
Action: TypeAlias = Callable[[Connection, Form, int], Done]


def _add_user(conn: Connection, form: Form, at_ms: int) -> Done:
    user = people.add_user(conn, form["name"], form["password"], at_ms)
    role = form.get("role", "")
    if role:
        _give(conn, user.id, form, at_ms)
    details = {"role": role, "on": form.get("on", "")} if role else {}
    said = _("%(name)s can sign in now.", name=user.name)
    return Done("user.added", f"user {user.name}", details, said)


def _set_password(conn: Connection, form: Form, _at: int) -> Done:
    user = people.find_user_named(conn, form["name"])
    people.set_password(conn, user.name, form["password"])
    said = _("%(name)s has a new password, and is signed out everywhere.", name=user.name)
    return Done("user.password_set", f"user {user.name}", {}, said)


def _give_role(conn: Connection, form: Form, at_ms: int) -> Done:
    user = people.find_user_named(conn, form["name"])
    role = _give(conn, user.id, form, at_ms)
    details = {"role": role.value, "on": form["on"]}
    said = _("%(name)s: %(role)s (%(on)s).", name=user.name, role=_(ROLES[role]), on=form["on"])
    return Done("role.given", f"user {user.name}", details, said)


def _give(conn: Connection, user_id: int, form: Form, at_ms: int) -> Role:
    grant = Grant(Role(form["role"]), regions.parse_area(conn, form["on"]))
    grants.give(conn, user_id, grant, at_ms)
    return grant.role


def _take_role(conn: Connection, form: Form, _at: int) -> Done:
    words = regions.area_words(conn)
    row = grants.take(conn, int(form["grant"]))
    details = {"role": row.grant.role.value, "on": words[row.grant.area]}
    said = _("%(name)s has this role no longer.", name=row.user_name)
    return Done("role.taken", f"user {row.user_name}", details, said)


def _disable(conn: Connection, form: Form, at_ms: int) -> Done:
    user = accounts.disable(conn, form["name"], at_ms)
    said = _("%(name)s cannot sign in any more.", name=user.name)
    return Done("user.disabled", f"user {user.name}", {}, said)


def _enable(conn: Connection, form: Form, _at: int) -> Done:
    user = accounts.enable(conn, form["name"])
    said = _("%(name)s can sign in again.", name=user.name)
    return Done("user.enabled", f"user {user.name}", {}, said)


def _reset_second_factor(conn: Connection, form: Form, _at: int) -> Done:
    user = people.find_user_named(conn, form["name"])
    second_factors.turn_off(conn, user.id)
    people.end_sessions(conn, user.id)
    said = _("%(name)s is asked for a password only.", name=user.name)
    return Done("user.second_factor_reset", f"user {user.name}", {}, said)


def _add_region(conn: Connection, form: Form, _at: int) -> Done:
    made = regions.add_region(conn, form["code"].strip(), form["name"])
    said = _("The region %(name)s is made.", name=made.name)
    return Done("region.added", f"region {made.code}", {"name": made.name}, said)


def _put_site(conn: Connection, form: Form, _at: int) -> Done:
    regions.put_site_into(conn, form["site"], form["region"])
    said = _("%(shop)s was moved.", shop=form["site"])
    details = {"region": form["region"]}
    return Done("shop.region_changed", f"shop {form['site']}", details, said)


def _remove_region(conn: Connection, form: Form, _at: int) -> Done:
    regions.remove_region(conn, form["code"])
    said = _("The region %(name)s is removed; its shops stay.", name=form["code"])
    return Done("region.removed", f"region {form['code']}", {}, said)


def _add_wall(conn: Connection, form: Form, at_ms: int) -> Done:
    page, where = form["page"], form["on"]
    if page not in WALL_PAGES:
        raise people.PeopleError(_("There is no such page for wall screens."))
    language = form.get("language", "")
    if language and language not in LANGUAGES:
        raise people.PeopleError(_("The hub does not speak this language."))
    query = wall_links.query_of(where, form.get("period", ""), language)
    area = regions.parse_area(conn, where)
    secret = wall_links.add_wall_link(conn, form["name"], f"{page}.page", query, area, at_ms)
    details = {"page": page, "query": query, "on": where}
    said = _("Open this on the screen. It is shown this once; whoever has it sees the page:")
    link = url_for("wall.screen", secret=secret, _external=True)
    return Done("wall.added", f"wall {people.tidy(form['name'])}", details, said, link)


def _withdraw_wall(conn: Connection, form: Form, at_ms: int) -> Done:
    wall_links.withdraw_wall_link(conn, form["name"], at_ms)
    said = _("The wall screen %(name)s shows nothing any more.", name=form["name"])
    return Done("wall.withdrawn", f"wall {form['name']}", {}, said)


def _add_token(conn: Connection, form: Form, at_ms: int) -> Done:
    scopes = sorted(name for name in tokens.SCOPES if f"scope-{name}" in form)
    area = regions.parse_area(conn, form["on"])
    secret = tokens.add_token(conn, form["name"], at_ms, scopes=scopes, area=area)
    said = _("This token is shown this once, keep it in a safe place:")
    details = {"scopes": scopes, "on": form["on"]}
    return Done("token.added", f"token {people.tidy(form['name'])}", details, said, secret)


def _revoke_token(conn: Connection, form: Form, at_ms: int) -> Done:
    tokens.revoke_token(conn, form["name"], at_ms)
    said = _("The token %(name)s opens nothing any more.", name=form["name"])
    return Done("token.revoked", f"token {form['name']}", {}, said)


ACTIONS: Final[dict[str, Action]] = {
    "add-user": _add_user,
    "set-password": _set_password,
    "give-role": _give_role,
    "take-role": _take_role,
    "disable": _disable,
    "enable": _enable,
    "reset-second-step": _reset_second_factor,
    "add-region": _add_region,
    "put-shop": _put_site,
    "remove-region": _remove_region,
    "add-wall": _add_wall,
    "withdraw-wall": _withdraw_wall,
    "add-token": _add_token,
    "revoke-token": _revoke_token,
}
