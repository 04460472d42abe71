"""`otklik-hub config`: settings of devices, for one who looks after many of them."""

import argparse
from typing import Final

from hub.domain.layers import ORGANISATION
from hub.domain.settables import SETTABLES
from hub.parsing import Commands, add_json, group, leaf
from hub.settings import HubSettings

_EXAMPLES: Final = {
    "config show": """\
examples:
  otklik-hub config show --room kiosk --on shop:north-3 --settings hub.toml
      what is set there, and what each device does with it
  otklik-hub config show --room camera --settings hub.toml --json
""",
    "config keys": """\
example:
  otklik-hub config keys --room kiosk --settings hub.toml
      what may be changed from here, with its limits
""",
    "config set": """\
examples:
  otklik-hub config set kiosk.question="How was it?" --on region:north --settings hub.toml
      beside what is set there already; shows what will change, and asks
  otklik-hub config set --unset kiosk.question --on shop:north-3 --settings hub.toml --dry-run
  otklik-hub config set "buttons[].label=Good;Fair;Bad" --on device:north-3/till --settings hub.toml
      several texts: a semicolon between two of them
""",
    "config history": """\
example:
  otklik-hub config history --room kiosk --on organisation --settings hub.toml
""",
    "config back": """\
example:
  otklik-hub config back 3 --room kiosk --on organisation --note "too slow" --settings hub.toml
      a new version with the content of version 3; 0: nothing is set there any more
""",
}


def add_to(commands: Commands) -> None:
    """Add the parsers."""
    config = group(commands, "config", "settings of devices: set, shown, taken back")
    made = {
        words: leaf(config, words, text, _EXAMPLES[words])
        for words, text in (
            ("config keys", "what may be changed from here"),
            ("config show", "what is set somewhere, and what devices do with it"),
            ("config set", "change settings of devices"),
            ("config history", "all versions of what is set somewhere"),
            ("config back", "go back to what was set before"),
        )
    }
    for words, one in made.items():
        one.set_defaults(run=_run)
        one.add_argument("--room", choices=list(SETTABLES), default="kiosk", help="kind (kiosk)")
        if words != "config keys":
            one.add_argument(
                "--on",
                metavar="WHERE",
                default=ORGANISATION,
                help="organisation (the default), region:CODE, shop:CODE or device:SHOP/DEVICE",
            )
    for words in ("config keys", "config show", "config history"):
        add_json(made[words])
    made["config set"].add_argument("values", nargs="*", metavar="KEY=VALUE", help="what to set")
    made["config set"].add_argument(
        "--unset", action="append", default=[], metavar="KEY", help="leave it to wider settings"
    )
    made["config back"].add_argument("number", type=int, metavar="NUMBER", help="of the version")
    for words in ("config set", "config back"):
        made[words].add_argument("--note", default="", help="why, for those who come later")
        made[words].add_argument("--dry-run", action="store_true", help="show it only")
        made[words].add_argument("--yes", action="store_true", help="do not ask")


def _run(options: argparse.Namespace, settings: HubSettings) -> int:
    from hub.commands.config_actions import run

    return run(options, settings)
