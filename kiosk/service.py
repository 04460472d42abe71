"""Puts a kiosk together from its settings, runs it, and takes it apart in the right order."""

import logging
from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import partial
from importlib.metadata import version
from typing import Literal

from kiosk.app import Kiosk
from kiosk.buttons import Buttons
from kiosk.inbox import Inbox
from kiosk.keyboard import Keyboard
from kiosk.lights import Lights
from kiosk.locating import Locating
from kiosk.pins import PinFactory, open_pins
from kiosk.settings import KioskSettings
from wire.checks import Finding
from wire.clock import Clock
from wire.device import DeviceLink
from wire.following import outcome_of, restart
from wire.link_maker import LinkMaker
from wire.orders import Outcome
from wire.remote.keeper import Keeper
from wire.service import Heartbeats, Notifier, StopFlag

_log = logging.getLogger("otklik.kiosk")
_TROUBLES = ("kiosk_fault", "press_lost")
_LOOP_LIMIT_SECONDS = 20
_LINK_LIMIT_SECONDS = 60


def run(
    settings: KioskSettings,
    *,
    clock: Clock,
    make_link: LinkMaker,
    stop: StopFlag,
    notifier: Notifier,
    keeper: Keeper | None = None,
    keyboard: Callable[[str], None] | None = None,
    make_pins: Callable[[Literal["lgpio", "mock"]], PinFactory] = open_pins,
) -> None:
    """Run a kiosk until `stop` is set.

    Args:
        settings: of this kiosk.
        clock: time.
        make_link: the way to the broker, see `wire.link_maker.mqtt_link_maker`.
        stop: asks to end.
        notifier: systemd's ear.
        keeper: holds settings from the hub; None: none are taken.
        keyboard: where to say what became of each press of a key; None: keys are not read.
        make_pins: see `pins.open_pins`.

    Raises:
        KioskError: pins or the page cannot be used.
        OutboxError: the outbox cannot be opened.
        SecretError: the broker's password cannot be read.
    """
    beats = Heartbeats(clock, notifier)
    inbox = Inbox()
    with ExitStack() as stack:
        factory = stack.enter_context(closing(make_pins(settings.kiosk.pins)))
        real = stack.enter_context(closing(_lights(settings, factory)))
        numbers = (n for n, one in enumerate(settings.buttons, 1) if one.light_pin is not None)
        lights = Locating(real, numbers, clock)
        buttons = stack.enter_context(closing(_buttons(settings, factory, clock, inbox)))
        link = _make_link(settings, clock, make_link, beats, keeper)
        link.tell_state(notifier.connected)
        link.offer("locate", lights.locate)
        link.offer("test", partial(_test, buttons))
        _start_link(stack, settings, link, beats, stop)
        kiosk = Kiosk(
            settings,
            recorder=link,
            inbox=inbox,
            lights=lights,
            levels=buttons.levels,
            clock=clock,
            beat=beats.register("buttons", _LOOP_LIMIT_SECONDS),
        )
        stack.callback(kiosk.finish)
        stack.callback(buttons.close)  # runs before `finish`: nothing may come in after it
        _open_screen(stack, settings, clock, inbox)
        if keyboard is not None:
            count = len(settings.buttons)
            stack.enter_context(Keyboard(count, inbox=inbox, clock=clock, say=keyboard))
        notifier.ready(f"{len(settings.buttons)} buttons")
        while not stop.is_set():
            kiosk.step()
        notifier.stopping()


def _make_link(
    settings: KioskSettings,
    clock: Clock,
    make_link: LinkMaker,
    beats: Heartbeats,
    keeper: Keeper | None,
) -> DeviceLink:
    link = DeviceLink(
        settings.device,
        settings.outbox,
        clock,
        make_link=make_link,
        room="kiosk",
        software=version("otklik"),
        beat=beats.register("link", _LINK_LIMIT_SECONDS),
        orders=settings.orders,
        keeper=keeper,
    )
    link.set_question(settings.kiosk.question)
    return link


def _start_link(
    stack: ExitStack, settings: KioskSettings, link: DeviceLink, beats: Heartbeats, stop: StopFlag
) -> None:
    link.watch_settings(partial(_ill, link, beats), stop)
    link.offer("restart", partial(restart, stop))
    link.start()
    stack.callback(link.stop)
    if settings.kiosk.pins == "mock":
        link.set_problem(
            "pins_mock", 'The pins are pretended (pins = "mock"): no real button is read.'
        )


def _ill(link: DeviceLink, beats: Heartbeats) -> str:
    """What says that new settings are no good. A light that fails is its wire's fault."""
    return beats.told() or link.trouble(_TROUBLES)


def _test(buttons: Buttons) -> Outcome:
    """Whether the pins of the buttons can be read, and which are down."""
    levels = buttons.levels()
    return outcome_of(
        [
            Finding(what=f"button {number}", ok=True, text="down" if down else "up")
            for number, down in sorted(levels.items())
        ]
    )


def _buttons(settings: KioskSettings, factory: PinFactory, clock: Clock, inbox: Inbox) -> Buttons:
    pins = {number: button.pin for number, button in enumerate(settings.buttons, start=1)}
    return Buttons(pins, factory=factory, clock=clock, put=inbox.put)


def _lights(settings: KioskSettings, factory: PinFactory) -> Lights:
    pins = {
        number: button.light_pin
        for number, button in enumerate(settings.buttons, start=1)
        if button.light_pin is not None
    }
    return Lights(pins, settings.kiosk.buzzer_pin, factory=factory)


def _open_screen(stack: ExitStack, settings: KioskSettings, clock: Clock, inbox: Inbox) -> None:
    screen = settings.screen
    if not screen.enabled:
        return
    # Flask costs some 20 MB that a kiosk without a screen need not pay.
    from kiosk.screen.page import create_app  # noqa: PLC0415
    from kiosk.screen.server import Asking, Telling, serve_screen  # noqa: PLC0415

    app = create_app(
        settings, press=Asking(inbox, clock), reason=Telling(inbox, clock), clock=clock
    )
    server = serve_screen(app, host=screen.host, port=screen.port)
    stack.enter_context(server)
    host = f"[{screen.host}]" if ":" in screen.host else screen.host
    _log.info("The page of buttons is at http://%s:%d/", host, server.port)
    if screen.host not in ("127.0.0.1", "::1", "localhost"):
        _log.warning("The page is open to the network: whoever reaches %s can press.", host)
