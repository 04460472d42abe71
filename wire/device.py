"""A device's whole way to the hub in one object: outbox, sender, status and link.

One thread does all the sending. It wakes for a new event, an ack, a change of the connection or
the next heartbeat, and otherwise sleeps: an idle kiosk costs next to nothing.
"""

import logging
import queue
import threading
from collections.abc import Callable, Collection
from functools import partial

from wire.clock import Clock
from wire.codec import read_ack
from wire.errors import UnreadableError
from wire.following import Following
from wire.link import Delivery
from wire.link_maker import LinkMaker
from wire.messages import Ack, Event
from wire.order_settings import OrderSettings
from wire.orders import Action, Kind
from wire.outbox import Outbox
from wire.readings import read_machine
from wire.remote.keeper import Keeper
from wire.reporter import Reporter
from wire.sender import Sender
from wire.service import StopFlag
from wire.settings import DeviceSettings, OutboxSettings
from wire.spill import Kept, Spill
from wire.status import OpenWindow, Readings
from wire.topics import parse
from wire.update.places import Places
from wire.update.told import told

_log = logging.getLogger("otklik.device")
_PRUNE_EVERY_MS = 600_000
_FIRST_PRUNE_MS = 60_000
_NO_ORDERS = OrderSettings()
_REST_MS = 5_000
"""The longest sleep: the watchdog wants to see this loop move."""


