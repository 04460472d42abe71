"""Who asks, and what that person, program or wall screen may see and do.

Every view has a rule. One without a decorator is for whoever may see something; one that takes a
form must have a decorator (a test holds that). Which shops: `hub.web.asked.selection` gives those
that the caller may see; everything else asks `visible_sites`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from flask import Flask, abort, current_app, request

from hub.caller import Caller, act_as, current, required
from hub.domain.rights import Right, Role, Shops
from hub.words import N_
from hub.words import gettext as _

__all__ = [
    "ROLES",
    "Caller",
    "Right",
    "Role",
    "Rule",
    "act_as",
    "for_signed_in",
    "for_strangers",
    "may",
    "needs",
    "opens",
    "rule_of",
    "visible_sites",
    "who",
]

ROLES: Final = {
    Role.VIEWER: N_("Viewer"),
    Role.MANAGER: N_("Manager"),
    Role.TECHNICIAN: N_("Technician"),
    Role.ADMIN: N_("Administrator"),
}
"""What pages call them."""

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Rule:
    """What a view asks for."""

    right: Right | None = Right.SEE
    """None: nothing but to be signed in."""
    everywhere: bool = False
    """The right must be held in the whole organisation."""
    strangers: bool = False
    """Nobody is asked who they are."""


_RULE: Final = "otklik_rule"
_SEE: Final = Rule()
_OPEN_ENDPOINTS: Final = frozenset({"static", "openapi.spec"})
"""Views of libraries. The document describes the program and holds nothing of a shop."""


def needs(right: Right, *, everywhere: bool = False) -> Callable[[View], View]:
    """Open a view to those who hold a right: in some shop, or in the whole organisation.

    The view looks at its shop itself: `visible_sites()` and `selection()` give, in such a view,
    the shops in which this right is held.
    """
    return _marker(Rule(right, everywhere=everywhere))


def for_signed_in(view: View) -> View:
    """Open a view to everybody who is signed in, with or without a role."""
    return _marker(Rule(None))(view)


def for_strangers(view: View) -> View:
    """Open a view to everybody; what it shows, it decides itself."""
    return _marker(Rule(None, strangers=True))(view)


def rule_of(app: Flask, endpoint: str | None) -> Rule:
    """What a view asks for."""
    if endpoint in _OPEN_ENDPOINTS:
        return Rule(None, strangers=True)
    found: Rule = getattr(app.view_functions.get(endpoint or ""), _RULE, _SEE)
    return found


def opens(endpoint: str) -> bool:
    """Whether the caller may open a page: what the navigation shows."""
    rule, found = rule_of(current_app, endpoint), current()
    if rule.right is None:
        return rule.strangers or found is not None
    if found is None:
        return False
    return found.access.everywhere(rule.right) if rule.everywhere else found.access.may(rule.right)


def may(right: Right | str, site_id: int | None = None) -> bool:
    """Whether the caller holds a right in a shop; without one, in any. For templates as well."""
    found = current()
    return found is not None and found.access.may(Right(right), site_id)


def who() -> str:
    """The caller's name, for logs."""
    return required().name


def visible_sites(right: Right | None = None) -> Shops:
    """The shops in which the caller holds a right. None: all, and those to come.

    Args:
        right: None: the one that the view which answers asks for.
    """
    wanted = right or rule_of(current_app, request.endpoint).right or Right.SEE
    return required().access.where(wanted)


def check() -> None:
    """Refuse the request if its view asks for more than the caller has.

    Raises:
        Forbidden: with what is missing.
    """
    rule = rule_of(current_app, request.endpoint)
    if rule.right is None:
        return
    access = required().access
    if rule.everywhere and not access.everywhere(rule.right):
        abort(403, _("This is for administrators of the whole organisation."))
    if not access.shops:
        abort(403, _("No shop is open to you yet: ask an administrator of this hub for a role."))
    if not access.may(rule.right):
        abort(403, _REFUSALS[rule.right]())


def _marker(rule: Rule) -> Callable[[View], View]:
    def mark(view: View) -> View:
        setattr(view, _RULE, rule)
        return view

    return mark


_REFUSALS: Final[dict[Right, Callable[[], str]]] = {
    Right.SEE: lambda: _("Your role does not show figures: ask an administrator."),
    Right.ACT: lambda: _("This is for managers: your role lets you look only."),
    Right.DEVICES: lambda: _("This is for technicians: your role does not reach devices."),
    Right.ADMIN: lambda: _("This is for administrators."),
}
