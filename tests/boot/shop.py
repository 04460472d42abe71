"""This machine as the hub's: broker with the fleet's own passwords, and `otklik-hub run`."""

import re
import secrets
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import requests

from tests.boot.image import run
from tests.support.broker import Broker, free_port

PASSWORD = "correct horse battery staple"


class Shop:
    """Broker and hub.

    Args:
        folder: for their files.
        rendered: what `otklik-card render` wrote.
    """

    def __init__(self, folder: Path, rendered: Path) -> None:
        self._folder = folder
        self._port = free_port()
        for name in ("acl", "passwords"):
            (rendered / "mosquitto" / name).chmod(0o600)
        self.broker = Broker(
            folder,
            extra=f"allow_anonymous false\npassword_file {rendered}/mosquitto/passwords\n"
            f"acl_file {rendered}/mosquitto/acl\n",
        )
        secret = self._write("web.secret", secrets.token_hex(32))
        self._settings = self._write(
            "hub.toml",
            f'[broker]\nhost = "127.0.0.1"\nport = {self.broker.port}\nusername = "hub"\n'
            f'password_file = "{rendered}/secrets/hub"\n[store]\npath = "{folder}/hub.sqlite"\n'
            f'[web]\nport = {self._port}\nsecret_key_file = "{secret}"\n',
        )
        self._hub: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Make the store and a user, and start both."""
        self._command("migrate")
        self._command("site", "add", "n", "--name", "North", "--timezone", "Europe/Berlin")
        secret = self._write("manager.password", PASSWORD)
        self._command("user", "add", "manager", "--password-file", str(secret))
        self.broker.start()
        with (self._folder / "hub.log").open("wb") as log:
            self._hub = subprocess.Popen(
                [sys.executable, "-m", "hub", "run", "--settings", str(self._settings)],
                stdout=log,
                stderr=log,
            )

    def stop(self) -> None:
        """End both."""
        if self._hub is not None:
            self._hub.send_signal(signal.SIGTERM)
            self._hub.wait(timeout=30)
        self.broker.stop()

    def presses(self) -> int:
        """Presses in the hub's store."""
        query = "SELECT count(*) FROM press JOIN devices ON devices.id = device_id"
        with sqlite3.connect(f"file:{self._folder}/hub.sqlite?mode=ro", uri=True) as store:
            return int(store.execute(f"{query} WHERE devices.name = 'door'").fetchone()[0])

    def shows_online(self) -> bool:
        """Whether the Devices page shows a device that is connected."""
        try:
            return "online" in self.page("/devices").lower()
        except requests.RequestException:
            return False

    def page(self, path: str) -> str:
        """A page as the manager sees it, without its tags."""
        address = f"http://127.0.0.1:{self._port}"
        with requests.Session() as session:
            form = session.get(f"{address}/login", timeout=30).text
            [token] = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', form)[:1]
            session.post(
                f"{address}/login",
                data={"csrf_token": token, "name": "manager", "password": PASSWORD},
                timeout=30,
            ).raise_for_status()
            answer = session.get(f"{address}{path}", timeout=30)
            answer.raise_for_status()
        return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())

    def _command(self, *words: str) -> None:
        run(sys.executable, "-m", "hub", *words, "--settings", str(self._settings))

    def _write(self, name: str, text: str) -> Path:
        path = self._folder / name
        path.write_text(text)
        path.chmod(0o600)
        return path
