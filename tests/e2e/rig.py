"""A whole shop as an operator would start it: real processes, a real broker with passwords.

Nothing here reaches into the programs: settings files, signals, standard input, HTTP, and a look
at the two databases at the end.
"""

import json
import secrets
import signal
import sqlite3
import subprocess
import sys
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from firmware_config.domain.broker_files import SALT_BYTES, acl_text, password_line, user_name
from tests.support.broker import Broker
from tests.support.ports import free_port
from tests.support.waiting import PATIENCE_SECONDS, eventually

SITE = "north"
PASSWORD = "correct horse battery staple"


def _zone_at_noon() -> str:
    """A time zone in which no day begins or ends while a test counts what came today.

    Those of `Etc` have their sign the other way round.
    """
    return f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"


class Program:
    """One of our commands as a child process."""

    def __init__(self, folder: Path, name: str, *command: str, stdin: bool = False) -> None:
        self.name = name
        self.command = [sys.executable, "-m", *command]
        self.out = folder / f"{name}.out"
        self.err = folder / f"{name}.err"
        self._stdin = subprocess.PIPE if stdin else subprocess.DEVNULL
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.out.open("ab") as out, self.err.open("ab") as err:
            self.process = subprocess.Popen(self.command, stdin=self._stdin, stdout=out, stderr=err)

    def type(self, keys: str) -> None:
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.write(keys.encode())
        self.process.stdin.flush()

    def said(self, words: str) -> int:
        """How many lines of its output begin like this."""
        return sum(line.startswith(words) for line in self.out.read_text().splitlines())

    def signal(self, number: int) -> int:
        """Send a signal and wait for the end; returns the exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        if self.process.stdin:
            self.process.stdin.close()
        code = self.process.wait(timeout=PATIENCE_SECONDS)
        self.process = None
        return code


class Rig:
    """The shop: broker, hub, kiosks, camera."""

    def __init__(self, folder: Path, devices: list[str]) -> None:
        self.folder = folder
        self.devices = devices
        self.web_port = free_port()
        self._timezone = _zone_at_noon()
        self._started: list[Program] = []
        self.broker = self._make_broker()
        hub = self._write("hub.toml", self._hub_settings())
        self.ingest = Program(folder, "ingest", "hub", "ingest", "--settings", str(hub))
        self.serve = Program(folder, "serve", "hub", "serve", "--settings", str(hub))
        self.hub_settings = hub

    def _make_broker(self) -> Broker:
        home = self.folder / "broker"
        home.mkdir()
        lines = []
        for user in ("hub", *(user_name(SITE, name) for name in self.devices)):
            password = secrets.token_urlsafe(16)
            secret = self._write(f"{user}.password", password)
            secret.chmod(0o600)
            lines.append(password_line(user, password, secrets.token_bytes(SALT_BYTES)))
        passwords = self._write("broker/passwords", "\n".join(lines) + "\n")
        acl = self._write("broker/acl", acl_text((SITE, name) for name in self.devices))
        for file in (passwords, acl):
            file.chmod(0o600)
        return Broker(
            home,
            extra=f"allow_anonymous false\npassword_file {passwords}\nacl_file {acl}\n",
        )

    def _write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text)
        return path

    def broker_table(self, user: str, protocol: str = "5") -> str:
        return (
            f'[broker]\nhost = "127.0.0.1"\nport = {self.broker.port}\nprotocol = "{protocol}"\n'
            f'username = "{user}"\npassword_file = "{self.folder}/{user}.password"\n'
        )

    def _hub_settings(self) -> str:
        secret = self._write("web.secret", secrets.token_hex(32))
        secret.chmod(0o600)
        return (
            self.broker_table("hub") + f'[store]\npath = "{self.folder}/hub.sqlite"\n'
            f'[web]\nport = {self.web_port}\nsecret_key_file = "{secret}"\n'
            f'[site_defaults]\ntimezone = "{self._timezone}"\n'
        )

    def kiosk(self, name: str) -> Program:
        settings = self._write(
            f"{name}.toml",
            f'[device]\nsite = "{SITE}"\nname = "{name}"\n'
            + self.broker_table(user_name(SITE, name))
            + f'[outbox]\npath = "{self.folder}/{name}.sqlite"\n[kiosk]\npins = "mock"\n',
        )
        command = ("kiosk", "run", "--keyboard", "--settings", str(settings))
        return Program(self.folder, name, *command, stdin=True)

    def camera(self, name: str, source: Path, line: list[list[int]], more: str = "") -> Program:
        settings = self._write(
            f"{name}.toml",
            f'[device]\nsite = "{SITE}"\nname = "{name}"\n'
            + self.broker_table(user_name(SITE, name))
            + f'[outbox]\npath = "{self.folder}/{name}.sqlite"\n'
            f'[camera]\nsource = "{source}"\n[detection]\nmethod = "motion"\n'
            f'[[lines]]\nname = "door"\npoints = {json.dumps(line)}\n' + more,
        )
        return Program(self.folder, name, "edge_vision", "run", "--settings", str(settings))

    def start_hub(self) -> None:
        self.run("hub", "migrate", "--settings", str(self.hub_settings))
        self.run(
            "hub", "site", "add", SITE, "--name", "North Street", "--timezone", self._timezone,
            "--settings", str(self.hub_settings),
        )  # fmt: skip
        secret = self._write("manager.password", PASSWORD)
        secret.chmod(0o600)
        self.run(
            "hub", "user", "add", "manager", "--password-file", str(secret),
            "--settings", str(self.hub_settings),
        )  # fmt: skip
        self.broker.start()
        self.ingest.start()
        self.serve.start()
        eventually(self._answers)

    def run(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", *command], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.web_port}"

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=2) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except OSError:
            return False

    def hub_query(self, sql: str) -> list[Any]:
        db = sqlite3.connect(
            f"file:{self.folder}/hub.sqlite?mode=ro", uri=True, timeout=PATIENCE_SECONDS
        )
        try:
            return db.execute(sql).fetchall()
        finally:
            db.close()

    def outbox_query(self, device: str, sql: str) -> Any:
        db = sqlite3.connect(
            f"file:{self.folder}/{device}.sqlite?mode=ro", uri=True, timeout=PATIENCE_SECONDS
        )
        try:
            return db.execute(sql).fetchone()[0]
        finally:
            db.close()

    def stored_presses(self, device: str) -> int:
        rows: dict[str, int] = dict(
            self.hub_query(
                "SELECT name, count(*) FROM press"
                " JOIN devices ON devices.id = device_id GROUP BY name"
            )
        )
        return rows.get(device, 0)

    def start(self, program: Program) -> None:
        """Start a device's program, to be ended with the rest."""
        self._started.append(program)
        program.start()

    def end(self) -> None:
        for program in [*self._started, self.serve, self.ingest]:
            if program.process is not None:
                program.signal(signal.SIGTERM)
        self.broker.stop()
