"""A device's root folder for the scripts of a first boot; the system's programs are fakes."""

import hashlib
import io
import subprocess
import tarfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from firmware_config.domain.card import Card, Software
from firmware_config.domain.first_boot import first_boot_files

SAYS = {
    "getent": "echo pi:x:1000:1000::/home/pi:/bin/sh",
    "journalctl": "echo 'Connected to the broker at b:1883.'",
    "uname": "echo aarch64",
    # An environment is a folder with a pip that only notes what it was asked for.
    "python3": """case $1 in
-c) echo 3.13 ;;
-m) mkdir -p "$5/bin" "$5/lib/python3.13/site-packages/otklik_systemd"
    printf '#!/bin/sh\\necho "pip $*" >>"%s"\\n' "$CALLS" >"$5/bin/python"
    chmod +x "$5/bin/python"
    printf 'touch "$OTKLIK_ROOT/etc/systemd/system/otklik-$1.service"\\n' \\
        >"$5/lib/python3.13/site-packages/otklik_systemd/install.sh" ;;
esac""",
}
TOOLS = ("systemctl", "rfkill", "nmcli", "install", "chown", "passwd", "sync", "sleep", *SAYS)


@dataclass(frozen=True)
class Device:
    """A device's root folder and what was run in it."""

    root: Path

    @property
    def boot(self) -> Path:
        return self.root / "boot/firmware"

    @property
    def status(self) -> str:
        return (self.boot / "otklik-status.txt").read_text()

    @property
    def calls(self) -> list[str]:
        path = self.root / "calls"
        return path.read_text().splitlines() if path.exists() else []

    def says(self, tool: str, answer: str) -> None:
        """From now on the program answers like this."""
        path = self.root / "tools" / tool
        path.write_text(f'#!/bin/sh\necho "{tool} $*" >>"{self.root}/calls"\n{answer}\n')
        path.chmod(0o755)

    def run(self, script: str) -> int:
        """The script's exit code."""
        (self.root / "script").write_text(script)
        done = subprocess.run(
            ["/bin/sh", "-u", str(self.root / "script")],
            env={
                "OTKLIK_ROOT": str(self.root),
                "PATH": f"{self.root}/tools:/usr/bin:/bin",
                "CALLS": f"{self.root}/calls",
            },
            cwd=self.root,
            check=False,
            timeout=60,
        )
        return done.returncode


def device(root: Path, *, has_otklik: bool = True) -> Device:
    """A device before its first boot. `has_otklik`: its image holds the kiosk's unit."""
    made = Device(root)
    for folder in ("tools", "boot/firmware", "etc/systemd/system"):
        (root / folder).mkdir(parents=True)
    for tool in TOOLS:
        made.says(tool, SAYS.get(tool, ":"))
    (made.boot / "cmdline.txt").write_text("quiet systemd.run=/x systemd.unit=y resize\n")
    (made.boot / "user-data").write_text("password: secret\n")
    (made.boot / "firstrun.sh").write_text("secret")
    if has_otklik:
        (root / "etc/systemd/system/otklik-kiosk.service").touch()
    return made


def script(card: Card) -> str:
    """The script of the first boot."""
    return first_boot_files(card)[0].content.decode()


def software(**changes: Any) -> Software:
    """A bundle with one wheel and one model in it."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for name in ("requirements.txt", "wheels/pip-26.3-py3-none-any.whl", "models/m.onnx"):
            tar.addfile(tarfile.TarInfo(name))
    content = packed.getvalue()
    made = Software(
        file="otklik-bundle.tar",
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        version="1.2.3",
        arch="aarch64",
        python="3.13",
    )
    return replace(made, **changes)
