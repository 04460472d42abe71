"""The card of each device, its secrets filled in or, for a plan, left as stars."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from firmware_config.book.vault import (
    OpenVault,
    broker_secret,
    is_vault,
    random_password,
    token_secret,
)
from firmware_config.domain.boot_files import masked
from firmware_config.domain.card import Card, Software, card_of
from firmware_config.domain.fleet import Device, Role
from firmware_config.domain.wifi import network_key, password_faults
from firmware_config.errors import VaultError
from firmware_config.render import DeviceFiles, render_fleet
from firmware_config.settings import Fleet, FleetShop

STARS: Final = "********"

Passwords = Callable[[str], str]
"""From the name of a secret (`broker/SITE.NAME`, `wifi/SITE`) to the secret."""


def cards(
    fleet: Fleet,
    passwords: Passwords | None,
    software: Callable[[Role], Software | None] = lambda _role: None,
) -> Iterator[tuple[DeviceFiles, Card]]:
    """Every device with its card, in the order of the fleet file.

    Args:
        fleet: one in which `faults_of` found nothing.
        passwords: where secrets come from; None: stars in their places.
        software: what a card of a role carries; None: nothing.

    Raises:
        VaultError: a shop's Wi-Fi password or a device's token is missing or is none.
    """
    enrols = bool(fleet.enrolment.url)
    shops = {shop.site: shop for shop in fleet.shops}
    known: dict[str, tuple[str, str, str] | None] = {}
    for each in render_fleet(fleet):
        site = each.device.site
        if site not in known:
            known[site] = _wifi(shops[site], passwords)
        secret = _secret(each.device, passwords, enrols=enrols)
        yield (
            each,
            card_of(
                each.device,
                each.files if passwords else _shown(each.files),
                broker_password=None if enrols else secret,
                token=secret if enrols else None,
                wifi=known[site],
                ssh_keys=fleet.card.ssh_keys,
                software=software(each.device.role),
            ),
        )


def kept_passwords(folder: Path, key_file: Path) -> Passwords:
    """The secrets of a fleet's folder; broker passwords are made at their first use.

    Raises:
        VaultError: the folder keeps none, or the key does not open them.
    """
    if not is_vault(folder):
        raise VaultError(
            f"{folder} keeps no secrets, which a card needs; make a folder with "
            "`otklik-card fleet init` and move your fleet.toml into it."
        )
    vault = OpenVault(folder, key_file)

    def password(name: str) -> str:
        if name.startswith("broker/"):
            return vault.keep(name, random_password)
        return vault.secret(name) or ""

    return password


def _secret(device: Device, passwords: Passwords | None, *, enrols: bool) -> str:
    """The token or the broker password of a device."""
    if passwords is None:
        return STARS
    if not enrols:
        return passwords(broker_secret(device.user))
    if token := passwords(token_secret(device.user)):
        return token
    raise VaultError(
        f"There is no token for {device.identity}: `otklik-hub ca token {device.identity}` makes "
        "one on the hub, and `otklik-card fleet identity` takes it."
    )


def _shown(files: dict[str, bytes]) -> dict[str, bytes]:
    """Masked before a script turns them into base64, where nobody could mask them."""
    return {path: masked(content.decode()).encode() for path, content in files.items()}


def _wifi(shop: FleetShop, passwords: Passwords | None) -> tuple[str, str, str] | None:
    if not shop.wifi.ssid:
        return None
    if passwords is None:
        return shop.wifi.ssid, STARS, shop.wifi.country
    password = passwords(f"wifi/{shop.site}")
    if faults := password_faults(password):
        raise VaultError(
            f"Shop {shop.site}: {faults[0]}; set it with "
            f"`otklik-card fleet wifi FLEET {shop.site}`."
        )
    return shop.wifi.ssid, network_key(shop.wifi.ssid, password), shop.wifi.country
