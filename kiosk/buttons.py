"""Buttons on pins: with `lights.py` the only importers of gpiozero.

The factory that drives the pins is named in the settings and made here, never guessed: gpiozero's
own search steps down from one back end to the next, and what comes out is a kiosk that looks alive
with dead buttons.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from gpiozero import DigitalInputDevice
from gpiozero.pins.mock import MockFactory, MockPWMPin

from kiosk.domain.press import Edge
from kiosk.errors import PinError, PinsError
from wire.clock import Clock

_OLDEST_EDGE_SECONDS = 5.0

PinFactory = Any
"""A gpiozero pin factory; gpiozero has no types."""


def open_pins(name: Literal["lgpio", "mock"]) -> PinFactory:
    """Make the pin factory the settings name. Close it with its own `close()`.

    Raises:
        PinsError: its library or the pins are missing, or we may not use them.
    """
    if name == "mock":
        # PWM pins serve as plain ones too; the plain mock refuses PWM lights.
        return MockFactory(pin_class=MockPWMPin)
    try:
        from gpiozero.pins.lgpio import LGPIOFactory  # noqa: PLC0415 - is there on a Pi only

        return LGPIOFactory()
    except ImportError as error:
        raise PinsError(
            f'pins = "lgpio", but its library is missing ({error}). On Raspberry Pi OS: '
            "apt install python3-lgpio, and a venv made with --system-site-packages. On a machine "
            'without pins, set pins = "mock" for a rehearsal.'
        ) from error
    except Exception as error:  # lgpio raises its own kind, which cannot be named without it
        raise PinsError(
            f'pins = "lgpio", but the pins cannot be opened ({error}). Is this a Raspberry Pi, is '
            "the user in the group gpio, and is the working directory (or $LG_WD) writable?"
        ) from error


class Buttons:
    """Buttons that connect their pin to ground. Each edge goes to `put`, bounce and all.

    Args:
        pins: pin by number of the button.
        factory: see `open_pins`.
        clock: time since boot.
        put: called on the factory's thread; must only hand over and never raise.

    Raises:
        PinError: a pin is in use or does not exist; those opened before are closed again.
    """

    def __init__(
        self,
        pins: Mapping[int, int],
        *,
        factory: PinFactory,
        clock: Clock,
        put: Callable[[Edge], object],
    ) -> None:
        self._clock = clock
        self._put = put
        self._devices: dict[int, DigitalInputDevice] = {}
        try:
            for button, pin in pins.items():
                self._open(button, pin, factory)
        except BaseException:
            self.close()
            raise

    def levels(self) -> dict[int, bool]:
        """Which buttons are down right now, bounce and all. Heals an edge that was lost."""
        return {button: bool(device.is_active) for button, device in self._devices.items()}

    def close(self) -> None:
        """Let go of the pins."""
        for device in self._devices.values():
            device.close()
        self._devices.clear()

    def _open(self, button: int, pin: int, factory: PinFactory) -> None:
        try:
            # bounce_time=None: the domain's filter does it, see kiosk/domain/press_filter.py.
            # DigitalInputDevice and not Button, which starts a thread for `when_held` each.
            device = DigitalInputDevice(pin, pull_up=True, bounce_time=None, pin_factory=factory)
        except Exception as error:  # lgpio's own errors cannot be named off a Pi
            raise PinError(
                pin,
                f"Pin {pin} cannot be read for button {button} ({error}). Is another program "
                "using it, or is it wired for something else? Choose another pin or stop that "
                "program.",
            ) from error
        self._devices[button] = device
        device.when_activated = lambda: self._edge(button, True, device.active_time)
        device.when_deactivated = lambda: self._edge(button, False, device.inactive_time)

    def _edge(self, button: int, down: bool, age_seconds: float | None) -> None:
        """`age_seconds` is since the edge itself: the kernel stamps it, we may come later."""
        at_ms = self._clock.boot_ms()
        if age_seconds is not None and 0 <= age_seconds <= _OLDEST_EDGE_SECONDS:
            at_ms -= round(age_seconds * 1000)
        self._put(Edge(button, down, at_ms))
