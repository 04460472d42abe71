"""The pin factory: what drives the pins, named in the settings and never guessed.

gpiozero's own search steps down from one back end to the next with a warning, and what comes out
is a kiosk that looks alive with dead buttons. gpiozero is imported here, in `buttons.py` and in
`lights.py`, and nowhere else.
"""

from typing import Any, Literal

from gpiozero.pins.mock import MockFactory, MockPWMPin

from kiosk.errors import PinsError

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
