"""`otklik-card release`: makes the organisation's release keys, and signs bundles with them."""

import argparse
import getpass
import sys
import zoneinfo
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from firmware_config.book.edit import read, save, set_updates
from firmware_config.errors import ReleaseError
from firmware_config.release import repository
from firmware_config.release.keys import Keys, make_keys, open_keys, public_key

_KEYS: Final = Path("~/.config/otklik/release-keys")
_EXAMPLES: Final = """examples:
  otklik-card release init releases --hub-key 5f1c...   # what `otklik-hub release key` prints
  otklik-card release add releases stores/bundle        # what `otklik-card bundle` collected
  otklik-card release renew releases                    # once a year: good for another one
  otklik-card release list releases

Then bring the folder to the hub: `otklik-hub release take releases`. The keys stay here.
"""


def add_commands(commands: Any) -> None:
    """`release`."""
    release = commands.add_parser(
        "release",
        help="sign collected software, so that devices take it as an update",
        description="Sign collected software, so that devices take it as an update.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = release.add_subparsers(required=True, metavar="ACTION")
    made = {
        name: _action(actions, name, text)
        for name, text in (
            ("init", "make the keys and the folder, once"),
            ("add", "sign a bundle as a release"),
            ("renew", "sign all anew, for another year"),
            ("list", "which releases there are, and until when they are good"),
        )
    }
    for name in ("init", "renew"):
        made[name].add_argument(
            "--hub-key",
            required=name == "init",
            metavar="HEX",
            help="the hub's key, as `otklik-hub release key` prints it",
        )
    made["add"].add_argument("bundle", type=Path, metavar="BUNDLE", help="a bundle's folder")
    for name in ("init", "add", "renew"):
        made[name].add_argument(
            "--keys", type=Path, default=_KEYS, metavar="DIR", help=f"the keys' folder ({_KEYS})"
        )
        made[name].add_argument(
            "--passphrase-file",
            type=Path,
            metavar="FILE",
            help="the keys' passphrase; - is the standard input; without it you are asked",
        )
    for name, run in (("init", _init), ("add", _add), ("renew", _renew), ("list", _list)):
        made[name].set_defaults(run=run)


def add_fleet_arguments(updates: argparse.ArgumentParser) -> None:
    """What may stand after `fleet updates`."""
    updates.add_argument("folder", type=Path, metavar="FLEET", help="the folder")
    updates.add_argument(
        "--url", required=True, help="the hub's pages as the shops see them, such as https://hub"
    )
    updates.add_argument(
        "--releases",
        type=Path,
        required=True,
        metavar="RELEASES",
        help="the folder that `otklik-card release init` made",
    )
    updates.set_defaults(run=_fleet_updates)


def _action(actions: Any, name: str, text: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = actions.add_parser(
        name,
        help=text,
        description=text[0].upper() + text[1:] + ".",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("folder", type=Path, metavar="RELEASES", help="the folder of releases")
    return command


def _init(arguments: argparse.Namespace) -> int:
    hub = public_key(arguments.hub_key)
    keys_folder = arguments.keys.expanduser()
    keys = make_keys(keys_folder, _passphrase(arguments, twice=True))
    repository.begin(arguments.folder, keys, hub, datetime.now(UTC))
    print(f"keys       {keys_folder}: keep a copy in a safe, and its passphrase elsewhere")
    print(f"root       {arguments.folder}/metadata/root.json: `otklik-card fleet updates` takes it")
    return 0


def _add(arguments: argparse.Namespace) -> int:
    made = repository.add(arguments.folder, _keys(arguments), arguments.bundle, datetime.now(UTC))
    size = sum(file.size for file in made.files.values()) / 1e6
    print(f"signed     {made.version} for {made.arch}, Python {made.python}, {size:.0f} MB")
    return 0


def _renew(arguments: argparse.Namespace) -> int:
    hub = public_key(arguments.hub_key) if arguments.hub_key else None
    repository.renew(arguments.folder, _keys(arguments), hub, datetime.now(UTC))
    return _list(arguments)


def _list(arguments: argparse.Namespace) -> int:
    for version, machines in repository.versions(arguments.folder).items():
        print(f"{version:12} {', '.join(machines)}")
    root, releases = repository.ends(arguments.folder)
    print(
        f"good until {releases:%Y-%m-%d} (root: {root:%Y-%m-%d}); then `otklik-card release renew`"
    )
    return 0


def _fleet_updates(arguments: argparse.Namespace) -> int:
    path = arguments.releases / "metadata/root.json"
    try:
        root = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ReleaseError(f"{path} cannot be read ({error}).") from error
    text = set_updates(read(arguments.folder), arguments.url, root)
    save(arguments.folder, text, zoneinfo.available_timezones())
    print(f"set        devices take releases from {arguments.url}; cards written from now on")
    return 0


def _keys(arguments: argparse.Namespace) -> Keys:
    return open_keys(arguments.keys.expanduser(), _passphrase(arguments, twice=False))


def _passphrase(arguments: argparse.Namespace, *, twice: bool) -> str:
    file: Path | None = arguments.passphrase_file
    try:
        if file is not None:
            text = sys.stdin.readline() if str(file) == "-" else file.read_text(encoding="utf-8")
            return text.rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ReleaseError(f"The passphrase cannot be read from {file} ({error}).") from error
    if not sys.stdin.isatty():
        raise ReleaseError("There is nobody to ask for the passphrase: use --passphrase-file.")
    passphrase = getpass.getpass("Passphrase of the release keys: ")
    if twice and getpass.getpass("Once more: ") != passphrase:
        raise ReleaseError("The two differ. Nothing was made; try again.")
    return passphrase
