"""An authority, a hub's door for devices on a free loopback port, and what a device needs."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from hub.ca_settings import CaSettings
from hub.identity.authority_files import CERTIFICATE, make, open_authority
from hub.identity.service import make_door
from hub.identity.x509 import Authority
from hub.settings import HubSettings
from hub.store.engine import writing
from hub.store.identity import add_token
from tests.support.ports import free_port
from wire.clock import FakeClock
from wire.identity.ask import Asking, asking
from wire.identity.holding import Holding
from wire.identity.settings import HubDoor
from wire.settings import DeviceSettings, Secret

NOW = datetime.now(UTC).replace(microsecond=0)
"""Real time: the TLS library knows no other."""
PASSPHRASE = Secret("nobody guesses this in a test")


@dataclass
class Office:
    """A hub's door that listens, and its parts."""

    engine: Engine
    settings: HubSettings
    authority: Authority
    clock: FakeClock
    folder: Path

    @property
    def ca_file(self) -> Path:
        return Path(self.settings.ca.folder) / CERTIFICATE

    def asking(self, *, host: str = "127.0.0.1") -> Asking:
        """A device's way to it."""
        door = HubDoor(url=f"https://{host}:{self.settings.ca.port}", ca_file=str(self.ca_file))
        return asking(door)

    def token(self, device: str, *, hours: float = 24) -> str:
        """A new token."""
        at_ms = round(self.clock.now().wall.timestamp() * 1000)
        with writing(self.engine) as conn:
            return add_token(conn, device, at_ms, at_ms + round(hours * 3_600_000))

    def holding(self, device: str, name: str = "") -> Holding:
        """A device with an empty folder, or the one it had before."""
        site, _, own = device.partition("/")
        folder = self.folder / (name or device.replace("/", "."))
        folder.mkdir(exist_ok=True)
        return Holding(folder, DeviceSettings(site=site, name=own))

    def enrolled(self, device: str) -> Path:
        """The file with key and certificate of a new device."""
        holding = self.holding(device)
        holding.bring_up_to_date(self.token(device), self.clock.now().wall, self.asking())
        return self.folder / device.replace("/", ".") / "device.pem"


@contextmanager
def open_office(
    engine: Engine, folder: Path, *, days: int = 90, name: str = "127.0.0.1"
) -> Iterator[Office]:
    """A door that answers while the block lasts."""
    ca = CaSettings(
        folder=str(folder / "ca"),
        broker_folder=str(folder / "for-broker"),
        port=free_port(),
        names=[name],
        device_days=days,
    )
    settings = HubSettings(ca=ca)
    make(ca, "Example Stores", PASSPHRASE, NOW)
    authority = open_authority(ca, PASSPHRASE)
    clock = FakeClock(NOW)
    with make_door(engine, settings, authority, clock) as door:
        thread = threading.Thread(target=door.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield Office(engine, settings, authority, clock, folder)
        finally:
            door.shutdown()
            thread.join()
