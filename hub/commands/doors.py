"""`otklik-hub token`, `wall`, `region`: what opens the hub without a person, and where."""

import argparse
from typing import Final

from hub.parsing import Commands, add_json, add_where, group, leaf
from hub.settings import HubSettings

_EXAMPLES: Final = {
    "token add": """\
examples:
  otklik-hub token add till-report --settings hub.toml > token
      the token is shown this once; it opens /api/v1 for reading
  otklik-hub token add till --scope sales:write --on shop:north-3 --settings hub.toml
      for this shop only, and for sending sales only
""",
    "token revoke": "example:\n  otklik-hub token revoke till-report --settings hub.toml\n",
    "token list": "example:\n  otklik-hub token list --settings hub.toml --json\n",
    "wall add": """\
example:
  otklik-hub wall add entrance --page overview --on shop:north-3 --settings hub.toml
      the end of an address, shown this once: open it in the screen's browser
""",
    "wall withdraw": "example:\n  otklik-hub wall withdraw entrance --settings hub.toml\n",
    "wall list": "example:\n  otklik-hub wall list --settings hub.toml --json\n",
    "region add": """\
example:
  otklik-hub region add north --name "The North" --settings hub.toml
""",
    "region put": """\
example:
  otklik-hub region put north north-3 north-4 --settings hub.toml
      these shops are in this region and in no other; - instead of north: in none
""",
    "region remove": "example:\n  otklik-hub region remove north --settings hub.toml\n",
    "region list": "example:\n  otklik-hub region list --settings hub.toml --json\n",
}
WALL_PAGES: Final = ("overview", "satisfaction", "footfall", "compare")
"""Pages that say something from across the room."""
WALL_LANGUAGES: Final = ("en", "ru", "pl", "de")
"""As in `hub.words.LANGUAGES`, which `--help` does not load."""
WALL_PERIODS: Final = ("today", "7d", "28d")


def add_to(commands: Commands) -> None:
    """Add the parsers."""
    token = group(commands, "token", "programs that may use the API")
    made = _leaf(token, "token add", "make a token for a program", "what it is for")
    made.add_argument(
        "--scope",
        action="append",
        metavar="SCOPE",
        help="what it may do, may be given several times: read (the default), sales:write, ...",
    )
    add_where(made)
    _leaf(token, "token revoke", "make a token worthless", "as it was made")
    _leaf(token, "token list", "all tokens, and when each was last used")
    wall = group(commands, "wall", "links for wall screens")
    made = _leaf(wall, "wall add", "make a link that shows one page", "where the screen hangs")
    made.add_argument("--page", choices=WALL_PAGES, default="overview", help="what it shows")
    made.add_argument(
        "--period", choices=WALL_PERIODS, help="which days; without it as on the page itself"
    )
    made.add_argument(
        "--language", choices=WALL_LANGUAGES, help="of the page (as the screen's browser asks)"
    )
    add_where(made)
    _leaf(wall, "wall withdraw", "make a link worthless", "as it was made")
    _leaf(wall, "wall list", "all links, and when each was last used")
    region = group(commands, "region", "shops under one name, for roles and figures")
    made = _leaf(region, "region add", "make a region", "a short name: a-z, 0-9 and -")
    made.add_argument("--name", metavar="TEXT", dest="title", help="as people call it")
    made = _leaf(region, "region put", "say which shops are in a region", "the region, or -")
    made.add_argument("sites", nargs="+", metavar="SHOP", help="codes of shops")
    _leaf(region, "region remove", "remove a region; its shops stay", "the region's code")
    _leaf(region, "region list", "all regions with their shops")


def _leaf(commands: Commands, words: str, text: str, name: str = "") -> argparse.ArgumentParser:
    made = leaf(commands, words, text, _EXAMPLES[words])
    made.set_defaults(run=_run)
    if name:
        made.add_argument("name", metavar="NAME", help=name)
    else:
        add_json(made)
    return made


def _run(options: argparse.Namespace, settings: HubSettings) -> int:
    from hub.commands.doors_actions import run

    return run(options, settings)
