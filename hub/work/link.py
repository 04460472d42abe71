"""The work loops' own way to the broker: for alerts, orders to devices, and Home Assistant."""

from uuid import uuid4

from hub.settings import HubSettings
from wire.link import Link, MqttLink


def open_link(settings: HubSettings) -> Link | None:
    """A link that only publishes, not started yet. None: nothing in the settings needs one.

    Raises:
        SecretError: the broker's password cannot be read.
    """
    needed = settings.alerts.mqtt or settings.devices.order_key_file
    if not needed and not settings.home_assistant.enabled:
        return None
    return MqttLink(
        settings.broker,
        # Ingest has a name of its own there, and another process may do the work tomorrow.
        client_id=f"otklik-work-{uuid4().hex[:12]}",
        subscriptions=(),
        on_message=lambda _delivery: None,
        on_state=lambda _connected: None,
        meanwhile="Alerts wait.",
    )
