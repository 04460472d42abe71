"""A real Mosquitto on a free loopback port, for one test."""

import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from tests.support.ports import free_port
from tests.support.waiting import PATIENCE_SECONDS, eventually


def mosquitto_binary() -> str:
    """The program, or skip the test with the reason."""
    found = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
    if not found:
        pytest.skip("needs Mosquitto: apt install mosquitto")
    return found


class Broker:
    """Mosquitto as a child process: start, stop, or end it like a power cut.

    Args:
        folder: for its configuration and database.
        extra: configuration lines; without any, anonymous clients may do all.
    """

    def __init__(self, folder: Path, *, port: int | None = None, extra: str = "") -> None:
        self.port = port or free_port()
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._config = folder / "mosquitto.conf"
        self._config.write_text(
            f"listener {self.port} 127.0.0.1\n{extra or 'allow_anonymous true'}\n"
            f"persistence true\npersistence_location {folder}/\nuser root\n"
        )

    def start(self) -> None:
        """Start it and wait until it answers."""
        with (self._folder / "mosquitto.log").open("ab") as log:
            self._process = subprocess.Popen(
                [mosquitto_binary(), "-c", str(self._config)], stdout=log, stderr=log
            )
        eventually(self._listens)

    def kill(self) -> None:
        """End it at once: what it held in memory is gone."""
        self._end(kill=True)

    def stop(self) -> None:
        """End it in an orderly way."""
        self._end(kill=False)

    def _end(self, *, kill: bool) -> None:
        if self._process is not None:
            if kill:
                self._process.kill()
            else:
                self._process.terminate()
            self._process.wait(timeout=PATIENCE_SECONDS)
            self._process = None

    def _listens(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self._folder / "mosquitto.log").read_text()
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return True
        except OSError:
            return False
