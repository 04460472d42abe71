"""What `otklik-vision check` looks at: all that a camera needs, and the cure where it fails."""

import os
import threading
from pathlib import Path

from msgspec import Struct

from edge_vision.adapters.onnx_people import PeopleModel
from edge_vision.adapters.sources import open_camera
from edge_vision.detectors import choose
from edge_vision.domain.geometry import outside_picture
from edge_vision.settings import VisionSettings
from wire.clock import Clock
from wire.errors import OtklikError
from wire.link import MqttLink
from wire.settings import state_path

_BROKER_SECONDS = 8.0
_DISK_FREE_MB = 100


class Finding(Struct, frozen=True, kw_only=True):
    """One thing looked at. `ok` None: works, but somebody should know."""

    what: str
    ok: bool | None
    text: str


def check_all(settings: VisionSettings, models: Path, clock: Clock) -> list[Finding]:
    """Look at everything. Takes the camera: not while the service runs."""
    return [
        check_camera(settings, clock),
        check_model(settings, models),
        check_disk(state_path(settings.outbox.path)),
        check_broker(settings),
        check_clock(clock),
    ]


def check_camera(settings: VisionSettings, clock: Clock) -> Finding:
    """The camera gives a picture, and every line and zone lies in it."""
    try:
        wait = threading.Event().wait
        source = open_camera(settings.camera, now_s=lambda: clock.boot_ms() / 1000, wait=wait)
        with source:
            frame = source.read()
    except (OtklikError, OSError) as error:
        return Finding(what="camera", ok=False, text=str(error))
    if frame is None:
        return Finding(what="camera", ok=False, text=f"{source.name} holds no picture")
    height, width = frame.image.shape[:2]
    shapes = [(line.name, line.points) for line in settings.lines]
    shapes += [(zone.name, zone.points) for zone in settings.zones]
    outside = [name for name, points in shapes if outside_picture(points, width, height)]
    text = f"{source.name} gives {width} x {height} pixels, {source.fps:g} a second"
    if outside:
        names = ", ".join(outside)
        return Finding(what="camera", ok=False, text=f"{text}; outside it: {names}; draw anew")
    if not settings.lines:
        return Finding(what="camera", ok=False, text=f"{text}; no line to count at: add [[lines]]")
    return Finding(what="camera", ok=True, text=f"{text}, {len(settings.lines)} line(s) in it")


def check_model(settings: VisionSettings, models: Path) -> Finding:
    """The model that the settings ask for is there and runs."""
    try:
        choice = choose(settings.detection, models)
        if choice.model is not None:
            PeopleModel(choice.model, threads=settings.detection.threads)
    except OtklikError as error:
        return Finding(what="model", ok=False, text=str(error))
    as_wished = choice.model is not None or settings.detection.method == "motion"
    return Finding(what="model", ok=True if as_wished else None, text=choice.why)


def check_disk(outbox: Path) -> Finding:
    """The outbox's folder can be written and has room."""
    folder = outbox.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        facts = os.statvfs(folder)
    except OSError as error:
        text = f"{folder} cannot be made ({error}); name another [outbox] path"
        return Finding(what="disk", ok=False, text=text)
    free_mb = facts.f_bavail * facts.f_frsize / 1_000_000
    if not os.access(folder, os.W_OK):
        text = f"{folder} cannot be written by this user; name another [outbox] path"
        return Finding(what="disk", ok=False, text=text)
    text = f"{free_mb:.0f} MB free at {folder}"
    if free_mb < _DISK_FREE_MB:
        return Finding(what="disk", ok=None, text=f"{text}: free some space, it is nearly full")
    return Finding(what="disk", ok=True, text=text)


def check_broker(settings: VisionSettings, timeout_seconds: float = _BROKER_SECONDS) -> Finding:
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
        "broker running, and does it know our name and password? Counts wait on disk meanwhile."
    )
    return Finding(what="broker", ok=False, text=text)


def check_clock(clock: Clock) -> Finding:
    """The clock was set by a time server. Not needed to begin, but the hub wants to know when."""
    if clock.now().synced:
        return Finding(what="clock", ok=True, text="set by a time server")
    text = (
        "not set by a time server yet. Counts are kept and dated once it is; if it stays so, "
        "allow UDP port 123 to a time server."
    )
    return Finding(what="clock", ok=None, text=text)
