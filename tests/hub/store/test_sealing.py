from base64 import b64decode, b64encode

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from hub.store.sealing import Seal, is_sealed

SECRET = "a" * 32
SEAL = Seal(SECRET, "tests")


@given(st.text(max_size=200), st.text(max_size=40))
def test_what_is_sealed_opens_again_in_its_place_only(text: str, place: str) -> None:
    sealed = SEAL.close(text, place)
    assert is_sealed(sealed)
    assert SEAL.open(sealed, place) == text
    assert SEAL.open(sealed, place + "x") is None


def test_the_same_text_is_never_sealed_alike() -> None:
    assert SEAL.close("JBSWY3DP", "user 1") != SEAL.close("JBSWY3DP", "user 1")


@pytest.mark.parametrize("other", [Seal("b" * 32, "tests"), Seal(SECRET, "something else")])
def test_another_secret_or_purpose_does_not_open(other: Seal) -> None:
    assert other.open(SEAL.close("x", "p"), "p") is None


def test_one_changed_bit_is_noticed() -> None:
    raw = bytearray(b64decode(SEAL.close("secret", "p").removeprefix("sealed:1:")))
    for place in range(len(raw)):
        raw[place] ^= 1
        assert SEAL.open("sealed:1:" + b64encode(bytes(raw)).decode(), "p") is None
        raw[place] ^= 1


@pytest.mark.parametrize(
    "broken", ["sealed:1:", "sealed:1:!!", "sealed:1:AAAA", "JBSWY3DPEHPK3PXP"]
)
def test_what_was_never_sealed_does_not_open(broken: str) -> None:
    assert SEAL.open(broken, "p") is None


def test_it_is_plain_aes_gcm_with_a_derived_key() -> None:
    """So that another program could open it, with the hub's secret."""
    key = HKDF(SHA256(), 32, salt=None, info=b"otklik tests").derive(SECRET.encode())
    raw = b64decode(SEAL.close("secret", "user 7").removeprefix("sealed:1:"))
    assert AESGCM(key).decrypt(raw[:12], raw[12:], b"user 7") == b"secret"
