"""What may be typed after `otklik-vision shares`, `calibrate` and `models check`."""

import argparse
from pathlib import Path

from edge_vision.expression.names import DEFAULT_DETECTOR, DEFAULT_NETWORK

EXAMPLES = """\
expression shares (off until the settings switch them on, see docs/expression.md):
  otklik-vision calibrate faces/ --models models
      learn how the network errs, from a folder of labelled faces with a labels.csv
  otklik-vision shares pictures/ --models models --json
      each picture one visitor: corrected shares with 95 % intervals
  otklik-vision models check --faces faces/ --models models
      DeepFace and the light engine on the same faces: do they give the same probabilities?
  otklik-vision notice --shop "Corner shop" --controller "Corner Ltd, mail@corner.example" \\
      --url https://corner.example/camera --language en --paper A4 --out notice.pdf
      the notice for the door
"""


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `shares` and `calibrate` and `notice`."""
    shares = commands.add_parser("shares", help="expression shares of a folder of pictures")
    shares.add_argument("folder", type=Path, metavar="FOLDER", help="each picture one visitor")
    shares.add_argument(
        "--calibration", type=Path, metavar="FILE", help="else the one in the folder of models"
    )
    shares.add_argument("--json", action="store_true", help="print one JSON object")
    calibrate = commands.add_parser("calibrate", help="measure a network on labelled faces")
    calibrate.add_argument(
        "folder", type=Path, metavar="FOLDER", help="pictures and a labels.csv: file,expression"
    )
    calibrate.add_argument(
        "--out", type=Path, metavar="FILE", help="else into the folder of models"
    )
    calibrate.add_argument("--json", action="store_true", help="print one JSON object")
    for command in (shares, calibrate):
        _engine(command)
    _notice(commands.add_parser("notice", help="the notice for the door, as a PDF"))


def add_check(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `models check`."""
    check = actions.add_parser("check", help="do DeepFace and the light engine agree?")
    check.add_argument(
        "--faces", type=Path, required=True, metavar="FOLDER", help="pictures of faces, 100 or more"
    )
    check.add_argument(
        "--fetch", action="store_true", help="let DeepFace fetch its weights if they are absent"
    )


def _engine(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--models", type=Path, metavar="DIR", help="folder of models (else $OTKLIK_MODELS)"
    )
    command.add_argument(
        "--network",
        default=DEFAULT_NETWORK,
        help=f"expression network (default {DEFAULT_NETWORK}); `deepface` for DeepFace itself, "
        "`deepface_emotion` for its weights in the light engine",
    )
    command.add_argument(
        "--detector", default=DEFAULT_DETECTOR, help=f"of faces (default {DEFAULT_DETECTOR})"
    )


def _notice(command: argparse.ArgumentParser) -> None:
    command.add_argument("--shop", required=True, help="the shop's name")
    command.add_argument(
        "--controller", required=True, help="who answers for the data: name, address, contact"
    )
    command.add_argument("--url", required=True, help="of the longer text; becomes the QR code")
    command.add_argument("--language", choices=("en", "ru", "pl", "de"), default="en")
    command.add_argument("--paper", choices=("A4", "A5"), default="A4")
    command.add_argument("--out", type=Path, default=Path("notice.pdf"), metavar="FILE")
