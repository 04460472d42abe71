"""What `otklik-vision check` looks at: all that a camera needs, and the cure where it fails."""

import threading
from pathlib import Path

from edge_vision.adapters.onnx_people import PeopleModel
from edge_vision.adapters.sources import open_camera
from edge_vision.detectors import choose
from edge_vision.domain.geometry import line_outside, zone_outside
from edge_vision.expression.start import load_engine
from edge_vision.settings import VisionSettings
from wire.checks import Finding, check_broker, check_clock, check_disk
from wire.clock import Clock
from wire.errors import OtklikError
from wire.link_maker import client_id
from wire.settings import for_device, state_path

_NO_TIME = (
    "Counts are kept and dated once it is; if it stays so, allow UDP port 123 to a time server."
)


def check_all(settings: VisionSettings, models: Path, clock: Clock) -> list[Finding]:
    """Look at everything. Takes the camera: not while the service runs."""
    return [
        check_camera(settings, clock),
        check_model(settings, models),
        check_expression(settings, models),
        check_disk(state_path(settings.outbox.path)),
        check_broker(
            for_device(settings.broker, settings.device),
            client_id(settings.device),
            meanwhile="Counts wait on disk meanwhile.",
        ),
        check_clock(clock, otherwise=_NO_TIME),
    ]


def check_camera(settings: VisionSettings, clock: Clock) -> Finding:
    """The camera gives a picture of the size drawn on, and every line and zone lies in it."""
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
    areas = [(zone.name, zone.points) for zone in settings.zones]
    areas += [(area.name, area.points) for area in settings.staff_areas]
    drawn_on = (settings.picture.width_px, settings.picture.height_px)
    outside = [one.name for one in settings.lines if line_outside(one.points, width, height)]
    outside += [name for name, points in areas if zone_outside(points, width, height)]
    text = f"{source.name} gives {width} x {height} pixels, {source.fps:g} a second"
    if (settings.lines or areas) and all(drawn_on) and drawn_on != (width, height):
        other = f"lines and zones were drawn on {drawn_on[0]} x {drawn_on[1]}"
        cure = "set the camera back, or draw them anew"
        return Finding(what="camera", ok=False, text=f"{text}; {other}: {cure}")
    if outside:
        names = ", ".join(outside)
        return Finding(what="camera", ok=False, text=f"{text}; outside it: {names}; draw anew")
    if not (settings.lines or settings.zones):
        return Finding(what="camera", ok=False, text=f"{text}; no line to count at: add [[lines]]")
    held = f"{len(settings.lines)} line(s), {len(settings.zones)} zone(s) in it"
    return Finding(what="camera", ok=True, text=f"{text}, {held}")


def check_expression(settings: VisionSettings, models: Path) -> Finding:
    """Expressions are off, or all they need is here."""
    if not settings.expression.enabled:
        return Finding(what="expression", ok=True, text="expression shares are off")
    try:
        engine, calibration = load_engine(settings, models)
    except OtklikError as error:
        return Finding(what="expression", ok=False, text=str(error))
    if calibration is None:
        cure = "uncorrected: make a calibration with `otklik-vision calibrate FOLDER`"
        return Finding(what="expression", ok=None, text=f"{engine.network}: {cure}")
    faces = sum(calibration.faces.values())
    text = f"{engine.network} and {engine.detector}, calibrated {calibration.made} on {faces} faces"
    return Finding(what="expression", ok=True, text=text)


def check_model(settings: VisionSettings, models: Path) -> Finding:
    """The model that the settings ask for is there and runs."""
    try:
        choice = choose(settings.detection, models)
        if choice.model is not None:
            detection = settings.detection
            PeopleModel(choice.model, threads=detection.threads, side_px=detection.input_px)
    except OtklikError as error:
        return Finding(what="model", ok=False, text=str(error))
    as_wished = choice.model is not None or settings.detection.method == "motion"
    return Finding(what="model", ok=True if as_wished else None, text=choice.why)
