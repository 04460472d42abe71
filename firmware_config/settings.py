"""The fleet file: who there is, and what differs from one device to the next."""

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct
from msgspec.structs import replace

from firmware_config.domain.fleet import Device, merged
from firmware_config.domain.read_only import MIN_DATA_MB
from wire.errors import SettingsError
from wire.settings import build
from wire.topics import NAME_PATTERN

_ONE_LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]+$(?!\n)"
_SSH_KEY = r"^(ssh-|ecdsa-|sk-)[!-~]+ [A-Za-z0-9+/=]+( [^\x00-\x1f\x7f-\x9f\u2028\u2029]*)?$(?!\n)"


_CERTIFICATE = r"^(\s*-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*)?$"


class FleetBroker(Struct, frozen=True, kw_only=True):
    """How every device reaches the broker. User and password are each device's own."""

    host: Annotated[
        str,
        Meta(min_length=1, description="The broker's host name or address, as the shops see it."),
    ]
    port: Annotated[int, Meta(ge=1, le=65535, description="TCP port; 8883 is usual with TLS.")] = (
        1883
    )
    ca_file: Annotated[
        str,
        Meta(description="Certificate authority of the broker on the device (PEM); empty: no TLS."),
    ] = ""


class FleetEnrolment(Struct, frozen=True, kw_only=True):
    """Where devices get certificates, instead of broker passwords: `otklik-card fleet identity`."""

    url: Annotated[
        str,
        Meta(
            pattern=r"^(https://[A-Za-z0-9.\-\[\]:]+)?$(?!\n)",
            description="Where `otklik-hub enrol` listens, such as `https://hub.example.com:8443`; "
            "empty: devices have broker passwords.",
        ),
    ] = ""
    ca: Annotated[
        str,
        Meta(
            pattern=_CERTIFICATE,
            description="The organisation's authority (PEM), from `otklik-hub ca show`.",
        ),
    ] = ""

    def __post_init__(self) -> None:
        if bool(self.url) != bool(self.ca.strip()):
            raise ValueError("`enrolment.url` and `enrolment.ca` go together: set both or neither")


class FleetUpdates(Struct, frozen=True, kw_only=True):
    """Where devices get releases of Otklik from: `otklik-card fleet updates`."""

    url: Annotated[
        str,
        Meta(
            pattern=r"^(https?://[A-Za-z0-9.\-\[\]:]+)?$(?!\n)",
            description="Address of the hub's pages as the shops see it, such as "
            "`https://hub.example.com`; empty: devices take no releases.",
        ),
    ] = ""
    root: Annotated[
        str,
        Meta(
            pattern=r"^\s*(\{[\s\S]*\}\s*)?$",
            description="The root of trust: `root.json` of the folder of releases.",
        ),
    ] = ""

    def __post_init__(self) -> None:
        if bool(self.url) != bool(self.root.strip()):
            raise ValueError("`updates.url` and `updates.root` go together: set both or neither")


class FleetCard(Struct, frozen=True, kw_only=True):
    """What all cards share."""

    system: Annotated[
        Literal["trixie", "bookworm"],
        Meta(
            description="Raspberry Pi OS on the cards: `trixie` (2025-11-24 and later) is set up "
            "by cloud-init, `bookworm` by a first-run script."
        ),
    ] = "trixie"
    ssh_keys: Annotated[
        list[Annotated[str, Meta(pattern=_SSH_KEY)]],
        Meta(description="Public keys that may log in by SSH; none: SSH is off."),
    ] = []
    read_only_root: Annotated[
        bool,
        Meta(
            description="Mount the system read-only after its first boot; what changes lies on a "
            "partition of its own. With `trixie` only. A device may say otherwise."
        ),
    ] = False
    data_mb: Annotated[
        int,
        Meta(
            ge=MIN_DATA_MB,
            le=65536,
            description="Size of that partition in MiB: settings, software in two versions, and "
            "what waits to be sent.",
        ),
    ] = 4096


class FleetWifi(Struct, frozen=True, kw_only=True):
    """A shop's Wi-Fi (WPA2). Its password is kept apart: `otklik-card fleet wifi`."""

    ssid: Annotated[
        str, Meta(description="The network's name, 1 to 32 bytes; empty: the shop has a cable.")
    ] = ""
    country: Annotated[
        str,
        Meta(description="Country whose radio rules apply, two capital letters such as `DE`."),
    ] = ""


