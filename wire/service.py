"""What every long-running service shares: stop signals, systemd's readiness and watchdog."""

import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from types import FrameType

from wire.clock import Clock

_log = logging.getLogger("otklik.service")
CONNECTED = "connected to the broker"
"""The end of what a service tells systemd of itself while it is so."""


class StopFlag:
    """Set by SIGTERM and SIGINT. Signals only set a flag; loops look at it between two steps."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def install(self) -> "StopFlag":
        """Take over SIGTERM and SIGINT. Main thread only."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        return self

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._event.set()

    def set(self) -> None:
        """Ask the loops to end."""
        self._event.set()

    def is_set(self) -> bool:
        """Whether to end."""
        return self._event.is_set()

    def wait(self, timeout_seconds: float) -> bool:
        """Rest, but wake up to end. True: end."""
        return self._event.wait(timeout_seconds)


class Notifier:
    """Talks to systemd (sd_notify(3)). Silent where there is no systemd."""

    def __init__(self, address: str | None = None) -> None:
        address = address if address is not None else os.environ.get("NOTIFY_SOCKET", "")
        # An abstract socket is written with "@" and addressed with a zero byte.
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self._texts = ["", ""]

    def ready(self, status: str = "") -> None:
        """The service does its work now."""
        self._texts[0] = status
        self._send(f"READY=1\n{self._status()}")

    def connected(self, up: bool) -> None:
        """Whether the broker is reached: for people, and for who watches an update."""
        self._texts[1] = CONNECTED if up else "no connection to the broker"
        self._send(self._status())

    def stopping(self) -> None:
        """The service is ending on purpose."""
        self._send("STOPPING=1")

    def alive(self) -> None:
        """Feed the watchdog. Call it only after real work, see `Heartbeats`."""
        self._send("WATCHDOG=1")

    def _status(self) -> str:
        return "STATUS=" + "; ".join(filter(None, self._texts))

    def _send(self, text: str) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
                channel.connect(self._address)
                channel.sendall(text.encode())
        except OSError as error:
            _log.warning("systemd does not listen (%s).", error)


class Heartbeats:
    """Feeds the watchdog while *every* loop of a process is moving, not merely alive.

    A process whose threads still run but whose loop hangs looks healthy to everybody else.
    """

    def __init__(self, clock: Clock, notifier: Notifier) -> None:
        self._clock = clock
        self._notifier = notifier
        self._limits_ms: dict[str, int] = {}
        self._seen_ms: dict[str, int] = {}
        self._lock = threading.Lock()

    def register(self, loop: str, limit_seconds: float) -> Callable[[], None]:
        """Watch a loop; the function returned is to be called once a round."""
        with self._lock:
            self._limits_ms[loop] = round(limit_seconds * 1000)
            self._seen_ms[loop] = self._clock.boot_ms()

        def beat() -> None:
            with self._lock:
                self._seen_ms[loop] = self._clock.boot_ms()
            if not self.late():
                self._notifier.alive()

        return beat

    def told(self) -> str:
        """Which loop does not move, in a sentence; empty: all do."""
        late = self.late()
        return f"The loop `{late[0]}` of the program does not move." if late else ""

    def late(self) -> list[str]:
        """Loops that have not moved within their limit."""
        now_ms = self._clock.boot_ms()
        with self._lock:
            return sorted(
                loop
                for loop, limit_ms in self._limits_ms.items()
                if now_ms - self._seen_ms[loop] > limit_ms
            )


def set_up_logging(*, verbose: bool = False) -> None:
    """Log lines for a journal (which adds the time itself) or for a terminal."""
    journal = "JOURNAL_STREAM" in os.environ
    text = (
        "%(levelname)s %(name)s: %(message)s"
        if journal
        else "%(asctime)s %(levelname)-7s %(message)s"
    )
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.DEBUG if verbose else logging.INFO,
        format=text,
        datefmt="%H:%M:%S",
    )
