"""The virtual machine: QEMU without KVM, whose network ends at the hub on this machine."""

import json
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final

from firmware_config.card.fat import read_file
from tests.boot.image import BOOT_START

RELAY: Final = Path(__file__).parent / "relay.py"
_BROKEN: Final = re.compile(r"Oops:|Kernel panic|BUG: ")
_LINES: Final = ("pins", "shell")
_ASK_AGAIN_SECONDS: Final = 1.0


class MachineBrokenError(RuntimeError):
    """The virtual machine's kernel fell over, which is QEMU's fault or ours, not the card's."""


class Machine:
    """A device with this card in it.

    Args:
        folder: where `vmlinuz`, `initrd` and the log are.
        card: the card's file; its boot partition has the kernel's words, read at each start.
        ways: what it can reach: its address and port there, and the port on this machine.
    """

    def __init__(self, folder: Path, card: Path, ways: dict[str, int]) -> None:
        self._folder, self._card = folder, card
        forwards = "".join(
            f",guestfwd=tcp:{way}-cmd:{sys.executable} {RELAY} {port}" for way, port in ways.items()
        )
        self._command = [
            *("qemu-system-x86_64", "-M", "q35", "-accel", "tcg,thread=multi"),
            # Kernel 6.12 double-faults under QEMU 7.2's emulation with more than this.
            *("-cpu", "qemu64,-cx16", "-m", "1024", "-smp", "2"),
            *("-display", "none", "-monitor", "none", "-no-reboot"),
            *("-kernel", str(folder / "vmlinuz"), "-initrd", str(folder / "initrd")),
            *("-drive", f"file={card},if=virtio,format=raw,cache=writeback"),
            *("-netdev", f"user,id=n0,restrict=on{forwards}"),
            *("-device", "virtio-net-pci,netdev=n0", "-device", "virtio-rng-pci"),
            *("-serial", "stdio"),
            *("-chardev", f"socket,id=pins,path={folder}/pins", "-serial", "chardev:pins"),
            *("-chardev", f"socket,id=shell,path={folder}/shell", "-device", "virtio-serial-pci"),
            *("-device", "virtserialport,chardev=shell,name=otklik.shell"),
        ]
        self._process: subprocess.Popen[bytes] | None = None
        self._lines: dict[str, socket.socket] = {}
        self._news = threading.Condition()
        self._console = b""
        self._reader = threading.Thread()

    def switch_on(self) -> None:
        """Start it; returns when its lines are connected, before its system is up."""
        words = read_file(self._card, BOOT_START, "cmdline.txt").decode().strip()
        # As the initramfs of Raspberry Pi OS does it, where /boot has moved.
        words = words.replace("systemd.run=/boot/", "systemd.run=/boot/firmware/")
        listeners = {name: _listener(self._folder / name) for name in _LINES}
        self._process = subprocess.Popen(
            [*self._command, "-append", words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
        )
        assert self._process.stdout
        self._console = b""
        self._reader = threading.Thread(target=self._follow, args=(self._process.stdout,))
        self._reader.start()
        for name, listener in listeners.items():
            self._lines[name] = listener.accept()[0]
            listener.close()

    def pull_the_plug(self) -> None:
        """End it like a power cut."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=30)
            self._reader.join(timeout=30)
        for line in self._lines.values():
            line.close()
        self._process, self._lines = None, {}

    def restarted(self, seconds: float, look: Callable[[], None] = lambda: None) -> None:
        """Wait until the system starts itself anew, and let it; `look` may give up before."""

        def ended() -> bool:
            look()
            return self._has_ended()

        self.wait("a restart", ended, seconds)
        self.pull_the_plug()
        self.switch_on()

    def console(self) -> str:
        """What the system wrote to its console since it was switched on."""
        return self._console.decode(errors="replace")

    def wait(self, what: str, condition: Callable[[], bool], seconds: float) -> float:
        """Wait until something is so; returns the seconds it took.

        Looks whenever the console says something. What the hub's store or the card's files hold
        nobody tells, so it looks once a second as well.
        """
        begun = time.monotonic()
        while not condition():
            if _BROKEN.search(self.console()):
                raise MachineBrokenError(self.console()[-1500:])
            if self._has_ended() and not condition():
                raise MachineBrokenError(f"QEMU has ended: {self.console()[-1500:]}")
            if time.monotonic() - begun > seconds:
                raise TimeoutError(f"not within {seconds:.0f} s: {what}\n{self.console()[-3000:]}")
            with self._news:
                self._news.wait(_ASK_AGAIN_SECONDS)
        return time.monotonic() - begun

    def is_up(self) -> None:
        """Wait until the system has started."""
        self.wait("the system is up", lambda: "login:" in self.console(), 900)

    def shell(self, command: str, seconds: float = 120) -> str:
        """Run a command in the machine; its output without the last line's end."""
        code, said = json.loads(self._ask("shell", command, seconds))
        return str(said).strip() if not code else f"(exit {code}) {said}".strip()

    def pins(self, command: str, seconds: float = 60) -> str:
        """Ask the one who presses; see guest/pins.py."""
        return self._ask("pins", command, seconds).strip()

    def _ask(self, name: str, command: str, seconds: float) -> str:
        line = self._lines[name]
        line.settimeout(seconds)
        line.sendall(command.encode() + b"\n")
        answer = b""
        while not answer.endswith(b"\n"):
            part = line.recv(65536)
            if not part:
                raise MachineBrokenError("QEMU has closed the line.")
            answer += part
        return answer.decode()

    def _has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def _follow(self, output: IO[bytes]) -> None:
        with output, (self._folder / "console.log").open("ab", buffering=0) as log:
            while said := output.read1(4096):  # type: ignore[attr-defined]  # IO[bytes] lacks it
                log.write(said)
                with self._news:
                    self._console += said
                    self._news.notify_all()


def _listener(path: Path) -> socket.socket:
    """A line that QEMU connects to at its start, so that the guest never finds it dead."""
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    listener.settimeout(60)
    listener.bind(str(path))
    listener.listen(1)
    return listener
