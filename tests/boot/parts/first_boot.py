"""The device sets itself up from its card, without internet, and reports to the hub."""

from pathlib import Path

from firmware_config.card.fat import list_files, read_file
from tests.boot.image import BOOT_START
from tests.boot.machine import Machine
from tests.boot.story import Story, expect, say


def run(story: Story) -> None:
    """From the first power to the Devices page."""
    machine, card = story.machine, story.card
    if story.lane.system == "bookworm":
        machine.restarted(900)
        say("seen: firstrun.sh has run, and the system started itself anew")
    machine.is_up()
    say("the system is up; its first boot goes on")
    if story.lane.read_only:
        machine.restarted(1500, lambda: _has_failed(card))
        machine.is_up()
        say("seen: the first boot is over, and the system started itself anew")
    took = machine.wait("the first boot is done", lambda: _is_set_up(machine, card), 1200)
    say(f"seen: the software was installed from the card, the services started ({took:.0f} s)")
    if story.lane.system == "trixie":
        # With a read-only root it has run for good; its own last word is there in both cases.
        machine.shell("cloud-init status --wait", seconds=900)
        cloud = machine.shell("cat /var/lib/cloud/data/result.json")
        expect("cloud-init has finished without an error", '"errors": []' in cloud, cloud)
    _services(machine)
    _reports(story)
    _leaves_nothing(machine, card)


def _services(machine: Machine) -> None:
    units = machine.shell("systemctl is-active otklik-kiosk; systemctl is-enabled otklik-kiosk")
    expect("the kiosk's service is active and enabled", units == "active\nenabled", units)
    others = machine.shell("ls /etc/systemd/system/otklik-*.service")
    alone = not ("vision" in others or "otklik-hub" in others)
    expect("no other role's service is there", alone, others)
    net = machine.shell("timeout 5 bash -c '</dev/tcp/1.1.1.1/443' 2>&1; getent hosts debian.org")
    expect("there is no internet", net.startswith("(exit"), net)
    exposure = machine.shell("systemd-analyze security otklik-kiosk | tail -n 1")
    say(f"the unit's exposure on this system: {exposure}")


def _reports(story: Story) -> None:
    machine, shop = story.machine, story.shop
    machine.wait("its certificate", lambda: " valid " in _of_door(shop.certificates()), 300)
    say(f"seen: the device made its key and has its certificate: {_of_door(shop.certificates())}")
    machine.wait("the hub shows it", shop.shows_it, 300)
    say("seen: the hub's Devices page shows n/door, and what it says of itself")


def _leaves_nothing(machine: Machine, card: Path) -> None:
    names = "systemctl --failed --no-legend --plain | cut -d' ' -f1"
    failed = machine.shell(f"for unit in $({names}); do journalctl -b -n 8 -u $unit; done")
    expect("no unit has failed", failed == "", failed)
    machine.wait("status", lambda: b"has reached its broker" in _status(card), 300)
    expect("otklik-status.txt on the boot partition says so too", _status(card))
    there = list_files(card, BOOT_START)
    expect("the software is off the boot partition", "otklik-bundle.tar" not in there, there)
    names_left = there & {"user-data", "firstrun.sh"}
    held = b"".join(read_file(card, BOOT_START, name) for name in names_left)
    expect("the boot partition holds no secret any more", len(held) < 100, held)


def _of_door(listed: str) -> str:
    return next((line for line in listed.splitlines() if line.startswith("n/door")), "")


def _has_failed(card: Path) -> None:
    said = _status(card)
    if b"did not finish" in said:
        raise AssertionError(f"the first boot failed: {said.decode()}")


def _is_set_up(machine: Machine, card: Path) -> bool:
    _has_failed(card)
    return machine.shell("test -e /var/lib/otklik/first-boot-done") == ""


def _status(card: Path) -> bytes:
    if "otklik-status.txt" not in list_files(card, BOOT_START):
        return b""
    return read_file(card, BOOT_START, "otklik-status.txt")
