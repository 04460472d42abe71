"""Puts the hub's long-running parts together from the settings, and runs them."""

from collections.abc import Sequence

from hub.companion import Companion
from hub.ingest.handler import Handler
from hub.ingest.worker import IngestWorker, LinkMaker, mqtt_link_maker
from hub.settings import HubSettings
from hub.store.migrate import open_store
from hub.work.job import Job
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
    from hub.reading_ahead import ReadingAhead  # noqa: PLC0415 - ingest alone needs none of it
    from hub.web import create_app, serve  # noqa: PLC0415 - the same

    engine = open_store(settings.store)
    beat = Heartbeats(clock, notifier).register("pages", _LOOP_LIMIT_SECONDS)
    try:
        app = create_app(settings, engine, clock=clock)
        ahead = ReadingAhead(engine, clock)
        with Companion(lambda: ahead.run(stop), stop, name="otklik-reading-ahead"):
            serve(app, settings, stop, ready=lambda: notifier.ready("pages"), beat=beat)
        notifier.stopping()
    finally:
        engine.dispose()


def run_work(
    settings: HubSettings,
    *,
    clock: Clock,
    stop: StopFlag,
    notifier: Notifier,
    jobs: Sequence[Job] | None = None,
) -> None:
    """Do what the hub does by itself until `stop`: alerts, reports, cleaning up.

    Args:
        settings: of this hub.
        clock: time.
        stop: asks to end.
        notifier: systemd's ear.
        jobs: what there is to do; None: all that the hub knows.

    Raises:
        StoreError: the store cannot be opened.
        SecretError: the broker's password is needed and cannot be read.
    """
    from hub.work.office import Staff, beside  # noqa: PLC0415 - the same

    engine = open_store(settings.store)
    beats = Heartbeats(clock, notifier)
    try:
        with beside(Staff(engine, settings, clock, stop, beats), _or_all(jobs)) as work:
            notifier.ready("alerts and reports")
            work()
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
    jobs: Sequence[Job] | None = None,
) -> None:
    """Everything in one process, for one shop on one box. Raises what any part raises."""
    from hub.reading_ahead import ReadingAhead  # noqa: PLC0415 - the same
    from hub.web import create_app, serve  # noqa: PLC0415 - the same
    from hub.work.office import Staff, beside  # noqa: PLC0415 - the same

    engine = open_store(settings.store)
    beats = Heartbeats(clock, notifier)
    try:
        app = create_app(settings, engine, clock=clock)
        worker = IngestWorker(
            Handler(engine, settings), settings, clock, make_link or mqtt_link_maker(settings)
        )
        beat = beats.register("ingest", _LOOP_LIMIT_SECONDS)
        ahead = ReadingAhead(engine, clock)
        with (
            Companion(lambda: worker.run(stop, beat), stop, name="otklik-ingest"),
            beside(Staff(engine, settings, clock, stop, beats), _or_all(jobs)) as work,
            Companion(work, stop, name="otklik-work"),
            Companion(lambda: ahead.run(stop), stop, name="otklik-reading-ahead"),
        ):
            serve(
                app,
                settings,
                stop,
                ready=lambda: notifier.ready("ingest, pages and work"),
                beat=beats.register("pages", _LOOP_LIMIT_SECONDS),
            )
        notifier.stopping()
    finally:
        engine.dispose()


def _or_all(jobs: Sequence[Job] | None) -> Sequence[Job]:
    from hub.work.jobs import JOBS  # noqa: PLC0415 - the same

    return JOBS if jobs is None else jobs
