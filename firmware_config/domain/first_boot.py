"""What a device does at its first boot: a script and two units. No value ever stands bare in them.

cloud-init (Trixie) and `firstrun.sh` (Bookworm) only put these files in place. The script then runs
as a unit at every boot until it has succeeded once, so that a power cut in its middle, or a card
that was full, needs nothing but switching the device off and on again.
"""

from shlex import quote
from typing import Final

from firmware_config.domain.card import Card, DeviceFile
from firmware_config.domain.first_boot_text import SCRIPT
from firmware_config.domain.first_boot_units import FAULT_LIGHTS_UNIT, FIRST_BOOT_UNIT, WANTS
from firmware_config.domain.read_only import JOURNAL, JOURNAL_PATH, READ_ONLY_SCRIPT, WRITABLE

SCRIPT_PATH: Final = "usr/local/sbin/otklik-first-boot"
FIRST_BOOT: Final = "first-boot-of-otklik.service"
DONE_PATH: Final = "var/lib/otklik/first-boot-done"
_ROLES: Final = {"otklik-kiosk.service": "kiosk", "otklik-vision.service": "vision"}
"""From the unit to the role's name in systemd/install.sh."""


def first_boot_files(card: Card) -> tuple[DeviceFile, ...]:
    """The script, its unit, the unit that blinks when it failed, and what starts them at boot."""
    units = "etc/systemd/system"
    script = _variables(card) + (READ_ONLY_SCRIPT if card.data_mb else "") + SCRIPT
    journal = DeviceFile(JOURNAL_PATH, JOURNAL.encode(), "0644")
    return (
        DeviceFile(SCRIPT_PATH, script.encode(), "0755"),
        DeviceFile(f"{units}/{FIRST_BOOT}", FIRST_BOOT_UNIT.encode(), "0644"),
        DeviceFile(f"{units}/fault-lights-of-otklik.service", FAULT_LIGHTS_UNIT.encode(), "0644"),
        DeviceFile(f"{units}/multi-user.target.d/otklik.conf", WANTS.encode(), "0644"),
        *([journal] if card.data_mb else []),
    )


def _variables(card: Card) -> str:
    software = card.software
    values = {
        "units": " ".join((*card.more_units, card.unit)),
        "unit": card.unit,
        "role": _ROLES.get(card.unit, ""),
        "country": card.country or "",
        "lights": " ".join(map(str, card.lights)),
        "writable": " ".join(WRITABLE) if card.data_mb else "",
        "bundle": software.file if software else "",
        "sha256": software.sha256 if software else "",
        "version": software.version if software else "",
        "arch": software.arch if software else "",
        "python": software.python if software else "",
    }
    lines = "".join(f"{name}={quote(value)}\n" for name, value in values.items())
    return f"#!/bin/sh\n# Written by otklik-card.\n{lines}"
