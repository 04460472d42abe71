"""The authority on disk: an encrypted key, its certificate, and what the broker reads."""

from datetime import datetime
from pathlib import Path
from typing import Final

from hub.ca_settings import CaSettings
from hub.errors import IdentityError
from hub.identity.x509 import Authority, Pair, make_authority
from wire.safe_file import put_file
from wire.settings import Secret, state_path

KEY: Final = "ca.key"
CERTIFICATE: Final = "ca.crt"
REVOCATIONS: Final = "crl.pem"
ACCESS: Final = "acl"
_MIN_PASSPHRASE: Final = 20
"""Letters. Somebody who has the file may guess for as long as they like."""
_PRIVATE: Final = 0o600
_PUBLIC: Final = 0o644
_FOR_BROKER: Final = 0o640
"""The folder's group, which is the broker's, may read them."""


def make(settings: CaSettings, organisation: str, passphrase: Secret, now: datetime) -> bytes:
    """Make the authority once; returns its certificate.

    Raises:
        IdentityError: there is one already, the passphrase is short, or the disk refuses.
    """
    folder = state_path(settings.folder)
    if (folder / KEY).exists() or (folder / CERTIFICATE).exists():
        raise IdentityError(
            f"There is an authority in {folder}. A new one would shut out every device that has a "
            "certificate; if that is what you want, move the folder away first."
        )
    if len(passphrase.reveal()) < _MIN_PASSPHRASE:
        raise IdentityError(
            f"The passphrase has fewer than {_MIN_PASSPHRASE} letters: take "
            "`openssl rand -base64 32`."
        )
    pair = make_authority(organisation, passphrase.reveal().encode(), now)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        put_file(folder / CERTIFICATE, pair.certificate, _PUBLIC)
        put_file(folder / KEY, pair.key, _PRIVATE)
    except OSError as error:
        raise IdentityError(f"The authority cannot be kept in {folder} ({error}).") from error
    return pair.certificate


def certificate_of(settings: CaSettings) -> bytes:
    """The authority's certificate: for cards and brokers, no secret.

    Raises:
        IdentityError: there is no authority.
    """
    return _read(state_path(settings.folder) / CERTIFICATE)


def open_authority(settings: CaSettings, passphrase: Secret) -> Authority:
    """The authority with its key open.

    Raises:
        IdentityError: there is none, or the passphrase does not open it.
    """
    pair = Pair(_read(state_path(settings.folder) / KEY), certificate_of(settings))
    return Authority(pair, passphrase.reveal().encode())


def put_for_broker(settings: CaSettings, name: str, content: bytes) -> None:
    """Write a file that the broker reads.

    Raises:
        IdentityError: the disk refuses.
    """
    folder = state_path(settings.broker_folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        put_file(folder / name, content, _FOR_BROKER)
    except OSError as error:
        raise IdentityError(
            f"{folder / name} cannot be written ({error}): look at `ca.broker_folder`."
        ) from error


def held_by_broker(settings: CaSettings, name: str) -> bytes:
    """What the broker reads now; nothing where there is no file."""
    try:
        return (state_path(settings.broker_folder) / name).read_bytes()
    except OSError:
        return b""


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise IdentityError(
            f"There is no authority ({error}): make one with `otklik-hub ca init`, or look at "
            "`ca.folder`."
        ) from error
