"""`otklik-card fleet`: the fleet's folder, its shops, devices and secrets."""

import argparse
import getpass
import sys
import tomllib
import zoneinfo
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from firmware_config.book.edit import add_device, add_shop, new_fleet, read, save, set_wifi
from firmware_config.book.vault import FOLDER, is_vault, make_vault, put_new_password, put_secret
from firmware_config.domain.broker_files import HUB_USER, user_name
from firmware_config.domain.wifi import name_faults, password_faults
from firmware_config.errors import OutputError
from firmware_config.identity import cli as identity_cli
from firmware_config.output import write_files
from firmware_config.release import cli as release_cli
from firmware_config.render import FLEET_FILE
from wire.errors import SettingsError

EXAMPLES: Final = """examples:
  otklik-card fleet init stores --organisation "Example Stores" --broker 192.168.10.2
  otklik-card fleet add shop stores north-3 --name "North, Main Street 3" --timezone Europe/Berlin
  otklik-card fleet wifi stores north-3 --ssid "Shop" --country DE   # asks for the password
  otklik-card fleet add device stores north-3/door-buttons --role kiosk
  otklik-card fleet identity stores --url https://hub.example.com:8443 --ca ca.crt --tokens tokens
  otklik-card fleet updates stores --url https://hub.example.com --releases releases
  otklik-card plan stores
"""
DEFAULT_KEY: Final = Path("~/.config/otklik/fleet.key")
_IGNORE: Final = b"build/\nsecrets/\n*.key\n"
_Commands = Any
"""argparse's own class for a group of commands, which its stubs keep private."""


def add_commands(commands: _Commands) -> None:
    """`fleet` and what stands below it."""
    fleet = _command(commands, "fleet", "make and change the folder of a fleet")
    parts = fleet.add_subparsers(required=True, metavar="COMMAND")
    init = _command(parts, "init", "make a folder that git can hold, and the key to its secrets")
    init.add_argument("folder", type=Path, metavar="FLEET", help="the folder")
    init.add_argument("--organisation", required=True, help="whose fleet it is")
    init.add_argument("--broker", required=True, help="the broker's address, as the shops see it")
    add_key_option(init)
    init.set_defaults(run=_init)
    wifi = _command(
        parts, "wifi", "set a shop's Wi-Fi; asks for the password, or reads it from a pipe"
    )
    wifi.add_argument("folder", type=Path, metavar="FLEET", help="the folder")
    wifi.add_argument("site", help="the shop's code")
    wifi.add_argument("--ssid", required=True, help="the network's name")
    wifi.add_argument("--country", required=True, help="two capital letters, such as DE")
    wifi.set_defaults(run=_wifi)
    identity_cli.add_arguments(
        _command(parts, "identity", "devices get certificates: where, and with which tokens")
    )
    release_cli.add_fleet_arguments(
        _command(parts, "updates", "devices take releases: from where, and whose")
    )
    _add_add(_command(parts, "add", "add a shop or a device"))


def add_key_option(command: argparse.ArgumentParser) -> None:
    """`--key`, for commands that open the fleet's secrets."""
    command.add_argument(
        "--key",
        type=Path,
        default=DEFAULT_KEY,
        metavar="FILE",
        help=f"the key that opens the fleet's secrets; without it {DEFAULT_KEY}",
    )


def _add_add(add: argparse.ArgumentParser) -> None:
    kinds = add.add_subparsers(required=True, metavar="KIND")
    shop = _command(kinds, "shop", "add a shop")
    shop.add_argument("folder", type=Path, metavar="FLEET", help="the folder")
    shop.add_argument("site", help="the shop's code on the hub, such as north-3")
    shop.add_argument("--name", required=True, help="what people call it")
    shop.add_argument("--timezone", required=True, help="such as Europe/Berlin")
    shop.set_defaults(run=_add_shop)
    device = _command(kinds, "device", "add a device to a shop")
    device.add_argument("folder", type=Path, metavar="FLEET", help="the folder")
    device.add_argument("identity", metavar="SITE/NAME", help="shop and name of the device")
    device.add_argument("--role", required=True, choices=["kiosk", "camera"])
    device.add_argument(
        "--settings", type=Path, metavar="FILE.toml", help="what differs for this device"
    )
    device.set_defaults(run=_add_device)


def _command(commands: _Commands, name: str, purpose: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(
        name,
        help=purpose,
        description=f"{purpose[0].upper()}{purpose[1:]}.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return command


def _init(arguments: argparse.Namespace) -> int:
    folder: Path = arguments.folder
    if (folder / FLEET_FILE).exists():
        raise OutputError(f"{folder} holds a fleet already; add to it with `fleet add`.")
    key = arguments.key.expanduser()
    # The text first: a fault in it must not leave a key behind.
    text = new_fleet(arguments.organisation, arguments.broker)
    save(folder, text, zoneinfo.available_timezones())
    made = make_vault(folder, key)
    put_new_password(folder, HUB_USER)
    write_files(folder, {".gitignore": _IGNORE})
    print(f"made       {folder}/{FLEET_FILE}, and {folder}/{FOLDER} for secrets: git can hold both")
    if made:
        print(f"made       {key}: the only key to the secrets. Keep a copy safe, never in git.")
    else:
        print(f"uses       {key}, which was there")
    return 0


def _change(folder: Path, change: Callable[[str], str], what: str) -> int:
    save(folder, change(read(folder)), zoneinfo.available_timezones())
    print(f"added      {what}")
    return 0


def _add_shop(arguments: argparse.Namespace) -> int:
    shop = {"site": arguments.site, "name": arguments.name, "timezone": arguments.timezone}
    return _change(arguments.folder, lambda text: add_shop(text, shop), f"shop {arguments.site}")


def _add_device(arguments: argparse.Namespace) -> int:
    site, slash, name = arguments.identity.partition("/")
    if not slash:
        raise SettingsError("SITE/NAME", [f"`{arguments.identity}` names no shop: write SITE/NAME"])
    device: dict[str, Any] = {"name": name, "role": arguments.role}
    if arguments.settings:
        device["settings"] = _table(arguments.settings)
    folder: Path = arguments.folder
    code = _change(folder, lambda text: add_device(text, site, device), arguments.identity)
    if is_vault(folder):
        put_new_password(folder, user_name(site, name))
    return code


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(str(path), [f"cannot be read as TOML: {error}"]) from error


def _wifi(arguments: argparse.Namespace) -> int:
    folder: Path = arguments.folder
    text = set_wifi(read(folder), arguments.site, arguments.ssid, arguments.country)
    password = _password()
    if faults := name_faults(arguments.ssid) + password_faults(password):
        raise SettingsError(f"Wi-Fi of {arguments.site}", faults)
    save(folder, text, zoneinfo.available_timezones())
    put_secret(folder, f"wifi/{arguments.site}", password)
    print(f"set        Wi-Fi of {arguments.site}; its password is in {folder}/{FOLDER}, encrypted")
    return 0


def _password() -> str:
    """From the keyboard unseen, or from a pipe: never from the command line, which others see."""
    if sys.stdin.isatty():
        return getpass.getpass("Wi-Fi password: ")
    return sys.stdin.readline().rstrip("\n")
