"""The folder from which devices get releases: what was signed elsewhere, and what this hub signs.

Which releases there are was signed with keys that the hub has not (`otklik-card release`). The hub
signs with its own, for a few days each time: `staging` (who gets which version), `snapshot` and
`timestamp` (that nothing is held back). A home of The Update Framework (TUF).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.signer import CryptoSigner
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import (
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

from hub.errors import ReleaseError
from wire.safe_file import put_file
from wire.settings import Secret
from wire.update.release import STAGING, WANTED_PATH, Wanted, order_of

GOOD_DAYS: Final = 7
"""A device whose list is older installs nothing: somebody may be holding a newer one back."""
_RENEW_DAYS: Final = 6
_KEEP: Final = 5
_PUBLIC: Final = 0o644


class Held(NamedTuple):
    """What the hub has. `versions`: kinds of machine by version, newest first."""

    versions: dict[str, list[str]]
    root_ends: datetime
    releases_end: datetime


def held(folder: Path) -> Held | None:
    """What there is to give out. None: nothing was ever taken in.

    Raises:
        ReleaseError: what is there cannot be read.
    """
    if not _newest(folder, Root.type):
        return None
    root, targets = _read(folder, Root), _read(folder, Targets)
    found: dict[str, list[str]] = {}
    for path in sorted(targets.signed.targets):
        if path.startswith("releases/"):
            _, version, name = path.split("/")
            found.setdefault(version, []).append(name.removesuffix(".json"))
    newest_first = sorted(found.items(), key=lambda each: order_of(each[0]), reverse=True)
    return Held(dict(newest_first), root.signed.expires, targets.signed.expires)


def take(source: Path, folder: Path, key: Secret, now: datetime) -> Held:
    """Take in a folder of releases, if it is ours to give out.

    Args:
        source: as `otklik-card release` made it.
        folder: the hub's.
        key: the hub's own.
        now: this instant.

    Raises:
        ReleaseError: it is older than what is here, of other keys, damaged, or run out. Nothing
            was changed then.
    """
    if not _newest(source, Root.type):
        raise ReleaseError(f"{source} holds no releases: name the folder of `otklik-card release`.")
    with _readable(source):
        root = _trusted_root(source, folder)
        targets = _read(source, Targets)
        root.verify_delegate(Targets.type, targets)
        if _signer(key).public_key.keyid not in root.signed.roles[Timestamp.type].keyids:
            raise ReleaseError(
                "These releases name another hub's key: `otklik-card release renew --hub-key`, "
                "with what `otklik-hub release key` prints."
            )
        if targets.signed.version < _newest(folder, Targets.type):
            raise ReleaseError(f"{source} is older than what this hub has.")
        if targets.signed.expires < now or root.signed.expires < now:
            raise ReleaseError(f"{source} has run out: `otklik-card release renew`.")
        _copy_files(source, folder, targets.signed)
    for name in (Root.type, Targets.type):
        for path in (source / "metadata").glob(f"*.{name}.json"):
            put_file(folder / "metadata" / path.name, path.read_bytes(), _PUBLIC)
    found = held(folder)
    assert found is not None  # noqa: S101 - it was written just now
    return found


def publish(folder: Path, key: Secret, wanted: Wanted, now: datetime) -> bool:
    """Sign what is given out, if that has changed or is running out.

    Args:
        folder: the hub's, into which releases were taken.
        key: the hub's own.
        wanted: who gets which version.
        now: this instant.

    Returns:
        Whether anything was signed.

    Raises:
        ReleaseError: the folder or the key cannot be used.
    """
    signer, version = _signer(key), _newest(folder, Targets.type)
    custom = {"custom": msgspec.to_builtins(wanted)}
    if _is_fresh(folder, custom, version, now):
        return False
    # Numbers that grow with time: a hub that was set up anew from a backup is not taken for one
    # that shows devices an older list.
    number = max(int(now.timestamp()), _newest(folder, Snapshot.type) + 1)
    ends = (now + timedelta(days=GOOD_DAYS)).astimezone(UTC).replace(microsecond=0)
    empty = TargetFile.from_data(WANTED_PATH, b"")
    empty.unrecognized_fields.update(custom)
    staging = Targets(number, expires=ends, targets={WANTED_PATH: empty})
    meta = {"targets.json": MetaFile(version), f"{STAGING}.json": MetaFile(number)}
    snapshot = Snapshot(number, expires=ends, meta=meta)
    timestamp = Timestamp(number, expires=ends, snapshot_meta=MetaFile(number))
    try:
        _sign(folder, f"{number}.{STAGING}.json", staging, signer)
        _sign(folder, f"{number}.snapshot.json", snapshot, signer)
        _sign(folder, "timestamp.json", timestamp, signer)  # last: it makes the others count
        _forget_old(folder)
    except OSError as error:
        raise ReleaseError(f"{folder} cannot be written ({error}).") from error
    return True


def _is_fresh(folder: Path, custom: dict[str, Any], targets: int, now: datetime) -> bool:
    number = _newest(folder, Snapshot.type)
    if not number or not (folder / "metadata/timestamp.json").exists():
        return False
    with _readable(folder):
        staging = Metadata[Targets].from_file(str(folder / f"metadata/{number}.{STAGING}.json"))
        snapshot = Metadata[Snapshot].from_file(str(folder / f"metadata/{number}.snapshot.json"))
    ending = now + timedelta(days=_RENEW_DAYS)
    same = staging.signed.targets[WANTED_PATH].unrecognized_fields == custom
    return (
        same
        and snapshot.signed.meta["targets.json"].version == targets
        and (snapshot.signed.expires > ending)
    )


def _trusted_root(source: Path, folder: Path) -> Metadata[Root]:
    """The newest root of `source`, reached from the one that is here step by step."""
    known = _newest(folder, Root.type)
    first = known or 1
    root = Metadata[Root].from_file(str((folder if known else source) / _root_name(first)))
    root.verify_delegate(Root.type, root)
    for number in range(first + 1, _newest(source, Root.type) + 1):
        following = Metadata[Root].from_file(str(source / _root_name(number)))
        root.verify_delegate(Root.type, following)
        following.verify_delegate(Root.type, following)
        root = following
    return root


def _root_name(number: int) -> str:
    return f"metadata/{number}.root.json"


def _copy_files(source: Path, folder: Path, targets: Targets) -> None:
    for path, target in targets.targets.items():
        to = folder / "targets" / path
        if to.exists():
            continue
        content = (source / "targets" / path).read_bytes()
        target.verify_length_and_hashes(content)
        to.parent.mkdir(parents=True, exist_ok=True)
        put_file(to, content, _PUBLIC)
    (folder / "metadata").mkdir(parents=True, exist_ok=True)


def _forget_old(folder: Path) -> None:
    for role in (STAGING, Snapshot.type):
        numbers = sorted(_numbers(folder, role))
        for number in numbers[:-_KEEP]:
            (folder / f"metadata/{number}.{role}.json").unlink()


def _sign(folder: Path, name: str, signed: Any, signer: CryptoSigner) -> None:
    made: Metadata[Any] = Metadata(signed)
    made.sign(signer)
    put_file(folder / "metadata" / name, made.to_bytes(), _PUBLIC)


def _signer(key: Secret) -> CryptoSigner:
    try:
        found = serialization.load_pem_private_key(key.reveal().encode(), password=None)
    except (ValueError, TypeError) as error:
        raise ReleaseError(f"The key of releases cannot be read ({error}).") from error
    if not isinstance(found, Ed25519PrivateKey):
        raise ReleaseError("The key of releases is of another kind: `otklik-hub release key`.")
    return CryptoSigner(found)


def _read(folder: Path, kind: Any) -> Any:
    with _readable(folder):
        number = _newest(folder, kind.type)
        return Metadata[Any].from_file(str(folder / f"metadata/{number}.{kind.type}.json"))


def _newest(folder: Path, role: str) -> int:
    return max(_numbers(folder, role), default=0)


def _numbers(folder: Path, role: str) -> list[int]:
    names = (path.name.partition(".")[0] for path in (folder / "metadata").glob(f"*.{role}.json"))
    return [int(name) for name in names if name.isdigit()]


@contextmanager
def _readable(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, RepositoryError, ValueError, KeyError) as error:
        if isinstance(error, ReleaseError):
            raise
        raise ReleaseError(f"The releases in {folder} cannot be used ({error}).") from error
