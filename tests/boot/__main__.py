"""`make test-boot`: from a blank file to counted presses, with what is seen printed as it comes."""

import re
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from firmware_config.card.fat import list_files, read_file
from tests.boot.image import BOOT_START, make_image, root_archive, run
from tests.boot.machine import Machine, MachineBrokenError
from tests.boot.shop import Shop

_REPOSITORY: Final = Path(__file__).resolve().parents[2]
_CACHE: Final = _REPOSITORY / "var/boot"
_DEVICE: Final = """
[shops.devices.settings.kiosk]
pins = "mock"
thank_seconds = 0.2
"""
_PRESSES: Final = 37
_BROKER: Final = "10.0.2.100"
_DESK: Final = "10.0.2.101"
_BUTTONS: Final = zip((17, 27, 22, 23), (5, 6, 13, 19), ("A", "B", "C", "D"), strict=True)
_begun = time.monotonic()


def main() -> int:
    """Run the story; 0 when everything was seen. A kernel that falls over gets one more try."""
    _CACHE.mkdir(parents=True, exist_ok=True)
    archive = root_archive(_CACHE)
    say("a root file system of Debian trixie is there")
    with tempfile.TemporaryDirectory(prefix="otklik-boot-") as name:
        for attempt in (1, 2):
            folder = Path(name) / str(attempt)
            folder.mkdir()
            try:
                _story(folder, archive)
            except MachineBrokenError as error:
                say(f"the virtual machine broke: {error}")
                if attempt == 1:
                    continue
                return 1
            break
    say("done: every step above was seen")
    return 0


def say(line: str) -> None:
    """One line, with the seconds since the beginning."""
    print(f"[{time.monotonic() - _begun:6.1f} s] {line}", flush=True)


def expect(what: str, is_so: object, found: object = "") -> None:
    """Print what was seen, or end here with what was found instead."""
    if not is_so:
        raise AssertionError(f"{what}: no; found {found!r}")
    say(f"seen: {what}")


def _story(folder: Path, archive: Path) -> None:
    image = make_image(archive, folder)
    say("the image is made: FAT bootfs, ext4 rootfs, no python3-venv, no pip")
    shop = Shop(folder, (_BROKER, _DESK))
    card = _write_card(folder, image, *shop.prepare())
    cmdline = read_file(card, BOOT_START, "cmdline.txt").decode()
    ways = {f"{_BROKER}:8883": shop.broker_port, f"{_DESK}:8443": shop.desk_port}
    machine = Machine(folder, card, cmdline, ways)
    try:
        shop.start()
        machine.switch_on()
        _first_boot(machine, shop, card)
        pressed = _presses(machine, shop)
        _hung_loop(machine)
        _power_cut(machine, shop, pressed)
    finally:
        machine.pull_the_plug()
        shop.stop()


def _write_card(folder: Path, image: Path, authority: Path, tokens: Path) -> Path:
    fleet, key, card = folder / "stores", folder / "fleet.key", folder / "card.img"
    _card("fleet", "init", fleet, "--organisation", "E", "--broker", _BROKER, "--key", key)
    _card("fleet", "add", "shop", fleet, "n", "--name", "North", "--timezone", "Europe/Berlin")
    _card("fleet", "add", "device", fleet, "n/door", "--role", "kiosk")
    buttons = "".join(
        f'[[shops.devices.settings.buttons]]\nlabel = "{label}"\npin = {pin}\nlight_pin = {light}\n'
        for pin, light, label in _BUTTONS
    )
    text = (fleet / "fleet.toml").read_text().replace("[broker]", "[broker]\nport = 8883")
    (fleet / "fleet.toml").write_text(text + _DEVICE + buttons)
    enrolment = ("--url", f"https://{_DESK}:8443", "--ca", authority, "--tokens", tokens)
    _card("fleet", "identity", fleet, *enrolment)
    bundle = _CACHE / "bundle"
    _card("bundle", fleet, "--arch", "x86_64", "--out", bundle)
    say("the software is collected once, for this machine's processor")
    begun = time.monotonic()
    options = (fleet, "--key", key, "--device", "n/door", "--bundle", bundle)
    _card("write", *options, "--image", image, "--to", card)
    say(f"the card is written and read back ({time.monotonic() - begun:.1f} s)")
    _card("verify", *options, "--to", card)
    return card


def _card(*words: object) -> None:
    run(sys.executable, "-m", "firmware_config", *map(str, words), seconds=900)


