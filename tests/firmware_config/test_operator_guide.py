"""What docs/operator.md tells people to write is accepted by the code that reads it."""

import re
import tomllib
from pathlib import Path

from firmware_config.cli import main
from hub.settings import HubSettings
from wire.settings import build

GUIDE = (Path(__file__).resolve().parents[2] / "docs/operator.md").read_text()
FLEET, HUB, *_ = re.findall(r"```toml\n(.*?)```", GUIDE, flags=re.DOTALL)


def test_the_fleet_of_the_guide_has_no_fault(tmp_path: Path) -> None:
    (tmp_path / "fleet.toml").write_text(FLEET)
    assert main(["render", str(tmp_path / "fleet.toml"), "--out", str(tmp_path / "out")]) == 0
    for path in re.findall(r"build/fleet/(\S+[a-z])", GUIDE):
        assert (tmp_path / "out" / path).is_file(), path


def test_the_hubs_settings_of_the_guide_have_no_fault() -> None:
    hub = build(HubSettings, tomllib.loads(HUB), source="docs/operator.md")
    assert hub.broker.username == "hub"


def test_the_secrets_of_the_guide_stand_where_the_units_look_for_them() -> None:
    units = (Path(__file__).resolve().parents[2] / "systemd").glob("*.service")
    wanted = {
        path
        for unit in units
        for path in re.findall(r"^LoadCredential=[^:]+:(\S+)$", unit.read_text(), re.MULTILINE)
    }
    told = set(re.findall(r"/etc/otklik/secrets/\w+/[\w.-]*\w", GUIDE))
    by_hand = {f"/etc/otklik/secrets/{one}-password" for one in ("vision/camera", "hub/mail")}
    by_card = {
        "/etc/otklik/secrets/vision/mqtt-password",
        "/etc/otklik/secrets/enrol/token",
        "/var/lib/private/otklik-enrol/device.pem",
    }
    assert told - by_hand == wanted - by_card
