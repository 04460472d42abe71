"""Keys 1 to 6 as buttons, for the bench and the demo.

Reads a terminal key by key, without Enter and without an echo, and gives the terminal back as it
was. A pipe works as well: one character is one press.
"""

import os
import select
import sys
import termios
import threading
import tty
from collections.abc import Callable
from typing import Any, Self

from kiosk.inbox import Inbox, Tap
from wire.clock import Clock


class Keyboard:
    """Presses from a terminal or a pipe, while the `with` block lasts.

    Args:
        buttons: how many there are; other keys do nothing.
        inbox: where presses go.
        clock: when they came.
        say: called with a line for each press, on the kiosk's thread, after it was recorded.
        descriptor: what to read; the standard input if not given.
    """

    def __init__(
        self,
        buttons: int,
        *,
        inbox: Inbox,
        clock: Clock,
        say: Callable[[str], None],
        descriptor: int | None = None,
    ) -> None:
        self._keys = {str(number).encode(): number for number in range(1, buttons + 1)}
        self._inbox = inbox
        self._clock = clock
        self._say = say
        self._descriptor = sys.stdin.fileno() if descriptor is None else descriptor
        self._before: list[Any] | None = None
        self._thread = threading.Thread(target=self._read, name="otklik-keyboard", daemon=True)

    def __enter__(self) -> Self:
        if os.isatty(self._descriptor):
            self._before = termios.tcgetattr(self._descriptor)
            tty.setcbreak(self._descriptor)  # Ctrl-C still stops the program
        self._wake_read, self._wake_write = os.pipe()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        os.write(self._wake_write, b"x")
        self._thread.join(timeout=5)
        os.close(self._wake_write)
        os.close(self._wake_read)
        if self._before is not None:
            termios.tcsetattr(self._descriptor, termios.TCSADRAIN, self._before)

    def _read(self) -> None:
        while not self._stopped(self._descriptor, timeout_seconds=None):
            keys = os.read(self._descriptor, 64)
            if not keys:
                return  # the pipe ended; the kiosk goes on
            for key in keys:
                button = self._keys.get(bytes([key]))
                if button is not None and not self._press(button):
                    return

    def _press(self, button: int) -> bool:
        """Hand over one press, once there is room for it. False: asked to stop."""
        while not self._inbox.has_room:
            if self._stopped(timeout_seconds=0.05):
                return False
        self._inbox.put(Tap(button, self._clock.boot_ms(), lambda kept: self._answer(button, kept)))
        return True

    def _stopped(self, *others: int, timeout_seconds: float | None) -> bool:
        """Wait for the end, for input on `others` or for the time to pass. True: the end."""
        ready, _, _ = select.select([self._wake_read, *others], [], [], timeout_seconds)
        return self._wake_read in ready

    def _answer(self, button: int, kept: bool) -> None:
        self._say(f"{'thanked' if kept else 'lost'} {button}")
