"""What of a kiosk may be changed from the hub."""

from typing import Final

FROM_HUB: Final = (
    "kiosk.question",
    "kiosk.thanks",
    "kiosk.sorry",
    "kiosk.language",
    "kiosk.settle_ms",
    "kiosk.debounce_ms",
    "kiosk.play_presses",
    "kiosk.play_window_seconds",
    "kiosk.stuck_seconds",
    "kiosk.thank_seconds",
    "buttons[].label",
    "follow_up.question",
    "follow_up.reasons",
    "follow_up.skip",
    "follow_up.wait_seconds",
)
"""What shoppers read, and how presses are judged, within limits at which every press still counts.

Never who the device is, its broker, certificate, keys and files: with these a mistake cuts the way
by which it could be mended. Never pins: they belong to wires that nobody at the hub sees, and a
wrong one makes a button deaf without a fault. Never where the page is served: that opens a door
into the shop's network.
"""
