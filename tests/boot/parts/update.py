"""A release is taken and kept, one that is broken is undone, and one is cut short by the power."""

from pathlib import Path
from typing import Final

from tests.boot.story import Story, expect, say

_FETCH: Final = "systemctl start otklik-update-fetch; cat /var/lib/otklik-update/fetched.json"
_RUNS: Final = "readlink /opt/otklik/venv"
_JOURNAL: Final = "cat /opt/otklik/update/journal.json"


def run(story: Story) -> None:
    """After it the device runs 0.1.1, and the hub knows of both that did not last."""
    machine, shop = story.machine, story.shop
    said = machine.shell(_FETCH, seconds=300)
    expect("no release yet, and the device says so", '"state":"away"' in said, said)
    _give(story, "0.1.1")
    took = machine.wait("0.1.1", lambda: _told(story, "0.1.1"), 900)
    say(f"seen: 0.1.1 is installed beside, runs, and the hub's page says so ({took:.0f} s)")
    kept = '"good":"0.1.1"'
    took = machine.wait("it is kept", lambda: kept in machine.shell(_JOURNAL), 600)
    say(f"seen: it was healthy for a minute, and is kept ({took:.0f} s)")
    units = machine.shell("systemctl is-active otklik-kiosk")
    expect("the kiosk's service is active", units == "active", units)
    story.thanked += machine.pins("press 1") == "thanked"
    machine.wait("its press", lambda: shop.presses() == story.thanked, 120)
    say("seen: a press on the new version is on the hub")
    _undone(story)
    _cut_short(story)


def _undone(story: Story) -> None:
    machine, shop = story.machine, story.shop
    _give(story, "0.1.2", broken=True)
    machine.wait("trial", lambda: machine.shell(_RUNS) == "versions/0.1.2", 900)
    took = machine.wait("undone", lambda: machine.shell(_RUNS) == "versions/0.1.1", 600)
    say(f"seen: 0.1.2, which is broken, was undone after {took:.0f} s")
    machine.wait("the page", lambda: "Stopped" in shop.page("/devices/updates"), 300)
    page = shop.page("/devices/updates")
    expect("the hub gives it to nobody else, and says why", "A service ended" in page, page[-1500:])
    again = machine.shell(_FETCH, seconds=300)
    expect("the device does not try it again", '"state":"ready"' not in again, again)


def _cut_short(story: Story) -> None:
    machine = story.machine
    _give(story, "0.1.3")
    machine.wait("trial", lambda: machine.shell(_RUNS) == "versions/0.1.3", 900)
    machine.pull_the_plug()
    say("0.1.3 was on trial when the plug was pulled")
    machine.switch_on()
    machine.is_up()
    runs = machine.shell(_RUNS)
    expect("after the power cut 0.1.1 runs again", runs == "versions/0.1.1", runs)
    active = "systemctl is-active otklik-kiosk"
    machine.wait("the kiosk", lambda: machine.shell(active) == "active", 240)
    journal = machine.shell(_JOURNAL)
    expect("it is remembered as a power cut", "when the power went" in journal, journal)
    story.thanked += machine.pins("press 2") == "thanked"
    machine.wait("its press", lambda: story.shop.presses() == story.thanked, 300)
    say("seen: a press after that is on the hub")


def _give(story: Story, version: str, *, broken: bool = False) -> None:
    """Sign a release, give it out, and have the device look for it now, not within an hour."""
    machine = story.machine
    story.shop.give_release(Path(story.bundle), version, broken=broken)
    machine.wait("it is chosen", lambda: _is_ready(story, version), 600)
    say(f"{version} was signed, given out, and brought by the device")


def _is_ready(story: Story, version: str) -> bool:
    said = story.machine.shell(_FETCH, seconds=600)
    return f'"state":"ready","version":"{version}"' in said


def _told(story: Story, version: str) -> bool:
    return f"n/door {version}" in story.shop.page("/devices/updates")
