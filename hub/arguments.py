"""What can be written after `otklik-hub`, and the help for it."""

import argparse
import re
from typing import Final

from hub.commands import TOPICS
from hub.parsing import Commands, add_json, group, leaf
from hub.settings import check_timezone
from wire.topics import NAME_PATTERN

_EXAMPLES: Final = {
    "": """\
examples:
  otklik-hub check --settings hub.toml
      what is missing here, and the cure
  otklik-hub user add anna --settings hub.toml
      asks for a password; anna can then sign in
  otklik-hub run --settings hub.toml
      ingest, pages, alerts in one process, for one shop on one box
  otklik-hub COMMAND --help
      more about one command

exit codes: 0 ok, 1 failure, 2 settings or usage
""",
    "run": """\
example:
  otklik-hub run --settings hub.toml
      ends at Ctrl-C or SIGTERM; what was begun is finished
""",
    "ingest": """\
example:
  otklik-hub ingest --settings hub.toml
      beside `otklik-hub serve`; while it is away, messages wait at the broker
""",
    "serve": """\
example:
  otklik-hub serve --settings hub.toml
      needs web.secret_key_file in the settings, and no broker
""",
    "work": """\
example:
  otklik-hub work --settings hub.toml
      beside `otklik-hub ingest` and `otklik-hub serve`; sends alerts and reports
""",
    "migrate": """\
example:
  otklik-hub migrate --settings hub.toml
      run, ingest, serve and work do this at their start as well
""",
    "check": """\
examples:
  otklik-hub check --settings hub.toml
  otklik-hub check --settings hub.toml --json
""",
    "site add": """\
example:
  otklik-hub site add north-3 --name "North Street" --timezone Europe/Riga --settings hub.toml
      before its first device speaks; else the shop is made with site_defaults.timezone
""",
    "site set": """\
example:
  otklik-hub site set north-3 --timezone Europe/Riga --settings hub.toml
      hours and days of that shop are counted anew; ingest waits meanwhile
  otklik-hub site set north-3 --country LV --settings hub.toml
      the forecast knows that country's holidays
  otklik-hub site set north-3 --place 56.95,24.11 --settings hub.toml
      the Devices page shows it on the map
""",
    "site list": "example:\n  otklik-hub site list --settings hub.toml --json\n",
}


def make_parser() -> argparse.ArgumentParser:
    """The parser. `words` of its result names the command, such as `site add`."""
    parser = argparse.ArgumentParser(
        prog="otklik-hub",
        description="Takes in what devices count, and shows it with its uncertainty.",
        epilog=_EXAMPLES[""],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for words, text in (
        ("run", "ingest, pages and work together, until told to stop"),
        ("ingest", "store what devices send, until told to stop"),
        ("serve", "answer pages and the API, until told to stop"),
        ("work", "send alerts and reports, until told to stop"),
    ):
        one = _leaf(commands, words, text)
        one.add_argument("--verbose", action="store_true", help="log more")
    _leaf(commands, "migrate", "bring the store's tables up to date")
    add_json(_leaf(commands, "check", "look whether everything needed is here"))
    _add_sites(commands)
    for topic in TOPICS:
        topic.add_to(commands)
    return parser


def _add_sites(commands: Commands) -> None:
    site = group(commands, "site", "shops")
    for words, text, zone_needed in (
        ("site add", "announce a shop", True),
        ("site set", "change a shop's name, time zone or country, and confirm it", False),
    ):
        one = _leaf(site, words, text)
        one.add_argument("code", metavar="CODE", type=_code, help="as in the devices' settings")
        one.add_argument("--name", metavar="NAME", help="as people call it")
        one.add_argument(
            "--timezone",
            metavar="ZONE",
            type=_zone,
            required=zone_needed,
            help="IANA time zone, such as Europe/Riga",
        )
        if not zone_needed:
            one.add_argument(
                "--country",
                metavar="COUNTRY",
                type=_country,
                help="two letters, such as LV, for its holidays; else as the time zone says",
            )
            one.add_argument(
                "--place",
                metavar="LATITUDE,LONGITUDE",
                type=_place,
                help="in degrees, such as 56.95,24.11; south and west are negative",
            )
    add_json(_leaf(site, "site list", "all shops"))


def _leaf(commands: Commands, words: str, text: str) -> argparse.ArgumentParser:
    return leaf(commands, words, text, _EXAMPLES[words])


def _code(text: str) -> str:
    if not re.match(NAME_PATTERN, text):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no shop code: use 1 to 63 of a-z, 0-9 and '-', starting with a letter "
            "or digit"
        )
    return text


def _country(text: str) -> str:
    from hub.holidays import check_country  # noqa: PLC0415 - it takes a while to load

    try:
        return check_country(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _place(text: str) -> tuple[float, float]:
    try:
        latitude, longitude = (float(part) for part in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no place: write latitude,longitude in degrees, such as 56.95,24.11"
        ) from error
    # Written so that a NaN fails as well.
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not on the earth: latitudes go to 90 degrees, longitudes to 180"
        )
    return latitude, longitude


def _zone(text: str) -> str:
    try:
        return check_timezone(text).key
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
