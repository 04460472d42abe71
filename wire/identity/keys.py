"""A device's key, its request and its certificate; a home of `cryptography`.

P-256: OpenSSL, Mosquitto and every TLS library know it, and a Pi Zero makes a key at once.
The library rather than the `openssl` program: nothing of another program's output is parsed, and
the device has it anyway for signatures.
"""

from datetime import datetime
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from wire.identity.errors import IdentityError


class Life(NamedTuple):
    """Until when a certificate is good, and for whom."""

    common_name: str
    ends: datetime


def make_key() -> bytes:
    """A new private key as PEM, not encrypted: what guards it is the file's mode."""
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def request_for(key_pem: bytes, common_name: str) -> str:
    """A certificate request (PKCS #10, PEM), which proves that we hold the key.

    Raises:
        IdentityError: the key is damaged, or the name is too long.
    """
    try:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    except ValueError as error:
        raise IdentityError(
            f"{common_name} is too long for a certificate ({error}): shop and device together "
            "have at most 64 letters; give one of them a shorter name."
        ) from error
    built = x509.CertificateSigningRequestBuilder().subject_name(name)
    request = built.sign(_key(key_pem), hashes.SHA256())
    return request.public_bytes(serialization.Encoding.PEM).decode()


def life_of(certificate_pem: bytes) -> Life:
    """What a certificate says. Other things may stand before it in the text.

    Raises:
        IdentityError: it is none.
    """
    try:
        found = x509.load_pem_x509_certificate(certificate_pem)
        [name] = found.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    except ValueError as error:
        raise IdentityError(f"The certificate cannot be read ({error}).") from error
    return Life(str(name.value), found.not_valid_after_utc)


def belong_together(key_pem: bytes, certificate_pem: bytes) -> bool:
    """Whether a certificate is for this key.

    Raises:
        IdentityError: one of them is damaged.
    """
    try:
        found = x509.load_pem_x509_certificate(certificate_pem)
    except ValueError as error:
        raise IdentityError(f"The hub's answer is no certificate ({error}).") from error
    return found.public_key() == _key(key_pem).public_key()


def _key(key_pem: bytes) -> ec.EllipticCurvePrivateKey:
    try:
        key = serialization.load_pem_private_key(key_pem, None)
    except (ValueError, TypeError) as error:
        raise IdentityError(f"The device's key is damaged ({error}); delete it.") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise IdentityError("The device's key is of a kind that Otklik does not make; delete it.")
    return key
