"""What one device's card carries, before it is put into the form that its system reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from firmware_config.domain.enrolment import TOKEN_PATH
from firmware_config.domain.fleet import CREDENTIAL, Device, Role
from firmware_config.domain.wifi import NETWORK_PATH, connection_file

System = Literal["trixie", "bookworm"]

UNITS: Final[dict[Role, str]] = {"kiosk": "otklik-kiosk.service", "camera": "otklik-vision.service"}
_SECRETS: Final[dict[Role, str]] = {"kiosk": "kiosk", "camera": "vision"}
_PRIVATE: Final = "0600"
_PUBLIC: Final = "0644"


@dataclass(frozen=True)
class DeviceFile:
    """A file on the device: path without the leading slash, content, mode as four octal digits."""

    path: str
    content: bytes
    mode: str


@dataclass(frozen=True, kw_only=True)
class Software:
    """What the first boot installs: a tar of wheels, models and pip's requirements.

    `file`: its name on the boot partition. `version`: Otklik's. `arch` and `python`: what it fits.
    """

    file: str
    content: bytes
    sha256: str
    version: str
    arch: str
    python: str


@dataclass(frozen=True, kw_only=True)
class Card:
    """Everything a card says.

    `more_units`: started before `unit`. `country`: Wi-Fi country code; None: the shop has a cable.
    `software`: None: the image holds Otklik already. `lights`: pins (BCM) that blink when the first
    boot fails. `data_mb`: size of the partition for what is written, in 2^20 bytes, where the root
    is read-only; 0: the root is written.
    """

    hostname: str
    timezone: str
    unit: str
    files: tuple[DeviceFile, ...]
    ssh_keys: tuple[str, ...] = ()
    country: str | None = None
    more_units: tuple[str, ...] = ()
    software: Software | None = None
    lights: tuple[int, ...] = ()
    data_mb: int = 0


def host_name(device: Device) -> str:
    """The device's name on the network, at most 63 letters (RFC 1123), without `_`."""
    return f"{device.site}-{device.name}".replace("_", "-").strip("-")[:63].rstrip("-")


def card_of(
    device: Device,
    settings: dict[str, bytes],
    *,
    broker_password: str | None,
    token: str | None = None,
    wifi: tuple[str, str, str] | None,
    ssh_keys: Sequence[str],
    software: Software | None = None,
) -> Card:
    """The card of one device.

    Args:
        device: whose it is.
        settings: what `boot_files` made, already accepted by the device's own code.
        broker_password: the device's own; None: it will have a certificate.
        token: with which it asks for that certificate, once.
        wifi: (name, key of 64 hex digits, country); None: a cable.
        ssh_keys: public keys that may log in; none: no SSH.
        software: what its role needs; None: the image holds it.
    """
    files = [DeviceFile(path, content, _PUBLIC) for path, content in settings.items()]
    if broker_password is not None:
        secret = f"etc/otklik/secrets/{_SECRETS[device.role]}/{CREDENTIAL}"
        files.append(DeviceFile(secret, f"{broker_password}\n".encode(), _PRIVATE))
    if token is not None:
        files.append(DeviceFile(TOKEN_PATH, f"{token}\n".encode(), _PRIVATE))
    if wifi:
        text = connection_file(wifi[0], wifi[1])
        files.append(DeviceFile(NETWORK_PATH, text.encode(), _PRIVATE))
    return Card(
        hostname=host_name(device),
        timezone=device.timezone,
        unit=UNITS[device.role],
        files=tuple(files),
        ssh_keys=tuple(ssh_keys),
        country=wifi[2] if wifi else None,
        software=software,
        lights=_light_pins(device),
        data_mb=device.data_mb,
    )


def _light_pins(device: Device) -> tuple[int, ...]:
    """The lights of a kiosk's buttons; its settings are already accepted."""
    buttons = device.settings.get("buttons", [])
    return tuple(button["light_pin"] for button in buttons if "light_pin" in button)
