"""The command `otklik-hub`."""

import logging
import sys
from collections.abc import Sequence

from hub.arguments import make_parser
from hub.settings import HubSettings
from wire.clock import SystemClock
from wire.errors import EXIT_FAILURE, EXIT_USAGE, OtklikError, SettingsError
from wire.settings import load


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    options = make_parser().parse_args(arguments)
    # Alembic tells each step of every start at this level.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        settings = load(HubSettings, options.settings)
        if options.words in ("run", "ingest", "serve", "work"):
            return _serve(options.words, settings, verbose=options.verbose)
        if "run" in options:
            return int(options.run(options, settings))
        from hub.cli import run_command

        return run_command(options.words, options, settings)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return EXIT_USAGE
    except OtklikError as error:
        print(f"otklik-hub: {error}", file=sys.stderr)
        return EXIT_FAILURE


def _serve(words: str, settings: HubSettings, *, verbose: bool) -> int:
    from hub import collector, service
    from wire.service import Notifier, StopFlag, set_up_logging

    set_up_logging(verbose=verbose)
    start = {
        "run": service.run_both,
        "ingest": service.run_ingest,
        "serve": service.run_pages,
        "work": service.run_work,
    }
    collector.spare()
    start[words](settings, clock=SystemClock(), stop=StopFlag().install(), notifier=Notifier())
    return 0


if __name__ == "__main__":
    sys.exit(main())
