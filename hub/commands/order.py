"""`otklik-hub order`: the key that signs orders to devices."""

import argparse
from pathlib import Path
from typing import Final

from hub.parsing import Commands, group, leaf
from hub.settings import HubSettings

_EXAMPLES: Final = {
    "order key": """\
examples:
  otklik-hub order key --new order-key.pem --settings hub.toml
      makes the key, readable by you only, and shows what devices are told: [orders] key = "..."
  otklik-hub order key --settings hub.toml
      shows it again, from devices.order_key_file
""",
}


def add_to(commands: Commands) -> None:
    """Add the parsers."""
    order = group(commands, "order", "orders to devices: restart, blink, test, send the log")
    key = leaf(order, "order key", "make or show the key that signs them", _EXAMPLES["order key"])
    key.add_argument(
        "--new", type=Path, metavar="FILE", help="make a key in this file, which must not exist"
    )
    key.set_defaults(run=_run)


def _run(options: argparse.Namespace, settings: HubSettings) -> int:
    from hub.commands.order_actions import show_key

    return show_key(options.new, settings)
