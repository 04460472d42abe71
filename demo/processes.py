"""Child processes of the demo: started in order, ended in reverse, and nothing else is touched."""

import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, NamedTuple

from demo.errors import ChildError, StoppedError
from wire.service import StopFlag

END_SECONDS = 10.0
_LOOK_SECONDS = 0.1
_LAST_LINES = 8


class Child(NamedTuple):
    """One process of ours, and where it writes what it has to say."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def failure(self) -> ChildError:
        """That it has ended, with the last lines it wrote."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-_LAST_LINES:]
        return ChildError(
            f"{self.name} ended with exit code {self.process.returncode}. Its last words:\n"
            + "\n".join(f"    {line}" for line in lines)
        )


class Family:
    """The processes of one run. Each is in a session of its own: Ctrl-C reaches the parent only.

    Should the parent be killed, the kernel sends each child a SIGTERM (`setpriv --pdeathsig`; part
    of Debian's base system).

    Args:
        log_folder: gets one `NAME.log` for each; made when needed.
        stop: ends every waiting.
        end_seconds: how long a child may take to end by itself.
    """

    def __init__(
        self, log_folder: Path, stop: StopFlag, *, end_seconds: float = END_SECONDS
    ) -> None:
        self._folder = log_folder
        self._stop = stop
        self._end_seconds = end_seconds
        self._children: list[Child] = []
        setpriv = shutil.which("setpriv")
        self._tied = [setpriv, "--pdeathsig", "TERM", "--"] if setpriv else []

    def start(
        self, name: str, command: Sequence[str], *, stdin: int | IO[bytes] = subprocess.DEVNULL
    ) -> subprocess.Popen[bytes]:
        """Start a program in the background."""
        self._folder.mkdir(parents=True, exist_ok=True)
        log = self._folder / f"{name}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [*self._tied, *command],
                bufsize=0,
                stdin=stdin,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        self._children.append(Child(name, process, log))
        return process

    def start_python(
        self, name: str, module: str, *arguments: str, stdin: int | IO[bytes] = subprocess.DEVNULL
    ) -> subprocess.Popen[bytes]:
        """Start one of our own commands with this very interpreter."""
        return self.start(name, [sys.executable, "-m", module, *arguments], stdin=stdin)

    def run_python(self, name: str, module: str, *arguments: str) -> None:
        """Run one of our own commands to its end.

        Raises:
            ChildError: it failed, with the last lines it wrote.
            StoppedError: the demo was ended meanwhile.
        """
        process = self.start_python(name, module, *arguments)
        while process.poll() is None:
            self.pause(_LOOK_SECONDS)
        child = self._children.pop()
        if process.returncode:
            raise child.failure()

    def pause(self, seconds: float) -> None:
        """Let time pass, unless the demo is ended.

        Raises:
            StoppedError: it is.
        """
        if self._stop.wait(seconds):
            raise StoppedError("The demo was ended.")

    def check(self) -> None:
        """Look whether all are alive.

        Raises:
            ChildError: one has ended, with the last lines it wrote.
        """
        for child in self._children:
            if child.process.poll() is not None:
                raise child.failure()

    def end(self) -> None:
        """End all: the one that was started first, the broker, after the others' goodbyes."""
        first, others = self._children[:1], self._children[1:]
        self._children = []
        _end(others, self._end_seconds)
        _end(first, self._end_seconds)


def _end(children: Sequence[Child], seconds: float) -> None:
    for _, process, _ in children:
        process.terminate()
    deadline = time.monotonic() + seconds
    for _, process, _ in children:
        try:
            process.wait(timeout=max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdin:
            process.stdin.close()
