"""Starts a whole shop on this machine, tells what to try, and ends all of it."""

import json
import secrets
import select
import shutil
import subprocess
import sys
import termios
import tty
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.panel import Panel

from demo.broker import DemoBroker, free_port, start_broker
from demo.errors import ChildError
from demo.history import SHOPS
from demo.layout import (
    CAMERA,
    KIOSK,
    SITE,
    Ports,
    camera_settings,
    hub_settings,
    kiosk_settings,
)
from demo.processes import Family, run_once
from wire.service import StopFlag

USER = "manager"
_START_TRIES = 300
_LOOK_SECONDS = 0.5


class Shop:
    """One run of the demo.

    Args:
        folder: for settings, stores and logs; emptied at the start.
        ports: of the three pages.
        source: a file, a device number or an RTSP address; None: the rendered scene.
        models: folder of models, or None.
        seed: of the scene and of the history.
        console: where to tell.
        stop: ends the run.
    """

    def __init__(
        self,
        folder: Path,
        *,
        ports: Ports,
        source: str | None,
        models: Path | None,
        seed: int,
        console: Console,
        stop: StopFlag,
    ) -> None:
        self._folder = folder
        self._ports = ports
        self._source = source
        self._models = models
        self._seed = seed
        self._console = console
        self._stop = stop
        self._password = secrets.token_urlsafe(9)
        self._kiosk: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """Start all, stay until told to stop, end all.

        Raises:
            ChildError: a part did not come up, or ended by itself.
        """
        shutil.rmtree(self._folder, ignore_errors=True)
        family = Family(self._folder / "logs")
        try:
            self._start(family)
            if not self._stop.is_set():
                self._tell()
                self._stay(family)
        finally:
            with self._console.status("Ending everything that was started ..."):
                family.end()
        self._console.print("All ended. Nothing of the demo is running any more.")

    def _start(self, family: Family) -> None:
        devices = [(SITE, KIOSK), (SITE, CAMERA)]
        with self._console.status("Starting the broker ..."):
            broker = start_broker(family, self._folder / "broker", devices, stop=self._stop)
        hub = self._write_settings(broker)
        with self._console.status("Setting up the hub: shops, a user, 60 days of sample data ..."):
            self._set_up_hub(hub)
        with self._console.status("Starting hub, kiosk and camera ..."):
            family.start_python("ingest", "hub", "ingest", "--settings", hub)
            family.start_python("pages", "hub", "serve", "--settings", hub)
            self._kiosk = family.start_python(
                "kiosk", "kiosk", "run", "--keyboard", "--settings", self._path("kiosk.toml"),
                stdin=subprocess.PIPE,
            )  # fmt: skip
            self._start_camera(family, broker)
            self._wait_for(f"http://127.0.0.1:{self._ports.hub}/healthz", family)
            self._wait_for(f"http://127.0.0.1:{self._ports.kiosk}/", family)

    def _start_camera(self, family: Family, broker: DemoBroker) -> None:
        models = ["--models", str(self._models)] if self._models else []
        settings = self._path("vision.toml")
        if self._source is None:
            text = camera_settings(self._folder, broker, "scene", scene_line())
            self._write("vision.toml", text)
            family.start_python(
                "camera", "demo.camera", "--settings", settings, "--seed", str(self._seed),
                "--port", str(self._ports.scene), *models,
            )  # fmt: skip
            self._wait_for(f"http://127.0.0.1:{self._ports.scene}/truth", family)
        else:
            line = middle_line(self._source)
            self._write("vision.toml", camera_settings(self._folder, broker, self._source, line))
            family.start_python("camera", "edge_vision", "run", "--settings", settings, *models)

    def _write_settings(self, broker: DemoBroker) -> str:
        secret = self._write("session.secret", secrets.token_hex(32), mode=0o600)
        self._write("kiosk.toml", kiosk_settings(self._folder, broker, self._ports))
        hub = self._write("hub.toml", hub_settings(self._folder, broker, self._ports, secret))
        return str(hub)

    def _set_up_hub(self, hub: str) -> None:
        run_once("hub", "migrate", "--settings", hub)
        password = self._write("manager.password", self._password, mode=0o600)
        run_once("hub", "user", "add", USER, "--password-file", str(password), "--settings", hub)
        password.unlink()
        for shop in SHOPS:
            run_once(
                "hub", "site", "add", shop.code, "--name", shop.name, "--timezone", shop.timezone,
                "--settings", hub,
            )  # fmt: skip
        run_once("demo.sample", "--settings", hub, "--seed", str(self._seed))

    def _write(self, name: str, text: str, mode: int = 0o644) -> Path:
        path = self._folder / name
        path.touch(mode=mode)
        path.write_text(text, encoding="utf-8")
        return path

    def _path(self, name: str) -> str:
        return str(self._folder / name)

    def _wait_for(self, address: str, family: Family) -> None:
        for _ in range(_START_TRIES):
            family.check()
            if answers(address) or self._stop.wait(0.1):
                return
        raise ChildError(f"{address} does not answer; the logs are in {self._folder / 'logs'}.")

    def _tell(self) -> None:
        scene = (
            f"Street       [b]http://127.0.0.1:{self._ports.scene}[/b]   the rendered street: "
            "true counts beside counted ones\n"
            if self._source is None
            else ""
        )
        self._console.print(
            Panel(
                f"Dashboard    [b]http://127.0.0.1:{self._ports.hub}[/b]\n"
                f"             name [b]{USER}[/b], password [b]{self._password}[/b]\n"
                f"Kiosk        [b]http://127.0.0.1:{self._ports.kiosk}[/b]   its touch screen\n"
                f"{scene}\n"
                "Try this: open the dashboard beside the kiosk's page and press a face; or press "
                "[b]1[/b] (very happy)\nto [b]4[/b] (very unhappy) right here. The numbers change "
                "without a reload. Under [b]Devices[/b] you see\nwhat each box says of itself. "
                "The 60 days of history are sample data and marked as such.\n\n"
                f"Logs are in {self._folder / 'logs'}. [b]Ctrl-C ends everything.[/b]",
                title="Otklik demo shop is open",
                border_style="green",
            )
        )

    def _stay(self, family: Family) -> None:
        with keys() as pressed, self._console.status("") as status:
            while not self._stop.is_set():
                status.update(self._counts())
                for key in pressed(_LOOK_SECONDS):
                    self._press(key)
                family.check()

    def _press(self, key: str) -> None:
        if key in "1234" and self._kiosk and self._kiosk.stdin:
            self._kiosk.stdin.write(key.encode())
            self._kiosk.stdin.flush()

    def _counts(self) -> str:
        if self._source is not None:
            return "Open. Press 1 to 4; Ctrl-C ends everything."
        truth = read_json(f"http://127.0.0.1:{self._ports.scene}/truth")
        if not truth:
            return "The camera does not answer just now."
        return (
            f"Door: in {truth['counted']['in']} counted, {truth['true']['in']} true; "
            f"out {truth['counted']['out']} counted, {truth['true']['out']} true. "
            "Press 1 to 4; Ctrl-C ends everything."
        )


