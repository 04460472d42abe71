"""What a technician can set on a kiosk. Read once, refused as a whole when anything is wrong."""

from collections import Counter
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from kiosk.domain.panel import PanelRules
from wire.device_file import DeviceFile
from wire.order_settings import OrderSettings
from wire.settings import BrokerSettings, DeviceSettings, OutboxSettings

Pin = Annotated[int, Meta(ge=2, le=27)]
"""As the processor counts (BCM). 0 and 1 belong to the identification chip of add-on boards."""
Text = Annotated[str, Meta(min_length=1, max_length=120)]


class ButtonSettings(Struct, frozen=True, kw_only=True):
    """One rating button. It connects its pin to ground; the pin's own pull-up does the rest."""

    label: Annotated[
        str,
        Meta(min_length=1, max_length=40, description="What it stands for, shown on the screen."),
    ]
    pin: Annotated[Pin, Meta(description="Its pin, as the processor counts (BCM), 2 to 27.")]
    light_pin: Annotated[
        Pin | None, Meta(description="The pin of the light in it; leave out where there is none.")
    ] = None


class PanelSettings(Struct, frozen=True, kw_only=True):
    """How the kiosk behaves."""

    pins: Annotated[
        Literal["lgpio", "mock"],
        Meta(
            description="`lgpio`: the pins of this Raspberry Pi. `mock`: pretended pins, for "
            "a rehearsal on a machine without any."
        ),
    ] = "lgpio"
    question: Annotated[Text, Meta(description="The question above the buttons on the screen.")] = (
        "How was your visit today?"
    )
    thanks: Annotated[Text, Meta(description="What the screen says after a press.")] = "Thank you!"
    sorry: Annotated[
        Text, Meta(description="What the screen says when a press could not be taken.")
    ] = "Sorry, that did not work. Please press once more."
    language: Annotated[
        str,
        Meta(
            pattern=r"^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$",
            description="Language of these texts (such as `en` or `de-CH`), for screen readers.",
        ),
    ] = "en"
    settle_ms: Annotated[
        int, Meta(ge=1, le=15, description="Contacts shorter than this are static, not presses.")
    ] = 5
    debounce_ms: Annotated[
        int, Meta(ge=5, le=100, description="Gaps shorter than this are bounce, not a release.")
    ] = 30
    play_presses: Annotated[
        int, Meta(ge=2, le=20, description="So many presses close together look like play.")
    ] = 3
    play_window_seconds: Annotated[
        float, Meta(ge=0.5, le=60, description="How close together they look like play.")
    ] = 5.0
    stuck_seconds: Annotated[
        float, Meta(ge=5, le=600, description="A button down for this long is reported as stuck.")
    ] = 30.0
    thank_seconds: Annotated[
        float, Meta(ge=0.2, le=10, description="How long the light and the page say thanks.")
    ] = 1.5
    buzzer_pin: Annotated[
        Pin | None, Meta(description="The pin of a buzzer; leave out where there is none.")
    ] = None


