"""How a device gets its link: the broker's in production, a recording one in tests."""

from collections.abc import Callable
from typing import Protocol

from wire.link import Delivery, Link, MqttLink, Will
from wire.settings import BrokerSettings, DeviceSettings, for_device
from wire.topics import device_subscriptions


class LinkMaker(Protocol):
    """Makes the link of a device: `MqttLink` in production, a recording one in tests."""

    def __call__(
        self,
        *,
        on_message: Callable[[Delivery], None],
        on_state: Callable[[bool], None],
        will: Will,
    ) -> Link:
        """Make a link with these handlers and this will."""


def client_id(device: DeviceSettings) -> str:
    """A device's name at the broker."""
    return f"otklik-{device.site}-{device.name}"


def mqtt_link_maker(device: DeviceSettings, broker: BrokerSettings) -> LinkMaker:
    """The link that the settings describe."""

    def make(
        *, on_message: Callable[[Delivery], None], on_state: Callable[[bool], None], will: Will
    ) -> Link:
        return MqttLink(
            for_device(broker, device),
            client_id=client_id(device),
            subscriptions=device_subscriptions(device.site, device.name),
            on_message=on_message,
            on_state=on_state,
            will=will,
            meanwhile="Counting goes on, events wait on disk.",
        )

    return make
