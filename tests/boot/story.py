"""What the parts of a story share: who takes part, what was seen, and how it is told."""

import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.boot.machine import Machine
from tests.boot.shop import Shop

_begun = time.monotonic()


@dataclass(frozen=True)
class Lane:
    """One way of setting a device up: its system, and whether its root is read-only."""

    system: Literal["trixie", "bookworm"] = "trixie"
    read_only: bool = False


@dataclass
class Story:
    """The device, the shop's machine with broker and hub, the card, and the software on it.

    `thanked`: presses that were thanked so far, all of which the hub must have in the end.
    """

    lane: Lane
    machine: Machine
    shop: Shop
    card: Path
    bundle: Path
    thanked: int = 0


def say(line: str) -> None:
    """One line, with the seconds since the beginning."""
    sys.stdout.write(f"[{time.monotonic() - _begun:6.1f} s] {line}\n")
    sys.stdout.flush()


def expect(what: str, is_so: object, found: object = "") -> None:
    """Print what was seen, or end here with what was found instead."""
    if not is_so:
        raise AssertionError(f"{what}: no; found {found!r}")
    say(f"seen: {what}")