class FleetDevice(Struct, frozen=True, kw_only=True):
    """One device of a shop."""

    name: Annotated[
        str, Meta(pattern=NAME_PATTERN, description="The device's name, unique within the shop.")
    ]
    role: Annotated[
        Literal["kiosk", "camera"], Meta(description="`kiosk` has buttons, `camera` counts.")
    ]
    settings: Annotated[
        dict[str, Any],
        Meta(description="What differs for this device, written as in the device's own file."),
    ] = {}
    read_only_root: Annotated[
        bool | None,
        Meta(description="Whether its system is read-only; left out: as `[card]` says."),
    ] = None


class FleetShop(Struct, frozen=True, kw_only=True):
    """One shop."""

    site: Annotated[
        str,
        Meta(pattern=NAME_PATTERN, description="The shop's code on the hub, such as `north-3`."),
    ]
    name: Annotated[str, Meta(pattern=_ONE_LINE, description="What people call it, on one line.")]
    timezone: Annotated[str, Meta(description="The shop's time zone, such as `Europe/Berlin`.")]
    wifi: Annotated[FleetWifi, Meta(description="Its Wi-Fi; leave out where there is a cable.")] = (
        FleetWifi()
    )
    devices: Annotated[list[FleetDevice], Meta(description="Its devices.")] = []


class Fleet(Struct, frozen=True, kw_only=True):
    """All shops of one organisation."""

    organisation: Annotated[
        str, Meta(pattern=_ONE_LINE, description="Whose fleet this is, on one line.")
    ]
    broker: Annotated[FleetBroker, Meta(description="The one broker of all devices.")]
    hub_url: Annotated[
        str,
        Meta(
            pattern=r"^(https?://[!-~]+)?$",
            description="Address of the hub's pages, for the stickers, such as "
            "`https://hub.example.com`.",
        ),
    ] = ""
    enrolment: Annotated[FleetEnrolment, Meta(description="Where devices get certificates.")] = (
        FleetEnrolment()
    )
    updates: Annotated[FleetUpdates, Meta(description="Where devices get releases from.")] = (
        FleetUpdates()
    )
    card: Annotated[FleetCard, Meta(description="What all cards share.")] = FleetCard()
    kiosk: Annotated[
        dict[str, Any], Meta(description="Settings that all kiosks share, as in a kiosk's file.")
    ] = {}
    camera: Annotated[
        dict[str, Any], Meta(description="Settings that all cameras share, as in a camera's file.")
    ] = {}
    shops: Annotated[list[FleetShop], Meta(description="The shops.")] = []

    def devices(self) -> list[Device]:
        """Every device with the settings of its role and its own, in the order of the file."""
        shared = {"kiosk": self.kiosk, "camera": self.camera}
        return [
            Device(
                site=shop.site,
                name=device.name,
                role=device.role,
                shop=shop.name,
                timezone=shop.timezone,
                settings=merged(shared[device.role], device.settings),
                data_mb=self._data_mb(device),
            )
            for shop in self.shops
            for device in shop.devices
        ]

    def _data_mb(self, device: FleetDevice) -> int:
        own = device.read_only_root
        return self.card.data_mb if (self.card.read_only_root if own is None else own) else 0

    def only(self, identity: str) -> "Fleet":
        """The fleet with this one device (`SITE/NAME`) left, or with none."""
        site, _, name = identity.partition("/")
        shops = [
            replace(shop, devices=[device for device in shop.devices if device.name == name])
            for shop in self.shops
            if shop.site == site
        ]
        return replace(self, shops=shops)


def sound_part(path: Path) -> Fleet | None:
    """The fleet without the shops that hold a fault of form, so that the rest can be judged too.

    For a file that `wire.settings.load` has refused. None: nothing can be made of the rest.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        known = {key: raw[key] for key in Fleet.__struct_fields__ if key in raw}
        shops = raw.get("shops")
        sound = [shop for shop in shops if _is_sound(shop)] if isinstance(shops, list) else []
        return build(Fleet, known | {"shops": sound}, source=str(path))
    except (OSError, ValueError):
        return None


def _is_sound(shop: Any) -> bool:
    try:
        build(FleetShop, shop if isinstance(shop, dict) else {}, source="shop")
    except SettingsError:
        return False
    return True
