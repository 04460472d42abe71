"""Certificates, looked at by another program than the one that made them: openssl."""

import shutil
import subprocess
from base64 import b64decode, b64encode
from datetime import timedelta
from pathlib import Path

import pytest

from hub.errors import IdentityError
from hub.identity.request import read_request
from hub.identity.x509 import Authority, make_authority
from tests.support.authority import NOW
from wire.identity.keys import make_key, request_for

needs_openssl = pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl")


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority(make_authority("Example Stores", b"a passphrase", NOW), b"a passphrase")


def openssl(*words: str | Path) -> tuple[int, str]:
    done = subprocess.run(
        ["openssl", *map(str, words)], capture_output=True, text=True, check=False, timeout=30
    )
    return done.returncode, done.stdout + done.stderr


@needs_openssl
@pytest.mark.parametrize("purpose", ["sslclient", "sslserver"])
def test_openssl_accepts_a_certificate_for_its_purpose_until_it_is_revoked(
    authority: Authority, tmp_path: Path, purpose: str
) -> None:
    expires = NOW + timedelta(days=90)
    request = read_request(request_for(make_key(), "north-3.door"))
    made = {
        "sslclient": lambda: authority.sign_device(request, expires),
        "sslserver": lambda: authority.make_server(["hub.example.com", "10.0.0.2"], expires)[1],
    }[purpose]()
    (tmp_path / "ca").write_bytes(authority.certificate)
    (tmp_path / "own").write_text(made.pem)
    strict = ("verify", "-x509_strict", "-CAfile", tmp_path / "ca")
    other = {"sslclient": "sslserver", "sslserver": "sslclient"}[purpose]
    assert openssl(*strict, "-purpose", purpose, tmp_path / "own")[0] == 0
    assert openssl(*strict, "-purpose", other, tmp_path / "own")[0] != 0
    for serials, refused in (({"1f"}, False), ({"1f", made.serial}, True)):
        (tmp_path / "crl").write_bytes(authority.revocations(serials, NOW))
        listed = ("-crl_check", "-CRLfile", tmp_path / "crl")
        code, said = openssl(*strict, *listed, tmp_path / "own")
        assert ((code != 0), "certificate revoked" in said) == (refused, refused), said


@needs_openssl
def test_a_device_can_sign_for_nobody_else(authority: Authority, tmp_path: Path) -> None:
    request = read_request(request_for(make_key(), "north-3.door"))
    made = authority.sign_device(request, NOW + timedelta(days=90))
    (tmp_path / "own").write_text(made.pem)
    said = openssl("x509", "-in", tmp_path / "own", "-noout", "-text")[1]
    assert "CA:FALSE" in said
    assert "Digital Signature\n" in said
    assert "Not Before: Jan  1 00:00:00 2024 GMT" in said


@pytest.mark.parametrize(
    "curve_words",
    [
        ("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"),
        ("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"),
    ],
)
@needs_openssl
def test_requests_for_other_keys_are_refused(tmp_path: Path, curve_words: tuple[str, ...]) -> None:
    openssl(*curve_words, "-out", tmp_path / "key")
    openssl("req", "-new", "-key", tmp_path / "key", "-subj", "/CN=a.b", "-out", tmp_path / "csr")
    with pytest.raises(IdentityError, match="P-256"):
        read_request((tmp_path / "csr").read_text())


def test_a_request_that_was_changed_is_refused() -> None:

    lines = request_for(make_key(), "north-3.door").splitlines()
    body = b64decode("".join(lines[1:-1])).replace(b"north-3.door", b"north-3.till")
    forged = "\n".join([lines[0], b64encode(body).decode(), lines[-1]])
    with pytest.raises(IdentityError, match="not signed by its key"):
        read_request(forged)
