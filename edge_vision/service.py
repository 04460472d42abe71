"""Puts a camera together from its settings, runs it, and takes it apart in the right order."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from edge_vision.app import Camera
from edge_vision.detectors import choose, make_detector
from edge_vision.domain.line_counter import Crossing
from edge_vision.expression import start as expression
from edge_vision.grabber import Grabber
from edge_vision.observer import Observer
from edge_vision.occupancy_file import OccupancyFile
from edge_vision.pipeline import Pipeline
from edge_vision.ports import FrameSource
from edge_vision.settings import VisionSettings
from edge_vision.shapes import pipeline_of
from wire import SOFTWARE
from wire.checks import Finding
from wire.clock import Clock
from wire.device import DeviceLink
from wire.errors import SettingsError
from wire.following import outcome_of, restart
from wire.link_maker import LinkMaker
from wire.orders import Outcome
from wire.remote.keeper import Keeper
from wire.service import Heartbeats, Notifier, StopFlag

_TROUBLES = ("camera_gone", "camera_frozen")
_LOOP_LIMIT_SECONDS = 20
_OCCUPANCY_FILE = "occupancy.json"
_LINK_LIMIT_SECONDS = 60


def run(
    settings: VisionSettings,
    *,
    open_source: Callable[[], FrameSource],
    models: Path,
    clock: Clock,
    make_link: LinkMaker,
    stop: StopFlag,
    notifier: Notifier,
    on_crossing: Callable[[Crossing], None] = lambda _crossing: None,
    observer: Observer | None = None,
    keeper: Keeper | None = None,
) -> None:
    """Run a camera until `stop` is set.

    Args:
        settings: of this camera.
        open_source: opens it; called again after each failure (see `adapters.sources`).
        models: folder of models.
        clock: time.
        make_link: the way to the broker, see `wire.link_maker.mqtt_link_maker`.
        stop: asks to end.
        notifier: systemd's ear.
        on_crossing: told of every crossing, on the thinking thread.
        observer: told of every picture; with one, a line may still be missing.
        keeper: holds settings from the hub; None: none are taken.

    Raises:
        CameraError: there is no camera, and trying again cannot help.
        ModelError: a model was asked for and cannot be used.
        OutboxError: the outbox cannot be opened.
        SecretError: a password cannot be read.
        SettingsError: there is no line or zone, or one lies outside the picture or was drawn on
            one of another size.
    """
    pipeline = make_pipeline(settings, models, line_needed=observer is None)
    beats = Heartbeats(clock, notifier)
    with ExitStack() as stack:
        grabber = Grabber(open_source, frames_per_second=settings.detection.frames_per_second)
        link = _make_link(settings, clock, make_link, beats, keeper)
        link.tell_state(notifier.connected)
        _start(stack, link, grabber, beats, stop)
        camera = Camera(
            settings,
            pipeline=pipeline,
            grabber=grabber,
            recorder=link,
            memory=OccupancyFile(link.outbox.path.with_name(_OCCUPANCY_FILE)),
            clock=clock,
            on_crossing=on_crossing,
            observer=observer,
            expression=expression.start(
                settings, models, state=link.outbox.path.parent, recorder=link, clock=clock
            ),
            beat=beats.register("camera", _LOOP_LIMIT_SECONDS),
        )
        stack.callback(camera.finish)
        notifier.ready(f"counting by {pipeline.method}")
        _count(camera, stop)
        notifier.stopping()


def _count(camera: Camera, stop: StopFlag) -> None:
    while not stop.is_set():
        camera.step()


def _make_link(
    settings: VisionSettings,
    clock: Clock,
    make_link: LinkMaker,
    beats: Heartbeats,
    keeper: Keeper | None,
) -> DeviceLink:
    return DeviceLink(
        settings.device,
        settings.outbox,
        clock,
        make_link=make_link,
        room="camera",
        software=SOFTWARE,
        beat=beats.register("link", _LINK_LIMIT_SECONDS),
        orders=settings.orders,
        keeper=keeper,
    )


def _start(
    stack: ExitStack, link: DeviceLink, grabber: Grabber, beats: Heartbeats, stop: StopFlag
) -> None:
    link.watch_settings(partial(_ill, link, beats, grabber), stop)
    link.offer("restart", partial(restart, stop))
    link.offer("test", partial(_test, grabber))
    link.start()
    stack.callback(link.stop)
    grabber.start()
    stack.callback(grabber.stop)


def _ill(link: DeviceLink, beats: Heartbeats, grabber: Grabber) -> str:
    """What says that new settings are no good."""
    if not grabber.seen:
        return grabber.outage or "No picture has come yet."
    return beats.told() or link.trouble(_TROUBLES)


def _test(grabber: Grabber) -> Outcome:
    outage = grabber.outage
    found = Finding(what="camera", ok=not outage, text=outage or "gives pictures")
    return outcome_of([found])


def make_pipeline(settings: VisionSettings, models: Path, *, line_needed: bool = True) -> Pipeline:
    """The pipeline that the settings describe.

    Raises:
        ModelError: a model was asked for and cannot be used.
        SettingsError: there is no line or zone, and one is needed.
    """
    if line_needed and not (settings.lines or settings.zones):
        raise SettingsError(
            "lines", ["there is none to count at, and no zone: add [[lines]], or give --line"]
        )
    detector = make_detector(
        choose(settings.detection, models),
        settings.detection,
        [line.points for line in settings.lines],
        [zone.points for zone in settings.zones],
    )
    return pipeline_of(settings, detector)
