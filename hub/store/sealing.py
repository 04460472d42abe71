"""Secrets that the store must give back in clear are kept sealed: a stolen copy says nothing.

AES-256 in Galois counter mode (NIST SP 800-38D), each seal with a nonce of its own. The key follows
from the hub's secret by HKDF (RFC 5869). That stands in a file beside the store, or among systemd's
credentials, and in no backup of the store.
"""

import os
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_MARK: Final = "sealed:1:"
_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12


class Seal:
    """Seals with a key made from the hub's secret."""

    def __init__(self, hub_secret: str, what_for: str) -> None:
        """Make the key.

        Args:
            hub_secret: 32 characters of chance or more.
            what_for: a key for one purpose opens nothing of another.
        """
        derived = HKDF(SHA256(), _KEY_BYTES, salt=None, info=f"otklik {what_for}".encode())
        self._cipher = AESGCM(derived.derive(hub_secret.encode()))

    def close(self, text: str, place: str) -> str:
        """Seal a text for one place: put into another's, it does not open."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, text.encode(), place.encode())
        return _MARK + b64encode(nonce + sealed).decode()

    def open(self, sealed: str, place: str) -> str | None:
        """The text. None: it was sealed with another secret, for another place, or changed."""
        try:
            raw = b64decode(sealed.removeprefix(_MARK), validate=True)
            nonce, body = raw[:_NONCE_BYTES], raw[_NONCE_BYTES:]
            return self._cipher.decrypt(nonce, body, place.encode()).decode()
        except (InvalidTag, Base64Error, ValueError):
            return None


def is_sealed(text: str) -> bool:
    """Whether a stored text is sealed; older versions kept it as it is."""
    return text.startswith(_MARK)
