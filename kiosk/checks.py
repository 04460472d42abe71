"""What `otklik-kiosk check` looks at: all that a kiosk needs, and the cure where it is missing."""

import socket
from collections.abc import Callable

from kiosk.buttons import Buttons
from kiosk.errors import KioskError
from kiosk.lights import Lights
from kiosk.pins import open_pins
from kiosk.settings import KioskSettings
from wire.checks import Finding, check_broker, check_clock, check_disk
from wire.clock import Clock
from wire.link_maker import client_id
from wire.settings import for_device, state_path

_NO_TIME = (
    "Presses are kept and dated once it is; if it stays so, allow UDP port 123 to a time server."
)


def check_all(settings: KioskSettings, clock: Clock) -> list[Finding]:
    """Look at everything. Takes pins and connects: not while the service runs."""
    checks: list[Callable[[], Finding]] = [
        lambda: check_pins(settings, clock),
        lambda: check_disk(state_path(settings.outbox.path)),
        lambda: check_broker(
            for_device(settings.broker, settings.device),
            client_id(settings.device),
            meanwhile="Presses wait on disk meanwhile.",
        ),
        lambda: check_clock(clock, otherwise=_NO_TIME),
    ]
    if settings.screen.enabled:
        checks.append(lambda: check_screen(settings.screen.host, settings.screen.port))
    return [check() for check in checks]


def check_pins(settings: KioskSettings, clock: Clock) -> Finding:
    """Every pin can be taken, and no button is down."""
    lamps = {n: b.light_pin for n, b in enumerate(settings.buttons, 1) if b.light_pin is not None}
    try:
        factory = open_pins(settings.kiosk.pins)
        try:
            pins = {number: button.pin for number, button in enumerate(settings.buttons, 1)}
            buttons = Buttons(pins, factory=factory, clock=clock, put=lambda _edge: None)
            down = [number for number, is_down in buttons.levels().items() if is_down]
            buttons.close()
            Lights(lamps, settings.kiosk.buzzer_pin, factory=factory).close()
        finally:
            factory.close()
    except KioskError as error:
        cure = " If the kiosk's service runs: systemctl stop otklik-kiosk"
        return Finding(what="pins", ok=False, text=f"{error}{cure}")
    if settings.kiosk.pins == "mock":
        text = 'pretended (pins = "mock"): no real button is read'
        return Finding(what="pins", ok=None, text=text)
    if down:
        names = ", ".join(f"{n} ({settings.buttons[n - 1].label})" for n in down)
        text = f"down right now: {names}. Free it, or check that its wire does not touch ground."
        return Finding(what="pins", ok=None, text=text)
    return Finding(what="pins", ok=True, text=f"{len(pins)} buttons, {len(lamps)} lights")


def check_screen(host: str, port: int) -> Finding:
    """The page's port is free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        text = f"{host}:{port} is not free ({error}). Set another [screen] port."
        return Finding(what="screen", ok=False, text=text)
    return Finding(what="screen", ok=True, text=f"{host}:{port} is free")
