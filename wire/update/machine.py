"""What an update does outside of files: other programs, systemd, time. Ships its fake beside it."""

import platform
import subprocess
import sys
from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

from wire.service import CONNECTED
from wire.update.errors import InstallError
from wire.update.health import Look
from wire.update.release import Role

UNITS: Final[dict[Role, tuple[str, ...]]] = {
    "kiosk": ("otklik-kiosk.service",),
    "camera": ("otklik-vision.service",),
}
_RENEW: Final = "units-of-otklik.service"
_SECONDS: Final = 1800


class Kind(NamedTuple):
    """What a release must be made for."""

    arch: str
    python: str


def this_kind() -> Kind:
    """Of the machine and the Python that this runs on."""
    return Kind(platform.machine(), f"{sys.version_info.major}.{sys.version_info.minor}")


class Systemd(Protocol):
    """The services of a role."""

    def renew_units(self) -> None:
        """Install the units of the version that `venv` points to."""

    def restart(self, role: Role) -> None:
        """Start the role's services anew; returns before they work."""

    def look(self, role: Role) -> list[Look]:
        """How they are."""


def run(command: Sequence[str], said: str) -> str:
    """Run a program; what it wrote.

    Raises:
        InstallError: it failed; `said` and its last line tell what.
    """
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InstallError(f"{said}: {error}") from error
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise InstallError(f"{said}: {(lines or ['it gave no reason'])[-1]}")
    return done.stdout


class RealSystemd:
    """By `systemctl`."""

    def renew_units(self) -> None:
        """A unit of its own does it, since it has to write where nothing else of ours may."""
        run(["systemctl", "start", _RENEW], "The units could not be installed")

    def restart(self, role: Role) -> None:
        """Without waiting: whether they work is looked at anyway."""
        for unit in UNITS[role]:
            run(["systemctl", "restart", "--no-block", unit], f"{unit} could not be restarted")

    def look(self, role: Role) -> list[Look]:
        """By what they told systemd."""
        return [_look(unit) for unit in UNITS[role]]


def _look(unit: str) -> Look:
    asked = ("--property=ActiveState", "--property=NRestarts", "--property=StatusText")
    said = run(["systemctl", "show", unit, *asked], f"{unit} cannot be looked at")
    facts = dict(line.split("=", 1) for line in said.splitlines() if "=" in line)
    restarts = facts.get("NRestarts", "0")
    return Look(
        active=facts.get("ActiveState") == "active",
        restarts=int(restarts) if restarts.isdigit() else 0,
        connected=facts.get("StatusText", "").endswith(CONNECTED),
    )


class PretendedSystemd:
    """For tests and benches: services that are as they are told to be, by version."""

    def __init__(self, looks: Sequence[Look] = (Look(True, 0, True),)) -> None:
        self.looks = list(looks)
        self.restarts = 0
        self.renewals = 0
        self.refuses_units = False

    def renew_units(self) -> None:
        """Count, or refuse.

        Raises:
            InstallError: `refuses_units`.
        """
        self.renewals += 1
        if self.refuses_units:
            raise InstallError("The units could not be installed: pretended")

    def restart(self, role: Role) -> None:  # noqa: ARG002 - as the real one
        """Count."""
        self.restarts += 1

    def look(self, role: Role) -> list[Look]:  # noqa: ARG002 - as the real one
        """The next of those given; the last one for ever."""
        return [self.looks.pop(0) if len(self.looks) > 1 else self.looks[0]]
