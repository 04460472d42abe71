"""From a fleet to the files of each device, accepted by the code that will read them."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import tomli_w
from msgspec import Struct

from edge_vision.settings import VisionSettings
from firmware_config.domain.boot_files import boot_files
from firmware_config.domain.broker_files import acl_text
from firmware_config.domain.enrolment import MAX_IDENTITY, broker_sign_in, enrolment_files
from firmware_config.domain.fleet import (
    Device,
    fleet_faults,
    identity_faults,
    settings_table,
    unknown_zone,
)
from firmware_config.domain.updates import update_files
from firmware_config.domain.wifi import wifi_faults
from firmware_config.settings import Fleet, sound_part
from kiosk.settings import KioskSettings
from wire.errors import SettingsError
from wire.settings import build, load

FLEET_FILE: Final = "fleet.toml"
SETTINGS_KIND: Final[Mapping[str, type[Struct]]] = {
    "kiosk": KioskSettings,
    "camera": VisionSettings,
}
"""By role: what the device's own program reads its file with."""


class DeviceFiles(NamedTuple):
    """One device and its files, by path below its root."""

    device: Device
    files: dict[str, bytes]


def render(path: Path, *, timezones: Collection[str]) -> list[DeviceFiles]:
    """The files of every device of a fleet file, in its order.

    Args:
        path: the fleet file.
        timezones: the names this machine knows.

    Raises:
        SettingsError: the faults of the file, of the fleet and of every device, all at once.
    """
    return render_fleet(load_fleet(path, timezones=timezones))


def load_fleet(path: Path, *, timezones: Collection[str]) -> Fleet:
    """A fleet without faults.

    Args:
        path: the fleet file, or the folder that `fleet init` made.
        timezones: the names this machine knows.

    Raises:
        SettingsError: the faults of the file, of the fleet and of every device, all at once.
    """
    path = path / FLEET_FILE if path.is_dir() else path
    try:
        fleet = load(Fleet, path)
    except SettingsError as error:
        rest = sound_part(path)
        more = faults_of(rest, timezones) if rest else []
        raise SettingsError(str(path), error.faults + more) from error
    if faults := faults_of(fleet, timezones):
        raise SettingsError(str(path), faults)
    return fleet


def render_fleet(fleet: Fleet) -> list[DeviceFiles]:
    """The files of every device of a fleet in which `faults_of` found nothing."""
    broker = _broker_table(fleet)
    return [
        DeviceFiles(
            device,
            boot_files(
                device,
                tomli_w.dumps(settings_table(device, broker)),
                organisation=fleet.organisation,
            )
            | _enrolment(fleet, device)
            | _updates(fleet, device),
        )
        for device in fleet.devices()
    ]


def faults_of(fleet: Fleet, timezones: Collection[str]) -> list[str]:
    """The faults of the fleet as a whole, then those of each device."""
    devices = fleet.devices()
    broker = _broker_table(fleet)
    faults = fleet_faults(devices, [shop.site for shop in fleet.shops], timezones)
    for shop in fleet.shops:
        if not shop.devices and shop.timezone not in timezones:
            faults.append(unknown_zone(shop.site, shop.timezone))
        faults += [
            f"shop `{shop.site}`: {fault}"
            for fault in wifi_faults(shop.wifi.ssid, shop.wifi.country)
        ]
    if fleet.card.system != "trixie" and any(device.data_mb for device in devices):
        faults.append(
            'read_only_root works with `system = "trixie"` only: Bookworm insists on growing its '
            "root over the whole card; take the newer system, or leave read_only_root out"
        )
    for device in devices:
        if fleet.enrolment.url and len(device.identity) > MAX_IDENTITY:
            faults.append(
                f"{device.identity}: a certificate takes a name of {MAX_IDENTITY} letters at most, "
                "shop and device together; shorten one of them"
            )
        faults += identity_faults(device) or settings_faults(device, settings_table(device, broker))
    return faults


def settings_faults(device: Device, table: dict[str, Any]) -> list[str]:
    """What the device's own program would refuse, each with the device's name before it."""
    try:
        build(SETTINGS_KIND[device.role], table, source=device.identity)
    except SettingsError as error:
        return [f"{device.identity}: {fault}" for fault in error.faults]
    return []


def fleet_acl(rendered: list[DeviceFiles]) -> str:
    """The broker's access list for the whole fleet."""
    return acl_text((each.device.site, each.device.name) for each in rendered)


def _enrolment(fleet: Fleet, device: Device) -> dict[str, bytes]:
    told = fleet.enrolment
    return enrolment_files(device.site, device.name, told.url, told.ca) if told.url else {}


def _updates(fleet: Fleet, device: Device) -> dict[str, bytes]:
    told = fleet.updates
    if not told.url:
        return {}
    return update_files(device.site, device.name, device.role, told.url, told.root)


def _broker_table(fleet: Fleet) -> dict[str, Any]:
    broker = fleet.broker
    table: dict[str, Any] = {"host": broker.host, "port": broker.port}
    if fleet.enrolment.url:
        return table | broker_sign_in()
    return table | {"ca_file": broker.ca_file} if broker.ca_file else table
