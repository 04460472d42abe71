"""What may be changed from here of a camera. Written by `make docs` from its settings.

What a device of another version thinks of one, it says itself.
"""

# ruff: noqa: E501 - sentences as they stand in the settings

from typing import Final

from hub.domain.settable import Settable
from hub.domain.text import N_

OF_A_CAMERA: Final[tuple[Settable, ...]] = (
    Settable(
        key="camera.fps",
        label=N_("Pictures asked of the camera"),
        about=N_("Pictures a second to ask for; a file has its own rate."),
        kind="number",
        default=15.0,
        least=1,
        most=120,
    ),
    Settable(
        key="camera.stuck_seconds",
        label=N_("No new picture"),
        about=N_("No picture, the same picture or a black one for this long is reported."),
        kind="number",
        default=20.0,
        least=2,
        most=600,
    ),
    Settable(
        key="detection.method",
        label=N_("How people are found"),
        about=N_(
            "`model`: by a network, asked where something moves. `motion`: by motion alone, for views from straight above. `auto`: `model` if its file is there."
        ),
        kind="choice",
        default="auto",
        choices=("auto", "model", "motion"),
    ),
    Settable(
        key="detection.input_px",
        label=N_("Side of the picture searched"),
        about=N_(
            "Side of the square picture that the network looks at; fewer cost less processor time and miss small people. One or two people by themselves are looked at in three quarters of it."
        ),
        kind="whole",
        default=416,
        least=128,
        most=1024,
        step=32,
    ),
    Settable(
        key="detection.threads",
        label=N_("Processor threads"),
        about=N_("Processor threads for one look of the network."),
        kind="whole",
        default=1,
        least=1,
        most=16,
    ),
    Settable(
        key="detection.frames_per_second",
        label=N_("Pictures looked at in a second"),
        about=N_("Pictures looked at in a second; more cost processor time."),
        kind="number",
        default=6.0,
        least=2,
        most=30,
    ),
    Settable(
        key="detection.looks_per_frame",
        label=N_("Looks at one picture"),
        about=N_("Parts of one picture the network may look at."),
        kind="whole",
        default=3,
        least=1,
        most=8,
    ),
    Settable(
        key="window.seconds",
        label=N_("Window of counts"),
        about=N_("Length of a window of counts, in seconds."),
        kind="whole",
        default=60,
        least=10,
        most=3600,
    ),
    Settable(
        key="occupancy.zero_at",
        label=N_("Nobody inside at"),
        about=N_(
            "Local time of the device at which nobody is inside: the count is set to zero, and what it was off by is published."
        ),
        kind="text",
        default="04:00",
    ),
)
