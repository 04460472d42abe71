"""`otklik-card label`."""

import argparse
import zoneinfo
from pathlib import Path
from typing import Any, Final

from firmware_config.label.sheet import sticker_of, write_sheet
from firmware_config.render import load_fleet

_EXAMPLES: Final = """examples:
  otklik-card label stores --out stickers.pdf
  otklik-card label stores --site north-3 --out north-3.pdf
"""


def add_commands(commands: Any) -> None:
    """`label`."""
    label = commands.add_parser(
        "label",
        help="write a sheet of stickers (PDF): device, QR code to its page, pins",
        description="Write a sheet of stickers (PDF, A4): device, QR code to its page on the hub, "
        "pins.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    label.add_argument("fleet", type=Path, metavar="FLEET", help="the fleet file, or its folder")
    label.add_argument("--site", help="this shop only")
    label.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    label.set_defaults(run=_label)


def _label(arguments: argparse.Namespace) -> int:
    fleet = load_fleet(arguments.fleet, timezones=zoneinfo.available_timezones())
    stickers = [
        sticker_of(device, fleet.hub_url)
        for device in fleet.devices()
        if arguments.site in (None, device.site)
    ]
    write_sheet(stickers, arguments.out)
    print(f"written    {arguments.out} ({len(stickers)} sticker(s))")
    return 0
