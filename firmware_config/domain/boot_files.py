"""What stands on a device: paths and bytes, in memory."""

import re
from typing import Final

from firmware_config.domain.fleet import Device, Role

SETTINGS_PATH: Final[dict[Role, str]] = {
    "kiosk": "etc/otklik/kiosk.toml",
    "camera": "etc/otklik/vision.toml",
}
"""Where the units in systemd/ look for the settings, without the leading slash."""
_URL_PASSWORD = re.compile(r"(?<=://)([^/\s:@\"']*):[^/\s\"']*@")


def boot_files(device: Device, settings_text: str, *, organisation: str) -> dict[str, bytes]:
    """The files of one device, by path below its root.

    Args:
        device: whose they are.
        settings_text: its settings as TOML, already accepted by the room's own code.
        organisation: for the heading. Neither it nor the shop's name may hold control characters,
            or the heading would not end where it seems to.
    """
    heading = (
        f"# {device.role} {device.identity}: {device.shop}, {organisation} ({device.timezone})\n"
        "# Written by otklik-card: change the fleet file and render it again.\n\n"
    )
    return {SETTINGS_PATH[device.role]: (heading + settings_text).encode()}


def masked(text: str) -> str:
    """The text with every password of an address (`rtsp://user:password@camera`) as stars."""
    return _URL_PASSWORD.sub(r"\1:********@", text)
