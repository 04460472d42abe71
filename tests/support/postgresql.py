"""A private PostgreSQL server in a temporary folder, from the system's own package."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.support.ports import free_port

_PLACES = "/usr/lib/postgresql/*/bin"
_USER = "postgres"
"""The server refuses to run as root; its package made this user."""
_START_SECONDS = "60"


def programs() -> Path | None:
    """The folder of the newest installed server's programs. None: there is none."""
    on_path = shutil.which("pg_ctl")
    if on_path:
        return Path(on_path).parent
    found = sorted(
        Path("/").glob(_PLACES.lstrip("/")), key=lambda path: int(path.parent.name.split(".")[0])
    )
    return found[-1] if found else None


class Server:
    """A server that only this machine can reach; its data is thrown away.

    Nothing it writes needs to survive a power cut, so it does not wait for the disk.
    """

    def __init__(self, folder: Path, bin_folder: Path) -> None:
        self._bin = bin_folder
        self._data = folder / "data"
        self._log = folder / "log"
        self._port = free_port()
        self._as_user: list[str] = []
        if os.geteuid() == 0:
            user = pwd.getpwnam(_USER)
            os.chown(folder, user.pw_uid, user.pw_gid)
            self._as_user = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}"]
            self._as_user += ["--clear-groups"]

    @property
    def address(self) -> str:
        """Of a database that may be overwritten."""
        return f"postgresql+psycopg://{_USER}@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        """Make it and start it; on return it answers."""
        self._run("initdb", ["-D", str(self._data), "-U", _USER, "--auth=trust", "--no-sync"])
        options = f"-p {self._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= "
        options += "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"
        where = ["-D", str(self._data), "-l", str(self._log), "-o", options]
        self._run("pg_ctl", ["start", "-w", "-t", _START_SECONDS, *where])

    def stop(self) -> None:
        """End it at once."""
        self._run("pg_ctl", ["stop", "-w", "-m", "immediate", "-D", str(self._data)])

    def _run(self, program: str, arguments: Sequence[str]) -> None:
        done = subprocess.run(
            [*self._as_user, str(self._bin / program), *arguments],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
        )
        if done.returncode:
            told = self._log.read_text(encoding="utf-8") if self._log.exists() else ""
            raise RuntimeError(f"{program} failed: {done.stderr}{told}")
