import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from wire.clock import FakeClock
from wire.service import Heartbeats, Notifier, StopFlag


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[socket.socket]:
    """What systemd is to a service: a datagram socket that listens."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.settimeout(5)
        yield listener


def test_a_signal_only_sets_the_flag() -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        stop = StopFlag().install()
        assert not stop.is_set()
        os.kill(os.getpid(), signal.SIGTERM)
        assert stop.wait(5)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_systemd_hears_that_a_service_is_ready(systemd: socket.socket) -> None:
    Notifier(systemd.getsockname()).ready("4 buttons")
    assert systemd.recv(100) == b"READY=1\nSTATUS=4 buttons"


def test_without_systemd_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    Notifier().ready()


def test_a_socket_that_is_gone_does_not_end_the_service(tmp_path: Path) -> None:
    Notifier(str(tmp_path / "gone")).alive()


def test_the_watchdog_starves_when_one_loop_of_several_hangs(systemd: socket.socket) -> None:
    clock = FakeClock()
    heartbeats = Heartbeats(clock, Notifier(systemd.getsockname()))
    pins = heartbeats.register("pins", limit_seconds=10)
    heartbeats.register("sending", limit_seconds=10)
    pins()
    assert systemd.recv(100) == b"WATCHDOG=1"
    clock.advance(11)
    pins()
    systemd.setblocking(False)
    with pytest.raises(BlockingIOError):
        systemd.recv(100)
    assert heartbeats.late() == ["sending"]
