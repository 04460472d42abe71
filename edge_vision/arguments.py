"""The command line of `otklik-vision`: what may be typed, with examples."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from edge_vision.domain.geometry import Point, line_fault, zone_fault
from edge_vision.expression import arguments as expression
from edge_vision.place_settings import FURTHEST_PX

_MOST_MINUTES = 480
"""A page that shows a shop's picture does not stay open overnight."""
_PLACES = ("--line", "--zone")
_OF_NUMBERS = tuple(".0123456789")
_MOST_PORT = 65535
EXAMPLES = f"""\
examples:
  otklik-vision run --settings vision.toml
      count until Ctrl-C or SIGTERM
  otklik-vision run --settings vision.toml --source door.mp4 --line 0,250,670,250
      the same with a recording, which plays as a camera would
  otklik-vision replay door.mp4 --line 0,250,670,250 --models models --json
      count a recording as fast as possible, without a broker; prints one JSON object
  otklik-vision replay door.mp4 --settings vision.toml --draw seen.mp4
      the same, with a copy that shows what the counter saw; for your eyes: it holds pictures
  otklik-vision setup --settings vision.toml
      count, and serve a page for 30 minutes on which lines and zones are drawn and audits made
  otklik-vision check --settings vision.toml
      what is missing here, and the cure
  otklik-vision tune --settings vision.toml --write
      measure this machine, and set the network's size, threads and rate to what it holds
  otklik-vision models list
  otklik-vision models pull yolox_nano
  otklik-vision models import /media/usb/models
      for shops without internet: from a folder, a .zip or a .tar.gz

{expression.EXAMPLES}
lines: somebody who looks from the first point to the last has "in" from left to right.
exit codes: 0 ok, 1 failure, 2 settings or usage
"""


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """What was typed. Exits with 2 and the reason if it makes no sense.

    Places left of the picture and above it are numbers below 0, which argparse takes for options.
    """
    words: list[str] = []
    for word in arguments:
        if words and words[-1] in _PLACES and word[:1] == "-" and word[1:2] in _OF_NUMBERS:
            words[-1] += f"={word}"
        else:
            words.append(word)
    return parser().parse_args(words)


def parser() -> argparse.ArgumentParser:
    """The whole grammar."""
    top = argparse.ArgumentParser(
        prog="otklik-vision",
        description="Counts people at lines, on the device. No picture is kept or sent.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _run(commands.add_parser("run", help="count until told to stop"))
    _replay(commands.add_parser("replay", help="count a recording, without a broker"))
    _setup(commands.add_parser("setup", help="count, and be set up and audited in a browser"))
    check = commands.add_parser("check", help="look whether everything needed is here")
    _settings(check, required=True)
    check.add_argument("--json", action="store_true", help="for programs")
    check.add_argument("--offline", action="store_true", help="the program and the settings only")
    _models_folder(check)
    _tune(commands.add_parser("tune", help="measure this machine, and set what it holds"))
    _models(commands.add_parser("models", help="list, fetch, import, verify, compare models"))
    expression.add_commands(commands)
    for command in commands.choices.values():
        command.epilog = EXAMPLES
        command.formatter_class = argparse.RawDescriptionHelpFormatter
    return top


def _run(command: argparse.ArgumentParser) -> None:
    _settings(command, required=True)
    command.add_argument("--source", help="instead of the settings' [camera] source")
    _shapes(command)
    _models_folder(command)
    command.add_argument("--verbose", action="store_true", help="log every crossing")


def _replay(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, metavar="FILE", help="a video or GIF")
    _shapes(command)
    _settings(command, required=False)
    _models_folder(command)
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.add_argument(
        "--draw", type=Path, metavar="OUT.mp4", help="write a copy with boxes, lines and counts"
    )


def _setup(command: argparse.ArgumentParser) -> None:
    _settings(command, required=True)
    command.add_argument(
        "--host",
        default="0.0.0.0",  # noqa: S104 - a phone has to reach it; the page looks at its peers
        help="address to serve on (%(default)s: all of this device)",
    )
    command.add_argument(
        "--port", type=_port, default=8090, help="TCP port of the page (%(default)s)"
    )
    command.add_argument(
        "--minutes", type=_minutes, default=30.0, help="the page closes after these (%(default)g)"
    )
    command.add_argument("--source", help="instead of the settings' [camera] source")
    _models_folder(command)
    command.add_argument("--verbose", action="store_true", help="log every crossing")


def _tune(command: argparse.ArgumentParser) -> None:
    _settings(command, required=True)
    command.add_argument("--source", help="instead of the settings' [camera] source")
    command.add_argument(
        "--drawn", action="store_true", help="measure on drawn pictures, without a camera"
    )
    command.add_argument("--write", action="store_true", help="write the result into the settings")
    command.add_argument("--json", action="store_true", help="for programs")
    _models_folder(command)


def _models(command: argparse.ArgumentParser) -> None:
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("list", help="what there is, and what is here")
    pull = actions.add_parser("pull", help="fetch models, going on where an earlier try stopped")
    pull.add_argument("names", nargs="+", metavar="NAME")
    bring = actions.add_parser("import", help="copy models from a folder or archive")
    bring.add_argument("origin", type=Path, metavar="FOLDER_OR_ARCHIVE")
    actions.add_parser("verify", help="compare the models that are here with the catalogue")
    expression.add_check(actions)
    for action in actions.choices.values():
        _models_folder(action)
        action.add_argument("--json", action="store_true", help="for programs")


def _settings(command: argparse.ArgumentParser, *, required: bool) -> None:
    command.add_argument(
        "--settings", type=Path, required=required, metavar="FILE", help="the camera's TOML file"
    )


def _models_folder(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--models", type=Path, metavar="DIR", help="folder of models (else $OTKLIK_MODELS)"
    )


def _shapes(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--line", type=_line, metavar="X1,Y1,X2,Y2", help="count here; more points make a bent line"
    )
    command.add_argument(
        "--zone", type=_zone, metavar="X,Y,X,Y,...", help="time visits here; three or more corners"
    )


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MOST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is not a TCP port, 1 to {_MOST_PORT}")
    return int(text)


def _minutes(text: str) -> float:
    if not text.replace(".", "", 1).isdecimal() or not 1 <= float(text) <= _MOST_MINUTES:
        raise argparse.ArgumentTypeError(f"{text!r} is not 1 to {_MOST_MINUTES} minutes")
    return float(text)


def _line(text: str) -> list[Point]:
    points = _points(text)
    if fault := line_fault(points):
        raise argparse.ArgumentTypeError(fault)
    return points


def _zone(text: str) -> list[Point]:
    points = _points(text)
    if fault := zone_fault(points):
        raise argparse.ArgumentTypeError(fault)
    return points


def _points(text: str) -> list[Point]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a list of numbers such as 0,250,670,250"
        ) from error
    if not all(abs(number) <= FURTHEST_PX for number in numbers):
        raise argparse.ArgumentTypeError(f"{text!r} holds what is no place in a picture")
    if len(numbers) % 2:
        raise argparse.ArgumentTypeError(f"{text!r} has an x without its y")
    return list(zip(numbers[::2], numbers[1::2], strict=True))
