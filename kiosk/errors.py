"""Every error of the kiosk. The text says what, why and the cure.

KioskError               (OtklikError)
├── PinsError            (OSError)  the pins as a whole cannot be used
├── PinError             (OSError)  one pin cannot be used
└── ScreenError          (OSError)  the page cannot be served
"""

from wire.errors import OtklikError


class KioskError(OtklikError):
    """Root of what the kiosk raises on purpose."""


class PinsError(KioskError, OSError):
    """The pins of this machine cannot be reached at all."""


class PinError(KioskError, OSError):
    """One pin cannot be used. `pin` is its number as the processor counts (BCM)."""

    def __init__(self, pin: int, message: str) -> None:
        self.pin = pin
        super().__init__(message)


class ScreenError(KioskError, OSError):
    """The page of buttons cannot be served."""
