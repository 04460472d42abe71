"""What a device keeps of its identity, against a pretended hub."""

import random
import stat
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire.identity.errors import AwayError, IdentityError, RefusedError
from wire.identity.holding import Holding, Own, need_of
from wire.identity.keys import make_key, request_for
from wire.identity.messages import Ask, Given
from wire.identity.until import hold_up_to_date, pauses
from wire.settings import DeviceSettings

NOW = datetime(2026, 3, 2, tzinfo=UTC)
DEVICE = DeviceSettings(site="north-3", name="door")


@pytest.fixture
def holding(tmp_path: Path) -> Holding:
    return Holding(tmp_path, DEVICE)


@pytest.mark.parametrize(
    ("ends", "renew", "new_token", "need"),
    [
        (90, 60, False, "nothing"),
        (30, 0, False, "renewal"),
        (30, -5, False, "renewal"),
        (0, -30, False, "enrolment"),
        (90, 60, True, "enrolment"),
    ],
)
def test_what_a_device_needs(ends: int, renew: int, new_token: bool, need: str) -> None:
    own = Own("north-3.door", NOW + timedelta(days=ends), NOW + timedelta(days=renew))
    assert need_of(own, new_token=new_token, now=NOW) == need


def test_without_token_and_certificate_the_cure_is_said(holding: Holding) -> None:
    with pytest.raises(IdentityError, match="otklik-hub ca reissue"):
        holding.bring_up_to_date("", NOW, nobody)


def nobody(_ask: Ask, _own: Path | None) -> Given:
    raise AwayError("The hub did not answer.")


def test_the_key_is_on_the_disk_before_the_first_question_and_stays_the_same(
    holding: Holding, tmp_path: Path
) -> None:
    asked: list[str] = []

    def away(ask: Ask, own: Path | None) -> Given:
        assert own is None
        assert ask.token == "t"
        assert stat.S_IMODE((tmp_path / "next.key").stat().st_mode) == 0o600
        asked.append((tmp_path / "next.key").read_text())
        raise AwayError("away")

    for _ in range(2):
        with pytest.raises(AwayError):
            holding.bring_up_to_date("t", NOW, away)
    assert asked[0] == asked[1]
    assert "PRIVATE KEY" not in request_for(asked[0].encode(), "north-3.door")


def test_a_certificate_for_another_key_is_not_kept(holding: Holding, tmp_path: Path) -> None:
    other = certificate()

    def wrong(_ask: Ask, _own: Path | None) -> Given:
        return Given(certificate=other, renew_after=NOW)

    with pytest.raises(IdentityError, match="another key"):
        holding.bring_up_to_date("t", NOW, wrong)
    assert not (tmp_path / "device.pem").exists()


def certificate() -> str:
    from cryptography import x509  # noqa: PLC0415 - a certificate of nobody, for this test only
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.ec import (  # noqa: PLC0415
        EllipticCurvePrivateKey,
    )

    key = serialization.load_pem_private_key(make_key(), None)
    assert isinstance(key, EllipticCurvePrivateKey)
    name = x509.Name([])
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(NOW)
        .not_valid_after(NOW + timedelta(days=1))
    )
    signed = built.sign(key, hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.PEM).decode()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"nonsense", b"Renew-After: soon\n"])
def test_a_damaged_file_counts_as_none(holding: Holding, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "device.pem").write_bytes(content)
    assert holding.own() is None


def test_a_name_too_long_for_a_certificate_says_so() -> None:
    with pytest.raises(IdentityError, match="64 letters"):
        request_for(make_key(), "s" * 40 + "." + "d" * 40)


class Rest:
    """Counts what is waited; ends after so many."""

    def __init__(self, most: int) -> None:
        self.waited: list[float] = []
        self._most = most

    def wait(self, timeout_seconds: float) -> bool:
        self.waited.append(timeout_seconds)
        return len(self.waited) == self._most


def test_a_shop_without_network_is_tried_on_and_told_once(
    holding: Holding, caplog: pytest.LogCaptureFixture
) -> None:
    rest = Rest(9)
    done = hold_up_to_date(
        holding, "t", nobody, now=lambda: NOW, rest=rest, chance=random.Random(1)
    )
    assert done is None
    assert rest.waited[0] <= 5
    assert 300 <= rest.waited[-1] <= 600
    assert caplog.text.count("did not answer") == 1


def test_a_refusal_ends_the_trying(holding: Holding) -> None:
    def refuse(_ask: Ask, _own: Path | None) -> Given:
        raise RefusedError("no", "spent")

    rest = Rest(1)
    with pytest.raises(RefusedError):
        hold_up_to_date(holding, "t", refuse, now=lambda: NOW, rest=rest, chance=random.Random(1))
    assert rest.waited == []


@given(st.integers())
def test_pauses_grow_to_ten_minutes_and_no_further(seed: int) -> None:
    found = list(islice(pauses(random.Random(seed)), 20))
    assert all(2.5 <= pause <= 600 for pause in found)
    assert min(found[8:]) >= 300
