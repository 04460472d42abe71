"""The shipped fake of a link: keeps what was published, delivers what it is given."""

from collections.abc import Callable
from typing import NamedTuple

from wire.link import Delivery


class Published(NamedTuple):
    """One message that was handed over."""

    topic: str
    payload: bytes
    qos: int
    retain: bool


class RecordingLink:
    """A link without a network. `go_online()` and `go_offline()` play the broker's part."""

    def __init__(
        self,
        *,
        on_message: Callable[[Delivery], None] = lambda _delivery: None,
        on_state: Callable[[bool], None] = lambda _connected: None,
    ) -> None:
        self.on_message = on_message
        self.on_state = on_state
        self.published: list[Published] = []
        self.confirmed: list[Delivery] = []
        self._connected = False

    @property
    def connected(self) -> bool:
        """Whether a publish would be kept now."""
        return self._connected

    def start(self) -> None:
        """Come online at once."""
        self.go_online()

    def stop(self) -> None:
        """Go offline."""
        if self._connected:
            self.go_offline()

    def go_online(self) -> None:
        """The broker answers."""
        self._connected = True
        self.on_state(True)

    def go_offline(self) -> None:
        """The broker is gone."""
        self._connected = False
        self.on_state(False)

    def publish(self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False) -> bool:
        """Keep the message in `published`, if online."""
        if self._connected:
            self.published.append(Published(topic, payload, qos, retain))
        return self._connected

    def confirm(self, delivery: Delivery) -> None:
        """Keep the delivery in `confirmed`."""
        self.confirmed.append(delivery)

    def deliver(self, topic: str, payload: bytes) -> None:
        """A message comes in."""
        self.on_message(Delivery(topic, payload, (0, 1)))
