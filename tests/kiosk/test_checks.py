"""What `check` finds, and the cure it names."""

import socket
from pathlib import Path

import pytest

from kiosk import checks
from kiosk.checks import check_broker, check_clock, check_disk, check_pins, check_screen
from kiosk.errors import PinsError
from tests.kiosk.stage import make_settings
from tests.support.broker import Broker, free_port
from wire.clock import FakeClock


def test_pretended_pins_are_noted() -> None:
    finding = check_pins(make_settings(), FakeClock())
    assert finding.ok is None
    assert "no real button is read" in finding.text


def test_missing_pins_are_a_failure_with_a_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_pins(_name: str) -> None:
        raise PinsError("The pins cannot be opened.")

    monkeypatch.setattr(checks, "open_pins", no_pins)
    finding = check_pins(make_settings(kiosk={"pins": "lgpio"}), FakeClock())
    assert finding.ok is False
    assert "systemctl stop otklik-kiosk" in finding.text


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
    finding = check_broker(make_settings(broker={"port": broker.port}))
    assert finding.ok is True


def test_no_broker_is_a_failure_with_its_address() -> None:
    port = free_port()
    finding = check_broker(make_settings(broker={"port": port}), timeout_seconds=0.05)
    assert finding.ok is False
    assert f"localhost:{port}" in finding.text


def test_a_password_file_that_is_missing_is_a_failure(tmp_path: Path) -> None:
    broker = {"username": "me", "password_file": str(tmp_path / "nothing")}
    finding = check_broker(make_settings(broker=broker), timeout_seconds=0.05)
    assert finding.ok is False
    assert "nothing cannot be read" in finding.text


@pytest.mark.parametrize(("synced", "ok"), [(True, True), (False, None)])
def test_the_clock_is_looked_at(synced: bool, ok: bool | None) -> None:
    assert check_clock(FakeClock(synced=synced)).ok is ok


def test_a_taken_port_is_a_failure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert check_screen("127.0.0.1", taken.getsockname()[1]).ok is False
    assert check_screen("127.0.0.1", free_port()).ok is True
