"""The virtual machine: QEMU without KVM, whose network ends at the hub on this machine."""

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

RELAY: Final = Path(__file__).parent / "relay.py"
_BROKEN: Final = re.compile(r"Oops:|Kernel panic|BUG: ")


class MachineBrokenError(RuntimeError):
    """The virtual machine's kernel fell over, which is QEMU's fault or ours, not the card's."""


class Machine:
    """A device with this card in it.

    Args:
        folder: where `vmlinuz`, `initrd` and the logs are.
        card: the card's file.
        cmdline: of its kernel, from its boot partition.
        ways: what it can reach: its address and port there, and the port on this machine.
    """

    def __init__(self, folder: Path, card: Path, cmdline: str, ways: dict[str, int]) -> None:
        self._folder = folder
        forwards = "".join(
            f",guestfwd=tcp:{way}-cmd:{sys.executable} {RELAY} {port}" for way, port in ways.items()
        )
        self._command = [
            *("qemu-system-x86_64", "-M", "q35", "-accel", "tcg,thread=multi"),
            # Kernel 6.12 double-faults under QEMU 7.2's emulation with more than this.
            *("-cpu", "qemu64,-cx16", "-m", "1024", "-smp", "2"),
            *("-display", "none", "-monitor", "none", "-no-reboot"),
            *("-kernel", str(folder / "vmlinuz"), "-initrd", str(folder / "initrd")),
            *("-append", cmdline.strip()),
            *("-drive", f"file={card},if=virtio,format=raw,cache=writeback"),
            *("-netdev", f"user,id=n0,restrict=on{forwards}"),
            *("-device", "virtio-net-pci,netdev=n0", "-device", "virtio-rng-pci"),
            *("-serial", f"file:{folder}/console.log"),
            *("-chardev", f"socket,id=pins,path={folder}/pins,server=on,wait=off"),
            *("-serial", "chardev:pins"),
            *("-chardev", f"socket,id=shell,path={folder}/shell,server=on,wait=off"),
            *("-device", "virtio-serial-pci"),
            *("-device", "virtserialport,chardev=shell,name=otklik.shell"),
        ]
        self._process: subprocess.Popen[bytes] | None = None
        self._lines: dict[str, socket.socket] = {}

    def switch_on(self) -> None:
        """Start it; returns at once."""
        (self._folder / "console.log").write_text("")
        self._process = subprocess.Popen(self._command)

    def pull_the_plug(self) -> None:
        """End it like a power cut."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=30)
        for line in self._lines.values():
            line.close()
        self._process, self._lines = None, {}

    def console(self) -> str:
        """What the system wrote to its console so far."""
        return (self._folder / "console.log").read_text(errors="replace")

    def wait(self, what: str, condition: Callable[[], bool], seconds: float) -> float:
        """Wait until something is so; returns the seconds it took."""
        begun = time.monotonic()
        while not condition():
            if _BROKEN.search(self.console()):
                raise MachineBrokenError(self.console()[-1500:])
            if self._process is None or self._process.poll() is not None:
                raise MachineBrokenError(f"QEMU has ended: {self.console()[-1500:]}")
            if time.monotonic() - begun > seconds:
                raise TimeoutError(f"not within {seconds:.0f} s: {what}\n{self.console()[-3000:]}")
            time.sleep(0.5)
        return time.monotonic() - begun

    def shell(self, command: str, seconds: float = 60) -> str:
        """Run a command in the machine; its output without the last line's end."""
        code, said = json.loads(self._ask("shell", command, seconds))
        return str(said).strip() if not code else f"(exit {code}) {said}".strip()

    def pins(self, command: str, seconds: float = 20) -> str:
        """Ask the one who presses; see guest/pins.py."""
        return self._ask("pins", command, seconds).strip()

    def _ask(self, name: str, command: str, seconds: float) -> str:
        line = self._line(name)
        line.settimeout(seconds)
        line.sendall(command.encode() + b"\n")
        answer = b""
        while not answer.endswith(b"\n"):
            part = line.recv(65536)
            if not part:
                raise MachineBrokenError("QEMU has closed the line.")
            answer += part
        return answer.decode()

    def _line(self, name: str) -> socket.socket:
        if name not in self._lines:
            line = socket.socket(socket.AF_UNIX)
            line.connect(str(self._folder / name))
            self._lines[name] = line
        return self._lines[name]
