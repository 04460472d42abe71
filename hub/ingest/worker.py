"""The loop of ingest: take what the broker sent, store it, only then say that it is ours.

Whatever waits is stored in one transaction, and nothing waits for more to come: when messages
are few each is stored at once, when they are many the cost of a commit is shared.
"""

import logging
from collections.abc import Callable
from typing import Final, Protocol

from hub.domain.event_time import wall_ms
from hub.errors import StoreUnavailableError
from hub.ingest.handler import DeviceAck, Handler
from hub.ingest.inbox import Arrival, Inbox
from hub.ingest.sorting import Message, aside
from hub.settings import HubSettings
from hub.store.signs import Sign
from wire.clock import Clock
from wire.codec import encode
from wire.link import Delivery, Link, MqttLink
from wire.service import StopFlag
from wire.topics import hub_subscriptions, spell

_log = logging.getLogger("otklik.ingest")
CRASH: Final = "crash"
"""The quarantine's code for a message that this program failed on; the fault is ours."""
_MESSAGES_AT_ONCE: Final = 1000
_BYTES_AT_ONCE: Final = 1_000_000
"""Some 5,000 events: a transaction of a tenth of a second."""
_REST_SECONDS: Final = 1.0
_SIGN_EVERY_MS: Final = 15_000
_ACK_EVERY_MS: Final = 500
_FIRST_PAUSE_SECONDS: Final = 0.5
_LONGEST_PAUSE_SECONDS: Final = 5.0


class LinkMaker(Protocol):
    """Makes the hub's link: `mqtt_link_maker` in production, a recording one in tests."""

    def __call__(
        self, *, on_message: Callable[[Delivery], None], on_state: Callable[[bool], None]
    ) -> Link:
        """Make a link with these handlers, on which messages stay the broker's until confirmed."""
        ...


def client_id(settings: HubSettings) -> str:
    """This worker's name at the broker."""
    return f"otklik-hub-{settings.ingest.worker}"


def mqtt_link_maker(settings: HubSettings) -> LinkMaker:
    """The link that the settings describe. The broker queues for it while it is away."""

    def make(*, on_message: Callable[[Delivery], None], on_state: Callable[[bool], None]) -> Link:
        return MqttLink(
            settings.broker,
            client_id=client_id(settings),
            subscriptions=hub_subscriptions(settings.ingest.share_group or None),
            on_message=on_message,
            on_state=on_state,
            manual_confirm=True,
            keep_session=True,
        )

    return make


