import json
from pathlib import Path

import pytest

from tests.support.broker import Broker
from tests.support.ports import free_port
from wire.checks import Finding, check_broker, check_clock, check_disk, tell
from wire.clock import FakeClock
from wire.settings import BrokerSettings, DeviceSettings, for_device

FINE = Finding(what="pins", ok=True, text="4 buttons")
MISSING = Finding(what="disk", ok=False, text="takes nothing")


def test_a_disk_that_takes_writes_is_fine(tmp_path: Path) -> None:
    finding = check_disk(tmp_path / "new" / "outbox.sqlite")
    assert finding.ok is not False
    assert "MB free" in finding.text
    assert list((tmp_path / "new").iterdir()) == []


def test_a_disk_that_takes_nothing_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    finding = check_disk(tmp_path / "file" / "outbox.sqlite")
    assert finding.ok is False
    assert "name another [outbox] path" in finding.text


@pytest.mark.broker
def test_a_broker_that_lets_us_in_is_fine(broker: Broker) -> None:
    assert check_broker(BrokerSettings(host="127.0.0.1", port=broker.port), "a").ok is True


def test_no_broker_is_a_failure_with_its_address_and_what_happens_meanwhile() -> None:
    port = free_port()
    finding = check_broker(
        BrokerSettings(port=port), "a", meanwhile="Presses wait.", timeout_seconds=0.05
    )
    assert finding.ok is False
    assert f"localhost:{port}" in finding.text
    assert finding.text.endswith("Presses wait.")


def test_a_password_file_that_is_missing_is_a_failure(tmp_path: Path) -> None:
    broker = BrokerSettings(username="me", password_file=str(tmp_path / "nothing"))
    finding = check_broker(broker, "a", timeout_seconds=0.05)
    assert finding.ok is False
    assert "nothing cannot be read" in finding.text


@pytest.mark.parametrize(("synced", "ok"), [(True, True), (False, None)])
def test_the_clock_is_looked_at(synced: bool, ok: bool | None) -> None:
    assert check_clock(FakeClock(synced=synced), otherwise="Wait.").ok is ok


def test_findings_are_told_for_people_and_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert tell([FINE], as_json=False) == 0
    assert tell([FINE, MISSING], as_json=False) == 1
    assert "MISSING disk: takes nothing" in capsys.readouterr().out
    assert tell([MISSING], as_json=True) == 1
    assert json.loads(capsys.readouterr().out)[0]["what"] == "disk"


def test_a_device_is_known_to_the_broker_by_shop_and_name() -> None:
    device = DeviceSettings(site="north", name="kiosk-1")
    assert for_device(BrokerSettings(password_file="p"), device).username == "north.kiosk-1"
    assert for_device(BrokerSettings(password_file="p", username="me"), device).username == "me"
    assert for_device(BrokerSettings(), device).username == ""
