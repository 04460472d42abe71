"""The command `otklik-kiosk`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from kiosk.remote import FROM_HUB
from kiosk.settings import KioskSettings
from wire.clock import SystemClock
from wire.errors import EXIT_FAILURE, EXIT_USAGE, OtklikError, SettingsError
from wire.settings import load

_EXAMPLES = """\
examples:
  otklik-kiosk check --settings kiosk.toml
      what is missing here, and the cure
  otklik-kiosk run --settings kiosk.toml
      on a Raspberry Pi; ends at Ctrl-C or SIGTERM
  otklik-kiosk run --settings kiosk.toml --keyboard
      the keys 1 to 6 press as well; for a bench, with pins = "mock"

exit codes: 0 ok, 1 failure, 2 settings or usage
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        settings = load(KioskSettings, options.settings)
        if options.command == "check":
            return _check(settings, as_json=options.json, offline=options.offline)
        return _run(settings, keyboard=options.keyboard, verbose=options.verbose)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return EXIT_USAGE
    except OtklikError as error:
        print(f"otklik-kiosk: {error}", file=sys.stderr)
        return EXIT_FAILURE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="otklik-kiosk",
        description="Rating buttons: presses become events that reach the hub, whatever happens.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    run = commands.add_parser("run", help="read the buttons until told to stop")
    run.add_argument("--keyboard", action="store_true", help="the keys 1 to 6 press as well")
    run.add_argument("--verbose", action="store_true", help="log more")
    check = commands.add_parser("check", help="look whether everything needed is here")
    check.add_argument("--json", action="store_true", help="for programs")
    check.add_argument("--offline", action="store_true", help="the program and the settings only")
    for command in (run, check):
        command.add_argument(
            "--settings", type=Path, required=True, metavar="FILE", help="the kiosk's TOML file"
        )
        command.epilog = _EXAMPLES
        command.formatter_class = argparse.RawDescriptionHelpFormatter
    return parser


def _check(settings: KioskSettings, *, as_json: bool, offline: bool) -> int:
    # Imported when needed: gpiozero and paho take half a second to load on a Pi.
    import kiosk.service  # noqa: F401 - that it loads is what `offline` asks
    from kiosk.checks import check_all
    from wire.checks import tell

    return tell([] if offline else check_all(settings, SystemClock()), as_json=as_json)


def _run(own: KioskSettings, *, keyboard: bool, verbose: bool) -> int:
    from kiosk.service import run
    from wire.link_maker import mqtt_link_maker
    from wire.remote.loading import last_words, with_hub
    from wire.service import Notifier, StopFlag, set_up_logging

    set_up_logging(verbose=verbose)
    clock = SystemClock()
    settings, keeper = with_hub(own, FROM_HUB, clock)
    with last_words(keeper):
        run(
            settings,
            clock=clock,
            make_link=mqtt_link_maker(settings.device, settings.broker),
            stop=StopFlag().install(),
            notifier=Notifier(),
            keeper=keeper,
            keyboard=(lambda line: print(line, flush=True)) if keyboard else None,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
