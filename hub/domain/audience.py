"""Who is told about an alert: those whose work it is, and who is above when they do not answer."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from hub.domain.alerts import OF_DEVICES
from hub.domain.rights import Grant, Role

_ADMINS: Final = frozenset({Role.ADMIN})


class Person(NamedTuple):
    """Somebody who can be told. `grants` are all that the person has."""

    email: str
    language: str
    grants: tuple[Grant, ...]


def in_charge(
    people: Sequence[Person], kind: str, site_id: int | None, regions: Mapping[int, int | None]
) -> list[Person]:
    """Whose work it is: a shop's managers or technicians, admins where there is none.

    Args:
        people: all with an address.
        kind: of the alert.
        site_id: its shop; None: the whole hub.
        regions: each shop's region.
    """
    role = Role.TECHNICIAN if kind in OF_DEVICES else Role.MANAGER
    found = _holding(people, frozenset({role}), site_id, regions)
    return found or above(people, site_id, regions)


def above(
    people: Sequence[Person], site_id: int | None, regions: Mapping[int, int | None]
) -> list[Person]:
    """The admins of a shop."""
    return _holding(people, _ADMINS, site_id, regions)


def _holding(
    people: Sequence[Person],
    roles: frozenset[Role],
    site_id: int | None,
    regions: Mapping[int, int | None],
) -> list[Person]:
    return [
        one
        for one in people
        if any(
            role in roles and _covers(Grant(role, area), site_id, regions)
            for role, area in one.grants
        )
    ]


def _covers(grant: Grant, site_id: int | None, regions: Mapping[int, int | None]) -> bool:
    area = grant.area
    if area.whole:
        return True
    if site_id is None:
        return False
    if area.site_id is not None:
        return area.site_id == site_id
    return regions.get(site_id) == area.region_id
