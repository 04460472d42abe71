"""A light that runs from button to button, so that somebody in the shop finds the kiosk meant."""

from collections.abc import Iterable

from kiosk.app import Shows
from kiosk.domain.thank_flow import DARK, Outputs
from kiosk.errors import PinError
from wire.clock import Clock
from wire.orders import Outcome

LOCATE_MS = 30_000
_STEP_MS = 1_000
"""The kiosk's loop shows its lights at least once a second."""


class Locating:
    """Lights that run for half a minute when asked. A press is thanked as always.

    Args:
        lights: the real ones.
        numbers: of the buttons with a light.
        clock: time since boot.
    """

    def __init__(self, lights: Shows, numbers: Iterable[int], clock: Clock) -> None:
        self._lights = lights
        self._numbers = sorted(numbers)
        self._clock = clock
        self._until_ms = 0

    def locate(self) -> Outcome:
        """Begin. May be called from any thread."""
        if not self._numbers:
            return Outcome(False, ["This kiosk has no lights (`light_pin`)."])
        self._until_ms = self._clock.boot_ms() + LOCATE_MS
        return Outcome(True, [f"Its lights run for {LOCATE_MS // 1000} seconds."])

    def show(self, outputs: Outputs) -> None:
        """Switch lights and buzzer.

        Raises:
            PinError: a light cannot be switched.
        """
        left_ms = self._until_ms - self._clock.boot_ms()
        if outputs == DARK and left_ms > 0:
            step = (LOCATE_MS - left_ms) // _STEP_MS
            outputs = Outputs(lit=self._numbers[step % len(self._numbers)], buzz=False)
        self._lights.show(outputs)

    def all_off(self) -> list[PinError]:
        """Switch everything off, whatever refuses."""
        return self._lights.all_off()
