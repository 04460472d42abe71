"""Puts the hub's two long-running halves together from the settings, and runs them."""

import gc
import threading
from collections.abc import Callable

from hub.ingest.handler import Handler
from hub.ingest.worker import IngestWorker, LinkMaker, mqtt_link_maker
from hub.settings import HubSettings
from hub.store.migrate import open_store
from wire.clock import Clock
from wire.service import Heartbeats, Notifier, StopFlag

_LOOP_LIMIT_SECONDS = 25
"""Longer than any wait for the store (`store.busy_seconds`), shorter than the units' watchdog."""


def run_ingest(
    settings: HubSettings,
    *,
    clock: Clock,
    stop: StopFlag,
    notifier: Notifier,
    make_link: LinkMaker | None = None,
) -> None:
    """Take messages from the broker until `stop`.

    Args:
        settings: of this hub.
        clock: time.
        stop: asks to end.
        notifier: systemd's ear.
        make_link: the way to the broker; None: the one that the settings describe.

    Raises:
        StoreError: the store cannot be opened.
        SecretError: the broker's password cannot be read.
    """
    engine = open_store(settings.store)
    beat = Heartbeats(clock, notifier).register("ingest", _LOOP_LIMIT_SECONDS)
    try:
        worker = IngestWorker(
            Handler(engine, settings), settings, clock, make_link or mqtt_link_maker(settings)
        )
        notifier.ready("storing what devices send")
        worker.run(stop, beat)
        notifier.stopping()
    finally:
        engine.dispose()


def run_pages(settings: HubSettings, *, clock: Clock, stop: StopFlag, notifier: Notifier) -> None:
    """Answer pages and the API until `stop`.

    Raises:
        StoreError: the store cannot be opened.
        SettingsError, SecretError: there is no usable secret to sign sessions with.
        AddressInUseError: another program listens there.
    """
    from hub.web import create_app, serve  # noqa: PLC0415 - ingest alone need not load Flask

    engine = open_store(settings.store)
    beat = Heartbeats(clock, notifier).register("pages", _LOOP_LIMIT_SECONDS)
    try:
        app = create_app(settings, engine, clock=clock)
        serve(app, settings, stop, ready=lambda: notifier.ready("pages"), beat=beat)
        notifier.stopping()
    finally:
        engine.dispose()


def run_both(
    settings: HubSettings,
    *,
    clock: Clock,
    stop: StopFlag,
    notifier: Notifier,
    make_link: LinkMaker | None = None,
) -> None:
    """Ingest and pages in one process, for one shop on one box. Raises what either half raises."""
    from hub.web import create_app, serve  # noqa: PLC0415 - ingest alone need not load Flask

    engine = open_store(settings.store)
    beats = Heartbeats(clock, notifier)
    try:
        app = create_app(settings, engine, clock=clock)
        worker = IngestWorker(
            Handler(engine, settings), settings, clock, make_link or mqtt_link_maker(settings)
        )
        beat = beats.register("ingest", _LOOP_LIMIT_SECONDS)
        with _Companion(lambda: worker.run(stop, beat), stop):
            serve(
                app,
                settings,
                stop,
                ready=lambda: notifier.ready("ingest and pages"),
                beat=beats.register("pages", _LOOP_LIMIT_SECONDS),
            )
        notifier.stopping()
    finally:
        engine.dispose()


def spare_the_collector() -> None:
    """Look for garbage more seldom, in the whole process, from when all is loaded.

    A tenth of ingest's processor time went into it: messages become objects by the thousand, and
    none of them is part of a cycle.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


class _Companion:
    """A second loop beside the first: when one of them ends, for whatever reason, both do."""

    def __init__(self, loop: Callable[[], None], stop: StopFlag) -> None:
        self._loop = loop
        self._stop = stop
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="otklik-ingest")

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        try:
            self._loop()
        except BaseException as error:  # noqa: BLE001 - raised again on the main thread
            self._failure = error
        finally:
            self._stop.set()
