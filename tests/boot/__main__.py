"""`make test-boot`: from a blank file to counted presses, with what is seen printed as it comes."""

import argparse
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.boot.image import make_image, root_archive, run
from tests.boot.machine import Machine, MachineBrokenError
from tests.boot.parts import first_boot, hung_loop, power_cut, presses, read_only, update
from tests.boot.shop import Shop
from tests.boot.story import Lane, Story, say

_REPOSITORY: Final = Path(__file__).resolve().parents[2]
_CACHE: Final = _REPOSITORY / "var/boot"
_DEVICE: Final = """
[shops.devices.settings.kiosk]
pins = "mock"
thank_seconds = 0.2
"""
_BROKER: Final = "10.0.2.100"
_DESK: Final = "10.0.2.101"
_PAGES: Final = "10.0.2.102"
_BUTTONS: Final = tuple(
    zip((17, 27, 22, 23), (5, 6, 13, 19), ("A", "B", "C", "D"), strict=True),
)
PARTS: Final[tuple[Callable[[Story], None], ...]] = (
    first_boot.run,
    read_only.run,
    presses.run,
    hung_loop.run,
    power_cut.run,
    update.run,
)


def main(lane: Lane) -> int:
    """Run the story; 0 when everything was seen. A kernel that falls over gets one more try.

    What was not seen ends it with an error, and leaves the consoles in var/boot/console.log.
    """
    _CACHE.mkdir(parents=True, exist_ok=True)
    archive = root_archive(_CACHE, lane.system)
    say(f"a root file system of Debian {lane.system} is there")
    with tempfile.TemporaryDirectory(prefix="otklik-boot-") as name:
        for attempt in (1, 2):
            folder = Path(name) / str(attempt)
            folder.mkdir()
            try:
                _story(folder, archive, lane)
            except MachineBrokenError as error:
                say(f"the virtual machine broke: {error}")
                if attempt == 1:
                    continue
                return 1
            break
    say("done: every step above was seen")
    return 0


def _story(folder: Path, archive: Path, lane: Lane) -> None:
    image = make_image(archive, folder, lane.system)
    say("the image is made: FAT bootfs, ext4 rootfs, no python3-venv, no pip")
    shop = Shop(folder, (_BROKER, _DESK))
    authority, tokens = shop.prepare()
    card = _write_card(folder, image, lane, authority, tokens, shop.releases.folder)
    ways = {f"{_BROKER}:8883": shop.broker_port, f"{_DESK}:8443": shop.desk_port}
    ways[f"{_PAGES}:8080"] = shop.web_port
    story = Story(lane, Machine(folder, card, ways), shop, card, _bundle_of(lane))
    try:
        shop.start()
        story.machine.switch_on()
        for part in PARTS:
            part(story)
    except BaseException:
        if (folder / "console.log").exists():
            shutil.copy(folder / "console.log", _CACHE)
        raise
    finally:
        story.machine.pull_the_plug()
        shop.stop()


def _bundle_of(lane: Lane) -> Path:
    return _CACHE / f"bundle-{lane.system}"


def _write_card(
    folder: Path, image: Path, lane: Lane, authority: Path, tokens: Path, releases: Path
) -> Path:
    fleet, key, card = folder / "stores", folder / "fleet.key", folder / "card.img"
    _card("fleet", "init", fleet, "--organisation", "E", "--broker", _BROKER, "--key", key)
    _card("fleet", "add", "shop", fleet, "n", "--name", "North", "--timezone", "Europe/Berlin")
    _card("fleet", "add", "device", fleet, "n/door", "--role", "kiosk")
    _describe(fleet / "fleet.toml", lane)
    enrolment = ("--url", f"https://{_DESK}:8443", "--ca", authority, "--tokens", tokens)
    _card("fleet", "identity", fleet, *enrolment)
    _card("fleet", "updates", fleet, "--url", f"http://{_PAGES}:8080", "--releases", releases)
    bundle = _bundle_of(lane)
    _card("bundle", fleet, "--arch", "x86_64", "--out", bundle)
    say("the software is collected once, for this machine's processor")
    begun = time.monotonic()
    options = (fleet, "--key", key, "--device", "n/door", "--bundle", bundle)
    _card("write", *options, "--image", image, "--to", card)
    say(f"the card is written and read back ({time.monotonic() - begun:.1f} s)")
    _card("verify", *options, "--to", card, "--image", image)
    return card


def _describe(fleet_file: Path, lane: Lane) -> None:
    """The port of the test's broker, the lane, and a kiosk with four buttons on mock pins."""
    buttons = "".join(
        f'[[shops.devices.settings.buttons]]\nlabel = "{label}"\npin = {pin}\nlight_pin = {light}\n'
        for pin, light, label in _BUTTONS
    )
    text = fleet_file.read_text().replace("[broker]", "[broker]\nport = 8883")
    read_only = "\nread_only_root = true\ndata_mb = 1024" if lane.read_only else ""
    text = text.replace('system = "trixie"', f'system = "{lane.system}"{read_only}')
    fleet_file.write_text(text + _DEVICE + buttons)


def _card(*words: object) -> None:
    run(sys.executable, "-m", "firmware_config", *map(str, words), seconds=900)


def _lane() -> Lane:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--system", choices=("trixie", "bookworm"), default="trixie")
    parser.add_argument("--read-only", action="store_true", help="with a read-only root")
    options = parser.parse_args()
    return Lane(options.system, options.read_only)


if __name__ == "__main__":
    missing = [
        name for name in ("qemu-system-x86_64", "mmdebstrap", "mcopy") if not shutil.which(name)
    ]
    if missing:
        sys.exit(f"Missing: {', '.join(missing)}. Run `make test-boot`, which installs them.")
    # So that who ends the test ends QEMU, the broker and the hub as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main(_lane()))
