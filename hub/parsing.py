"""What each command's parser is made of: its help, its examples, its settings file."""

import argparse
from pathlib import Path
from typing import TypeAlias

# argparse gives this type no public name.
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001


def group(commands: Commands, name: str, text: str) -> Commands:
    """A first word that others follow, such as `user`."""
    found = commands.add_parser(name, help=text, description=text.capitalize() + ".")
    return found.add_subparsers(required=True, metavar="ACTION")


def leaf(commands: Commands, words: str, text: str, examples: str) -> argparse.ArgumentParser:
    """A command with its settings file.

    A topic of `hub.commands` sets what runs it: `leaf(...).set_defaults(run=function)`.

    Args:
        commands: where it is added.
        words: all of it, such as `user add`.
        text: what it is for, in a line.
        examples: for the end of its help.
    """
    made = commands.add_parser(
        words.rsplit(maxsplit=1)[-1],
        help=text,
        description=text[0].upper() + text[1:] + ".",
        epilog=examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument(
        "--settings", type=Path, required=True, metavar="FILE", help="the hub's TOML file"
    )
    made.set_defaults(words=words)
    return made


def add_json(made: argparse.ArgumentParser) -> None:
    """Let a program read the answer."""
    made.add_argument("--json", action="store_true", help="for programs")


def add_where(made: argparse.ArgumentParser) -> None:
    """Ask for an area, as `hub.store.regions.parse_area` reads it."""
    made.add_argument(
        "--on",
        metavar="WHERE",
        default="organisation",
        help="organisation, region:CODE or shop:CODE (organisation)",
    )
