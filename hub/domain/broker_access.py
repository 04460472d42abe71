"""Mosquitto's access list for devices that have certificates: their names are their users."""

from collections.abc import Iterable
from typing import Final

from hub.domain.identity import broker_name
from wire.topics import DOWN_STREAMS, ROOT, UP_STREAMS

PROGRAMS: Final = ("hub", "home-assistant")
"""Users of the broker that are no devices. No name holds a dot, as every device's does."""


def access_list(devices: Iterable[str], programs: Iterable[str], home_prefix: str | None) -> str:
    """The file's text.

    A device writes what goes up from it and reads what comes down to it, under its own name only.

    Args:
        devices: `SITE/DEVICE` of each that may speak.
        programs: of `PROGRAMS`.
        home_prefix: where Home Assistant listens. None: the hub tells it nothing.
    """
    blocks = [_program(name, home_prefix) for name in sorted(set(programs) & set(PROGRAMS))]
    blocks += [_device(one) for one in sorted(set(devices))]
    heading = "# Written by otklik-hub enrol from its certificates; a change here is lost.\n"
    return "\n".join([heading, *(block for block in blocks if block)])


def _program(name: str, home_prefix: str | None) -> str:
    lines = {
        "hub": [f"topic readwrite {ROOT}/#"],
        "home-assistant": [],
    }[name]
    if home_prefix is not None:
        lines.append(f"topic {'write' if name == 'hub' else 'readwrite'} {home_prefix}/#")
    return "".join(f"{line}\n" for line in [f"user {name}", *lines]) if lines else ""


def _device(identity: str) -> str:
    own = f"{ROOT}/{identity}"
    lines = [f"user {broker_name(identity)}"]
    lines += [f"topic write {own}/{stream}" for stream in UP_STREAMS]
    lines += [f"topic read {own}/{stream}" for stream in DOWN_STREAMS]
    return "".join(f"{line}\n" for line in lines)
