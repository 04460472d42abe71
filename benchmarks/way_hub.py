"""A hub of its own for a benchmark: a broker, an empty store, and our programs beside them."""

import contextlib
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from demo.ports import free_port
from tests.support.broker import Broker
from tests.support.waiting import eventually

PASSWORD = "correct horse battery staple"  # noqa: S105 - of a hub that lives for this run
_BROKER = (
    "allow_anonymous true\nmax_inflight_messages 1000\nmax_queued_messages 0\n"
    "max_packet_size 266240\nset_tcp_nodelay true"
)


class Hub:
    """The hub's two processes on a broker of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.broker = Broker(folder, extra=_BROKER)
        self.store = folder / "hub.sqlite"
        secret = folder / "secret"
        secret.write_text("0123456789abcdef" * 4)
        secret.chmod(0o600)
        self.settings = folder / "hub.toml"
        self.settings.write_text(
            f'[broker]\nhost = "127.0.0.1"\nport = {self.broker.port}\nprotocol = "3.1.1"\n'
            f'[store]\npath = "{self.store}"\n'
            f'[web]\nport = {self.port}\nsecret_key_file = "{secret}"\n'
        )

    @contextlib.contextmanager
    def program(self, *command: str, wait: bool = True) -> Iterator[subprocess.Popen[bytes]]:
        """One of our commands, ended when the block ends."""
        with (self.folder / f"{command[1]}.log").open("ab") as log:
            process = subprocess.Popen([sys.executable, "-m", *command], stdout=log, stderr=log)
        try:
            if wait and command[1] == "serve":
                eventually(self._answers, within_seconds=20)
            yield process
        finally:
            process.terminate()
            process.wait(timeout=20)

    def command(self, *words: str, given: str = "") -> None:
        """Run one of the hub's commands to its end."""
        subprocess.run(
            [sys.executable, "-m", "hub", *words, "--settings", str(self.settings)],
            input=given.encode(), capture_output=True, check=True,
        )  # fmt: skip

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as got:
                return bool(got.status == 200)
        except OSError:
            return False


@contextlib.contextmanager
def new_hub() -> Iterator[Hub]:
    """A hub with an empty store and a broker of its own, in a folder that goes away."""
    with tempfile.TemporaryDirectory(prefix="otklik-bench-") as name:
        hub = Hub(Path(name))
        hub.command("migrate")
        hub.command("user", "add", "bench", "--password-file", "-", given=PASSWORD + "\n")
        hub.broker.start()
        try:
            yield hub
        finally:
            hub.broker.stop()
