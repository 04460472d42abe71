"""What somebody wants to see of the demo, and where its pages are."""

from dataclasses import dataclass
from pathlib import Path

from demo.ports import Ports
from demo.scene.options import SceneOptions

_PEOPLE_A_MINUTE = 10.0
"""Few enough to count along by eye."""


@dataclass(frozen=True, kw_only=True)
class ShopPlan:
    """One run of the demo.

    Attributes:
        folder: for settings, stores and logs; the demo's own, emptied at the start.
        ports: of the three pages.
        source: a file, a device number or an RTSP address; None: the rendered scene.
        models: folder of models; None: where `otklik-vision` looks for them.
        seed: of the scene and of the history, 0 or more.
        mosquitto: the program's path; None: the embedded broker.
    """

    folder: Path
    ports: Ports
    source: str | None
    models: Path | None
    seed: int
    mosquitto: str | None

    @property
    def dashboard(self) -> str:
        """Address of the hub's pages."""
        return _address(self.ports.hub)

    @property
    def kiosk(self) -> str:
        """Address of the kiosk's page."""
        return _address(self.ports.kiosk)

    @property
    def street(self) -> str:
        """Address of the rendered street; nobody answers there when `source` is another one."""
        return _address(self.ports.scene)

    @property
    def logs(self) -> Path:
        """Folder of one log for each process."""
        return self.folder / "logs"


def _address(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def street_options(seed: int) -> SceneOptions:
    """The rendered street, seen from over the door: where a camera belongs that counts by motion.

    An easy one, and its page says so: motion alone takes two who walk side by side for one, and a
    passing cloud for somebody. `demo.scene` renders harder ones for tests and benchmarks.

    Raises:
        SceneOptionError: the seed is below 0.
    """
    return SceneOptions(
        seed=seed,
        viewpoint="steep",
        density_per_minute=_PEOPLE_A_MINUTE,
        groups=False,
        light_change=False,
    )
