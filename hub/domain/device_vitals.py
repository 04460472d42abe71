"""What a device's own readings mean for whoever looks after it, in sentences with the cure."""

from dataclasses import dataclass
from typing import Final

from hub.domain.text import Text, text

HOT_C: Final = 80.0
"""From here on a Raspberry Pi slows itself down (its documentation, "Frequency management")."""
DISK_LOW_MB: Final = 200.0
"""A week of events of a busy door, and room for the journal."""
CARD_WORN_PERCENT: Final = 80
CLOCK_WRONG_MS: Final = 60_000
"""A message that waited some seconds on a bad line must not look like a wrong clock."""

_UNDER_VOLTAGE: Final = 0x1
_CAPPED: Final = 0x2 | 0x4 | 0x8
_UNDER_VOLTAGE_BEFORE: Final = 0x10000


@dataclass(frozen=True, slots=True)
class Vitals:
    """What a device measured of itself. None: not measured."""

    temperature_c: float | None = None
    throttle_bits: int | None = None
    """As in `wire.status.Readings`."""
    disk_free_mb: float | None = None
    card_worn_percent: int | None = None
    clock_error_ms: int | None = None
    """Its clock less the hub's. Only known of a clock that says it is right."""


def complaints(vitals: Vitals) -> list[Text]:
    """What somebody should do something about; empty: nothing."""
    found = [_power(vitals.throttle_bits), _heat(vitals), _disk(vitals), _card(vitals)]
    return [one for one in (*found, _clock(vitals.clock_error_ms)) if one is not None]


def _power(bits: int | None) -> Text | None:
    if not bits:
        return None
    if bits & _UNDER_VOLTAGE:
        return text("Its power supply is too weak right now: use the official one, and its cable.")
    if bits & _UNDER_VOLTAGE_BEFORE:
        return text(
            "Its power supply was too weak at times since it was started: use the official one, "
            "and its cable."
        )
    return None


def _heat(vitals: Vitals) -> Text | None:
    slowed = bool(vitals.throttle_bits and vitals.throttle_bits & _CAPPED)
    if vitals.temperature_c is None or vitals.temperature_c < HOT_C:
        return text("It runs slower to protect itself: give it air and power.") if slowed else None
    degrees = round(vitals.temperature_c)
    return text("It is too hot (%(degrees)s °C) and runs slower: give it air.", degrees=degrees)


def _disk(vitals: Vitals) -> Text | None:
    if vitals.disk_free_mb is None or vitals.disk_free_mb >= DISK_LOW_MB:
        return None
    free = round(vitals.disk_free_mb)
    return text("Its disk is nearly full: %(free)s MB are free.", free=free)


def _card(vitals: Vitals) -> Text | None:
    worn = vitals.card_worn_percent
    if worn is None or worn < CARD_WORN_PERCENT:
        return None
    return text("Its memory card has used up %(worn)s%% of its life: replace it.", worn=worn)


def _clock(error_ms: int | None) -> Text | None:
    if error_ms is None or abs(error_ms) < CLOCK_WRONG_MS:
        return None
    return text(
        "Its clock is wrong by %(seconds)s s: let it reach a time server (UDP port 123).",
        seconds=round(error_ms / 1000),
    )
