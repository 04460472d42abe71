"""`otklik-hub doctor`: whether a hub that runs is well."""

import argparse
from typing import Final

from hub.parsing import Commands, add_json, leaf
from hub.settings import HubSettings

_EXAMPLES: Final = """\
examples:
  otklik-hub doctor --settings hub.toml
      the file, the sums against single presses, the audit log, ingest, devices, backups
  otklik-hub doctor --days 5000 --settings hub.toml
      with more days counted anew
"""


def add_to(commands: Commands) -> None:
    """Add the command."""
    one = leaf(commands, "doctor", "look whether a hub that runs is well", _EXAMPLES)
    one.add_argument("--days", type=int, default=200, metavar="N", help="days to count anew (200)")
    add_json(one)
    one.set_defaults(run=_examine)


def _examine(options: argparse.Namespace, settings: HubSettings) -> int:
    import random

    from hub.commands.common import now_ms, opened
    from hub.doctor import examine
    from wire.checks import tell

    with opened(settings) as engine:
        chance = random.Random()  # noqa: S311 - which days, not a secret
        found = examine(engine, settings, now_ms(), chance, days=max(0, options.days))
    return tell(found, as_json=options.json)
