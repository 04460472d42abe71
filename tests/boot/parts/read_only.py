"""A card with read_only_root: nothing writes to its root, and everything runs as before."""

from tests.boot.machine import Machine
from tests.boot.story import Story, expect, say


def run(story: Story) -> None:
    """Nothing to see on a card whose root is written."""
    machine = story.machine
    if not story.lane.read_only:
        return
    for path in ("/", "/boot/firmware"):
        said = machine.shell(f"findmnt -no OPTIONS {path}")
        expect(f"{path} is mounted read-only", said.startswith("ro,"), said)
    for path in ("/data", "/etc/otklik", "/opt/otklik", "/var/lib/private", "/var/lib/systemd"):
        said = machine.shell(f"findmnt -no LABEL,OPTIONS {path}")
        expect(f"{path} lies on the data partition", said.startswith("otklik-data rw,"), said)
    said = machine.shell("touch /etc/here /usr/here /var/here")
    expect("nothing can be written beside it", said.count("Read-only file system") == 3, said)
    _runs_as_before(machine)


def _runs_as_before(machine: Machine) -> None:
    active = "systemctl is-active otklik-kiosk"
    machine.wait("active", lambda: machine.shell(active) == "active", 300)
    names = "systemctl --failed --no-legend --plain | cut -d' ' -f1"
    failed = machine.shell(f"for unit in $({names}); do journalctl -b -n 8 -u $unit; done")
    expect("no unit has failed on the read-only root", failed == "", failed)
    journal = machine.shell("journalctl --disk-usage; ls /var/log/journal")
    expect(
        "the journal is in memory", "No such file" in journal or not journal.count("\n"), journal
    )
    say(f"the journal: {journal.splitlines()[0]}")