class IngestWorker:
    """Stores what comes, on the thread that calls `run`.

    `problem` is a sentence while nothing can be stored, else None.
    """

    def __init__(
        self, handler: Handler, settings: HubSettings, clock: Clock, make_link: LinkMaker
    ) -> None:
        self._handler = handler
        self._name = settings.ingest.worker
        self._signed_ms: int | None = None
        self._clock = clock
        self._inbox = Inbox(settings.ingest.queue_mb * 1_000_000)
        self._connection = 0
        self._held: list[Arrival] = []
        self._pause_seconds = _FIRST_PAUSE_SECONDS
        self._acks: dict[tuple[str, str, str], DeviceAck] = {}
        self._acked_ms = clock.boot_ms()
        self._crash_told = ""
        self.problem: str | None = None
        self._link = make_link(on_message=self._on_message, on_state=self._on_state)

    def run(self, stop: StopFlag, beat: Callable[[], None] = lambda: None) -> None:
        """Work until `stop`. A batch that was begun is finished; the rest stays the broker's."""
        self._link.start()
        try:
            while not stop.is_set():
                beat()
                if not (self.step(_REST_SECONDS) and self._sign()):
                    stop.wait(self._pause_seconds)
        finally:
            self._inbox.close()  # first: the network thread may be waiting for room
            self._link.stop()
            self._handler.close()

    def step(self, wait_seconds: float) -> bool:
        """Store what waits, or wait for it. False: the store takes nothing, pause before more."""
        arrivals = self._held or self._inbox.take(
            wait_seconds, messages=_MESSAGES_AT_ONCE, payload_bytes=_BYTES_AT_ONCE
        )
        if arrivals:
            try:
                acks = self._store(self._messages(arrivals))
            except StoreUnavailableError as error:
                self._held = arrivals
                self._on_trouble(str(error))
                return False
            self._held = []
            self._on_stored()
            self._confirm(arrivals)
            self._acks.update({(one.site, one.device, one.ack.epoch): one for one in acks})
        self._publish_acks()
        return True

    def _sign(self) -> bool:
        """Now and then leave a sign of life. False: the store takes nothing, pause before more."""
        now_ms = self._clock.boot_ms()
        if self._signed_ms is not None and now_ms - self._signed_ms < _SIGN_EVERY_MS:
            return True
        try:
            at_ms = wall_ms(self._clock.now())
            self._handler.sign(Sign(self._name, at_ms, self._link.connected))
        except StoreUnavailableError as error:
            self._handler.close()
            self._on_trouble(str(error))
            return False
        self._signed_ms = now_ms
        return True

    def _store(self, messages: list[Message]) -> list[DeviceAck]:
        """Store messages; where one makes this program fail, all others are stored all the same."""
        try:
            return self._handler.handle(messages)
        except StoreUnavailableError:
            raise
        except Exception as error:  # noqa: BLE001 - a fault of ours must not stop the others
            if len(messages) > 1:
                half = len(messages) // 2
                return self._store(messages[:half]) + self._store(messages[half:])
            self._set_crash_aside(messages[0], error)
            return []

    def _set_crash_aside(self, message: Message, error: Exception) -> None:
        # Its events are not acknowledged: the device keeps them for a version that can take them.
        text = f"{type(error).__name__}: {error}"
        if text != self._crash_told:
            self._crash_told = text
            _log.error("A message on %s was set aside.", message.topic, exc_info=error)
        self._handler.set_aside(aside(message, CRASH, text))

    def _messages(self, arrivals: list[Arrival]) -> list[Message]:
        now = self._clock.now()
        # When each came, by today's idea of the time; some may have waited here for the store.
        boot_began_ms = wall_ms(now) - now.boot_ms
        return [
            Message(one.delivery.topic, one.delivery.payload, boot_began_ms + one.boot_ms)
            for one in arrivals
        ]

    def _confirm(self, arrivals: list[Arrival]) -> None:
        for arrival in arrivals:
            # A receipt of an earlier connection means nothing now, or something else.
            if arrival.connection == self._connection:
                self._link.confirm(arrival.delivery)

    def _publish_acks(self) -> None:
        """Tell devices where we stand: at once when all is done, else now and then."""
        now_ms = self._clock.boot_ms()
        if not self._inbox.empty() and now_ms - self._acked_ms < _ACK_EVERY_MS:
            return
        self._acked_ms = now_ms
        for site, device, ack in self._acks.values():
            # QoS 0: a lost one is made good by the next, which each status calls for.
            self._link.publish(spell(site, device, "ack"), encode(ack), qos=0)
        self._acks.clear()

    def _on_message(self, delivery: Delivery) -> None:
        self._inbox.put(Arrival(delivery, self._clock.boot_ms(), self._connection))

    def _on_state(self, connected: bool) -> None:
        if not connected:
            self._connection += 1

    def _on_trouble(self, text: str) -> None:
        self._pause_seconds = min(2 * self._pause_seconds, _LONGEST_PAUSE_SECONDS)
        if self.problem is None:
            _log.error("%s Messages wait at the broker until then.", text)
        self.problem = text

    def _on_stored(self) -> None:
        self._pause_seconds = _FIRST_PAUSE_SECONDS
        if self.problem is not None:
            self.problem = None
            _log.info("The store takes messages again.")
