"""Runs in the virtual machine: the shipped kiosk on gpiozero's mock pins, driven by a serial line.

`press BUTTON` pulls the button's pin to ground for 30 ms and answers `thanked` once its light was
switched on, as a shopper would see it, else `dark`. `hang` stops the kiosk's loop, and only that.
"""

import os
import sys
import threading
import time
import tty
from typing import Any

from gpiozero.pins.mock import MockFactory, MockPWMPin

import kiosk.pins
from kiosk.__main__ import main
from kiosk.app import Kiosk

BUTTONS = (17, 27, 22, 23)
LIGHTS = (5, 6, 13, 19)
THANKED_SECONDS = 5.0
HELD_SECONDS = 0.03
"""How long a finger stays. The one pause for real: it is the press."""
hung = threading.Event()


class SeenPin(MockPWMPin):  # type: ignore[misc]  # gpiozero has no types
    """A mock pin somebody looks at: `lit` is set when it is switched on."""

    def __init__(self, *arguments: Any) -> None:
        self.lit = threading.Event()
        super().__init__(*arguments)

    def _change_state(self, value: Any) -> Any:
        if value:
            self.lit.set()
        return super()._change_state(value)


class Driven(MockFactory):  # type: ignore[misc]  # nor here
    """Mock pins with somebody who presses."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**(options | {"pin_class": SeenPin}))
        threading.Thread(target=self._drive, daemon=True).start()

    def _drive(self) -> None:
        line = os.open("/dev/ttyS1", os.O_RDWR | os.O_NOCTTY)
        tty.setraw(line)
        rest = b""
        while True:
            rest += os.read(line, 256)
            while b"\n" in rest:
                word, rest = rest.split(b"\n", 1)
                os.write(line, self._answer(word.decode()).encode() + b"\n")

    def _answer(self, command: str) -> str:
        if command == "hang":
            hung.set()
            return "hung"
        button = int(command.removeprefix("press ")) - 1
        pin, light = self.pin(BUTTONS[button]), self.pin(LIGHTS[button])
        light.lit.clear()
        pin.drive_low()
        time.sleep(HELD_SECONDS)
        pin.drive_high()
        return "thanked" if light.lit.wait(THANKED_SECONDS) else "dark"


def step(self: Kiosk) -> None:
    """The kiosk's own step, until the loop is to hang: then for ever."""
    if hung.is_set():
        threading.Event().wait()
    one_step(self)


one_step = Kiosk.step
Kiosk.step = step  # type: ignore[method-assign]  # the kiosk makes itself
kiosk.pins.MockFactory = Driven  # type: ignore[attr-defined]  # as imported there
sys.exit(main())
