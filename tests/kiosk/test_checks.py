"""What `check` finds, and the cure it names."""

import socket

import pytest

from kiosk import checks
from kiosk.checks import check_pins, check_screen
from kiosk.errors import PinsError
from tests.kiosk.stage import make_settings
from tests.support.ports import free_port
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


def test_a_taken_port_is_a_failure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert check_screen("127.0.0.1", taken.getsockname()[1]).ok is False
    assert check_screen("127.0.0.1", free_port()).ok is True
