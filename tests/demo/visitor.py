"""A demo as a child process, and what a curious visitor does with it: keys, pages, Ctrl-C."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from demo.ports import Ports
from tests.support.ports import free_port
from tests.support.waiting import PATIENCE_SECONDS, eventually

_LOGIN = re.compile(r"name (\S+), password (\S+)")
_CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Demo:
    """One run of `otklik-demo run` on free ports.

    Args:
        folder: of the test; the demo's own is in it.
        options: more of its command line.
    """

    def __init__(self, folder: Path, *options: str) -> None:
        ports: set[int] = set()
        while len(ports) < 3:
            ports.add(free_port())
        self.ports = Ports(*ports)
        self.folder = folder / "demo"
        self._said = folder / "said"
        with self._said.open("wb") as out:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "demo", "run", "--folder", str(self.folder)),
                    *("--port", str(self.ports.hub), "--kiosk-port", str(self.ports.kiosk)),
                    *("--scene-port", str(self.ports.scene), *options),
                ],
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=out,
            )

    @property
    def said(self) -> str:
        return self._said.read_text()

    def wait_until_open(self) -> None:
        def is_open() -> bool:
            assert self.process.poll() is None, self.said
            return "Ctrl-C ends everything" in self.said

        eventually(is_open, within_seconds=90)

    def type(self, keys: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(keys.encode())

    def children(self) -> list[int]:
        pid = self.process.pid
        return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def end(self, number: int) -> int:
        """Send a signal, if there is still somebody, and wait; returns the exit code."""
        self.process.send_signal(number)
        code = self.process.wait(timeout=PATIENCE_SECONDS)
        assert self.process.stdin is not None
        self.process.stdin.close()
        return code


class Manager:
    """Somebody with a browser who uses the login that the demo printed."""

    def __init__(self, demo: Demo) -> None:
        self._hub = f"http://127.0.0.1:{demo.ports.hub}"
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))
        login = _LOGIN.search(demo.said)
        assert login, demo.said
        csrf = _CSRF.search(self.read("/login"))
        assert csrf
        form = {"name": login[1], "password": login[2], "csrf_token": csrf[1]}
        # As a browser does; without a referrer the hub's CSRF protection may refuse.
        request = Request(  # noqa: S310 - http, ours
            f"{self._hub}/login",
            data=urlencode(form).encode(),
            headers={"Referer": f"{self._hub}/login", "Origin": self._hub},
        )
        with self._opener.open(request, timeout=PATIENCE_SECONDS) as answer:
            assert answer.url == f"{self._hub}/"
        # The sample kiosk has pressed as well, if the shop is open at this hour.
        self._before = next(self._presses())

    def read(self, path: str) -> str:
        with self._opener.open(self._hub + path, timeout=PATIENCE_SECONDS) as answer:
            return str(answer.read().decode())

    def wait_for_presses(self, number: int) -> None:
        """Watch the live page until so many came since the sign-in.

        The stream itself times out when it is silent.
        """
        newest = self._before
        for presses in self._presses():
            if presses < newest:  # midnight at the shop: today begins with none
                self._before -= newest
            newest = presses
            found = presses - self._before
            assert found <= number, "a press was counted twice"
            if found == number:
                return
        raise AssertionError("the live stream ended")

    def _presses(self) -> Iterator[int]:
        with self._opener.open(
            f"{self._hub}/live?page=overview&site=market-hall", timeout=PATIENCE_SECONDS
        ) as live:
            for line in live:
                if line.startswith(b"data: "):
                    yield int(json.loads(line[6:])["numbers"]["presses"])


def touch_face(demo: Demo, button: int) -> None:
    """Press a button on the kiosk's page."""
    page = f"http://127.0.0.1:{demo.ports.kiosk}"
    request = Request(  # noqa: S310 - http, ours
        f"{page}/press",
        data=json.dumps({"button": button}).encode(),
        headers={"Content-Type": "application/json", "Origin": page},
    )
    with build_opener().open(request, timeout=PATIENCE_SECONDS) as answer:
        assert answer.status == 200


def street(demo: Demo, path: str) -> Any:
    """The beginning of what the street's page answers."""
    page = f"http://127.0.0.1:{demo.ports.scene}{path}"
    with build_opener().open(page, timeout=PATIENCE_SECONDS) as answer:
        return answer.read(2000)
