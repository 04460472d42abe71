"""Who may do what, and in which shops: the rules, without a store or a page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple, TypeAlias


class Right(StrEnum):
    """What a view asks for."""

    SEE = "see"
    ACT = "act"
    """Acknowledge, note, import, plan: what a manager does."""
    DEVICES = "devices"
    ADMIN = "admin"
    """People, tokens, deletions."""


class Role(StrEnum):
    """What somebody is, in the whole organisation, a region or a shop."""

    VIEWER = "viewer"
    MANAGER = "manager"
    TECHNICIAN = "technician"
    ADMIN = "admin"


GIVES: Final[Mapping[Role, frozenset[Right]]] = {
    Role.VIEWER: frozenset({Right.SEE}),
    Role.MANAGER: frozenset({Right.SEE, Right.ACT}),
    Role.TECHNICIAN: frozenset({Right.SEE, Right.DEVICES}),
    Role.ADMIN: frozenset(Right),
}

Shops: TypeAlias = frozenset[int] | None
"""Numbers of shops. None: all, those to come as well."""


class Area(NamedTuple):
    """Where a role holds: a shop, a region, or with neither the whole organisation."""

    region_id: int | None = None
    site_id: int | None = None

    @property
    def whole(self) -> bool:
        """Whether it is the whole organisation."""
        return self == Area()


class Grant(NamedTuple):
    """A role somewhere. Somebody may have several."""

    role: Role
    area: Area = Area()


@dataclass(frozen=True, slots=True)
class Access:
    """What somebody may do, and in which shops. A right that is not there is held nowhere."""

    shops: Mapping[Right, Shops]

    def may(self, right: Right, site_id: int | None = None) -> bool:
        """Whether the right is held in this shop; without one, whether it is held anywhere."""
        if right not in self.shops:
            return False
        held = self.shops[right]
        return site_id is None or held is None or site_id in held

    def everywhere(self, right: Right) -> bool:
        """Whether the right is held in the whole organisation."""
        return right in self.shops and self.shops[right] is None

    def where(self, right: Right) -> Shops:
        """The shops in which the right is held."""
        return self.shops.get(right, frozenset())


NOTHING: Final = Access({})
"""Somebody whom nobody gave a role yet."""


def access_of(grants: Iterable[Grant], sites_of: Mapping[int, Iterable[int]]) -> Access:
    """What these grants add up to: never less for one more.

    Args:
        grants: roles, each somewhere.
        sites_of: the shops of each region. A region without shops gives its right nowhere yet, but
            the right itself: its holder sees an empty page, not a refusal.
    """
    found: dict[Right, Shops] = {}
    for role, area in grants:
        here = _shops(area, sites_of)
        for right in GIVES[role]:
            held = found.get(right, frozenset())
            found[right] = None if held is None or here is None else held | here
    return Access(found)


def limited(access: Access, rights: Iterable[Right]) -> Access:
    """The part of an access that these rights leave, as a token's scopes do."""
    kept = set(rights)
    return Access({right: shops for right, shops in access.shops.items() if right in kept})


def _shops(area: Area, sites_of: Mapping[int, Iterable[int]]) -> Shops:
    if area.site_id is not None:
        return frozenset({area.site_id})
    return None if area.region_id is None else frozenset(sites_of.get(area.region_id, ()))
