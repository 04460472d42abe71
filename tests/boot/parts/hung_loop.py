"""The watchdog notices a loop that stands while every other thread of the service goes on."""

from tests.boot.story import Story, expect, say


def run(story: Story) -> None:
    """The kiosk's loop hangs; systemd starts the service anew."""
    machine = story.machine
    restarts = "systemctl show -P NRestarts otklik-kiosk"
    before = machine.shell(restarts)
    machine.pins("hang")
    took = machine.wait("a restart", lambda: machine.shell(restarts) != before, 300)
    say(f"seen: a hung loop was noticed, and the service restarted within {took:.0f} s")
    active = "systemctl is-active otklik-kiosk"
    machine.wait("active again", lambda: machine.shell(active) == "active", 300)
    if story.lane.system == "trixie":
        longest = machine.shell("systemctl show -P RestartMaxDelayUSec otklik-kiosk")
        expect("the pause between restarts grows to half a minute", longest == "30s", longest)
