"""Changes to a fleet file that keep its comments and order, and are refused when they break it."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Table

from firmware_config.errors import OutputError
from firmware_config.output import write_files
from firmware_config.render import FLEET_FILE, faults_of
from firmware_config.settings import Fleet
from wire.errors import SettingsError
from wire.settings import build

_PLAIN_PORT: Final = 1883
_TLS_PORT: Final = 8883
_START: Final = """\
# The fleet. Change it by hand or with `otklik-card fleet add`; `otklik-card check` finds faults.
# docs/settings.md says what may stand here. Passwords do not: they are in vault/, encrypted.
"""


def new_fleet(organisation: str, broker: str) -> str:
    """The text of a fleet without shops."""
    document = tomlkit.document()
    document["organisation"] = organisation
    document["broker"] = {"host": broker}
    document["card"] = {"system": "trixie"}
    return _START + tomlkit.dumps(document)


def add_shop(text: str, shop: Mapping[str, Any]) -> str:
    """The text with one more `[[shops]]` table."""
    document = _parsed(text)
    _tables(document, "shops").append(_table(shop))
    return tomlkit.dumps(document)


def add_device(text: str, site: str, device: Mapping[str, Any]) -> str:
    """The text with one more device in the shop `site`.

    Raises:
        SettingsError: there is no such shop.
    """
    document = _parsed(text)
    for shop in _tables(document, "shops"):
        if shop.get("site") == site:
            _tables(shop, "devices").append(_table(device))
            return tomlkit.dumps(document)
    raise SettingsError(
        FLEET_FILE, [f"there is no shop `{site}`; first `otklik-card fleet add shop`"]
    )


def set_wifi(text: str, site: str, ssid: str, country: str) -> str:
    """The text with the Wi-Fi of the shop `site`.

    Raises:
        SettingsError: there is no such shop.
    """
    document = _parsed(text)
    for shop in _tables(document, "shops"):
        if shop.get("site") == site:
            shop["wifi"] = {"ssid": ssid, "country": country}
            return tomlkit.dumps(document)
    raise SettingsError(
        FLEET_FILE, [f"there is no shop `{site}`; first `otklik-card fleet add shop`"]
    )


def set_enrolment(text: str, url: str, ca: str) -> str:
    """The text with the place where devices get certificates; the broker's port for TLS with it."""
    document = _parsed(text)
    table = tomlkit.table()
    table["url"] = url
    table["ca"] = tomlkit.string(f"{ca.strip()}\n", multiline=True)
    document["enrolment"] = table
    broker: Any = document["broker"]
    if broker.get("port", _PLAIN_PORT) == _PLAIN_PORT:
        broker["port"] = _TLS_PORT
    return tomlkit.dumps(document)


def set_updates(text: str, url: str, root: str) -> str:
    """The text with the place where devices get releases, and whose they trust."""
    document = _parsed(text)
    table = tomlkit.table()
    table["url"] = url
    table["root"] = tomlkit.string(f"{root.strip()}\n", literal=True, multiline=True)
    document["updates"] = table
    return tomlkit.dumps(document)


def save(folder: Path, text: str, timezones: Collection[str]) -> None:
    """Write the fleet file, unless it would hold a fault.

    Raises:
        SettingsError: all faults; the file stays as it was.
        OutputError: the disk refused.
    """
    try:
        content = text.encode()
    except UnicodeEncodeError as error:  # bytes of a terminal with another encoding
        raise SettingsError(
            FLEET_FILE,
            [f"{text[max(0, error.start - 8) : error.end]!r} is not UTF-8: type it in UTF-8"],
        ) from error
    fleet = build(Fleet, _parsed(text).unwrap(), source=FLEET_FILE)
    if faults := faults_of(fleet, timezones):
        raise SettingsError(FLEET_FILE, faults)
    write_files(folder, {FLEET_FILE: content})


def read(folder: Path) -> str:
    """The text of a folder's fleet file.

    Raises:
        OutputError: there is none.
    """
    try:
        return (folder / FLEET_FILE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OutputError(
            f"{folder} holds no fleet ({error}); make one with `otklik-card fleet init {folder}`."
        ) from error


def _parsed(text: str) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        raise SettingsError(FLEET_FILE, [f"is not TOML: {error}"]) from error


def _table(values: Mapping[str, Any]) -> Table:
    table: Table = tomlkit.item(dict(values))
    table.trivia.indent = "\n"  # an empty line before it, as people write it
    return table


def _tables(place: Any, name: str) -> AoT:
    """The array of tables of that name, made where missing; an empty list counts as missing."""
    if not isinstance(place.get(name), AoT):
        place.pop(name, None)
        place[name] = tomlkit.aot()
    found = place[name]
    if not isinstance(found, AoT):
        raise SettingsError(FLEET_FILE, [f"`{name}` must be tables: write [[{name}]]"])
    return found
