"""The command `otklik-update`: brings another version of Otklik to this device, or back."""

import argparse
import logging
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from wire.errors import EXIT_FAILURE, EXIT_USAGE, OtklikError, SettingsError
from wire.service import set_up_logging
from wire.settings import load
from wire.update.applying import Hands, apply, settle
from wire.update.errors import UpdateError
from wire.update.fetchers import HubFetcher
from wire.update.fetching import fetch
from wire.update.machine import RealSystemd, run, this_kind
from wire.update.places import Places
from wire.update.settings import UpdateSettings
from wire.update.told import note_refusal, told

_log = logging.getLogger("otklik.update")
_EXAMPLES: Final = """examples:
  otklik-update show --settings /etc/otklik/update.toml
      which version runs here, and what became of the newest update
  otklik-update fetch --settings /etc/otklik/update.toml
      looks which version the hub gives this device, and brings it, checked
  otklik-update apply --settings /etc/otklik/update.toml
      installs it beside the running one, tries it, and goes back if it is not healthy in 5 minutes
  otklik-update boot --settings /etc/otklik/update.toml
      before the services start: makes good for a power cut in the middle

All but `show` are started by systemd.
exit codes: 0 done, or nothing to do; 1 refused, unwell, or the hub is away; 2 settings or usage
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="otklik-update",
        description="Signed releases of Otklik: fetched, tried, kept or undone by themselves.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = {"show": _show, "fetch": _fetch, "apply": _apply, "boot": _boot}
    parser.add_argument("command", choices=tuple(commands), help="see the examples")
    parser.add_argument("--settings", type=Path, required=True, metavar="FILE", help="TOML file")
    options = parser.parse_args(arguments)
    set_up_logging()
    # What is fetched and installed is read by users without rights. Not the units' business: what
    # they say of it, the lines that all of ours share would overrule.
    os.umask(0o022)
    try:
        return commands[options.command](load(UpdateSettings, options.settings), Places())
    except SettingsError as error:
        print(error, file=sys.stderr)
        return EXIT_USAGE
    except (OtklikError, OSError) as error:
        print(f"otklik-update: {error}", file=sys.stderr)
        return EXIT_FAILURE


def _show(_settings: UpdateSettings, places: Places) -> int:
    news = told(places)
    print(f"{places.running()} runs here.")
    words = (news.state, news.version, news.why) if news else ()
    print(" ".join(filter(None, words)) or "No update is known.")
    return 0


def _fetch(settings: UpdateSettings, places: Places) -> int:
    fetcher = HubFetcher(settings.hub.ca_file, places.spool / "partial")
    done = fetch(settings, _root(settings), places, this_kind(), fetcher)
    if done.state:
        _log.info("%s %s %s", done.state, done.version, done.why)
    return EXIT_FAILURE if done.state in ("refused", "away") else 0


def _apply(settings: UpdateSettings, places: Places) -> int:
    hands = Hands(RealSystemd(), run, time.monotonic, time.sleep)
    try:
        said = apply(settings, _root(settings), places, this_kind(), hands)
    except (UpdateError, OSError) as error:
        note_refusal(places, str(error))
        raise
    note_refusal(places, "")
    _log.info("%s", said)
    return 0


def _boot(settings: UpdateSettings, places: Places) -> int:
    settle(places, RealSystemd(), settings.role)
    return 0


def _root(settings: UpdateSettings) -> bytes:
    try:
        return Path(settings.hub.root_file).read_bytes()
    except OSError as error:
        raise UpdateError(
            f"The root of trust {settings.hub.root_file} cannot be read ({error.strerror}): write "
            "the card again."
        ) from error


if __name__ == "__main__":
    sys.exit(main())
