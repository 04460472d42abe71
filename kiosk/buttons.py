"""Buttons on pins: edges in, with their own instants, and nothing decided here."""

from collections.abc import Callable, Mapping

from gpiozero import DigitalInputDevice

from kiosk.domain.press import Edge
from kiosk.errors import PinError
from kiosk.pins import PinFactory
from wire.clock import Clock

_OLDEST_EDGE_SECONDS = 5.0


class Buttons:
    """Buttons that connect their pin to ground. Each edge goes to `put`, bounce and all.

    Args:
        pins: pin by number of the button.
        factory: see `pins.open_pins`.
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
