"""A device in a folder: real links, journal and signatures; programs and systemd are pretended."""

from collections.abc import Sequence
from pathlib import Path

from wire.settings import DeviceSettings
from wire.update.applying import Hands, apply, settle
from wire.update.fetchers import HubFetcher
from wire.update.fetching import fetch
from wire.update.health import Look
from wire.update.machine import PretendedSystemd, this_kind
from wire.update.marks import device_mark
from wire.update.places import COMPLETE, Places
from wire.update.settings import UpdateHub, UpdateSettings
from wire.update.told import Fetched

GOOD = Look(active=True, restarts=0, connected=True)
DEAD = Look(active=False, restarts=0, connected=False)
MARK = device_mark("north-3", "door")


class PowerCutError(BaseException):
    """Nothing catches it, as nothing catches a power cut."""


class Device:
    """One device."""

    def __init__(self, folder: Path, root: bytes, version: str = "1.0.0") -> None:
        self.places = Places(folder / "opt", folder / "spool")
        self.places.spool.mkdir(parents=True)
        self.root = root
        self.systemd = PretendedSystemd([GOOD])
        self.commands: list[list[str]] = []
        self.seconds = 0.0
        self.have(version)
        for link in ("venv", "updater"):
            (self.places.opt / link).symlink_to(f"versions/{version}")

    def have(self, version: str) -> None:
        self.places.version(version).mkdir(parents=True, exist_ok=True)
        (self.places.version(version) / COMPLETE).touch()

    def settings(self, url: str = "http://localhost") -> UpdateSettings:
        return UpdateSettings(
            device=DeviceSettings(site="north-3", name="door"),
            role="kiosk",
            hub=UpdateHub(url=url),
        )

    def fetch(self, url: str) -> Fetched:
        fetcher = HubFetcher("", self.places.spool / "partial")
        return fetch(self.settings(url), self.root, self.places, this_kind(), fetcher)

    def apply(self) -> str:
        hands = Hands(self.systemd, self.run, lambda: self.seconds, self.rest)
        return apply(self.settings(), self.root, self.places, this_kind(), hands)

    def boot(self) -> None:
        settle(self.places, self.systemd, "kiosk")

    def run(self, command: Sequence[str], said: str) -> str:
        """Pretends `python -m venv` by making its folder, and all else by nothing."""
        self.commands.append(list(command))
        if "venv" in command:
            Path(command[-1]).mkdir(parents=True)
        return said

    def rest(self, seconds: float) -> None:
        self.seconds += seconds

    def runs(self) -> str:
        return self.places.running()

    def updater(self) -> str:
        return (self.places.opt / "updater").readlink().name
