"""What the rooms know of a broker, whatever stands behind it."""

from typing import NamedTuple, Protocol


class Delivery(NamedTuple):
    """One message that came. `receipt` is for `Link.confirm`, where confirming is manual."""

    topic: str
    payload: bytes
    receipt: tuple[int, int]


class Will(NamedTuple):
    """What the broker says for us when we vanish."""

    topic: str
    payload: bytes


class Link(Protocol):
    """What the rooms know of a broker. All methods may be called from any thread."""

    @property
    def connected(self) -> bool:
        """Whether a publish would be tried now."""

    def start(self) -> None:
        """Begin connecting, and keep at it until `stop`. Never raises for an absent broker."""

    def stop(self) -> None:
        """Say goodbye and end the network thread."""

    def publish(self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False) -> bool:
        """Hand one message over. False: not connected, nothing was kept."""

    def confirm(self, delivery: Delivery) -> None:
        """Tell the broker that a delivery needs no repeat (only with `manual_confirm`)."""
