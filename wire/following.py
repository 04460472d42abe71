"""A device's side of orders: they come on the network's thread, the sender's follows them."""

import logging
import queue
from functools import partial
from pathlib import Path

from wire.checks import MARKS, Finding, check_clock, check_disk
from wire.clock import Clock
from wire.codec import encode
from wire.errors import UnreadableError
from wire.link_port import Link
from wire.log_memory import LogMemory
from wire.messages import Answer
from wire.order_settings import OrderSettings
from wire.orders import Action, Kind, OrderDesk, Outcome
from wire.service import StopFlag
from wire.settings import DeviceSettings
from wire.topics import spell

_log = logging.getLogger("otklik.orders")
_MOST_WAITING = 20


class Following:
    """Takes orders and sends answers. Without a key it takes none.

    Args:
        settings: whose orders.
        device: who this is.
        session: of this run, as its status says.
        clock: time.
        folder: whose disk the test looks at.

    Raises:
        ImportError: a key is set, and the extra `identity` is not installed.
    """

    def __init__(
        self,
        settings: OrderSettings,
        device: DeviceSettings,
        session: str,
        clock: Clock,
        folder: Path,
    ) -> None:
        self._topic = spell(device.site, device.name, "answer")
        self._waiting: queue.Queue[bytes] = queue.Queue(_MOST_WAITING)
        self._answers: list[Answer] = []
        self._actions: dict[str, Action] = {}
        self._desk: OrderDesk | None = None
        self._memory = LogMemory()
        if not settings.key:
            return
        from wire.signing import verify  # noqa: PLC0415 - a device that follows no orders needs none

        checked = partial(verify, settings.key)
        self._desk = OrderDesk(device, session, clock, checked, self._actions)
        self._actions["log"] = lambda: Outcome(True, self._memory.lines())
        self._actions["test"] = partial(_test, clock, folder)
        logging.getLogger().addHandler(self._memory)

    def offer(self, kind: Kind, action: Action) -> None:
        """Say how this device does something. The test of a room comes after the common one."""
        if kind == "test" and "test" in self._actions:
            action = partial(_both, self._actions["test"], action)
        self._actions[kind] = action

    def put(self, payload: bytes) -> None:
        """Take an order from the network. A flood of them is dropped."""
        try:
            self._waiting.put_nowait(payload)
        except queue.Full:
            _log.warning("Too many orders at once; one was dropped.")

    def step(self, link: Link) -> None:
        """Follow what has come, and answer."""
        while self._desk is not None and not self._waiting.empty():
            try:
                answer = self._desk.take(self._waiting.get_nowait())
            except UnreadableError as error:
                _log.warning("An order was not followed: %s", error)
                continue
            _log.info("An order was %s.", "followed" if answer.ok else "refused or failed")
            self._answers = [*self._answers, answer][-_MOST_WAITING:]
        while self._answers and link.publish(self._topic, encode(self._answers[0])):
            del self._answers[0]

    def close(self) -> None:
        """Let go of the log."""
        logging.getLogger().removeHandler(self._memory)


def outcome_of(findings: list[Finding]) -> Outcome:
    """A test's findings as the lines of an answer."""
    lines = [f"{MARKS[one.ok].strip()} {one.what}: {one.text}" for one in findings]
    return Outcome(all(one.ok is not False for one in findings), lines)


def restart(stop: StopFlag) -> Outcome:
    """End the program in good order; systemd starts it anew."""
    stop.set()
    return Outcome(True, ["The program ends now, and systemd starts it anew."])


def _test(clock: Clock, folder: Path) -> Outcome:
    otherwise = "Times are put right as soon as it is."
    return outcome_of([check_disk(folder / "any"), check_clock(clock, otherwise=otherwise)])


def _both(first: Action, second: Action) -> Outcome:
    one, other = first(), second()
    return Outcome(one.ok and other.ok, [*one.lines, *other.lines])
