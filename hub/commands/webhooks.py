"""`otklik-hub webhook`: who is told over the web what happens."""

import argparse
from typing import Final

from hub.parsing import Commands, add_json, group, leaf
from hub.settings import HubSettings

_EXAMPLES: Final = {
    "webhook add": """\
examples:
  otklik-hub webhook add desk https://desk.example/otklik --settings hub.toml > secret
      told of alerts and finished days of all shops; the secret signs what is posted, and is
      shown this once
  otklik-hub webhook add till https://till.example/hook --kind day.closed --site north-3 \\
      --settings hub.toml
""",
    "webhook remove": "example:\n  otklik-hub webhook remove desk --settings hub.toml\n",
    "webhook list": "example:\n  otklik-hub webhook list --settings hub.toml --json\n",
    "webhook test": """\
example:
  otklik-hub webhook test desk --settings hub.toml
      a message that says nothing; `webhook list` tells whether it arrived
""",
}
KINDS: Final = ("alert.opened", "alert.resolved", "device.offline", "day.closed")
"""As in `hub.domain.occurrence.CHOICES`, which `--help` does not load."""


def add_to(commands: Commands) -> None:
    """Add the parsers."""
    hook = group(commands, "webhook", "addresses that are told what happens")
    made = _leaf(hook, "webhook add", "have an address told, by signed posts", "what it is for")
    made.add_argument("url", metavar="URL", help="https:// and where to post to")
    made.add_argument(
        "--kind",
        action="append",
        choices=KINDS,
        help="what it is told of, may be given several times (all)",
    )
    made.add_argument("--site", metavar="SHOP", help="of this shop only (of all)")
    _leaf(hook, "webhook remove", "tell an address nothing any more", "as it was made")
    _leaf(hook, "webhook test", "post a message that says nothing", "as it was made")
    add_json(_leaf(hook, "webhook list", "all of them, with what became of the newest post"))


def _leaf(commands: Commands, words: str, text: str, name: str = "") -> argparse.ArgumentParser:
    made = leaf(commands, words, text, _EXAMPLES[words])
    made.set_defaults(run=_run)
    if name:
        made.add_argument("name", metavar="NAME", help=name)
    return made


def _run(options: argparse.Namespace, settings: HubSettings) -> int:
    from hub.commands.webhooks_actions import run

    return run(options, settings)
