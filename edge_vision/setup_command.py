"""`otklik-vision setup`: the running camera with a page beside it, until its time is over."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import msgspec

from edge_vision.adapters.jpeg import jpeg
from edge_vision.audit import AuditDesk
from edge_vision.ports import FrameSource
from edge_vision.service import run
from edge_vision.settings import CameraSettings, VisionSettings
from edge_vision.setup_page.access import Access
from edge_vision.setup_page.board import Board
from edge_vision.setup_page.closing import Closing, Turn
from edge_vision.setup_page.page import create_app
from edge_vision.setup_page.server import serve_setup
from edge_vision.setup_page.workshop import Workshop
from wire.clock import Clock
from wire.errors import SettingsError
from wire.link_maker import LinkMaker
from wire.service import Notifier, StopFlag
from wire.settings import load

_log = logging.getLogger("otklik.vision")


class Opener(Protocol):
    """Opens the camera that settings name (`adapters.sources`)."""

    def __call__(self, camera: CameraSettings) -> FrameSource:
        """A running source.

        Raises:
            CameraError: it cannot be opened.
        """
        ...


def set_up(
    path: Path,
    *,
    host: str,
    port: int,
    minutes: float,
    open_camera: Opener,
    models: Path,
    clock: Clock,
    make_link: Callable[[VisionSettings], LinkMaker],
    stop: StopFlag,
    notifier: Notifier,
    say: Callable[[str], None],
    served: Callable[[int], None] = lambda _port: None,
    as_proven: Callable[[VisionSettings], VisionSettings] = lambda own: own,
) -> None:
    """Count and serve the page until its time is over or `stop` is set.

    The camera is opened by one process and crossings go into the outbox as on every day, so
    nothing is lost while the technician is there. After each save the camera begins anew.

    Args:
        path: the settings, which the page writes.
        host: address to serve the page on.
        port: TCP port of it; 0: any that is free.
        minutes: until the page closes, unless somebody prolongs it.
        open_camera: see `Opener`.
        models: folder of models.
        clock: time.
        make_link: the way to the broker for these settings.
        stop: asks to end.
        notifier: systemd's ear.
        say: tells each new code to whoever looks at the terminal.
        served: told the port, once the page answers.
        as_proven: lays over the file what the hub sets: an audit is of what counts every day.

    Raises:
        SetupError: the address cannot be used.
        SettingsError: the settings cannot be read at all.
        OtklikError: as `edge_vision.service.run`.
    """
    workshop = _furnish(path, clock, minutes, say, stop)

    def count(turn: Turn, own: VisionSettings) -> None:
        settings = as_proven(own)
        run(
            settings,
            open_source=lambda: open_camera(settings.camera),
            models=models,
            clock=clock,
            make_link=make_link(settings),
            stop=turn,
            notifier=_UntilTheLast(notifier, turn),
            observer=workshop.board,
        )

    with serve_setup(create_app(workshop), host=host, port=port) as server:
        served(server.port)
        _take_turns(workshop, count)
    _log.info("The set-up page is closed.")


def _furnish(
    path: Path, clock: Clock, minutes: float, say: Callable[[str], None], stop: StopFlag
) -> Workshop:
    settings = load(VisionSettings, path)
    desk = AuditDesk(clock)
    return Workshop(
        path,
        settings,
        board=Board(clock, desk, jpeg),
        desk=desk,
        access=Access(say, clock),
        closing=Closing(clock, minutes),
        stop=stop,
    )


def _take_turns(workshop: Workshop, count: Callable[[Turn, VisionSettings], None]) -> None:
    """Count, and again with the new settings after each save.

    Settings that cannot be counted with (a line outside a picture of another size) would end the
    service on every other day. Here they are told on the page, where they can be mended, and the
    picture is shown without them.
    """
    while True:
        turn = workshop.next_turn()
        settings = workshop.settings
        try:
            workshop.fault = ""
            count(turn, settings)
        except SettingsError as error:
            workshop.fault = " ".join(error.faults)
            _log.error("%s Counting stops until that is mended on the set-up page.", error)
            count(turn, _undrawn(settings))
        if turn.last:
            return


class _UntilTheLast(Notifier):
    """Hides from systemd that the camera stops between two turns.

    Told of a stop, systemd would end the process within its time limit.
    """

    def __init__(self, notifier: Notifier, turn: Turn) -> None:
        super().__init__("")
        self._notifier = notifier
        self._turn = turn

    def ready(self, status: str = "") -> None:
        """The camera counts."""
        self._notifier.ready(status)

    def connected(self, up: bool) -> None:
        """Whether the broker is reached."""
        self._notifier.connected(up)

    def alive(self) -> None:
        """Feed the watchdog."""
        self._notifier.alive()

    def stopping(self) -> None:
        """The camera stops: for good only after the last turn."""
        if self._turn.last:
            self._notifier.stopping()


def _undrawn(settings: VisionSettings) -> VisionSettings:
    """The same camera, nothing drawn and no look at faces: staff areas are not covered then."""
    bare = VisionSettings(device=settings.device)
    undone = ("picture", "lines", "zones", "staff_areas", "expression")
    return msgspec.structs.replace(settings, **{key: getattr(bare, key) for key in undone})
