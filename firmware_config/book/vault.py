"""Secrets beside the fleet file, each encrypted by age (age-encryption.org), fit for git.

Writing needs only the public key, which lies beside them; reading needs the private key, which
lies outside the folder and must never be in git.
"""

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Final

from pyrage import (  # type: ignore[import-untyped]  # its stubs are a package of their own
    DecryptError,
    IdentityError,
    RecipientError,
    decrypt,
    encrypt,
    x25519,
)

from firmware_config.errors import VaultError
from firmware_config.output import write_files

FOLDER: Final = "vault"
_SECRET_BYTES: Final = 32
_PUBLIC_KEY: Final = f"{FOLDER}/public-key.txt"


def make_vault(folder: Path, key_file: Path) -> bool:
    """A vault in a fleet's folder, opened by the key in `key_file`.

    Returns:
        Whether a new key was made; otherwise the one that was there is used.

    Raises:
        VaultError: the key is none, or the folder already belongs to another key.
        OutputError: the disk refused.
    """
    made = not key_file.exists()
    if made:
        text = f"{x25519.Identity.generate()}\n"
        write_files(key_file.parent, {key_file.name: text.encode()}, private=True)
    public = f"{_identity(key_file).to_public()}\n"
    here = folder / _PUBLIC_KEY
    if here.exists() and here.read_text(encoding="utf-8") != public:
        raise VaultError(f"{folder} is locked by another key than {key_file}; name it with --key.")
    write_files(folder, {_PUBLIC_KEY: public.encode()})
    return made


def is_vault(folder: Path) -> bool:
    """Whether a fleet's folder keeps secrets."""
    return (folder / _PUBLIC_KEY).is_file()


def put_secret(folder: Path, name: str, secret: str) -> None:
    """Keep a secret, in place of the one before.

    Args:
        folder: the fleet's folder.
        name: path below the vault, such as `wifi/north-3`.
        secret: what to keep.

    Raises:
        VaultError: there is no vault here, or its public key is damaged.
        OutputError: the disk refused.
    """
    try:
        public = x25519.Recipient.from_str(
            (folder / _PUBLIC_KEY).read_text(encoding="utf-8").strip()
        )
    except (OSError, UnicodeDecodeError, RecipientError) as error:
        raise VaultError(
            f"{folder / _PUBLIC_KEY} holds no public key ({error}); make the vault with "
            "`otklik-card fleet init`."
        ) from error
    write_files(folder, {_path(name): encrypt(secret.encode(), [public])})


def put_new_password(folder: Path, user: str) -> None:
    """Keep a random password for a user of the broker, unless one is kept. Needs no private key.

    Made when the device is added, so that `write`, run by root, makes no files in the folder.

    Raises:
        VaultError, OutputError: as for `put_secret`.
    """
    name = broker_secret(user)
    if not (folder / _path(name)).exists():
        put_secret(folder, name, random_password())


def broker_secret(user: str) -> str:
    """Under what name a broker user's password is kept."""
    return f"broker/{user}"


def token_secret(user: str) -> str:
    """Under what name a device's one-time token is kept."""
    return f"enrol/{user}"


def random_password() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(_SECRET_BYTES)


class OpenVault:
    """A vault with its private key at hand."""

    def __init__(self, folder: Path, key_file: Path) -> None:
        """Raises VaultError when the key cannot be read."""
        self._folder = folder
        self._key = _identity(key_file)

    def secret(self, name: str) -> str | None:
        """What is kept under a name, or None.

        Raises:
            VaultError: it was locked by another key, or is damaged.
        """
        path = self._folder / _path(name)
        try:
            return bytes(decrypt(path.read_bytes(), [self._key])).decode()
        except FileNotFoundError:
            return None
        except (OSError, DecryptError, UnicodeDecodeError) as error:
            raise VaultError(
                f"{path} cannot be opened with this key ({error}); name the fleet's own key with "
                "--key, or restore the file from git."
            ) from error

    def keep(self, name: str, make: Callable[[], str]) -> str:
        """What is kept under a name; what `make` gives, kept from now on, where there is nothing.

        Raises:
            VaultError: it cannot be opened.
            OutputError: the disk refused.
        """
        known = self.secret(name)
        if known is not None:
            return known
        made = make()
        put_secret(self._folder, name, made)
        return made


def _path(name: str) -> str:
    return f"{FOLDER}/{name}.age"


def _identity(key_file: Path) -> x25519.Identity:
    try:
        mode = key_file.stat().st_mode
        text = key_file.read_text(encoding="utf-8").strip()
        key = x25519.Identity.from_str(text)
    except FileNotFoundError as error:
        raise VaultError(
            f"There is no key {key_file}. Without it nobody can open the fleet's secrets: copy it "
            "from where you keep it, or name it with --key."
        ) from error
    except (OSError, UnicodeDecodeError, IdentityError) as error:
        raise VaultError(
            f"{key_file} is no key of a fleet ({error}); name it with --key."
        ) from error
    if mode & 0o077:
        raise VaultError(f"The key {key_file} is readable by others: chmod 600 {key_file}")
    return key
