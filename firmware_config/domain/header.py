"""Where a pin is on the Pi's 40-pin header (the same on every Pi since the B+)."""

from typing import Final

HEADER_PIN: Final = {
    2: 3, 3: 5, 4: 7, 14: 8, 15: 10, 17: 11, 18: 12, 27: 13, 22: 15, 23: 16, 24: 18, 10: 19,
    9: 21, 25: 22, 11: 23, 8: 24, 7: 26, 5: 29, 6: 31, 12: 32, 13: 33, 19: 35, 16: 36, 26: 37,
    20: 38, 21: 40,
}  # fmt: skip
"""By the processor's number (BCM), as the settings name it. Odd: inner row, even: outer row."""
GROUND_PINS: Final = (6, 9, 14, 20, 25, 30, 34, 39)
"""Any of these is ground."""


def said_pin(bcm: int) -> str:
    """Such as `GPIO 17, pin 11`."""
    return f"GPIO {bcm}, pin {HEADER_PIN[bcm]}"
