"""What the tests of this folder share: the units as lists of settings, and systemd-analyze."""

import subprocess
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
UNITS = sorted((REPOSITORY / "systemd").glob("*.service"))
PASSWORDS = {"hub": "for-the-hub", "north-3.door": "for-the-door", "north-3.till": "for-the-till"}


def settings_of(path: Path) -> list[tuple[str, str]]:
    """(key, value) of every line of a unit that sets something."""
    lines = path.read_text().splitlines()
    return [
        (key, value)
        for key, sign, value in (line.partition("=") for line in lines if not line.startswith("#"))
        if sign
    ]


def setting(path: Path, key: str) -> str:
    """The only value of a key."""
    (value,) = [value for name, value in settings_of(path) if name == key]
    return value


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run systemd-analyze."""
    return subprocess.run(
        ["systemd-analyze", "--no-pager", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def shipped_broker_settings(folder: Path) -> str:
    """The shipped configuration with its files in `folder` and without its listener."""
    text = (REPOSITORY / "systemd/mosquitto/otklik.conf").read_text()
    assert "\nlistener 1883\n" in text
    return text.replace("\nlistener 1883\n", "\n").replace("/etc/mosquitto/otklik.", f"{folder}/")
