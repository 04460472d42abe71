"""What `otklik-kiosk check` looks at: all that a kiosk needs, and the cure where it is missing."""

import os
import socket
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from msgspec import Struct

from kiosk.buttons import Buttons
from kiosk.errors import KioskError
from kiosk.lights import Lights
from kiosk.pins import open_pins
from kiosk.settings import KioskSettings
from wire.clock import Clock
from wire.errors import OtklikError
from wire.link import MqttLink
from wire.settings import state_path

_BROKER_SECONDS = 8.0
_DISK_FREE_MB = 100
_SLOW_DISK_MS = 80
"""With 5 ms of settling, what is left of the 100 ms within which a shopper is thanked."""


class Finding(Struct, frozen=True, kw_only=True):
    """One thing looked at. `ok` None: works, but somebody should know."""

    what: str
    ok: bool | None
    text: str


def check_all(settings: KioskSettings, clock: Clock) -> list[Finding]:
    """Look at everything. Takes pins and connects: not while the service runs."""
    checks: list[Callable[[], Finding]] = [
        lambda: check_pins(settings, clock),
        lambda: check_disk(state_path(settings.outbox.path)),
        lambda: check_broker(settings),
        lambda: check_clock(clock),
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


def check_disk(outbox: Path) -> Finding:
    """The outbox's disk takes a write, survives a power cut, and is quick enough."""
    folder = outbox.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".otklik-check-") as file:
            began = perf_counter()
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
            took_ms = (perf_counter() - began) * 1000
        facts = os.statvfs(folder)
    except OSError as error:
        text = f"{folder} takes nothing ({error}). Free some space, or name another [outbox] path."
        return Finding(what="disk", ok=False, text=text)
    free_mb = facts.f_bavail * facts.f_frsize / 1_000_000
    text = f"{free_mb:.0f} MB free at {folder}, a write to the disk took {took_ms:.1f} ms"
    if free_mb < _DISK_FREE_MB:
        return Finding(what="disk", ok=None, text=f"{text}: free some space, it is nearly full")
    if took_ms > _SLOW_DISK_MS:
        return Finding(what="disk", ok=None, text=f"{text}: slow, thanks may come late")
    return Finding(what="disk", ok=True, text=text)


def check_broker(settings: KioskSettings, timeout_seconds: float = _BROKER_SECONDS) -> Finding:
    """The broker can be reached and lets us in. Under a name of its own: not to displace us."""
    broker, device = settings.broker, settings.device
    where = f"{broker.host}:{broker.port}"
    connected = threading.Event()
    try:
        link = MqttLink(
            broker,
            client_id=f"otklik-{device.site}-{device.name}-check",
            subscriptions=[],
            on_message=lambda _delivery: None,
            on_state=lambda up: connected.set() if up else None,
        )
        link.start()
        try:
            came = connected.wait(timeout_seconds)
        finally:
            link.stop()
    except (OtklikError, OSError) as error:
        return Finding(what="broker", ok=False, text=f"{where}: {error}")
    if came:
        return Finding(what="broker", ok=True, text=f"{where} lets us in")
    text = (
        f"{where} does not let us in within {timeout_seconds:g} s. Is the address right, is the "
        "broker running, and does it know our name and password? Presses wait on disk meanwhile."
    )
    return Finding(what="broker", ok=False, text=text)


def check_clock(clock: Clock) -> Finding:
    """The clock was set by a time server. Not needed to begin, but the hub wants to know when."""
    if clock.now().synced:
        return Finding(what="clock", ok=True, text="set by a time server")
    text = (
        "not set by a time server yet. Presses are kept and dated once it is; if it stays so, "
        "allow UDP port 123 to a time server."
    )
    return Finding(what="clock", ok=None, text=text)


def check_screen(host: str, port: int) -> Finding:
    """The page's port is free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        text = f"{host}:{port} is not free ({error}). Set another [screen] port."
        return Finding(what="screen", ok=False, text=text)
    return Finding(what="screen", ok=True, text=f"{host}:{port} is free")
