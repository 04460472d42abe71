"""A bundle as a folder: `manifest.json`, `wheels/`, `models/`. The manifest is written last."""

import hashlib
import io
import tarfile
from pathlib import Path
from typing import Final

import msgspec

from firmware_config.domain.bundle import BUNDLE_FILE, BundledFile, Manifest, lock_text
from firmware_config.domain.card import Software
from firmware_config.domain.fleet import Role
from firmware_config.errors import BundleError
from firmware_config.output import write_files

MANIFEST: Final = "manifest.json"
_AGAIN: Final = "run `otklik-card bundle` again"


def record(folder: Path, path: str) -> BundledFile:
    """What the manifest says of one file."""
    content = (folder / path).read_bytes()
    return BundledFile(sha256=hashlib.sha256(content).hexdigest(), size=len(content))


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """The last step of a collection: from now on the folder is a bundle."""
    text = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
    write_files(folder, {MANIFEST: text + b"\n"})


def read_manifest(folder: Path) -> Manifest:
    """What a bundle says it holds.

    Raises:
        BundleError: there is no complete bundle.
    """
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except FileNotFoundError as error:
        raise BundleError(f"{folder} holds no complete bundle: {_AGAIN}.") from error
    except (OSError, msgspec.MsgspecError) as error:
        raise BundleError(f"{folder / MANIFEST} cannot be read ({error}): {_AGAIN}.") from error


def software_of(folder: Path, manifest: Manifest, role: Role) -> Software:
    """What a card of this role carries, every file compared with its checksum.

    The same files give the same bytes, so that a card can be verified later.

    Raises:
        BundleError: a file is missing or another one, or the role was not collected.
    """
    if role not in manifest.roles:
        raise BundleError(f"{folder} holds nothing for a {role}: {_AGAIN}.")
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as tar:
        _add(tar, "requirements.txt", lock_text(manifest, role).encode())
        for path in manifest.paths(role):
            _add(tar, path, _checked(folder, path, manifest.files[path]))
    content = packed.getvalue()
    return Software(
        file=BUNDLE_FILE,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        version=manifest.version,
        arch=manifest.arch,
        python=manifest.python,
    )


def check_fits(folder: Path, manifest: Manifest, python: str, version: str) -> None:
    """Refuse a bundle that was collected for something else.

    Args:
        folder: for the sentence.
        manifest: of the bundle.
        python: of the fleet's system, such as `3.13`.
        version: of this program, whose code has accepted the settings.

    Raises:
        BundleError: another Python or another version of Otklik.
    """
    if manifest.python != python:
        raise BundleError(
            f"{folder} was collected for Python {manifest.python}, the fleet's system has "
            f"{python}: {_AGAIN}."
        )
    if manifest.version != version:
        raise BundleError(
            f"{folder} holds Otklik {manifest.version}, but the settings are made for {version}: "
            f"{_AGAIN}."
        )


def _checked(folder: Path, path: str, expected: BundledFile) -> bytes:
    try:
        content = (folder / path).read_bytes()
    except OSError as error:
        raise BundleError(f"{folder} lacks {path}: {_AGAIN}.") from error
    if hashlib.sha256(content).hexdigest() != expected.sha256:
        raise BundleError(f"{folder / path} is not as it was collected: delete it, and {_AGAIN}.")
    return content


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o644
    tar.addfile(entry, io.BytesIO(content))
