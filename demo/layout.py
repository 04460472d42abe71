"""The demo's settings files, as an operator would write them. Pure text, no disk."""

import json
from pathlib import Path
from typing import Final

from demo.broker import DemoBroker
from demo.ports import Ports
from firmware_config.domain.broker_files import HUB_USER, user_name
from hub.sample.days import SHOPS

SITE: Final = SHOPS[0].code
KIOSK: Final = "kiosk-1"
CAMERA: Final = "door"


def hub_settings(folder: Path, broker: DemoBroker, ports: Ports, secret: Path) -> str:
    """The hub's `hub.toml`."""
    return (
        _broker(broker, HUB_USER)
        + f"[store]\npath = {_quoted(folder / 'hub.sqlite')}\n"
        + f"[web]\nport = {ports.hub}\nsecret_key_file = {_quoted(secret)}\n"
        + f'[site_defaults]\ntimezone = "{SHOPS[0].timezone}"\n'
    )


def kiosk_settings(folder: Path, broker: DemoBroker, ports: Ports) -> str:
    """The kiosk's `kiosk.toml`: pretended pins, and a page of buttons."""
    return (
        _device(KIOSK)
        + _broker(broker, user_name(SITE, KIOSK))
        + f"[outbox]\npath = {_quoted(folder / 'kiosk.sqlite')}\n"
        + f'[kiosk]\npins = "mock"\n[screen]\nenabled = true\nport = {ports.kiosk}\n'
    )


def camera_settings(
    folder: Path, broker: DemoBroker, source: str, line: tuple[tuple[float, float], ...]
) -> str:
    """The camera's `vision.toml`."""
    points = json.dumps([[round(x, 1), round(y, 1)] for x, y in line])
    return (
        _device(CAMERA)
        + _broker(broker, user_name(SITE, CAMERA))
        + f"[outbox]\npath = {_quoted(folder / 'camera.sqlite')}\n"
        + f"[camera]\nsource = {_quoted(source)}\n"
        + f'[[lines]]\nname = "door"\npoints = {points}\n'
    )


def _device(name: str) -> str:
    return f'[device]\nsite = "{SITE}"\nname = "{name}"\n'


def _broker(broker: DemoBroker, user: str) -> str:
    return (
        f'[broker]\nhost = "127.0.0.1"\nport = {broker.port}\nprotocol = "{broker.protocol}"\n'
        f'username = "{user}"\npassword_file = {_quoted(broker.secrets[user])}\n'
    )


def _quoted(value: object) -> str:
    """A TOML string; what JSON escapes, TOML reads."""
    return json.dumps(str(value), ensure_ascii=False)
