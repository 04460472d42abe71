"""The command `otklik-vision`."""

import argparse
import sys
import threading
from collections.abc import Sequence

import msgspec

from edge_vision.arguments import parse
from edge_vision.errors import CameraError, ModelError, PullError
from edge_vision.models.store import models_folder
from edge_vision.ports import FrameSource
from edge_vision.remote import FROM_HUB
from edge_vision.settings import CameraSettings, LineSettings, VisionSettings, ZoneSettings
from wire.clock import SystemClock
from wire.errors import EXIT_FAILURE, EXIT_USAGE, OtklikError, SettingsError
from wire.settings import load


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    options = parse(sys.argv[1:] if arguments is None else arguments)
    commands = {
        "run": _run,
        "setup": _setup,
        "replay": _replay,
        "check": _check,
        "tune": _tune,
        "models": _models,
        "shares": _shares,
        "calibrate": _calibrate,
        "notice": _notice,
    }
    try:
        return commands[options.command](options)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return EXIT_USAGE
    except OtklikError as error:
        print(f"otklik-vision: {error}", file=sys.stderr)
        return EXIT_USAGE if _is_bad_input(error) else EXIT_FAILURE
    except KeyboardInterrupt:
        print("otklik-vision: stopped", file=sys.stderr)
        return EXIT_FAILURE


def _is_bad_input(error: OtklikError) -> bool:
    """Whether what we were given is at fault, so that trying again cannot help."""
    if isinstance(error, CameraError):
        return error.permanent
    return isinstance(error, ModelError) and not isinstance(error, PullError)


def _run(options: argparse.Namespace) -> int:
    # Imported when needed: cv2 and onnxruntime take a second to load on a Pi.
    from edge_vision.adapters.sources import open_camera
    from edge_vision.service import run
    from wire.link_maker import mqtt_link_maker
    from wire.remote.loading import last_words, with_hub
    from wire.service import Notifier, StopFlag, set_up_logging

    set_up_logging(verbose=options.verbose)
    clock = SystemClock()
    acting, keeper = with_hub(load(VisionSettings, options.settings), FROM_HUB, clock)
    settings = _overridden(acting, options)
    pause = threading.Event()
    with last_words(keeper):
        run(
            settings,
            open_source=lambda: open_camera(
                settings.camera, now_s=lambda: clock.boot_ms() / 1000, wait=pause.wait
            ),
            models=models_folder(options.models),
            clock=clock,
            make_link=mqtt_link_maker(settings.device, settings.broker),
            stop=StopFlag().install(),
            notifier=Notifier(),
            keeper=keeper,
        )
    return 0


def _setup(options: argparse.Namespace) -> int:
    from edge_vision.adapters.sources import open_camera
    from edge_vision.setup_command import set_up
    from edge_vision.setup_page.server import own_addresses
    from wire.link_maker import mqtt_link_maker
    from wire.remote.loading import as_proven
    from wire.service import Notifier, StopFlag, set_up_logging

    set_up_logging(verbose=options.verbose)
    clock, pause = SystemClock(), threading.Event()

    def open_it(camera: CameraSettings) -> FrameSource:
        if options.source:
            camera = msgspec.structs.replace(camera, source=options.source)
        return open_camera(camera, now_s=lambda: clock.boot_ms() / 1000, wait=pause.wait)

    set_up(
        options.settings,
        host=options.host,
        port=options.port,
        minutes=options.minutes,
        open_camera=open_it,
        models=models_folder(options.models),
        clock=clock,
        make_link=lambda settings: mqtt_link_maker(settings.device, settings.broker),
        stop=StopFlag().install(),
        notifier=Notifier(),
        # The terminal or the journal: whoever can read them may set this device up.
        say=lambda code: print(f"The code for the set-up page: {code}", flush=True),
        served=lambda port: print(
            f"Set this camera up at {' or '.join(own_addresses(port))} "
            f"within {options.minutes:g} minutes.",
            flush=True,
        ),
        as_proven=lambda own: as_proven(own, FROM_HUB),
    )
    return 0


def _replay(options: argparse.Namespace) -> int:
    from edge_vision.replay_command import replay_file

    settings = load(VisionSettings, options.settings) if options.settings else None
    print(replay_file(options, settings, models_folder(options.models)))
    return 0


def _check(options: argparse.Namespace) -> int:
    import edge_vision.service  # noqa: F401 - that it loads is what `offline` asks
    from edge_vision.checks import check_all
    from wire.checks import tell

    settings = load(VisionSettings, options.settings)
    if options.offline:
        return tell([], as_json=options.json)
    findings = check_all(settings, models_folder(options.models), SystemClock())
    return tell(findings, as_json=options.json)


def _tune(options: argparse.Namespace) -> int:
    from edge_vision.adapters.sources import open_camera
    from edge_vision.tuning.command import tune_command
    from wire.remote.loading import proven_values

    settings, clock = load(VisionSettings, options.settings), SystemClock()
    camera = settings.camera
    if options.source:
        camera = msgspec.structs.replace(camera, source=options.source)

    def open_it() -> FrameSource:
        wait = threading.Event().wait
        return open_camera(camera, now_s=lambda: clock.boot_ms() / 1000, wait=wait)

    hub_sets = proven_values(settings, FROM_HUB)
    text, code = tune_command(options, settings, models_folder(options.models), open_it, hub_sets)
    print(text)
    return code


def _models(options: argparse.Namespace) -> int:
    if options.action == "check":
        from edge_vision.expression.commands import check_command

        return check_command(options, models_folder(options.models))
    from edge_vision.models.command import models_command

    return models_command(options, models_folder(options.models))


def _shares(options: argparse.Namespace) -> int:
    from edge_vision.expression.commands import shares_command

    return shares_command(options, models_folder(options.models))


def _calibrate(options: argparse.Namespace) -> int:
    from edge_vision.expression.commands import calibrate_command

    today = SystemClock().now().wall.date()
    return calibrate_command(options, models_folder(options.models), today)


def _notice(options: argparse.Namespace) -> int:
    from edge_vision.expression.commands import notice_command

    return notice_command(options)


def _overridden(settings: VisionSettings, options: argparse.Namespace) -> VisionSettings:
    """The settings with what the command line says instead.

    Raises:
        SettingsError: they do not go together.
    """
    changes: dict[str, object] = {}
    if options.source:
        changes["camera"] = msgspec.structs.replace(settings.camera, source=options.source)
    if options.line:
        changes["lines"] = [LineSettings(name="line", points=options.line)]
    if options.zone:
        changes["zones"] = [ZoneSettings(name="zone", points=options.zone)]
    try:
        return msgspec.structs.replace(settings, **changes)
    except ValueError as error:
        raise SettingsError("the command line with the settings", [str(error)]) from error


if __name__ == "__main__":
    sys.exit(main())
