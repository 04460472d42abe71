"""What a device needs to take releases from the hub: where they are, and whose it trusts."""

from typing import Final

from firmware_config.domain.fleet import Role

ROOT_PATH: Final = "etc/otklik/update-root.json"
SETTINGS_PATH: Final = "etc/otklik/update.toml"


def update_files(site: str, name: str, role: Role, url: str, root: str) -> dict[str, bytes]:
    """The files of one device, by path below its root; none of them is secret.

    Args:
        site: the shop's code.
        name: the device's name. Neither these nor the address can hold a quote.
        role: of the device.
        url: of the hub's pages.
        root: the root of trust, `root.json` as text.
    """
    text = (
        "# Written by otklik-card: change the fleet file and write the card again.\n\n"
        f'role = "{role}"\n\n'
        f'[device]\nsite = "{site}"\nname = "{name}"\n\n'
        f'[hub]\nurl = "{url}"\n'
    )
    return {SETTINGS_PATH: text.encode(), ROOT_PATH: root.strip().encode() + b"\n"}
