"""What shines and sounds after a press.

    idle     -- thank ------------------> thanked   the button's light, a short beep
    thanked  -- thank ------------------> thanked   the new button's light, another beep
    thanked  -- `thank_ms` passed ------> idle      dark and silent
    any      -- fail -------------------> safe      dark and silent
    safe     -- thank ------------------> safe      a light that may lie is worse than none
    safe     -- `rest_ms` passed -------> idle      try again

`safe` is for everything that was not foreseen: a light that never goes out and a buzzer that never
stops are what a shop pulls the plug for. Presses are recorded in it as always.
"""

from typing import Literal, NamedTuple

from kiosk.domain.press import earliest

BEEP_MS = 80
REST_MS = 5_000


class Outputs(NamedTuple):
    """What is to be on. `lit`: the button whose light is on, or None."""

    lit: int | None
    buzz: bool


DARK = Outputs(lit=None, buzz=False)


class ThankFlow:
    """The state of thanking. Ask `outputs` after each call.

    Args:
        thank_ms: how long a light stays on.
        beep_ms: how long the buzzer sounds.
        rest_ms: how long to stay dark after a failure.
    """

    def __init__(self, *, thank_ms: int, beep_ms: int = BEEP_MS, rest_ms: int = REST_MS) -> None:
        self._thank_ms = thank_ms
        self._beep_ms = beep_ms
        self._rest_ms = rest_ms
        self._until_ms: int | None = None
        self._quiet_ms: int | None = None
        self.state: Literal["idle", "thanked", "safe"] = "idle"
        self.outputs = DARK

    @property
    def due_ms(self) -> int | None:
        """When `tick` changes something. None: idle."""
        return earliest(self._until_ms, self._quiet_ms)

    def thank(self, button: int, now_ms: int) -> None:
        """A press of this button was recorded."""
        if self.state == "safe":
            return
        self.state = "thanked"
        self.outputs = Outputs(lit=button, buzz=True)
        self._until_ms = now_ms + self._thank_ms
        self._quiet_ms = now_ms + self._beep_ms

    def fail(self, now_ms: int) -> None:
        """Something went wrong that nobody foresaw."""
        self.state = "safe"
        self.outputs = DARK
        self._until_ms = now_ms + self._rest_ms
        self._quiet_ms = None

    def tick(self, now_ms: int) -> None:
        """Let time pass."""
        if self._quiet_ms is not None and now_ms >= self._quiet_ms:
            self._quiet_ms = None
            self.outputs = self.outputs._replace(buzz=False)
        if self._until_ms is not None and now_ms >= self._until_ms:
            self._until_ms = self._quiet_ms = None
            self.state = "idle"
            self.outputs = DARK
