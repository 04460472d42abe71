"""A shop's Wi-Fi as NetworkManager reads it, whatever signs its name and password hold."""

import re
from hashlib import pbkdf2_hmac
from typing import Final

NETWORK_PATH: Final = "etc/NetworkManager/system-connections/otklik-shop.nmconnection"
MAX_NAME_BYTES: Final = 32
_HEX_KEY: Final = re.compile(r"[0-9a-fA-F]{64}")
_PASSPHRASE: Final = re.compile(r"[\x20-\x7e]{8,63}")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_ROUNDS: Final = 4096


def name_faults(ssid: str) -> list[str]:
    """What is wrong with a network's name: IEEE 802.11 gives it 1 to 32 bytes, of any value."""
    try:
        size = len(ssid.encode())
    except UnicodeEncodeError:  # bytes of a terminal with another encoding
        return [f"the Wi-Fi name {ssid!r} is not UTF-8, as a fleet file is; rename the network"]
    if 1 <= size <= MAX_NAME_BYTES:
        return []
    return [f"the Wi-Fi name {ssid!r} has {size} bytes; it must have 1 to {MAX_NAME_BYTES}"]


def wifi_faults(ssid: str, country: str) -> list[str]:
    """What is wrong with a shop's Wi-Fi. Both empty: the shop has a cable."""
    if not ssid and not country:
        return []
    faults = name_faults(ssid)
    if not _COUNTRY.fullmatch(country):
        faults.append(
            f"`wifi.country` = {country!r}: without its country's two capital letters, such as DE, "
            "the Pi keeps its Wi-Fi switched off"
        )
    return faults


def password_faults(password: str) -> list[str]:
    """What is wrong with a WPA2 password. The password itself is never repeated."""
    if _PASSPHRASE.fullmatch(password) or _HEX_KEY.fullmatch(password):
        return []
    size = len(password)
    return [
        f"a Wi-Fi password has 8 to 63 printable ASCII signs or 64 hex digits, not {size} signs"
    ]


def network_key(ssid: str, password: str) -> str:
    """The 64 hex digits that WPA2 makes of name and password (IEEE 802.11-2020, annex J.4.1).

    As a key, the password itself need not stand on the card, and no sign of it needs escaping.
    """
    if _HEX_KEY.fullmatch(password):
        return password.lower()
    return pbkdf2_hmac("sha1", password.encode("ascii"), ssid.encode(), _ROUNDS, 32).hex()


def connection_file(ssid: str, key: str) -> str:
    """NetworkManager's keyfile of one network, tried for ever.

    Args:
        ssid: written as numbers, byte by byte, so that no sign means anything.
        key: what `network_key` made; stars where it is only shown.
    """
    name = "".join(f"{byte};" for byte in ssid.encode())
    return (
        "[connection]\nid=otklik-shop\ntype=wifi\nautoconnect-retries=0\n\n"
        f"[wifi]\nmode=infrastructure\nssid={name}\n\n"
        f"[wifi-security]\nkey-mgmt=wpa-psk\npsk={key}\n\n"
        "[ipv4]\nmethod=auto\n\n[ipv6]\nmethod=auto\n"
    )
