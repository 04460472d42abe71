"""What of a camera may be changed from the hub."""

from typing import Final

FROM_HUB: Final = (
    "camera.fps",
    "camera.stuck_seconds",
    "detection.method",
    "detection.input_px",
    "detection.threads",
    "detection.frames_per_second",
    "detection.looks_per_frame",
    "window.seconds",
    "occupancy.zero_at",
)
"""How hard the camera works, how counts are bundled, and when the night's zero is.

Never who the device is, its broker, certificate, keys and files: with these a mistake cuts the way
by which it could be mended. Never the source and size of the picture, lines, zones and what else is
drawn: somebody must see the picture to draw on it. Never expressions: they need a notice at the
door of that very shop, and whoever put it up switches them on there.
"""
