"""The command `otklik-enrol`: gets this device its certificate, and renews it."""

import argparse
import logging
import random
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from wire.errors import EXIT_FAILURE, EXIT_USAGE, OtklikError, SettingsError
from wire.identity.ask import asking
from wire.identity.holding import Holding
from wire.identity.settings import EnrolSettings
from wire.identity.until import hold_up_to_date
from wire.service import StopFlag, set_up_logging
from wire.settings import load, read_secret, state_path
from wire.tls import absent_credential

_log = logging.getLogger("otklik.identity")
_EXAMPLES: Final = """examples:
  otklik-enrol run --settings /etc/otklik/enrol.toml
      makes a key, asks the hub for a certificate, keeps both; later renews it when that is due
  otklik-enrol show --settings /etc/otklik/enrol.toml
      whose certificate this device has, until when, and when it is renewed

exit codes: 0 done, or nothing to do; 1 refused, or nothing to show; 2 settings or usage
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="otklik-enrol",
        description="Gets this device its certificate, with the one-time token of its card.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=("run", "show"), help="see the examples")
    parser.add_argument("--settings", type=Path, required=True, metavar="FILE", help="TOML file")
    options = parser.parse_args(arguments)
    set_up_logging()
    try:
        settings = load(EnrolSettings, options.settings)
        holding = Holding(state_path("."), settings.device)
        return _run(settings, holding) if options.command == "run" else _show(holding)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return EXIT_USAGE
    except (OtklikError, OSError) as error:
        print(f"otklik-enrol: {error}", file=sys.stderr)
        return EXIT_FAILURE


def _run(settings: EnrolSettings, holding: Holding) -> int:
    done = hold_up_to_date(
        holding,
        "" if absent_credential(settings.hub.token_file) else _token(settings),
        asking(settings.hub),
        now=lambda: datetime.now(UTC),
        rest=StopFlag().install(),
        chance=random.SystemRandom(),
    )
    own = holding.own()
    if own is not None:
        _log.info("%s: %s, good until %s.", done or "ended", own.common_name, own.ends)
    return 0


def _token(settings: EnrolSettings) -> str:
    return read_secret(settings.hub.token_file).reveal()


def _show(holding: Holding) -> int:
    own = holding.own()
    if own is None:
        print("This device has no certificate yet.")
        return EXIT_FAILURE
    print(f"{own.common_name}, good until {own.ends}, renewed after {own.renew_after}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