Reason = Annotated[str, Meta(pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]{1,60}$(?!\n)")]


class FollowUpSettings(Struct, frozen=True, kw_only=True):
    """A second question on the screen after a press that was not happy. Needs `screen.enabled`."""

    question: Annotated[Text, Meta(description="What is asked.")] = "What should we do better?"
    reasons: Annotated[
        list[Reason],
        Meta(
            max_length=6,
            description="What may be chosen, 2 to 6 of at most 60 characters; empty: nothing is "
            "asked. A wording that changes is a new reason on the hub.",
        ),
    ] = []
    skip: Annotated[Text, Meta(description="The button that says nothing.")] = "Skip"
    wait_seconds: Annotated[
        float, Meta(ge=3, le=60, description="How long to wait for an answer.")
    ] = 8.0


class ScreenSettings(Struct, frozen=True, kw_only=True):
    """A page of buttons for a touch screen."""

    enabled: Annotated[bool, Meta(description="Whether to serve the page.")] = False
    host: Annotated[
        str,
        Meta(
            min_length=1,
            description="Address to serve it on. Anything but 127.0.0.1 lets the whole "
            "network of the shop press.",
        ),
    ] = "127.0.0.1"
    port: Annotated[int, Meta(ge=1, le=65535, description="TCP port of the page.")] = 8010


def _four_buttons() -> list[ButtonSettings]:
    labels = ("Very happy", "Happy", "Unhappy", "Very unhappy")
    return [
        ButtonSettings(label=label, pin=pin)
        for label, pin in zip(labels, (17, 27, 22, 23), strict=True)
    ]


class KioskSettings(DeviceFile, frozen=True, kw_only=True):
    """The whole file."""

    device: Annotated[DeviceSettings, Meta(description="Who this device is.")]
    broker: Annotated[BrokerSettings, Meta(description="How to reach the MQTT broker.")] = (
        BrokerSettings()
    )
    outbox: Annotated[OutboxSettings, Meta(description="Where presses wait for the hub.")] = (
        OutboxSettings()
    )
    orders: Annotated[OrderSettings, Meta(description="Whose orders this device follows.")] = (
        OrderSettings()
    )
    kiosk: Annotated[PanelSettings, Meta(description="How the kiosk behaves.")] = PanelSettings()
    buttons: Annotated[
        list[ButtonSettings],
        Meta(min_length=2, max_length=6, description="2 to 6 buttons; the first is the best."),
    ] = field(default_factory=_four_buttons)
    screen: Annotated[ScreenSettings, Meta(description="A page for a touch screen.")] = (
        ScreenSettings()
    )
    follow_up: Annotated[
        FollowUpSettings, Meta(description="A second question after a press that was not happy.")
    ] = FollowUpSettings()

    def __post_init__(self) -> None:
        faults = _pins_used_twice(self) + _labels_used_twice(self) + _follow_up_faults(self)
        if faults:
            raise ValueError("; ".join(faults))

    def rules(self) -> PanelRules:
        """The numbers the pure rules need."""
        kiosk = self.kiosk
        return PanelRules(
            buttons=len(self.buttons),
            settle_ms=kiosk.settle_ms,
            release_ms=kiosk.debounce_ms,
            stuck_ms=round(kiosk.stuck_seconds * 1000),
            play_presses=kiosk.play_presses,
            play_window_ms=round(kiosk.play_window_seconds * 1000),
        )


def pin_uses(settings: KioskSettings) -> list[tuple[int, str]]:
    """Every pin that is used, and for what, in the words of the settings file."""
    uses: list[tuple[int, str]] = []
    for number, button in enumerate(settings.buttons, start=1):
        uses.append((button.pin, f"buttons[{number}].pin"))
        if button.light_pin is not None:
            uses.append((button.light_pin, f"buttons[{number}].light_pin"))
    if settings.kiosk.buzzer_pin is not None:
        uses.append((settings.kiosk.buzzer_pin, "kiosk.buzzer_pin"))
    return uses


def _pins_used_twice(settings: KioskSettings) -> list[str]:
    uses = pin_uses(settings)
    return [
        f"pin {pin} is used {count} times, by "
        f"{' and '.join(f'`{what}`' for used, what in uses if used == pin)}: "
        "give each its own pin"
        for pin, count in sorted(Counter(pin for pin, _ in uses).items())
        if count > 1
    ]


def _labels_used_twice(settings: KioskSettings) -> list[str]:
    labels = Counter(button.label for button in settings.buttons)
    return [
        f"{count} buttons are labelled {label!r}: give each its own label"
        for label, count in labels.items()
        if count > 1
    ]


def _follow_up_faults(settings: KioskSettings) -> list[str]:
    reasons = settings.follow_up.reasons
    if not reasons:
        return []
    faults = []
    if len(reasons) < 2:
        faults.append("`follow_up.reasons` has one reason: give 2 to 6, or none")
    if len(set(reasons)) < len(reasons):
        faults.append("`follow_up.reasons` has a reason twice: give each its own words")
    if not settings.screen.enabled:
        faults.append("`follow_up.reasons` needs a screen: set `screen.enabled = true`")
    return faults
