"""`otklik-card fleet identity`: where devices get certificates, and the tokens for it."""

import argparse
import sys
import zoneinfo
from pathlib import Path

from firmware_config.book.edit import read, save, set_enrolment
from firmware_config.book.vault import put_secret, token_secret
from firmware_config.domain.broker_files import user_name
from firmware_config.domain.enrolment import tokens_in
from firmware_config.errors import OutputError
from firmware_config.render import load_fleet
from wire.errors import SettingsError


def add_arguments(identity: argparse.ArgumentParser) -> None:
    """What may stand after `fleet identity`."""
    identity.add_argument("folder", type=Path, metavar="FLEET", help="the folder")
    identity.add_argument(
        "--url", help="where `otklik-hub enrol` listens, such as https://hub:8443"
    )
    identity.add_argument(
        "--ca", type=Path, metavar="FILE", help="what `otklik-hub ca show` printed"
    )
    identity.add_argument(
        "--tokens",
        type=Path,
        metavar="FILE",
        help="what `otklik-hub ca token` printed; - is the standard input",
    )
    identity.set_defaults(run=_identity)


def _identity(arguments: argparse.Namespace) -> int:
    folder: Path = arguments.folder
    if (arguments.url is None) != (arguments.ca is None):
        raise SettingsError("--url, --ca", ["the two go together: give both"])
    if arguments.url is not None:
        text = set_enrolment(read(folder), arguments.url, _text(arguments.ca))
        save(folder, text, zoneinfo.available_timezones())
        print(f"set        devices get certificates at {arguments.url}")
    if arguments.tokens is not None:
        _keep_tokens(folder, _text(arguments.tokens))
    return 0


def _keep_tokens(folder: Path, text: str) -> None:
    tokens, faults = tokens_in(text)
    fleet = load_fleet(folder, timezones=zoneinfo.available_timezones())
    known = {device.identity for device in fleet.devices()}
    faults += [f"the fleet has no device {one}" for one in tokens if one not in known]
    if faults:
        raise SettingsError("--tokens", faults)
    for identity, token in tokens.items():
        site, _, name = identity.partition("/")
        put_secret(folder, token_secret(user_name(site, name)), token)
    print(f"kept       {len(tokens)} token(s), encrypted; delete the list they came in")


def _text(path: Path) -> str:
    try:
        return sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OutputError(f"{path} cannot be read ({error}).") from error
