"""The organisation's two release keys: Ed25519, encrypted with a passphrase, on no server.

`root.pem` says which keys count; it is needed once a year, and when a key is lost. `targets.pem`
signs releases. A home of `cryptography`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from securesystemslib.signer import CryptoSigner, SSlibKey

from firmware_config.errors import ReleaseError
from wire.safe_file import put_file

_NAMES: Final = ("root", "targets")
_PRIVATE: Final = 0o600
LEAST_PASSPHRASE: Final = 12


@dataclass(frozen=True)
class Keys:
    """Both, opened."""

    root: CryptoSigner
    targets: CryptoSigner


def make_keys(folder: Path, passphrase: str) -> Keys:
    """Make both keys.

    Args:
        folder: for their files, made where it is missing; better not beside the releases.
        passphrase: encrypts both.

    Raises:
        ReleaseError: there are keys already, the passphrase is short, or the disk takes nothing.
    """
    if len(passphrase) < LEAST_PASSPHRASE:
        raise ReleaseError(f"The passphrase is too short: take {LEAST_PASSPHRASE} letters or more.")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in _NAMES:
            path = folder / f"{name}.pem"
            if path.exists():
                raise ReleaseError(f"{path} is there already: it is never replaced; move it away.")
            put_file(path, _new_key(passphrase), _PRIVATE)
    except OSError as error:
        raise ReleaseError(f"The keys cannot be kept in {folder} ({error}).") from error
    return open_keys(folder, passphrase)


def open_keys(folder: Path, passphrase: str) -> Keys:
    """Open both keys.

    Raises:
        ReleaseError: one is missing, or the passphrase is wrong.
    """
    root, targets = (_open(folder / f"{name}.pem", passphrase) for name in _NAMES)
    return Keys(root, targets)


def public_key(hex_digits: str) -> SSlibKey:
    """The hub's key, as `otklik-hub release key` prints it.

    Raises:
        ReleaseError: it is none.
    """
    try:
        return SSlibKey.from_crypto(Ed25519PublicKey.from_public_bytes(bytes.fromhex(hex_digits)))
    except ValueError as error:
        raise ReleaseError(
            f"{hex_digits!r} is no key: copy the 64 digits that `otklik-hub release key` prints."
        ) from error


def _new_key(passphrase: str) -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase.encode()),
    )


def _open(path: Path, passphrase: str) -> CryptoSigner:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), passphrase.encode())
    except OSError as error:
        raise ReleaseError(
            f"The key {path} cannot be read ({error.strerror}): name its folder with --keys."
        ) from error
    except (ValueError, TypeError) as error:
        raise ReleaseError(f"{path} does not open: the passphrase is wrong.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ReleaseError(f"{path} is a key of another kind.")
    return CryptoSigner(key)
