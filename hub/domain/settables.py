"""All settings that may be changed from here, by kind of device and key."""

from typing import Final

from hub.domain.settable import Settable
from hub.domain.settable_camera import OF_A_CAMERA
from hub.domain.settable_kiosk import OF_A_KIOSK
from hub.domain.text import N_

SETTABLES: Final[dict[str, dict[str, Settable]]] = {
    "kiosk": {one.key: one for one in OF_A_KIOSK},
    "camera": {one.key: one for one in OF_A_CAMERA},
}
TABLES: Final = {
    "kiosk": N_("What the kiosk says, and when a press counts"),
    "buttons": N_("Buttons"),
    "follow_up": N_("Second question after a press that was not happy"),
    "camera": N_("Camera"),
    "detection": N_("Finding people"),
    "window": N_("Counts"),
    "occupancy": N_("People inside"),
}
"""What pages call the parts of the settings."""
