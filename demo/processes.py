"""Child processes of the demo: started in order, ended in reverse, and nothing else is touched."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, NamedTuple

from demo.errors import ChildError

_END_SECONDS = 10


class Child(NamedTuple):
    """One process of ours, and where it writes what it has to say."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path


class Family:
    """The processes of one run. Each is in a session of its own: Ctrl-C reaches the parent only.

    Args:
        log_folder: gets one `NAME.log` for each.
    """

    def __init__(self, log_folder: Path) -> None:
        self._folder = log_folder
        self._children: list[Child] = []
        log_folder.mkdir(parents=True, exist_ok=True)

    def start(
        self, name: str, command: Sequence[str], *, stdin: int | IO[bytes] = subprocess.DEVNULL
    ) -> subprocess.Popen[bytes]:
        """Start a program in the background."""
        log = self._folder / f"{name}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                list(command), stdin=stdin, stdout=out, stderr=out, start_new_session=True
            )
        self._children.append(Child(name, process, log))
        return process

    def start_python(
        self, name: str, module: str, *arguments: str, stdin: int | IO[bytes] = subprocess.DEVNULL
    ) -> subprocess.Popen[bytes]:
        """Start one of our own commands with this very interpreter."""
        return self.start(name, [sys.executable, "-m", module, *arguments], stdin=stdin)

    def check(self) -> None:
        """Look whether all are alive.

        Raises:
            ChildError: one has ended, with the last lines it wrote.
        """
        for name, process, log in self._children:
            if process.poll() is not None:
                last = log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:]
                raise ChildError(
                    f"{name} ended with exit code {process.returncode}. Its last words:\n"
                    + "\n".join(f"    {line}" for line in last)
                )

    def end(self) -> None:
        """End all, last started first, so that each can say goodbye to the ones before it."""
        while self._children:
            _, process, _ = self._children.pop()
            process.terminate()
            try:
                process.wait(timeout=_END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdin:
                process.stdin.close()


def run_once(module: str, *arguments: str, stdin: bytes = b"") -> None:
    """Run one of our own commands to its end.

    Raises:
        ChildError: it failed, with what it wrote.
    """
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], input=stdin, capture_output=True, check=False
    )
    if done.returncode:
        raise ChildError(
            f"`{module} {' '.join(arguments)}` failed ({done.returncode}):\n"
            + (done.stderr or done.stdout).decode(errors="replace")
        )
