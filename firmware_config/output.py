"""The folder that `otklik-card render` writes: changed files only, secrets made once and kept."""

import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from firmware_config.domain.broker_files import SALT_BYTES, password_line, password_matches
from firmware_config.errors import OutputError
from wire.settings import Secret, read_secret

SECRETS: Final = "secrets"
PASSWORDS: Final = "mosquitto/passwords"
_PRIVATE: Final = 0o600
_PUBLIC: Final = 0o644


def write_files(out: Path, files: Mapping[str, bytes], *, private: bool = False) -> list[str]:
    """Bring files below `out` up to date. Each is replaced whole or not at all.

    Args:
        out: made where missing.
        files: content by path below `out`.
        private: readable by the owner only.

    Returns:
        The paths that were written; the others held the same already.

    Raises:
        OutputError: the disk refused.
    """
    written = [path for path, content in files.items() if not _holds(out / path, content)]
    for path in written:
        _replace(out / path, files[path], _PRIVATE if private else _PUBLIC)
    return written


def keep_secrets(out: Path, users: Iterable[str], make: Callable[[], str]) -> dict[str, Secret]:
    """The password of each user: the one in `out`/secrets, or a new one written there.

    Args:
        out: the folder of the fleet.
        users: names that are safe as file names.
        make: a new random password.

    Raises:
        OutputError: the disk refused.
        SecretError: a file that is there is empty or readable by everybody.
    """
    folder = out / SECRETS
    write_files(out, {f"{SECRETS}/.gitignore": b"*\n"}, private=True)
    try:
        folder.chmod(0o700)
    except OSError as error:
        raise OutputError(f"{folder} cannot be made private ({error}).") from error
    secrets = {}
    for user in users:
        path = folder / user
        if not path.exists():
            _replace(path, f"{make()}\n".encode(), _PRIVATE)
        # As a path, never as the name of a systemd credential.
        secrets[user] = read_secret(str(path.absolute()))
    return secrets


def password_text(
    before: str, secrets: Mapping[str, Secret], random_bytes: Callable[[int], bytes]
) -> str:
    """The broker's password file. A line of `before` that still fits stays, salt and all."""
    old = {line.split(":", 1)[0]: line for line in before.splitlines()}
    lines = []
    for user, secret in secrets.items():
        line = old.get(user, "")
        if not password_matches(line, user, secret.reveal()):
            line = password_line(user, secret.reveal(), random_bytes(SALT_BYTES))
        lines.append(f"{line}\n")
    return "".join(lines)


def read_text(path: Path) -> str:
    """The file's text, or nothing where there is none.

    Raises:
        OutputError: it is there and cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise OutputError(f"{path} cannot be read ({error}); move it away.") from error


def forgotten(out: Path, users: Iterable[str]) -> list[str]:
    """Secrets of devices that are no longer in the fleet. Their users are locked out already."""
    here = {path.name for path in (out / SECRETS).glob("[!.]*")}
    return sorted(here - set(users))


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except FileNotFoundError:
        return False
    except OSError as error:
        raise OutputError(f"{path} cannot be read ({error}); choose another --out.") from error


def _replace(path: Path, content: bytes, mode: int) -> None:
    """A power cut leaves the old file or the new one, and a secret is never readable by others."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fchmod(file.fileno(), mode)
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OutputError(f"{path} cannot be written ({error}); choose another --out.") from error
