"""A fleet as a flat list of devices, and what each device's settings are."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

Role = Literal["kiosk", "camera"]

CREDENTIAL: Final = "mqtt-password"
"""The name under which the units in systemd/ hand the broker's password over."""
_IDENTITY_SETTINGS: Final = (
    ("device",),
    ("broker", "username"),
    ("broker", "password_file"),
    ("broker", "certificate_file"),
    ("broker", "key_file"),
)


@dataclass(frozen=True, kw_only=True)
class Device:
    """One device and where it stands.

    `settings`: what differs from the room's own defaults. `data_mb`: as in `card.Card`.
    """

    site: str
    name: str
    role: Role
    shop: str
    timezone: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    data_mb: int = 0

    @property
    def identity(self) -> str:
        """What people call it: `SITE/NAME`."""
        return f"{self.site}/{self.name}"

    @property
    def user(self) -> str:
        """Its name at the broker. Names hold no dot, so no two devices share one."""
        return f"{self.site}.{self.name}"


def merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with `over` laid on it: tables are merged, everything else (lists too) is replaced."""
    result = dict(base)
    for key, value in over.items():
        below = result.get(key)
        if isinstance(below, Mapping) and isinstance(value, Mapping):
            result[key] = merged(below, value)
        else:
            result[key] = value
    return result


def settings_table(device: Device, broker: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of one device as its own program reads them.

    Args:
        device: who it is and what differs.
        broker: how the fleet reaches its broker; a device's own `[broker]` goes before it. With a
            `certificate_file` in it, the device signs in by that, and needs no password.
    """
    if certificate := broker.get("certificate_file"):
        sign_in = {"certificate_file": certificate}
    else:
        sign_in = {"username": device.user, "password_file": CREDENTIAL}
    identity = {"device": {"site": device.site, "name": device.name}, "broker": sign_in}
    return merged(merged({"device": {}, "broker": broker}, device.settings), identity)


def fleet_faults(
    devices: Sequence[Device], sites: Sequence[str], timezones: Collection[str]
) -> list[str]:
    """Faults that no device can see by itself, one sentence each.

    Args:
        devices: all devices.
        sites: the site of every shop in the file, a shop without devices too.
        timezones: the names this machine knows.
    """
    faults = [
        f"the site `{site}` stands in {count} [[shops]] tables: put its devices into one of them"
        for site, count in Counter(sites).items()
        if count > 1
    ]
    faults += [
        f"{count} devices are called `{identity}`: the broker lets only one of them in at a time; "
        "give each its own name"
        for identity, count in Counter(device.identity for device in devices).items()
        if count > 1
    ]
    zones = {device.timezone: device.site for device in reversed(devices)}
    faults += [unknown_zone(site, zone) for zone, site in zones.items() if zone not in timezones]
    return faults


def unknown_zone(site: str, zone: str) -> str:
    """The sentence about a time zone that this machine does not know."""
    return f"shop `{site}`: `timezone` = {zone!r} is not known; write one such as Europe/Berlin"


def identity_faults(device: Device) -> list[str]:
    """Settings that the fleet file itself decides and that no device may set for itself."""
    return [
        f"{device.identity}: `{'.'.join(path)}` follows from the device's place in the fleet file; "
        "leave it out"
        for path in _IDENTITY_SETTINGS
        if _holds(device.settings, path)
    ]


def _holds(table: Any, path: Sequence[str]) -> bool:
    for key in path:
        if not isinstance(table, Mapping) or key not in table:
            return False
        table = table[key]
    return True
