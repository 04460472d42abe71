"""Signatures of the hub that devices check: Ed25519; a home of `cryptography`."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from wire.errors import SecretError


def make_key() -> bytes:
    """A new private key as PEM, not encrypted: what guards it is the file's mode."""
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def public_key(key_pem: str) -> str:
    """What devices are told: 64 hexadecimal digits.

    Raises:
        SecretError: it is no such key.
    """
    raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
    return _key(key_pem).public_key().public_bytes(*raw).hex()


def sign(key_pem: str, content: bytes) -> str:
    """The signature: 128 hexadecimal digits.

    Raises:
        SecretError: it is no such key.
    """
    return _key(key_pem).sign(content).hex()


def verify(public_hex: str, content: bytes, signature_hex: str) -> bool:
    """Whether the owner of the key has signed the content. Never raises for what others sent."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_hex))
        key.verify(bytes.fromhex(signature_hex), content)
    except (InvalidSignature, ValueError):
        return False
    return True


def _key(key_pem: str) -> Ed25519PrivateKey:
    try:
        key = serialization.load_pem_private_key(key_pem.encode(), password=None)
    except (ValueError, TypeError) as error:
        raise SecretError(f"The key cannot be read ({error}): make it anew.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise SecretError("The key is of another kind: make it with `otklik-hub order key`.")
    return key
