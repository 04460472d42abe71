"""The demo's broker: Mosquitto where it is installed, a small one of pure Python elsewhere.

Both ask for a password and listen on this machine only. Mosquitto gets its users and its access
list from the same code that makes them for a fleet (`firmware_config`).
"""

import os
import secrets
import shutil
import socket
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from demo.errors import ChildError
from demo.ports import free_port
from demo.processes import Family
from firmware_config.domain.broker_files import (
    HUB_USER,
    SALT_BYTES,
    acl_text,
    password_line,
    user_name,
)

_START_TRIES = 100
_TRY_SECONDS = 0.1


class DemoBroker(NamedTuple):
    """Where the broker is and how to speak to it. `secrets` maps a user to its password's file."""

    port: int
    protocol: str
    secrets: dict[str, Path]


def find_mosquitto() -> str | None:
    """The program's path. Debian keeps it where only root's PATH looks."""
    return shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")


def start_broker(
    family: Family, folder: Path, devices: Iterable[tuple[str, str]], *, mosquitto: str | None
) -> DemoBroker:
    """Start a broker for these devices and the hub, and wait until it answers.

    Args:
        family: to which it will belong.
        folder: for its files.
        devices: pairs of site and device.
        mosquitto: the program's path; None: the embedded broker.

    Raises:
        ChildError: it did not come up.
        StoppedError: the demo was ended meanwhile.
    """
    folder.mkdir(parents=True, exist_ok=True)
    devices = list(devices)
    users = [HUB_USER, *(user_name(site, name) for site, name in devices)]
    passwords = {user: secrets.token_urlsafe(24) for user in users}
    files = {user: _write_secret(folder / f"{user}.secret", passwords[user]) for user in users}
    port = free_port()
    if mosquitto:
        config = _mosquitto_files(folder, port, passwords, acl_text(devices))
        family.start("broker", [mosquitto, "-c", str(config)])
    else:
        listing = "".join(f"{user}={file}\n" for user, file in files.items())
        (folder / "users").write_text(listing)
        family.start_python("broker", "demo.embedded_broker", str(port), str(folder / "users"))
    _wait_for(port, family)
    return DemoBroker(port, "5" if mosquitto else "3.1.1", files)


def _write_secret(path: Path, text: str) -> Path:
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")
    return path


def _mosquitto_files(folder: Path, port: int, passwords: dict[str, str], acl: str) -> Path:
    lines = [
        password_line(user, password, secrets.token_bytes(SALT_BYTES))
        for user, password in passwords.items()
    ]
    _write_secret(folder / "passwords", "\n".join(lines) + "\n")
    _write_secret(folder / "acl", acl)
    config = folder / "mosquitto.conf"
    config.write_text(
        f"listener {port} 127.0.0.1\nallow_anonymous false\npassword_file {folder}/passwords\n"
        f"acl_file {folder}/acl\npersistence true\npersistence_location {folder}/\n"
        "max_packet_size 266240\nmax_queued_messages 100000\nset_tcp_nodelay true\n"
        # Started by root, Mosquitto would become a user who cannot read this folder.
        + ("user root\n" if os.geteuid() == 0 else "")
    )
    return config


def _wait_for(port: int, family: Family) -> None:
    for _ in range(_START_TRIES):
        family.check()
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            family.pause(_TRY_SECONDS)
    raise ChildError(f"The broker does not answer on port {port}; see its log.")
