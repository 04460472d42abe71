"""Releases for the test: the collected software under another version, sound or not."""

import base64
import hashlib
import re
import shutil
import sys
import zipfile
from pathlib import Path
from typing import Final

import msgspec

from firmware_config.bundle.store import read_manifest, record, write_manifest
from tests.boot.image import run

_PASSPHRASE: Final = "correct horse battery staple"


class Releases:
    """The organisation's folder of releases, with its keys.

    Args:
        folder: for all of it.
        hub_key: as `otklik-hub release key` prints it.
    """

    def __init__(self, folder: Path, hub_key: str) -> None:
        self.folder = folder / "releases"
        self._work = folder
        passphrase = folder / "release-passphrase"
        passphrase.write_text(_PASSPHRASE)
        keys = folder / "release-keys"
        self._keys = ("--keys", str(keys), "--passphrase-file", str(passphrase))
        self._card("init", "--hub-key", hub_key)

    def sign(self, bundle: Path, version: str, *, broken: bool = False) -> Path:
        """Sign a bundle under another version; returns the folder of releases.

        Args:
            bundle: the one on the card.
            version: the new one.
            broken: its kiosk loads and accepts its settings, and ends as soon as it runs.
        """
        made = self._work / f"bundle-{version}"
        shutil.copytree(bundle, made)
        manifest = read_manifest(made)
        [old] = (made / "wheels").glob("otklik-*.whl")
        new = _renamed(old, manifest.version, version, broken=broken)
        names = {f"wheels/{old.name}": f"wheels/{new.name}"}
        files = {names.get(path, path): file for path, file in manifest.files.items()}
        files[f"wheels/{new.name}"] = record(made, f"wheels/{new.name}")
        roles = {
            role: [new.name if wheel == old.name else wheel for wheel in wheels]
            for role, wheels in manifest.roles.items()
        }
        old.unlink()
        write_manifest(
            made, msgspec.structs.replace(manifest, version=version, files=files, roles=roles)
        )
        self._card("add", str(made))
        return self.folder

    def _card(self, action: str, *words: str) -> None:
        program = (sys.executable, "-m", "firmware_config", "release", action, str(self.folder))
        run(*program, *words, *self._keys)


def _renamed(wheel: Path, old: str, new: str, *, broken: bool) -> Path:
    """A copy of Otklik's wheel that says it is another version."""
    made = wheel.with_name(wheel.name.replace(f"-{old}-", f"-{new}-"))
    lines = []
    with zipfile.ZipFile(wheel) as source, zipfile.ZipFile(made, "w") as copy:
        for name in source.namelist():
            content = source.read(name)
            path = name.replace(f"otklik-{old}.dist-info", f"otklik-{new}.dist-info")
            if path.endswith(".dist-info/RECORD"):
                continue
            if path.endswith(".dist-info/METADATA"):
                content = re.sub(rb"(?m)^Version: .*$", f"Version: {new}".encode(), content)
            if broken and path == "kiosk/app.py":
                content = content.replace(b"    def step(self) -> None:\n", _step(), 1)
            copy.writestr(path, content)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=")
            lines.append(f"{path},sha256={digest.decode()},{len(content)}\n")
        copy.writestr(f"otklik-{new}.dist-info/RECORD", "".join(lines))
    return made


def _step() -> bytes:
    return b'    def step(self) -> None:\n        raise SystemExit("broken on purpose")\n'
