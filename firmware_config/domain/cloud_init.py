"""The three files that cloud-init reads from the boot partition (NoCloud), Trixie and later.

Fields as in cloud-init 25.1; what Raspberry Pi OS ships was read in pi-gen and rpi-imager.
"""

from hashlib import sha256
from typing import Final

from firmware_config.domain.card import Card
from firmware_config.domain.first_boot import DONE_PATH, FIRST_BOOT, first_boot_files
from firmware_config.domain.yaml_text import Plain, yaml_block, yaml_text

_ACCOUNT: Final = "technician"


def user_data(card: Card) -> str:
    """`user-data`: name, time zone, files, and the start of the unit that does the rest."""
    return "#cloud-config\n" + yaml_block(
        {
            "hostname": card.hostname,
            "preserve_hostname": False,
            "manage_etc_hosts": True,
            "timezone": card.timezone,
            "ssh_pwauth": False,
            "disable_root": True,
            "user": _account(card),
            "write_files": [
                {
                    "path": f"/{file.path}",
                    "permissions": file.mode,
                    "content": file.content.decode(),
                }
                for file in (*card.files, *first_boot_files(card))
            ],
            "runcmd": [
                ["systemctl", "enable" if card.ssh_keys else "disable", "--now", "ssh"],
                ["nmcli", "connection", "reload"],
                ["rm", "-f", f"/{DONE_PATH}"],
                ["systemctl", "daemon-reload"],
                ["systemctl", "start", "--no-block", FIRST_BOOT],
            ],
        }
    )


def meta_data(name: str, content: str) -> str:
    """`meta-data`. Another content is another instance, which cloud-init sets up anew."""
    return f"instance-id: {yaml_text(instance_id(name, content))}\n"


def instance_id(name: str, content: str) -> str:
    """`otklik-NAME-` and 16 hex digits of the content."""
    return f"otklik-{name}-{sha256(content.encode()).hexdigest()[:16]}"


def network_config() -> str:
    """`network-config`: the cable. Wi-Fi is a file of NetworkManager, which takes any name."""
    return yaml_block({"version": 2, "ethernets": {"eth0": {"dhcp4": True, "optional": True}}})


def _account(card: Card) -> dict[str, Plain]:
    """`user`, not `users`: so it keeps the distribution's groups (gpio, video)."""
    account: dict[str, Plain] = {"name": _ACCOUNT, "lock_passwd": True}
    if card.ssh_keys:
        account |= {
            "ssh_authorized_keys": list(card.ssh_keys),
            "sudo": "ALL=(ALL) NOPASSWD:ALL",
        }
    return account
