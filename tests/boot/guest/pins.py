"""Runs in the virtual machine: the shipped kiosk on gpiozero's mock pins, driven by a serial line.

`press BUTTON` pulls the button's pin to ground for 30 ms and answers `thanked` once its light is
on, as a shopper would see it, else `dark`. `hang` stops the kiosk's loop, and only that.
"""

import os
import sys
import threading
import time
import tty
from typing import Any

from gpiozero.pins.mock import MockFactory

import kiosk.pins
from kiosk.__main__ import main
from kiosk.app import Kiosk

BUTTONS = (17, 27, 22, 23)
LIGHTS = (5, 6, 13, 19)
hung = threading.Event()


class Driven(MockFactory):  # type: ignore[misc]  # gpiozero has no types
    """Mock pins with somebody who presses."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
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
        pin.drive_low()
        time.sleep(0.03)
        pin.drive_high()
        for _ in range(300):
            if light.state:
                return "thanked"
            time.sleep(0.01)
        return "dark"


def step(self: Kiosk) -> None:
    """The kiosk's own step, until the loop is to hang."""
    while hung.is_set():
        time.sleep(1)
    one_step(self)


one_step = Kiosk.step
Kiosk.step = step  # type: ignore[method-assign]
kiosk.pins.MockFactory = Driven  # type: ignore[attr-defined]  # as imported there
sys.exit(main())
