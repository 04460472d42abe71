"""How long a fleet of 400 devices takes to be checked, planned and rendered.

Run: python benchmarks/fleet.py [DEVICES]
"""

import contextlib
import io
import sys
import tempfile
import time
from pathlib import Path

from firmware_config.book.vault import put_secret
from firmware_config.cli import main

SHOP = """
[[shops]]
site = "shop-{number}"
name = "Shop {number}"
timezone = "Europe/Berlin"
wifi = {{ ssid = "Shop {number}", country = "DE" }}

[[shops.devices]]
name = "buttons"
role = "kiosk"

[[shops.devices]]
name = "camera"
role = "camera"
[shops.devices.settings.camera]
source = "0"
[[shops.devices.settings.lines]]
name = "door"
points = [[0, 240], [640, 240]]
"""


def timed(*arguments: str) -> float:
    """Seconds of one command, which must end well."""
    began = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        code = main(arguments)
    if code:
        raise SystemExit(f"{arguments} ended with {code}")
    return time.perf_counter() - began


def run(folder: Path, devices: int) -> None:
    """Prints one line for each command."""
    fleet, key = str(folder / "stores"), str(folder / "key")
    with_key = ["--key", key]
    timed("fleet", "init", fleet, "--organisation", "E", "--broker", "192.168.1.2", *with_key)
    path = folder / "stores/fleet.toml"
    shops = range(devices // 2)
    path.write_text(path.read_text() + "".join(SHOP.format(number=number) for number in shops))
    for number in shops:
        put_secret(folder / "stores", f"wifi/shop-{number}", f"password {number}")
    out = str(folder / "out")
    for what, arguments in (
        ("check", ["check", fleet]),
        ("plan, all cards shown", ["plan", fleet]),
        ("render, all new", ["render", fleet, "--out", out, *with_key]),
        ("render, nothing new", ["render", fleet, "--out", out, *with_key]),
        ("stickers", ["label", fleet, "--out", str(folder / "stickers.pdf")]),
    ):
        print(f"{what:24} {timed(*arguments):6.2f} s for {devices} devices")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        run(Path(made), int(sys.argv[1]) if len(sys.argv) > 1 else 400)
