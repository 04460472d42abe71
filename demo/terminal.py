"""What the demo says to a person, and the keys that person presses.

A terminal may be closed at any moment. Nothing here fails because of that: the demo has processes
to end, whether or not anybody is left to tell.
"""

import os
import select
import signal
import sys
import termios
import tty
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TypeAlias

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.status import Status
from rich.table import Table

Keys: TypeAlias = Callable[[float], str]
"""Called with seconds to wait at most; returns the keys pressed meanwhile, often none."""

_GONE = (OSError, termios.error, SystemExit)
"""What writing to a closed terminal or pipe raises; Rich turns a broken pipe into SystemExit."""


class Terminal:
    """A console that may go away.

    Args:
        console: where to write.
    """

    def __init__(self, console: Console) -> None:
        self._console = console

    def say(self, what: RenderableType) -> None:
        """Print something."""
        with suppress(*_GONE):
            self._console.print(what)

    @contextmanager
    def working(self, what: str) -> Iterator[Status]:
        """Show a line that moves while the block lasts, on a terminal; nothing in a pipe."""
        status = self._console.status(what)
        with suppress(*_GONE):
            status.start()
        try:
            yield status
        finally:
            with suppress(*_GONE):
                status.stop()

    def open_panel(
        self, pages: Sequence[tuple[str, str, str]], advice: Sequence[str], end: str
    ) -> None:
        """The panel that says the shop is open.

        Args:
            pages: name, address and a remark of each page.
            advice: what to try, one sentence or two each.
            end: how to end it.
        """
        table = Table.grid(padding=(0, 2))
        for name, address, remark in pages:
            table.add_row(name, f"[b]{address}[/b]", remark)
        steps = Table.grid(padding=(0, 1))
        for number, step in enumerate(advice, start=1):
            steps.add_row(f"{number}.", step)
        whole = Table.grid()
        for part in (table, Padding(steps, (1, 0)), end):
            whole.add_row(part)
        self.say(Panel(whole, title="The Otklik demo shop is open", border_style="green"))


@contextmanager
def keys(descriptor: int | None = None) -> Iterator[Keys]:
    """Keys as they are pressed, without Enter, while the block lasts; a pipe works as well.

    Args:
        descriptor: what to read; the standard input if not given.
    """
    number = sys.stdin.fileno() if descriptor is None else descriptor
    reader = _Reader(number)
    # In the background (`make demo &`) the terminal belongs to somebody else.
    if not os.isatty(number) or os.tcgetpgrp(number) != os.getpgrp():
        if os.isatty(number):
            reader.ended = True
        yield reader
        return
    before = termios.tcgetattr(number)
    tty.setcbreak(number)
    try:
        yield reader
    finally:
        with suppress(*_GONE):
            termios.tcsetattr(number, termios.TCSADRAIN, before)


class _Reader:
    """Reads a descriptor until it ends; then only waits."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.ended = False

    def __call__(self, seconds: float) -> str:
        watched = [] if self.ended else [self._descriptor]
        ready, _, _ = select.select(watched, [], [], seconds)
        if not ready:
            return ""
        try:
            found = os.read(self._descriptor, 64)
        except OSError:
            found = b""
        self.ended = not found
        return found.decode("ascii", errors="ignore")


def on_hangup(stop: Callable[[], None]) -> None:
    """Call `stop` when the terminal is closed. Main thread only.

    Left alone where somebody has asked for that already, as `nohup` does.
    """
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        return

    def hang_up(_number: int, _frame: FrameType | None) -> None:
        stop()

    signal.signal(signal.SIGHUP, hang_up)
