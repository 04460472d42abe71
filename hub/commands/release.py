"""`otklik-hub release`: releases of Otklik for devices, given out in stages."""

import argparse
from pathlib import Path
from typing import Final

from hub.parsing import Commands, add_json, group, leaf
from hub.settings import HubSettings

_EXAMPLES: Final = {
    "release key": """\
examples:
  otklik-hub release key --new update-key.pem --settings hub.toml
      makes the hub's key, readable by you only, and shows what `otklik-card release init` asks for
  otklik-hub release key --settings hub.toml
      shows it again, from updates.key_file
""",
    "release take": """\
example:
  otklik-hub release take releases --settings hub.toml
      takes in what `otklik-card release` signed; nothing is given out yet
""",
    "release start": """\
example:
  otklik-hub release start 1.2.0 --settings hub.toml
      to 5 % of the devices, after the soak time to 25 %, then to all; stops by itself
""",
    "release stop": "example:\n  otklik-hub release stop --settings hub.toml\n",
    "release resume": "example:\n  otklik-hub release resume --settings hub.toml\n",
    "release list": "example:\n  otklik-hub release list --settings hub.toml --json\n",
}


def add_to(commands: Commands) -> None:
    """Add the parsers."""
    release = group(commands, "release", "releases of Otklik for devices")
    made = {
        words: leaf(release, words, text, _EXAMPLES[words])
        for words, text in (
            ("release key", "make or show the key with which this hub gives releases out"),
            ("release take", "take in a folder of signed releases"),
            ("release start", "begin to give a release out, in stages"),
            ("release stop", "give it to nobody else; who has it keeps it"),
            ("release resume", "let a stopped one go on"),
            ("release list", "which releases there are, and how far they are"),
        )
    }
    for one in made.values():
        one.set_defaults(run=_run)
    made["release key"].add_argument(
        "--new", type=Path, metavar="FILE", help="make a key in this file, which must not exist"
    )
    made["release take"].add_argument("folder", type=Path, metavar="RELEASES", help="the folder")
    made["release start"].add_argument("version", help="which one")
    add_json(made["release list"])


def _run(options: argparse.Namespace, settings: HubSettings) -> int:
    from hub.commands.release_actions import run

    return run(options, settings)