def _first_boot(machine: Machine, shop: Shop, card: Path) -> None:
    machine.wait("the system is up", lambda: "login:" in machine.console(), 600)
    say("the system is up; its first boot goes on")
    took = machine.wait("the first boot is done", lambda: _is_set_up(machine, card), 900)
    say(f"seen: the software was installed from the card, the services started ({took:.0f} s)")
    cloud = machine.shell("cloud-init status --wait --long", seconds=600)
    expect("cloud-init has finished without an error", "status: done" in cloud, cloud)
    units = machine.shell("systemctl is-active otklik-kiosk; systemctl is-enabled otklik-kiosk")
    expect("the kiosk's service is active and enabled", units == "active\nenabled", units)
    others = machine.shell("ls /etc/systemd/system/otklik-*.service")
    alone = not ("vision" in others or "otklik-hub" in others)
    expect("no other role's service is there", alone, others)
    net = machine.shell("timeout 5 bash -c '</dev/tcp/1.1.1.1/443' 2>&1; getent hosts debian.org")
    expect("there is no internet", net.startswith("(exit"), net)
    exposure = machine.shell("systemd-analyze security otklik-kiosk | tail -n 1")
    say(f"the unit's exposure on this system: {exposure}")
    machine.wait("its certificate", lambda: " valid " in _of_door(shop.certificates()), 300)
    say(f"seen: the device made its key and has its certificate: {_of_door(shop.certificates())}")
    machine.wait("the hub shows it", shop.shows_it, 240)
    say("seen: the hub's Devices page shows n/door, and what it says of itself")
    names = "systemctl --failed --no-legend --plain | cut -d' ' -f1"
    failed = machine.shell(f"for unit in $({names}); do journalctl -b -n 8 -u $unit; done")
    expect("no unit has failed", failed == "", failed)
    machine.wait("status", lambda: b"has reached its broker" in _status(card), 240)
    expect("otklik-status.txt on the boot partition says so too", _status(card))
    there = list_files(card, BOOT_START)
    expect("the software is off the boot partition", "otklik-bundle.tar" not in there, there)
    data = read_file(card, BOOT_START, "user-data")
    expect("user-data holds no secret any more", len(data) < 100, data)


def _of_door(listed: str) -> str:
    return next((line for line in listed.splitlines() if line.startswith("n/door")), "")


def _is_set_up(machine: Machine, card: Path) -> bool:
    said = _status(card)
    if b"did not finish" in said:
        raise AssertionError(f"the first boot failed: {said.decode()}")
    return machine.shell("test -e /var/lib/otklik/first-boot-done") == ""


def _status(card: Path) -> bytes:
    if "otklik-status.txt" not in list_files(card, BOOT_START):
        return b""
    return read_file(card, BOOT_START, "otklik-status.txt")


def _presses(machine: Machine, shop: Shop) -> int:
    thanked = 0
    for number in range(_PRESSES):
        thanked += machine.pins(f"press {number % 4 + 1}") == "thanked"
    expect(f"{_PRESSES} presses on mock pins are thanked", thanked == _PRESSES, thanked)
    machine.wait("they are in the store", lambda: shop.presses() == thanked, 120)
    page = shop.page("/")
    expect(f"{thanked} presses on the hub's page", f" {thanked} " in page, page[:800])
    return thanked


def _hung_loop(machine: Machine) -> None:
    """The watchdog must notice a loop that stands while every other thread goes on."""
    restarts = "systemctl show -P NRestarts otklik-kiosk"
    before = machine.shell(restarts)
    machine.pins("hang")
    took = machine.wait("a restart", lambda: machine.shell(restarts) != before, 240)
    say(f"seen: a hung loop was noticed, and the service restarted within {took:.0f} s")
    active = "systemctl is-active otklik-kiosk"
    machine.wait("active again", lambda: machine.shell(active) == "active", 240)


def _power_cut(machine: Machine, shop: Shop, before: int) -> None:
    """The broker is away and the plug is pulled while somebody presses: what was thanked counts."""
    shop.kill_broker()
    thanked = 0
    for number in range(40):
        thanked += machine.pins(f"press {number % 4 + 1}") == "thanked"
    machine.pull_the_plug()
    say(f"the broker was away, {thanked} of 40 presses were thanked, then the plug was pulled")
    expect("presses were thanked without a broker", thanked == 40, thanked)
    shop.start_broker()
    machine.switch_on()
    machine.wait("the system is up", lambda: "login:" in machine.console(), 600)
    total = before + thanked
    machine.wait("what was thanked", lambda: shop.presses() >= total, 300)
    expect(
        f"all {total} thanked presses are in the store, once",
        shop.presses() == total,
        shop.presses(),
    )
    again = re.search(r"(Starting|Finished).{0,20}first-boot-of-otklik", machine.console())
    expect("the first boot has not run again", again is None, again)


if __name__ == "__main__":
    missing = [
        name for name in ("qemu-system-x86_64", "mmdebstrap", "mcopy") if not shutil.which(name)
    ]
    if missing:
        sys.exit(f"Missing: {', '.join(missing)}. Run `make test-boot`, which installs them.")
    sys.exit(main())
