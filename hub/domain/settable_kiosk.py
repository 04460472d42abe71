"""What may be changed from here of a kiosk. Written by `make docs` from its settings.

What a device of another version thinks of one, it says itself.
"""

# ruff: noqa: E501 - sentences as they stand in the settings

from typing import Final

from hub.domain.settable import Settable
from hub.domain.text import N_

OF_A_KIOSK: Final[tuple[Settable, ...]] = (
    Settable(
        key="kiosk.question",
        label=N_("Question"),
        about=N_("The question above the buttons on the screen."),
        kind="text",
        default="How was your visit today?",
        longest=120,
    ),
    Settable(
        key="kiosk.thanks",
        label=N_("Thanks"),
        about=N_("What the screen says after a press."),
        kind="text",
        default="Thank you!",
        longest=120,
    ),
    Settable(
        key="kiosk.sorry",
        label=N_("Apology"),
        about=N_("What the screen says when a press could not be taken."),
        kind="text",
        default="Sorry, that did not work. Please press once more.",
        longest=120,
    ),
    Settable(
        key="kiosk.language",
        label=N_("Language of the texts"),
        about=N_("Language of these texts (such as `en` or `de-CH`), for screen readers."),
        kind="text",
        default="en",
    ),
    Settable(
        key="kiosk.settle_ms",
        label=N_("Shortest contact"),
        about=N_("Contacts shorter than this are static, not presses."),
        kind="whole",
        default=5,
        least=1,
        most=15,
    ),
    Settable(
        key="kiosk.debounce_ms",
        label=N_("Shortest gap"),
        about=N_("Gaps shorter than this are bounce, not a release."),
        kind="whole",
        default=30,
        least=5,
        most=100,
    ),
    Settable(
        key="kiosk.play_presses",
        label=N_("Presses that look like play"),
        about=N_("So many presses close together look like play."),
        kind="whole",
        default=3,
        least=2,
        most=20,
    ),
    Settable(
        key="kiosk.play_window_seconds",
        label=N_("Time in which they do"),
        about=N_("How close together they look like play."),
        kind="number",
        default=5.0,
        least=0.5,
        most=60,
    ),
    Settable(
        key="kiosk.stuck_seconds",
        label=N_("Stuck button"),
        about=N_("A button down for this long is reported as stuck."),
        kind="number",
        default=30.0,
        least=5,
        most=600,
    ),
    Settable(
        key="kiosk.thank_seconds",
        label=N_("Length of the thanks"),
        about=N_("How long the light and the page say thanks."),
        kind="number",
        default=1.5,
        least=0.2,
        most=10,
    ),
    Settable(
        key="buttons[].label",
        label=N_("Labels of the buttons"),
        about=N_("What it stands for, shown on the screen."),
        kind="texts",
        default=["Very happy", "Happy", "Unhappy", "Very unhappy"],
        longest=40,
        items=6,
    ),
    Settable(
        key="follow_up.question",
        label=N_("Second question"),
        about=N_("What is asked."),
        kind="text",
        default="What should we do better?",
        longest=120,
    ),
    Settable(
        key="follow_up.reasons",
        label=N_("Reasons to choose from"),
        about=N_(
            "What may be chosen, 2 to 6 of at most 60 characters; empty: nothing is asked. A wording that changes is a new reason on the hub."
        ),
        kind="texts",
        default=[],
        items=6,
    ),
    Settable(
        key="follow_up.skip",
        label=N_("Button that says nothing"),
        about=N_("The button that says nothing."),
        kind="text",
        default="Skip",
        longest=120,
    ),
    Settable(
        key="follow_up.wait_seconds",
        label=N_("Wait for an answer"),
        about=N_("How long to wait for an answer."),
        kind="number",
        default=8.0,
        least=3,
        most=60,
    ),
)
