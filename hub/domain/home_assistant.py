"""What Home Assistant is told of a device: which entities it has, and how it stands today.

The announcement is one message for each device ("device discovery", Home Assistant 2024.11 and
later); an empty one takes everything back.
https://www.home-assistant.io/integrations/mqtt/#device-discovery-payload
"""

from dataclasses import dataclass
from typing import Any, Final

from hub.domain.names import device_name


@dataclass(frozen=True, slots=True)
class DeviceToday:
    """A device and its figures since midnight in its shop. None: it does not count that."""

    site: str
    site_name: str
    device: str
    room: str | None
    online: bool
    presses: int | None
    index: float | None
    """0 to 100; None also while there are too few presses to judge by."""
    came_in: int | None
    people_inside: int | None
    """As the camera last said; None also while it is not connected."""


_ENTITIES: Final[dict[str, dict[str, Any]]] = {
    "online": {
        "platform": "binary_sensor",
        "name": "Connected",
        "device_class": "connectivity",
        "entity_category": "diagnostic",
    },
    "presses": {
        "platform": "sensor",
        "name": "Presses today",
        "unit_of_measurement": "presses",
        "state_class": "total_increasing",
        "icon": "mdi:gesture-tap-button",
    },
    "index": {
        "platform": "sensor",
        "name": "Satisfaction index today",
        "state_class": "measurement",
        "suggested_display_precision": 0,
        "icon": "mdi:emoticon-happy-outline",
    },
    "came_in": {
        "platform": "sensor",
        "name": "Visitors in today",
        "unit_of_measurement": "people",
        "state_class": "total_increasing",
        "icon": "mdi:door-open",
    },
    "people_inside": {
        "platform": "sensor",
        "name": "People inside",
        "unit_of_measurement": "people",
        "state_class": "measurement",
        "icon": "mdi:account-group",
    },
}
_OF_ROOM: Final = {"kiosk": ("presses", "index"), "camera": ("came_in", "people_inside")}


def object_id(site: str, device: str) -> str:
    """The device's name there: letters, digits, `_` and `-`; no two devices share one.

    Neither part has an underscore of its own, so the place of the second one is certain.
    """
    return f"otklik_{site}_{device}"


def announcement(today: DeviceToday, *, state_topic: str, version: str) -> dict[str, Any]:
    """What makes the entities of a device.

    Args:
        today: the device; only what it is counts here.
        state_topic: where its figures are published.
        version: of this program.
    """
    own = object_id(today.site, today.device)
    names = ("online", *_OF_ROOM.get(today.room or "", ()))
    return {
        "device": {
            "identifiers": [own],
            "name": device_name(today.site_name, today.device),
            "manufacturer": "Otklik",
            "model": (today.room or "device").capitalize(),
            "suggested_area": today.site_name,
        },
        "origin": {"name": "Otklik", "sw_version": version},
        "components": {
            name: {
                **_ENTITIES[name],
                "unique_id": f"{own}_{name}",
                "value_template": f"{{{{ value_json.{name} }}}}",
            }
            for name in names
        },
        "state_topic": state_topic,
        "qos": 1,
    }


def state(today: DeviceToday) -> dict[str, Any]:
    """The figures of a device. A null makes an entity unknown there."""
    figures = {name: getattr(today, name) for name in _OF_ROOM.get(today.room or "", ())}
    return {"online": "ON" if today.online else "OFF", **figures}
