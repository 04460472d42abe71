"""Keys and certificates of the organisation; the hub's home of `cryptography`.

Fields as RFC 5280 asks for, and as Python 3.13 checks them (VERIFY_X509_STRICT). Certificates
begin in 2024: a Pi without a clock of its own starts in the past and would refuse a new one.
"""

import ipaddress
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from hub.errors import IdentityError
from hub.identity.request import Request, hash_of

_BEGINS: Final = datetime(2024, 1, 1, tzinfo=UTC)
_CA_DAYS: Final = 20 * 365
_CRL_DAYS: Final = 365
"""An overdue list makes a broker refuse everybody; it is written anew every month."""
_CRL_FRESH: Final = timedelta(days=30)
_SKEW: Final = timedelta(days=1)
_PEM: Final = serialization.Encoding.PEM
_Key: TypeAlias = ec.EllipticCurvePrivateKey


class Pair(NamedTuple):
    """A private key and its certificate, as PEM."""

    key: bytes
    certificate: bytes


class Made(NamedTuple):
    """A new certificate."""

    serial: str
    key_hash: str
    pem: str
    expires_ms: int


def make_authority(organisation: str, passphrase: bytes, now: datetime) -> Pair:
    """A new authority: one key that signs itself, and below it only devices and servers.

    Args:
        organisation: for people who look into a certificate.
        passphrase: locks the key.
        now: this instant; it is good for 20 years.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, "Otklik devices"),
        ]
    )
    built = (
        _started(name, name, key.public_key(), key.public_key(), now + timedelta(days=_CA_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_others=True), critical=True)
    )
    locked = key.private_bytes(
        _PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase),
    )
    return Pair(locked, built.sign(key, hashes.SHA256()).public_bytes(_PEM))


class Authority:
    """The authority with its key open."""

    def __init__(self, pair: Pair, passphrase: bytes) -> None:
        """Raises IdentityError when the passphrase does not open the key, or a file is damaged."""
        try:
            key = serialization.load_pem_private_key(pair.key, passphrase)
            self._certificate = x509.load_pem_x509_certificate(pair.certificate)
        except (ValueError, TypeError) as error:
            raise IdentityError(
                "The authority's key cannot be opened: wrong passphrase, or a damaged file. "
                f"Restore both from your copy ({error})."
            ) from error
        if not isinstance(key, _Key) or key.public_key() != self._certificate.public_key():
            raise IdentityError("The authority's key and certificate do not belong together.")
        self._key = key
        self.certificate = pair.certificate

    def sign_device(self, request: Request, expires: datetime) -> Made:
        """A certificate for a device's key, which the device alone has.

        Of the request only name and key are taken; whatever else it asks for is left out.
        """
        return self._sign(request.public_key, request.common_name, expires, server=())

    def make_program(self, name: str, expires: datetime) -> tuple[bytes, Made]:
        """A key and certificate for a user of the broker that is no device."""
        key = ec.generate_private_key(ec.SECP256R1())
        return _open(key), self._sign(key.public_key(), name, expires, server=())

    def make_server(self, names: Sequence[str], expires: datetime) -> tuple[bytes, Made]:
        """A key and certificate for the broker or for the hub's own door.

        Args:
            names: host names or addresses under which devices reach it.
            expires: its end.
        """
        key = ec.generate_private_key(ec.SECP256R1())
        return _open(key), self._sign(key.public_key(), names[0], expires, server=names)

    def revocations(self, serials: Collection[str], now: datetime) -> bytes:
        """The list of certificates that are worth nothing any more (PEM)."""
        built = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self._certificate.subject)
            .last_update(now - _SKEW)
            .next_update(now + timedelta(days=_CRL_DAYS))
            .add_extension(_authority_id(self._key.public_key()), critical=False)
            .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        )
        for serial in sorted(serials):
            entry = x509.RevokedCertificateBuilder().serial_number(int(serial, 16))
            built = built.add_revoked_certificate(entry.revocation_date(now - _SKEW).build())
        return built.sign(self._key, hashes.SHA256()).public_bytes(_PEM)

    def still_right(self, pem: bytes, serials: Collection[str], now: datetime) -> bool:
        """Whether a list that is there is ours, names just these, and is not a month old."""
        try:
            found = x509.load_pem_x509_crl(pem)
        except ValueError:
            return False
        listed = {f"{one.serial_number:x}" for one in found}
        fresh = now - _SKEW - found.last_update_utc < _CRL_FRESH
        return listed == set(serials) and fresh and found.is_signature_valid(self._key.public_key())

    def _sign(
        self,
        key: ec.EllipticCurvePublicKey,
        name: str,
        expires: datetime,
        *,
        server: Sequence[str],
    ) -> Made:
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        issuer = self._certificate
        expires = min(expires.replace(microsecond=0), issuer.not_valid_after_utc)
        use = ExtendedKeyUsageOID.SERVER_AUTH if server else ExtendedKeyUsageOID.CLIENT_AUTH
        built = (
            _started(issuer.subject, subject, key, self._key.public_key(), expires)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_others=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([use]), critical=False)
        )
        if server:
            names = x509.SubjectAlternativeName([_general_name(one) for one in server])
            built = built.add_extension(names, critical=False)
        made = built.sign(self._key, hashes.SHA256())
        pem = made.public_bytes(_PEM).decode()
        return Made(f"{made.serial_number:x}", hash_of(key), pem, round(expires.timestamp() * 1000))


def fingerprint(certificate_pem: bytes) -> str:
    """SHA-256 of a certificate, in hexadecimal, for comparing by eye."""
    return x509.load_pem_x509_certificate(certificate_pem).fingerprint(hashes.SHA256()).hex()


def serial_of(certificate: bytes) -> str:
    """The serial number of a certificate in DER, as the TLS library hands it over."""
    return f"{x509.load_der_x509_certificate(certificate).serial_number:x}"


def _started(
    issuer: x509.Name,
    subject: x509.Name,
    key: ec.EllipticCurvePublicKey,
    signer: ec.EllipticCurvePublicKey,
    expires: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .issuer_name(issuer)
        .subject_name(subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_BEGINS)
        .not_valid_after(expires)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(_authority_id(signer), critical=False)
    )


def _authority_id(key: ec.EllipticCurvePublicKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key)


def _usage(*, signs_others: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_others,
        key_cert_sign=signs_others,
        crl_sign=signs_others,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _open(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
