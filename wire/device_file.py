"""What the settings file of every device has."""

from msgspec import Struct

from wire.order_settings import OrderSettings
from wire.settings import BrokerSettings, DeviceSettings, OutboxSettings


class DeviceFile(Struct, frozen=True, kw_only=True):
    """The tables that all devices share; each room says of them again what they are there for."""

    device: DeviceSettings
    broker: BrokerSettings = BrokerSettings()
    outbox: OutboxSettings = OutboxSettings()
    orders: OrderSettings = OrderSettings()
