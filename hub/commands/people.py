"""`otklik-hub user`: who may sign in, with which roles, and where."""

import argparse
from pathlib import Path
from typing import Final

from hub.domain.rights import Role
from hub.parsing import Commands, add_json, add_where, group, leaf
from hub.settings import HubSettings

_EXAMPLES: Final = {
    "user add": """\
examples:
  otklik-hub user add anna --settings hub.toml
      asks for the password twice; the first user is admin of the organisation
  otklik-hub user add bert --role manager --on region:north --settings hub.toml
      --on organisation (the default), region:CODE or shop:CODE
  openssl rand -base64 18 | otklik-hub user add anna --password-file - --settings hub.toml
""",
    "user password": """\
example:
  otklik-hub user password anna --settings hub.toml
      signs anna out everywhere
""",
    "user list": "example:\n  otklik-hub user list --settings hub.toml --json\n",
    "user grant": """\
example:
  otklik-hub user grant bert --role technician --on shop:north-3 --settings hub.toml
      beside the roles that bert has already
""",
    "user revoke": """\
example:
  otklik-hub user revoke bert --role technician --on shop:north-3 --settings hub.toml
""",
    "user disable": """\
example:
  otklik-hub user disable bert --settings hub.toml
      signs bert out everywhere; what he changed stays under his name
""",
    "user enable": "example:\n  otklik-hub user enable bert --settings hub.toml\n",
    "user reset-second-factor": """\
example:
  otklik-hub user reset-second-factor anna --settings hub.toml
      for somebody who lost both the phone and the recovery codes
""",
}


def add_to(commands: Commands) -> None:
    """Add the parsers."""
    user = group(commands, "user", "who may sign in")
    made = {
        words: leaf(user, words, text, _EXAMPLES[words])
        for words, text in (
            ("user add", "let somebody sign in"),
            ("user password", "set a new password"),
            ("user grant", "give a role"),
            ("user revoke", "take a role away"),
            ("user disable", "keep somebody from signing in"),
            ("user enable", "let somebody sign in again"),
            ("user reset-second-factor", "ask somebody for a password only"),
            ("user list", "who may sign in, and with which roles"),
        )
    }
    add_json(made["user list"])
    for words, one in made.items():
        one.set_defaults(run=_run)
        if words != "user list":
            one.add_argument("name", metavar="NAME", help="the name to sign in with")
    for words in ("user add", "user password"):
        made[words].add_argument(
            "--password-file",
            type=Path,
            metavar="FILE",
            help="read the password (12 characters or more) from a file; - is the standard input",
        )
    for words in ("user add", "user grant", "user revoke"):
        made[words].add_argument(
            "--role", choices=list(Role), required=words != "user add", help="what the user is"
        )
        add_where(made[words])


def _run(options: argparse.Namespace, settings: HubSettings) -> int:
    from hub.commands.people_actions import run

    return run(options, settings)
