"""Settings of devices in layers: what each device is to have.

Four layers of settings lie over a device's own file, each key by itself: those of the
organisation, of its region, of its shop, of the device. The narrower one wins. A shop is in one
region or in none, so for each device the order is clear; saved groups of shops overlap, and are no
layer.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from hub.domain.text import text
from wire.remote.messages import Value, Values

ORGANISATION: Final = "organisation"


class Target(NamedTuple):
    """A device that settings are for."""

    id: int
    site_id: int
    site: str
    """The shop's code."""
    region: str
    """The region's code; empty: in none."""
    name: str
    room: str

    @property
    def places(self) -> tuple[str, ...]:
        """The layers over it, the narrowest last."""
        region = (f"region:{self.region}",) if self.region else ()
        own = device_place(self.site, self.name)
        return (ORGANISATION, *region, f"shop:{self.site}", own)


class Change(NamedTuple):
    """One setting of one device that will be another. None: as its own file says."""

    key: str
    before: Value | None
    after: Value | None


def device_place(site: str, device: str) -> str:
    """The layer of one device."""
    return f"device:{site}/{device}"


def place_fault(place: str) -> str:
    """What is wrong with the way a layer is written; empty: nothing."""
    kind, _, code = place.partition(":")
    if place == ORGANISATION or (kind in ("region", "shop", "device") and code):
        return ""
    return text(
        "%(place)s is no place: write `organisation`, `region:CODE`, `shop:CODE` or "
        "`device:SHOP/DEVICE`.",
        place=repr(place[:80]),
    )


def wanted(target: Target, layers: Mapping[str, Values]) -> Values:
    """What a device is to have beside its own file.

    Args:
        target: the device.
        layers: by place, of devices of its kind.
    """
    found: Values = {}
    for place in target.places:
        found |= layers.get(place, {})
    return found


def origins(target: Target, layers: Mapping[str, Values]) -> dict[str, str]:
    """From which layer each of these comes, by key."""
    return {key: place for place in target.places for key in layers.get(place, {})}


def changes(before: Values, after: Values) -> list[Change]:
    """What becomes another, by key. `5` and `5.0` are the same number."""
    keys = sorted(before.keys() | after.keys())
    found = [Change(key, before.get(key), after.get(key)) for key in keys]
    return [
        one for one in found if one.before != one.after or (one.key in before) != (one.key in after)
    ]


def affected(
    targets: list[Target], layers: Mapping[str, Values], place: str, after: Values
) -> list[tuple[Target, list[Change]]]:
    """Exactly what will change, and on which devices, when one layer becomes another."""
    then = {**layers, place: after}
    found = [
        (target, changes(wanted(target, layers), wanted(target, then)))
        for target in targets
        if place in target.places
    ]
    return [(target, changed) for target, changed in found if changed]
