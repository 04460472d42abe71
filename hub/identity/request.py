"""A device's certificate request: looked into, never trusted further than its key and name."""

from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hub.errors import IdentityError


class Request(NamedTuple):
    """A device's request, its signature checked."""

    common_name: str
    key_hash: str
    public_key: ec.EllipticCurvePublicKey


def read_request(pem: str) -> Request:
    """Look into a request.

    Raises:
        IdentityError: it is none, or not for a P-256 key, or signed by another key.
    """
    try:
        request = x509.load_pem_x509_csr(pem.encode())
        key = request.public_key()
        names = request.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        sound = request.is_signature_valid
    except (ValueError, InvalidSignature) as error:
        raise IdentityError(f"The certificate request cannot be read ({error}).") from error
    if not sound or len(names) != 1:
        raise IdentityError("The certificate request is not signed by its key, or has no name.")
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise IdentityError("The certificate request is not for a P-256 key.")
    return Request(str(names[0].value), hash_of(key), key)


def hash_of(key: ec.EllipticCurvePublicKey) -> str:
    """What a key is known by: SHA-256 of it as DER."""
    digest = hashes.Hash(hashes.SHA256())
    digest.update(
        key.public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
    return digest.finalize().hex()
