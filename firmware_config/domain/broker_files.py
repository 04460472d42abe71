"""Mosquitto's ACL and password file, as text. Demo and tests make theirs with the same code."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterable
from hashlib import pbkdf2_hmac
from typing import Final

from firmware_config.errors import BrokerFileError
from wire.topics import ROOT, spell

HUB_USER: Final = "hub"
SALT_BYTES: Final = 12
_ITERATIONS: Final = 101
"""What mosquitto_passwd 2.0 uses. More would only slow the broker down: our passwords are 256
random bits, which no number of guesses finds."""


def user_name(site: str, device: str) -> str:
    """The device's user at the broker: `SITE.DEVICE`, for `/` is refused in user names."""
    return f"{site}.{device}"


def acl_text(devices: Iterable[tuple[str, str]]) -> str:
    """The broker's access list: the hub everywhere, each device under its own name only.

    Args:
        devices: (site, device name) of each.

    Raises:
        BadTopicError: a name that cannot be part of a topic.
    """
    blocks = [f"user {HUB_USER}\ntopic readwrite {ROOT}/#\n"]
    for site, device in devices:
        own = spell(site, device, "status").removesuffix("status") + "#"
        blocks.append(f"user {user_name(site, device)}\ntopic readwrite {own}\n")
    return "\n".join(blocks)


def password_line(user: str, password: str, salt: bytes) -> str:
    """One line of Mosquitto's password file, without the line's end.

    The format is Mosquitto's own since 2.0: `user:$7$iterations$salt$key`, PBKDF2 with HMAC-SHA512,
    a key of 64 bytes, both in base64.

    Args:
        user: without `:`, which ends the name in the file.
        password: not empty; longer than 65535 bytes cannot be sent by MQTT.
        salt: `SALT_BYTES` random bytes, new for each line.

    Raises:
        BrokerFileError: one of these is not so.
    """
    if not user or any(sign in user for sign in ":\r\n\0") or user.startswith("#"):
        raise BrokerFileError(f"The user {user!r} cannot stand in a password file: leave out ':'.")
    if not password or len(password.encode()) > 65_535:
        raise BrokerFileError(f"The password of {user} must have 1 to 65535 bytes.")
    if len(salt) != SALT_BYTES:
        raise BrokerFileError(f"The salt of {user} has {len(salt)} bytes; it needs {SALT_BYTES}.")
    key = pbkdf2_hmac("sha512", password.encode(), salt, _ITERATIONS)
    return f"{user}:$7${_ITERATIONS}${b64encode(salt).decode()}${b64encode(key).decode()}"


def password_matches(line: str, user: str, password: str) -> bool:
    """Whether a line of a password file is this user's, with this password, as we write it."""
    try:
        salt = b64decode(line.split("$")[3], validate=True)
        return hmac.compare_digest(line.encode(), password_line(user, password, salt).encode())
    except (IndexError, ValueError):
        return False