class DeviceLink:
    """What a kiosk or a camera needs of the ground floor. Methods may come from any thread.

    Args:
        device: who this is.
        outbox_settings: where events wait.
        clock: time.
        make_link: see `wire.link_maker`.
        room: "kiosk" or "camera".
        software: version, shown on the hub's Devices page.
        beat: called once a round of the sending loop, at least every 5 s (see `Heartbeats`).
        orders: whose orders it follows.
        keeper: holds settings from the hub; None: none are taken.

    Raises:
        OutboxError: the outbox cannot be opened.
    """

    def __init__(
        self,
        device: DeviceSettings,
        outbox_settings: OutboxSettings,
        clock: Clock,
        *,
        make_link: LinkMaker,
        room: str,
        software: str,
        beat: Callable[[], None] = lambda: None,
        orders: OrderSettings = _NO_ORDERS,
        keeper: Keeper | None = None,
    ) -> None:
        self._beat = beat
        self._keeper = keeper
        self._tell_state: Callable[[bool], None] = lambda _up: None
        self._failure = ""
        self._settings = outbox_settings
        self._clock = clock
        self.outbox = Outbox.from_settings(outbox_settings)
        self._spill = Spill(self.outbox, outbox_settings.memory_limit_events)
        self._reporter = Reporter(
            device,
            self.outbox,
            self._spill,
            clock,
            room=room,
            software=software,
            measure=partial(read_machine, self.outbox.path.parent),
            update=partial(told, Places()),
        )
        folder = self.outbox.path.parent
        self._orders = Following(orders, device, self._reporter.session, clock, folder)
        self._acks: queue.SimpleQueue[Ack] = queue.SimpleQueue()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._reconnected = threading.Event()
        self.link = make_link(
            on_message=self._on_message, on_state=self._on_state, will=self._reporter.will()
        )
        self._sender = Sender(self.outbox, self.link, clock, site=device.site, device=device.name)
        self._prune_at_ms = clock.boot_ms() + _FIRST_PRUNE_MS
        self._thread = threading.Thread(target=self._run, name="otklik-device", daemon=True)
        if self.outbox.replaced:
            self.set_problem(
                "outbox_damaged",
                f"The outbox was damaged and set aside as {self.outbox.replaced}; "
                "events that had not been sent are in there.",
            )

    def start(self) -> None:
        """Begin connecting and sending. Returns at once; an absent broker is no failure."""
        self._thread.start()
        self.link.start()

    def stop(self) -> None:
        """Say goodbye, close the outbox. What was not sent stays on disk."""
        self._stopping.set()
        self._wake.set()
        self._thread.join(timeout=10)
        self._orders.close()
        self._spill.flush()
        self._reporter.farewell(self.link)
        self.link.stop()
        self.outbox.close()

    def record(self, event: Event) -> Kept:
        """Keep an event: on disk, in memory while the disk takes none, or lost beyond its limit."""
        kept = self._spill.record(event)
        self._wake.set()
        return kept

    def set_problem(self, code: str, text: str | None) -> None:
        """Report a problem in one sentence, or with None that it is over."""
        self._reporter.set_problem(code, text)
        self._wake.set()

    def offer(self, kind: Kind, action: Action) -> None:
        """Say how this device does what the hub may order."""
        self._orders.offer(kind, action)

    def set_open_windows(self, windows: list[OpenWindow]) -> None:
        """What was counted in windows that have not ended: for the live page."""
        self._reporter.set_open_windows(windows)
        self._wake.set()

    def set_occupancy(self, inside: int | None) -> None:
        """People inside now, as the doors of this camera say; None: it has none."""
        self._reporter.set_occupancy(inside)
        self._wake.set()

    def set_question(self, question: str) -> None:
        """What this kiosk asks."""
        self._reporter.set_question(question)

    def watch_settings(self, ill: Callable[[], str], stop: StopFlag) -> None:
        """Say how to know that the program is well with new settings, and how it ends."""
        if self._keeper is not None:
            self._keeper.watch(ill=ill, restart=stop.set)

    def tell_state(self, tell: Callable[[bool], None]) -> None:
        """Have somebody told of each change of the connection."""
        self._tell_state = tell

    def trouble(self, codes: Collection[str]) -> str:
        """What is wrong now, of some problems; empty: none of them."""
        return self._reporter.trouble(codes)

    def set_readings(self, readings: Readings) -> None:
        """What the device measured of itself."""
        self._reporter.set_readings(readings)

    def _on_message(self, delivery: Delivery) -> None:
        stream = parse(delivery.topic).stream
        if stream == "command":
            self._orders.put(delivery.payload)
            self._wake.set()
        if stream == "config" and self._keeper is not None:
            self._keeper.put(delivery.payload)
            self._wake.set()
        if stream != "ack":
            return
        try:
            self._acks.put(read_ack(delivery.payload))
        except UnreadableError as error:
            _log.error("The hub's ack cannot be read (%s); is the hub newer?", error)
            return
        self._wake.set()

    def _on_state(self, connected: bool) -> None:
        self._tell_state(connected)
        if connected:
            self._reconnected.set()
        self._wake.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            rest_ms = self._reporter.due_in_ms() if self.link.connected else _REST_MS
            self._wake.wait(timeout=min(rest_ms, _REST_MS) / 1000)
            self._wake.clear()
            self._beat()
            self._round()
        self._round()  # what came during the last one

    def _round(self) -> None:
        try:
            self.step()
            self._failure = ""
        except Exception as error:  # noqa: BLE001 - a full disk must not end sending for good
            if str(error) != self._failure:
                self._failure = str(error)
                _log.exception("Sending failed; trying on.")
            self._stopping.wait(timeout=1)

    def step(self) -> None:
        """One round: acks in, events and status out, now and then some tidying."""
        if self._reconnected.is_set():
            self._reconnected.clear()
            self._sender.on_connect()
            self._reporter.on_connect()
            if self._keeper is not None:
                self._keeper.on_connect()
        while not self._acks.empty():
            self._sender.take_ack(self._acks.get())
        self._spill.flush()
        self.outbox.learn_time(self._clock.now())
        if self._sender.step():
            self._wake.set()
        if self._keeper is not None:
            self._keep_settings(self._keeper)
        self._reporter.step(self.link)
        self._orders.step(self.link)
        if self._clock.boot_ms() >= self._prune_at_ms:
            self._prune_at_ms = self._clock.boot_ms() + _PRUNE_EVERY_MS
            self.outbox.prune(
                self._clock.now(),
                keep_days=self._settings.keep_days,
                max_size_mb=self._settings.max_size_mb,
            )

    def _keep_settings(self, keeper: Keeper) -> None:
        keeper.step(self.link)
        self._reporter.set_settings(keeper.state())
        self._reporter.set_problem("settings_refused", keeper.problem())
