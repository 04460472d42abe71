"""`otklik-hub ca` and `enrol`: the organisation's own certificate authority."""

import argparse
from pathlib import Path
from typing import Final

from hub.domain.broker_access import PROGRAMS
from hub.domain.identity import TOKEN_HOURS
from hub.parsing import Commands, add_json, group, leaf
from hub.settings import HubSettings

_EXAMPLES: Final = {
    "ca init": """\
example:
  otklik-hub ca init --organisation "Example Stores" --passphrase-file - --settings hub.toml
      reads the passphrase from the standard input; docs/operator.md says where to keep it
""",
    "ca show": """\
example:
  otklik-hub ca show --settings hub.toml > ca.crt
      the certificate that cards and the broker need; its fingerprint is shown beside it
""",
    "ca server": """\
example:
  otklik-hub ca server broker.example.com 192.168.10.2 --out broker --settings hub.toml
      writes broker.key and broker.crt for the broker, good under these names
""",
    "ca program": """\
example:
  otklik-hub ca program hub --out hub --settings hub.toml
      writes hub.pem, with which the hub itself signs in at the broker
""",
    "ca token": """\
examples:
  otklik-hub ca token north-3/door-buttons --settings hub.toml > tokens
  otklik-hub ca token north-3/door-buttons north-3/door-camera --hours 48 --settings hub.toml
      a line for each device, shown this once; `otklik-card fleet identity` takes them
""",
    "ca revoke": """\
example:
  otklik-hub ca revoke north-3/door-buttons --settings hub.toml
      for a device that was stolen or sold: its certificate opens nothing any more
""",
    "ca reissue": """\
example:
  otklik-hub ca reissue north-3/door-buttons --settings hub.toml > tokens
      revokes what the device has, and makes a token for a new card
""",
    "ca list": "example:\n  otklik-hub ca list --settings hub.toml --json\n",
    "enrol": """\
example:
  otklik-hub enrol --settings hub.toml
      gives devices their certificates on ca.port, and keeps the broker's lists in step
""",
}
_DEVICES: Final = ("ca token", "ca revoke", "ca reissue")
_SIGNING: Final = ("ca init", "ca server", "ca program")


def add_to(commands: Commands) -> None:
    """Add the parsers."""
    ca = group(commands, "ca", "the organisation's own certificate authority")
    made = {
        words: leaf(ca, words, text, _EXAMPLES[words])
        for words, text in (
            ("ca init", "make the authority, once"),
            ("ca show", "print the authority's certificate"),
            ("ca server", "make a certificate for the broker"),
            ("ca program", "make a certificate for a program at the broker"),
            ("ca token", "let devices enrol, once each"),
            ("ca revoke", "make a device's certificates worthless"),
            ("ca reissue", "revoke, and let the device enrol once more"),
            ("ca list", "all certificates and tokens, and when they run out"),
        )
    }
    for words, one in made.items():
        one.set_defaults(run=_run)
        if words in _DEVICES:
            one.add_argument("devices", nargs="+", metavar="SITE/DEVICE", help="whose")
        if words in _SIGNING:
            _add_passphrase(one)
    made["ca init"].add_argument("--organisation", required=True, help="whose authority it is")
    for words in ("ca token", "ca reissue"):
        made[words].add_argument(
            "--hours",
            type=int,
            default=TOKEN_HOURS,
            help=f"how long the token is good ({TOKEN_HOURS})",
        )
    made["ca server"].add_argument("names", nargs="+", metavar="NAME", help="names or addresses")
    made["ca program"].add_argument("name", choices=PROGRAMS, help="which program")
    for words in ("ca server", "ca program"):
        made[words].add_argument(
            "--out", type=Path, required=True, metavar="PATH", help="files, without their ending"
        )
        made[words].add_argument(
            "--days", type=int, default=5 * 365, help="how long it is good (5 years)"
        )
    add_json(made["ca list"])
    enrol = leaf(commands, "enrol", "give devices certificates, until stopped", _EXAMPLES["enrol"])
    enrol.add_argument("--verbose", action="store_true", help="log more")
    enrol.set_defaults(run=_enrol)


def _add_passphrase(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help="in place of ca.passphrase_file; - is the standard input",
    )


def _run(options: argparse.Namespace, settings: HubSettings) -> int:
    from hub.commands.ca_actions import run

    return run(options, settings)


def _enrol(options: argparse.Namespace, settings: HubSettings) -> int:
    from hub.identity.service import run_enrol
    from wire.clock import SystemClock
    from wire.service import Notifier, StopFlag, set_up_logging

    set_up_logging(verbose=options.verbose)
    run_enrol(settings, clock=SystemClock(), stop=StopFlag().install(), notifier=Notifier())
    return 0