def scene_line() -> tuple[tuple[float, float], ...]:
    """The counting line of the rendered scene."""
    from demo.scene.options import SceneOptions  # noqa: PLC0415 - cv2 only where it is needed
    from demo.scene.source import SceneSource  # noqa: PLC0415

    return SceneSource(SceneOptions()).line


def middle_line(source: str) -> tuple[tuple[float, float], ...]:
    """A line across the middle of a source's picture, for want of anybody who has drawn one."""
    from demo.probe import frame_size_wh  # noqa: PLC0415

    width, height = frame_size_wh(source)
    return (0.0, height / 2), (float(width), height / 2)


def answers(address: str) -> bool:
    """Whether somebody answers there without an error."""
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 - our own, http
            return bool(answer.status < 400)
    except OSError:
        return False


def read_json(address: str) -> dict[str, Any] | None:
    """What somebody answers there, or None."""
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 - our own, http
            found: dict[str, Any] = json.load(answer)
            return found
    except (OSError, ValueError):
        return None


@contextmanager
def keys() -> Iterator[Any]:
    """Single keys from the terminal while the block lasts; none where there is no terminal."""
    if not sys.stdin.isatty():
        yield _no_keys
        return
    before = termios.tcgetattr(sys.stdin)
    try:
        tty.setcbreak(sys.stdin)
        yield _read_keys
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def _read_keys(seconds: float) -> str:
    ready, _, _ = select.select([sys.stdin], [], [], seconds)
    return sys.stdin.read(1) if ready else ""


def _no_keys(seconds: float) -> str:
    select.select([], [], [], seconds)
    return ""


__all__ = ["USER", "Ports", "Shop", "free_port"]
