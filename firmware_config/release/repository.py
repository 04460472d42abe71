"""The folder of releases: a repository of The Update Framework (TUF) without its online part.

    metadata/1.root.json ...        which keys count; root.json is the newest, for cards
    metadata/1.targets.json ...     which releases there are
    targets/releases/1.2.0/...      manifests, one for each kind of machine
    targets/files/SHA256/...        wheels and models, each once

What may be given out day by day, and that the list is fresh, the hub signs with a key of its own.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
from securesystemslib.signer import Key
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Metadata,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

from firmware_config.bundle.store import MANIFEST, read_manifest
from firmware_config.errors import ReleaseError
from firmware_config.release.keys import Keys
from wire.safe_file import put_file
from wire.update.release import STAGING, Release, file_path, manifest_path, order_of

ROOT_DAYS: Final = 3 * 365
TARGETS_DAYS: Final = 365
_PUBLIC: Final = 0o644
_T = TypeVar("_T", Root, Targets)


def begin(folder: Path, keys: Keys, hub: Key, now: datetime) -> None:
    """Make the folder.

    Raises:
        ReleaseError: there is one already, or the disk takes nothing.
    """
    if newest(folder, Root.type):
        raise ReleaseError(f"{folder} holds releases already.")
    try:
        (folder / "metadata").mkdir(parents=True, exist_ok=True)
        (folder / "targets").mkdir(exist_ok=True)
    except OSError as error:
        raise ReleaseError(f"{folder} cannot be written ({error}).") from error
    _put_root(folder, Root(version=1), keys, hub, now)
    _put_targets(folder, Targets(version=1), keys, hub, now)


def add(folder: Path, keys: Keys, bundle: Path, now: datetime) -> Release:
    """Sign a bundle as a release.

    Args:
        folder: of releases.
        keys: opened.
        bundle: as `otklik-card bundle` collected it.
        now: this instant.

    Raises:
        BundleError: the bundle is not complete.
        ReleaseError: it cannot be a release, or this version was signed with other content.
    """
    read_manifest(bundle)
    content = (bundle / MANIFEST).read_bytes()
    try:
        release = msgspec.json.decode(content, type=Release)
    except msgspec.ValidationError as error:
        raise ReleaseError(f"{bundle} cannot be a release ({error}).") from error
    signed = _read(folder, Targets).signed
    path = manifest_path(release.version, release.arch, release.python)
    manifest = TargetFile.from_data(path, content)
    known = signed.targets.get(path)
    if known is not None and known.hashes != manifest.hashes:
        raise ReleaseError(
            f"{release.version} is signed already, with other content: give the new one a new "
            "version in pyproject.toml."
        )
    for name, file in release.files.items():
        target = file_path(name, file.sha256)
        _copy(bundle / name, folder / "targets" / target, file.sha256)
        signed.targets[target] = TargetFile(file.size, {"sha256": file.sha256}, target)
    _put_file(folder, f"targets/{path}", content)
    signed.targets[path] = manifest
    _put_targets(folder, signed, keys, _hub_key(folder), now, step=1)
    return release


def renew(folder: Path, keys: Keys, hub: Key | None, now: datetime) -> None:
    """Sign all anew, good from now on again; `hub`: its new key, or None: as before."""
    root = _read(folder, Root).signed
    hub = hub or _hub_key(folder)
    signed = _read(folder, Targets).signed
    for role in (Root.type, Targets.type, Snapshot.type, Timestamp.type):
        for keyid in list(root.roles[role].keyids):
            root.revoke_key(keyid, role)
    _put_root(folder, root, keys, hub, now, step=1)
    _put_targets(folder, signed, keys, hub, now, step=1)


def versions(folder: Path) -> dict[str, list[str]]:
    """The kinds of machine by version, newest version first."""
    found: dict[str, list[str]] = {}
    for path in sorted(_read(folder, Targets).signed.targets):
        if path.startswith("releases/"):
            _, version, name = path.split("/")
            found.setdefault(version, []).append(name.removesuffix(".json"))
    return dict(sorted(found.items(), key=lambda each: order_of(each[0]), reverse=True))


def ends(folder: Path) -> tuple[datetime, datetime]:
    """Until when root and releases are good."""
    return _read(folder, Root).signed.expires, _read(folder, Targets).signed.expires


def newest(folder: Path, role: str) -> int:
    """The newest version of a list in the folder; 0: there is none."""
    found = [
        int(path.name.partition(".")[0])
        for path in (folder / "metadata").glob(f"*.{role}.json")
        if path.name.partition(".")[0].isdigit()
    ]
    return max(found, default=0)


def _put_root(
    folder: Path, root: Root, keys: Keys, hub: Key, now: datetime, *, step: int = 0
) -> None:
    root.version += step
    root.expires = _end(now, ROOT_DAYS)
    root.add_key(keys.root.public_key, Root.type)
    root.add_key(keys.targets.public_key, Targets.type)
    for role in (Snapshot.type, Timestamp.type):
        root.add_key(hub, role)
    made = Metadata(root)
    made.sign(keys.root)
    _put(folder, f"{root.version}.root.json", made)
    _put(folder, "root.json", made)


def _put_targets(
    folder: Path, targets: Targets, keys: Keys, hub: Key, now: datetime, *, step: int = 0
) -> None:
    targets.version += step
    targets.expires = _end(now, TARGETS_DAYS)
    role = DelegatedRole(STAGING, [hub.keyid], 1, terminating=True, paths=[f"{STAGING}/*"])
    targets.delegations = Delegations({hub.keyid: hub}, {STAGING: role})
    made = Metadata(targets)
    made.sign(keys.targets)
    _put(folder, f"{targets.version}.targets.json", made)


def _put(folder: Path, name: str, made: Metadata[Any]) -> None:
    _put_file(folder, f"metadata/{name}", made.to_bytes())


def _put_file(folder: Path, name: str, content: bytes) -> None:
    place = folder / name
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        put_file(place, content, _PUBLIC)
    except OSError as error:
        raise ReleaseError(f"{folder} cannot be written ({error}).") from error


def _read(folder: Path, kind: type[_T]) -> Metadata[_T]:
    version = newest(folder, kind.type)
    path = folder / "metadata" / f"{version}.{kind.type}.json"
    try:
        return Metadata[_T].from_file(str(path))
    except (OSError, RepositoryError, ValueError) as error:
        raise ReleaseError(
            f"{folder} holds no releases ({error}): make it with `otklik-card release init`."
        ) from error


def _hub_key(folder: Path) -> Key:
    root = _read(folder, Root).signed
    [keyid] = root.roles[Timestamp.type].keyids
    return root.keys[keyid]


def _copy(source: Path, to: Path, sha256: str) -> None:
    try:
        content = source.read_bytes()
        to.parent.mkdir(parents=True, exist_ok=True)
        if TargetFile.from_data(to.name, content).hashes["sha256"] != sha256:
            raise ReleaseError(f"{source} is not as it was collected: collect it anew.")
        if not to.exists():
            put_file(to, content, _PUBLIC)
    except OSError as error:
        raise ReleaseError(f"{source} cannot be taken ({error}).") from error


def _end(now: datetime, days: int) -> datetime:
    return (now + timedelta(days=days)).astimezone(UTC).replace(microsecond=0)
