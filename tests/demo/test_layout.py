from pathlib import Path

import pytest

from demo.broker import DemoBroker
from demo.layout import CAMERA, KIOSK, SITE, camera_settings, hub_settings, kiosk_settings
from demo.ports import Ports
from edge_vision.settings import VisionSettings
from firmware_config.domain.broker_files import HUB_USER, user_name
from hub.settings import HubSettings
from kiosk.settings import KioskSettings
from wire.settings import load

PORTS = Ports(hub=8080, kiosk=8010, scene=8020)
LINE = ((0.0, 240.0), (640.0, 240.0))


@pytest.fixture(params=["plain", 'say "hi" \\ ünïcode'])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder's name is anybody's choice."""
    made: Path = tmp_path / request.param
    made.mkdir()
    return made


@pytest.fixture(params=["5", "3.1.1"])
def broker(request: pytest.FixtureRequest, folder: Path) -> DemoBroker:
    users = (HUB_USER, user_name(SITE, KIOSK), user_name(SITE, CAMERA))
    return DemoBroker(1883, request.param, {user: folder / f"{user}.secret" for user in users})


def written(folder: Path, text: str) -> Path:
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_program_reads_its_file(folder: Path, broker: DemoBroker) -> None:
    hub = load(HubSettings, written(folder, hub_settings(folder, broker, PORTS, folder / "s")))
    assert (hub.web.port, hub.broker.protocol) == (PORTS.hub, broker.protocol)
    assert hub.store.path == str(folder / "hub.sqlite")

    kiosk = load(KioskSettings, written(folder, kiosk_settings(folder, broker, PORTS)))
    assert (kiosk.screen.port, kiosk.kiosk.pins) == (PORTS.kiosk, "mock")

    text = camera_settings(folder, broker, 'rtsp://me:"x"@camera/1', LINE)
    camera = load(VisionSettings, written(folder, text))
    assert camera.camera.source == 'rtsp://me:"x"@camera/1'
    assert camera.lines[0].points == list(LINE)
    assert camera.broker.password_file == str(broker.secrets[user_name(SITE, CAMERA)])
