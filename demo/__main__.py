"""The command `otklik-demo`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from demo.broker import find_mosquitto
from demo.plan import ShopPlan
from demo.ports import Ports
from demo.shop import Shop
from demo.terminal import Terminal, on_hangup
from wire.errors import EXIT_FAILURE, OtklikError
from wire.service import StopFlag

_EXAMPLES = """examples:
  otklik-demo run
      a whole shop, its camera looking at a rendered street with known truth
  otklik-demo run --source 0
      the same with this machine's first camera; a file or rtsp://... as well
  otklik-demo run --port 8081 --kiosk-port 8011 --scene-port 8021 --folder var/demo-2
      a second one beside the first
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
    run.add_argument(
        "--broker",
        choices=("auto", "embedded"),
        default="auto",
        help="auto: Mosquitto, or where it is not installed the embedded one, of pure Python",
    )
    run.add_argument("--port", type=_port, default=8080, help="of the dashboard (default 8080)")
    run.add_argument("--kiosk-port", type=_port, default=8010, help="of the kiosk's page (8010)")
    run.add_argument("--scene-port", type=_port, default=8020, help="of the street's page (8020)")
    run.add_argument(
        "--folder",
        type=Path,
        default=Path("var/demo"),
        help="for settings, data and logs, emptied at each start (default var/demo)",
    )
    run.add_argument("--seed", type=_seed, default=7, help="of the street and the sample history")
    return top


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 1 << 16:
        raise argparse.ArgumentTypeError(f"{text!r} is no TCP port; choose 1024 to 65535")
    return int(text)


def _seed(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no seed; choose 0 or more")
    return int(text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    stop = StopFlag().install()
    on_hangup(stop.set)
    options = parser().parse_args(arguments)
    terminal = Terminal(Console(highlight=False))
    mosquitto = find_mosquitto() if options.broker == "auto" else None
    if mosquitto is None:
        why = "Mosquitto is not installed: a" if options.broker == "auto" else "A"
        terminal.say(
            f"{why} small broker of pure Python carries the messages. Good for a look, not for a "
            "shop (`apt install mosquitto`)."
        )
    plan = ShopPlan(
        folder=options.folder.resolve(),
        ports=Ports(hub=options.port, kiosk=options.kiosk_port, scene=options.scene_port),
        source=options.source,
        models=options.models,
        seed=options.seed,
        mosquitto=mosquitto,
    )
    try:
        Shop(plan, terminal=terminal, stop=stop).run()
    except (OtklikError, OSError) as error:
        print(f"The demo could not go on: {error}", file=sys.stderr)
        return EXIT_FAILURE
    return 0


if __name__ == "__main__":
    sys.exit(main())
