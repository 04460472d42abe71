"""The command `otklik-demo`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from demo.broker import find_mosquitto
from demo.layout import Ports
from demo.shop import Shop
from wire.errors import EXIT_FAILURE, OtklikError
from wire.service import StopFlag

_EXAMPLES = """examples:
  otklik-demo run
      a whole shop, its camera looking at a rendered street with known truth
  otklik-demo run --source 0
      the same with this machine's first camera; a file or rtsp://... as well
  otklik-demo run --models models/
      with a folder of models: the camera counts by motion and model together

exit codes: 0 ok, 1 failure, 2 settings or usage"""


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(
        prog="otklik-demo",
        description="A whole shop on this machine: broker, hub, kiosk and camera.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    run = commands.add_parser(
        "run",
        help="start everything, end everything at Ctrl-C",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    run.add_argument("--source", help="file, device number or rtsp://...; else the rendered street")
    run.add_argument("--models", type=Path, help="folder of models (or OTKLIK_MODELS)")
    run.add_argument("--port", type=int, default=8080, help="of the dashboard (default 8080)")
    run.add_argument("--kiosk-port", type=int, default=8010, help="of the kiosk's page (8010)")
    run.add_argument("--scene-port", type=int, default=8020, help="of the street's page (8020)")
    run.add_argument(
        "--folder", type=Path, default=Path("var/demo"), help="for settings, data and logs; emptied"
    )
    run.add_argument("--seed", type=int, default=7, help="of the street and the sample history")
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    options = parser().parse_args(arguments)
    console = Console()
    if find_mosquitto() is None:
        console.print(
            "Mosquitto is not installed: a small broker of pure Python takes its place. Good for "
            "a look, not for a shop (`apt install mosquitto`)."
        )
    try:
        Shop(
            options.folder.resolve(),
            ports=Ports(hub=options.port, kiosk=options.kiosk_port, scene=options.scene_port),
            source=options.source,
            models=options.models,
            seed=options.seed,
            console=console,
            stop=StopFlag().install(),
        ).run()
    except (OtklikError, OSError) as error:
        console.print(f"[red]The demo could not go on:[/red] {error}")
        return EXIT_FAILURE
    return 0


if __name__ == "__main__":
    sys.exit(main())
