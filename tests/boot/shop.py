"""This machine as the hub's: an authority, a broker that wants certificates, and the hub."""

import re
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import requests

from tests.boot.image import run
from tests.boot.releases import Releases
from tests.support.broker import mosquitto_binary
from tests.support.ports import free_port
from tests.support.waiting import eventually

PASSWORD = "correct horse battery staple"
DEVICE = "n/door"


class Shop:
    """Broker, hub, and the hub's desk where devices get certificates.

    Args:
        folder: for their files.
        addresses: under which the device reaches broker and desk.
    """

    def __init__(self, folder: Path, addresses: tuple[str, str]) -> None:
        self._folder = folder
        self.web_port = free_port()
        self.broker_port, self.desk_port = free_port(), free_port()
        self._addresses = addresses
        self._acl = b""
        self._session = requests.Session()
        self._programs: dict[str, subprocess.Popen[bytes]] = {}
        passphrase = self._write("passphrase", PASSWORD)
        self._settings = self._write(
            "hub.toml",
            f'[broker]\nhost = "localhost"\nport = {self.broker_port}\n'
            f'ca_file = "{folder}/ca.crt"\ncertificate_file = "{folder}/hub.pem"\n'
            f'[store]\npath = "{folder}/hub.sqlite"\n'
            f"[web]\nport = {self.web_port}\n"
            f'secret_key_file = "{self._write("web.secret", secrets.token_hex(32))}"\n'
            f'[ca]\nfolder = "{folder}/ca"\npassphrase_file = "{passphrase}"\n'
            f'broker_folder = "{folder}/lists"\nport = {self.desk_port}\n'
            f'names = ["localhost", "{addresses[1]}"]\n'
            f'[updates]\nfolder = "{folder}/updates"\nkey_file = "{folder}/update-key.pem"\n'
            "soak_hours = 0\n",
        )
        self._config = self._write("mosquitto.conf", self._broker_settings())

    def prepare(self) -> tuple[Path, Path]:
        """Make authority and store; returns the authority's certificate and the device's token."""
        self._command("migrate")
        self._command("ca", "init", "--organisation", "E")
        self._command(
            "ca", "server", "localhost", self._addresses[0], "--out", f"{self._folder}/broker"
        )
        self._command("ca", "program", "hub", "--out", f"{self._folder}/hub")
        key = self._command("release", "key", "--new", f"{self._folder}/update-key.pem")
        self.releases = Releases(self._folder, key.strip())
        self._command("site", "add", "n", "--name", "North", "--timezone", "Europe/Berlin")
        secret = self._write("manager.password", PASSWORD)
        self._command("user", "add", "manager", "--password-file", str(secret))
        tokens = self._write("tokens", self._command("ca", "token", DEVICE))
        return self._write("ca.crt", self._command("ca", "show")), tokens

    def start(self) -> None:
        """The desk first: it writes the broker's lists."""
        self._start("desk", sys.executable, "-m", "hub", "enrol", "--settings", str(self._settings))
        eventually((self._folder / "lists/crl.pem").exists, within_seconds=60)
        self.start_broker()
        self._start("hub", sys.executable, "-m", "hub", "run", "--settings", str(self._settings))

    def start_broker(self) -> None:
        """Mosquitto, with what it knew."""
        self._acl = (self._folder / "lists/acl").read_bytes()
        self._start("broker", mosquitto_binary(), "-c", str(self._config))
        eventually(self._broker_answers, within_seconds=30)

    def kill_broker(self) -> None:
        """End it like a power cut."""
        broker = self._programs.pop("broker")
        broker.kill()
        broker.wait(timeout=30)

    def stop(self) -> None:
        """End all."""
        for program in self._programs.values():
            program.terminate()
        for program in self._programs.values():
            program.wait(timeout=60)

    def presses(self) -> int:
        """Presses in the hub's store."""
        query = "SELECT count(*) FROM press JOIN devices ON devices.id = device_id"
        with sqlite3.connect(f"file:{self._folder}/hub.sqlite?mode=ro", uri=True) as store:
            return int(store.execute(f"{query} WHERE devices.name = 'door'").fetchone()[0])

    def give_release(self, bundle: Path, version: str, *, broken: bool) -> None:
        """Sign a release, take it in, and give it out to the one device there is."""
        folder = self.releases.sign(bundle, version, broken=broken)
        self._command("release", "take", str(folder))
        self._command("release", "start", version)

    def certificates(self) -> str:
        """What the hub says of the device's certificate. As systemd would (otklik-broker-reload),
        has the broker read its lists anew when they changed.
        """
        acl = (self._folder / "lists/acl").read_bytes()
        if acl != self._acl and "broker" in self._programs:
            self._acl = acl
            self._programs["broker"].send_signal(signal.SIGHUP)
        return self._command("ca", "list")

    def shows_it(self) -> bool:
        """Whether the Devices page shows what only a kiosk on mock pins says of itself."""
        self.certificates()
        try:
            return "pins are pretended" in self.page("/devices")
        except requests.RequestException:
            return False

    def page(self, path: str) -> str:
        """A page as the manager sees it, without its tags."""
        address = f"http://127.0.0.1:{self.web_port}"
        if not self._session.cookies:
            form = self._session.get(f"{address}/login", timeout=30).text
            [token] = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', form)[:1]
            said = {"csrf_token": token, "name": "manager", "password": PASSWORD}
            self._session.post(f"{address}/login", data=said, timeout=30).raise_for_status()
        answer = self._session.get(f"{address}{path}", timeout=30)
        answer.raise_for_status()
        return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())

    def _broker_settings(self) -> str:
        """The lines of systemd/mosquitto/otklik-certificates.conf that decide who may do what."""
        folder = self._folder
        return (
            f"listener {self.broker_port} 127.0.0.1\nallow_anonymous false\n"
            "require_certificate true\nuse_identity_as_username true\ntls_version tlsv1.2\n"
            f"cafile {folder}/ca.crt\ncertfile {folder}/broker.crt\nkeyfile {folder}/broker.key\n"
            f"crlfile {folder}/lists/crl.pem\nacl_file {folder}/lists/acl\n"
            f"persistence true\npersistence_location {folder}/\nuser root\n"
        )

    def _broker_answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.broker_port), timeout=1):
                return True
        except OSError:
            return False

    def _start(self, name: str, *command: str) -> None:
        with (self._folder / f"{name}.log").open("ab") as log:
            self._programs[name] = subprocess.Popen(command, stdout=log, stderr=log)

    def _command(self, *words: str) -> str:
        return run(sys.executable, "-m", "hub", *words, "--settings", str(self._settings))

    def _write(self, name: str, text: str) -> Path:
        path = self._folder / name
        path.write_text(text)
        path.chmod(0o600)
        return path
