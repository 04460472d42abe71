"""Lights and the buzzer on pins: they show what they are told."""

from collections.abc import Mapping
from typing import NamedTuple

from gpiozero import LED, Buzzer

from kiosk.domain.thank_flow import DARK, Outputs
from kiosk.errors import PinError
from kiosk.pins import PinFactory


class Lights:
    """Shows what the thank flow wants. Buttons without a light are simply not shown.

    Args:
        light_pins: pin by number of the button.
        buzzer_pin: None where there is none.
        factory: see `pins.open_pins`.

    Raises:
        PinError: a pin is in use or does not exist; those opened before are closed again.
    """

    def __init__(
        self, light_pins: Mapping[int, int], buzzer_pin: int | None, *, factory: PinFactory
    ) -> None:
        self._shown = DARK
        self._lights: dict[int, _Output] = {}
        self._buzzers: list[_Output] = []
        try:
            for button, pin in light_pins.items():
                self._lights[button] = _open(LED, pin, factory)
            if buzzer_pin is not None:
                self._buzzers.append(_open(Buzzer, buzzer_pin, factory))
        except BaseException:
            self.close()
            raise

    def show(self, outputs: Outputs) -> None:
        """Switch what has changed since the last call.

        Raises:
            PinError: the hardware refused. What is lit is then unknown; `all_off` tries all.
        """
        if outputs == self._shown:
            return
        for button, light in self._lights.items():
            if (button == outputs.lit) != (button == self._shown.lit):
                light.switch(button == outputs.lit)
        if outputs.buzz != self._shown.buzz:
            for buzzer in self._buzzers:
                buzzer.switch(outputs.buzz)
        self._shown = outputs

    def all_off(self) -> list[PinError]:
        """Switch everything off, each one even if others refuse; returns what refused."""
        self._shown = DARK
        refused = []
        for output in (*self._lights.values(), *self._buzzers):
            try:
                output.switch(False)
            except PinError as error:
                refused.append(error)
        return refused

    def close(self) -> None:
        """Dark, silent, and the pins let go."""
        self.all_off()
        for output in (*self._lights.values(), *self._buzzers):
            output.device.close()
        self._lights.clear()
        self._buzzers.clear()


class _Output(NamedTuple):
    pin: int
    device: LED | Buzzer

    def switch(self, on: bool) -> None:
        try:
            if on:
                self.device.on()
            else:
                self.device.off()
        except Exception as error:  # lgpio's own errors cannot be named off a Pi
            raise PinError(
                self.pin,
                f"The light or buzzer on pin {self.pin} does not obey ({error}). Check its "
                "wiring, then restart the kiosk.",
            ) from error


def _open(kind: type, pin: int, factory: PinFactory) -> _Output:
    try:
        return _Output(pin, kind(pin, pin_factory=factory))
    except Exception as error:  # lgpio's own errors cannot be named off a Pi
        raise PinError(
            pin,
            f"Pin {pin} cannot be switched ({error}). Is another program using it? Choose another "
            "pin or stop that program.",
        ) from error
