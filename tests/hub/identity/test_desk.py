"""Devices at the hub's door: the real door over TLS, the real client, a real store."""

import socket
import ssl
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine

from hub.ca_settings import CaSettings
from hub.domain.identity import Why
from hub.errors import IdentityError
from hub.identity.authority_files import make, open_authority
from hub.identity.broker_files import keep_in_step
from hub.store.audit_log import Wanted, entries
from hub.store.engine import reading, writing
from hub.store.identity import newest_certificates, revoke, withdraw_tokens, worthless
from hub.store.refusals import refusals
from tests.support.authority import NOW, PASSPHRASE, Office, open_office
from tests.support.waiting import PATIENCE_SECONDS
from wire.identity.errors import AwayError, RefusedError
from wire.identity.holding import Holding, Need
from wire.identity.keys import make_key, request_for
from wire.identity.messages import Ask, Given
from wire.settings import Secret

DEVICE = "north-3/door"
DAY_SECONDS = 86_400


@pytest.fixture
def office(engine: Engine, tmp_path: Path) -> Iterator[Office]:
    with open_office(engine, tmp_path) as opened:
        yield opened


def step(office: Office, holding: Holding, token: str = "") -> Need:
    return holding.bring_up_to_date(token, office.clock.now().wall, office.asking())


def why_refused(office: Office, holding: Holding, token: str = "") -> str:
    with pytest.raises(RefusedError) as caught:
        step(office, holding, token)
    return caught.value.why


def shown(office: Office) -> dict[str, Why]:
    with reading(office.engine) as conn:
        return {one.device: one.why for one in refusals(conn)}


def logged(office: Office, what: str) -> list[str]:
    with reading(office.engine) as conn:
        return [one.about for one in entries(conn, Wanted(what=what))]


def test_a_new_device_gets_its_certificate_and_keeps_its_key_to_itself(office: Office) -> None:
    holding = office.holding(DEVICE)
    assert step(office, holding, office.token(DEVICE)) == "enrolment"
    own = holding.own()
    assert own is not None
    assert own.common_name == "north-3.door"
    folder = office.folder / "north-3.door"
    assert stat.S_IMODE((folder / "device.pem").stat().st_mode) == 0o600
    assert not (folder / "next.key").exists()
    assert logged(office, "certificate.given") == [f"device {DEVICE}"]


def test_nothing_is_asked_while_the_certificate_is_young(office: Office) -> None:
    holding, token = office.holding(DEVICE), office.token(DEVICE)
    step(office, holding, token)
    office.clock.advance(59 * DAY_SECONDS)
    assert step(office, holding, token) == "nothing"


def test_a_token_used_twice_is_refused_logged_and_shown(office: Office) -> None:
    token = office.token(DEVICE)
    step(office, office.holding(DEVICE), token)
    assert why_refused(office, office.holding(DEVICE, "thief"), token) == "spent"
    assert shown(office) == {DEVICE: "spent"}
    assert logged(office, "certificate.refused") == [f"device {DEVICE}"]


def test_a_token_that_comes_late_is_refused(office: Office) -> None:
    token = office.token(DEVICE, hours=1)
    office.clock.advance(3600)
    assert why_refused(office, office.holding(DEVICE), token) == "late"
    assert shown(office) == {DEVICE: "late"}


def test_another_devices_token_is_refused(office: Office) -> None:
    office.token("north-3/till")
    stolen = office.token(DEVICE)
    assert why_refused(office, office.holding("north-3/till"), stolen) == "other_device"
    assert step(office, office.holding(DEVICE), stolen) == "enrolment"


def test_a_newer_token_makes_the_older_worthless(office: Office) -> None:
    old, new = office.token(DEVICE), office.token(DEVICE)
    assert why_refused(office, office.holding(DEVICE), old) == "withdrawn"
    assert step(office, office.holding(DEVICE), new) == "enrolment"


def test_strangers_fill_neither_the_store_nor_the_audit_log(office: Office) -> None:
    assert why_refused(office, office.holding("south/door"), "ote_guessed") == "unknown"
    assert shown(office) == {}
    assert logged(office, "certificate.refused") == []


def test_one_that_asks_again_and_again_is_logged_once_an_hour(office: Office) -> None:
    token = office.token(DEVICE)
    step(office, office.holding(DEVICE), token)
    thief = office.holding(DEVICE, "thief")
    for _ in range(3):
        why_refused(office, thief, token)
    assert len(logged(office, "certificate.refused")) == 1
    office.clock.advance(3600)
    why_refused(office, thief, token)
    assert len(logged(office, "certificate.refused")) == 2


def test_of_two_that_claim_one_identity_at_once_exactly_one_wins(office: Office) -> None:
    token = office.token(DEVICE)
    rivals = [office.holding(DEVICE, f"rival-{number}") for number in range(8)]

    def claim(holding: Holding) -> bool:
        try:
            return step(office, holding, token) == "enrolment"
        except RefusedError:
            return False

    with ThreadPoolExecutor(len(rivals)) as pool:
        assert sum(pool.map(claim, rivals)) == 1
    assert shown(office) == {DEVICE: "spent"}


def test_after_a_power_cut_the_same_key_gets_the_same_certificate(office: Office) -> None:
    """The hub has signed, the device lost power before it stored the answer."""
    token, holding = office.token(DEVICE), office.holding(DEVICE)
    answers: list[Given] = []

    def cut(ask: Ask, own: Path | None) -> Given:
        answers.append(office.asking()(ask, own))
        raise OSError("power cut")

    with pytest.raises(OSError, match="power cut"):
        holding.bring_up_to_date(token, office.clock.now().wall, cut)
    office.clock.advance(30 * DAY_SECONDS)  # the token has run out meanwhile
    assert step(office, holding, token) == "enrolment"
    stored = (office.folder / "north-3.door" / "device.pem").read_text()
    assert answers[0].certificate in stored
    with reading(office.engine) as conn:
        assert len(newest_certificates(conn)) == 1


def test_a_certificate_is_renewed_with_a_new_key_and_without_a_token(office: Office) -> None:
    holding = office.holding(DEVICE)
    step(office, holding, office.token(DEVICE))
    file = office.folder / "north-3.door" / "device.pem"
    before = file.read_text()
    office.clock.advance(61 * DAY_SECONDS)
    assert step(office, holding) == "renewal"
    assert before.split("-----BEGIN CERT")[0] != file.read_text().split("-----BEGIN CERT")[0]
    assert step(office, holding) == "nothing"


def test_a_power_cut_in_a_renewal_costs_nothing(office: Office) -> None:
    holding = office.holding(DEVICE)
    step(office, holding, office.token(DEVICE))
    office.clock.advance(61 * DAY_SECONDS)

    def cut(ask: Ask, own: Path | None) -> Given:
        office.asking()(ask, own)
        raise OSError("power cut")

    with pytest.raises(OSError, match="power cut"):
        holding.bring_up_to_date("", office.clock.now().wall, cut)
    assert step(office, holding) == "renewal"


def test_a_copied_card_that_renews_too_is_noticed(office: Office) -> None:
    holding = office.holding(DEVICE)
    step(office, holding, office.token(DEVICE))
    copy = office.holding(DEVICE, "copy")
    own = (office.folder / "north-3.door" / "device.pem").read_bytes()
    (office.folder / "copy" / "device.pem").write_bytes(own)
    office.clock.advance(61 * DAY_SECONDS)
    assert step(office, copy) == "renewal"
    assert why_refused(office, holding) == "spent"
    assert shown(office) == {DEVICE: "spent"}


def test_what_was_renewed_is_worthless_a_week_later(office: Office) -> None:
    holding = office.holding(DEVICE)
    step(office, holding, office.token(DEVICE))
    office.clock.advance(61 * DAY_SECONDS)
    step(office, holding)
    for days, listed in ((6, 0), (2, 1)):
        office.clock.advance(days * DAY_SECONDS)
        with reading(office.engine) as conn:
            now_ms = round(office.clock.now().wall.timestamp() * 1000)
            assert len(worthless(conn, now_ms)) == listed


def test_a_renewal_before_half_of_the_life_is_refused(office: Office) -> None:
    file = office.enrolled(DEVICE)
    question = Ask(device=DEVICE, request=request_for(make_key(), "north-3.door"))
    with pytest.raises(RefusedError) as caught:
        office.asking()(question, file)
    assert caught.value.why == "early"


def test_a_revoked_device_gets_nothing_any_more(office: Office) -> None:
    holding, token = office.holding(DEVICE), office.token(DEVICE)
    step(office, holding, token)
    with writing(office.engine) as conn:
        revoke(conn, DEVICE, 1)
        withdraw_tokens(conn, DEVICE, 1)
    office.clock.advance(61 * DAY_SECONDS)
    assert why_refused(office, holding) == "withdrawn"
    (office.folder / "north-3.door" / "device.pem").unlink()
    assert why_refused(office, holding, token) == "withdrawn"


def test_a_device_that_was_allowed_once_more_enrols_with_a_new_key(office: Office) -> None:
    holding, first = office.holding(DEVICE), office.token(DEVICE)
    step(office, holding, first)
    second = office.token(DEVICE)
    assert step(office, holding, second) == "enrolment"
    assert step(office, holding, second) == "nothing"


def test_one_device_cannot_renew_for_another(office: Office) -> None:
    file = office.enrolled(DEVICE)
    office.clock.advance(61 * DAY_SECONDS)
    question = Ask(device="north-3/till", request=request_for(make_key(), "north-3.till"))
    with pytest.raises(RefusedError) as caught:
        office.asking()(question, file)
    assert caught.value.why == "other_device"


def said(office: Office, request: bytes) -> bytes:
    """The door's answer to bytes."""
    context = ssl.create_default_context(cafile=office.ca_file)
    context.verify_flags |= ssl.VERIFY_X509_STRICT  # the default from Python 3.13 on
    with (
        socket.create_connection(
            ("127.0.0.1", office.settings.ca.port), timeout=PATIENCE_SECONDS
        ) as plain,
        context.wrap_socket(plain, server_hostname="127.0.0.1") as secure,
    ):
        secure.sendall(request)
        answer = b""
        while part := secure.recv(4096):
            answer += part
        return answer


_ENROL = b"POST /identity/1/enrol HTTP/1.0\r\n"
_ASK = b'Content-Length: 30\r\n\r\n{"device":"a/b","request":"x"} '


def test_bad_requests_are_answered_and_the_door_stays_open(office: Office) -> None:
    for request, status in (
        (b"GET / HTTP/1.0\r\n\r\n", 501),
        (_ENROL + b"\r\n", 413),
        (_ENROL + b"Content-Length: -1\r\n\r\n", 413),
        (_ENROL + b"Content-Length: 99999\r\n\r\n", 413),
        (_ENROL + b"Content-Length: 3\r\n\r\nabc", 400),
        (_ENROL + b"Content-Length: 2\r\n\r\n{}", 400),
        (_ENROL + b'Content-Length: 14\r\n\r\n{"device":"\xff"}', 400),
        (_ENROL + b'Content-Length: 8005\r\n\r\n{"a":' + b"[" * 8000, 400),
        (b"POST / HTTP/1.0\r\n" + _ASK, 404),
        (_ENROL + _ASK, 403),
        (b"POST /identity/1/renew HTTP/1.0\r\n" + _ASK, 403),
    ):
        assert said(office, request).startswith(b"HTTP/1.0 %d " % status), request
    assert office.enrolled(DEVICE)


def test_whoever_connects_and_says_nothing_keeps_nobody_out(office: Office) -> None:
    with socket.create_connection(("127.0.0.1", office.settings.ca.port)):
        assert office.enrolled(DEVICE)


def test_whoever_speaks_too_slowly_is_hung_up_on(office: Office) -> None:
    context = ssl.create_default_context(cafile=office.ca_file)
    with (
        socket.create_connection(
            ("127.0.0.1", office.settings.ca.port), timeout=PATIENCE_SECONDS
        ) as plain,
        context.wrap_socket(plain, server_hostname="127.0.0.1") as secure,
    ):
        secure.sendall(b"POST /identity/1/enrol HTTP/1.0\r\n")
        office.clock.advance(31)
        assert secure.recv(100) == b""


def test_a_hub_of_another_authority_is_told_nothing(office: Office, tmp_path: Path) -> None:
    other = CaSettings(folder=str(tmp_path / "other"))
    make(other, "Somebody Else", PASSPHRASE, NOW)
    office.ca_file.write_bytes((tmp_path / "other" / "ca.crt").read_bytes())
    holding, token = office.holding(DEVICE), office.token(DEVICE)
    with pytest.raises(AwayError, match="not our hub"):
        step(office, holding, token)
    with reading(office.engine) as conn:
        assert newest_certificates(conn) == []


def test_a_hub_under_another_name_is_told_nothing(engine: Engine, tmp_path: Path) -> None:
    with open_office(engine, tmp_path, name="hub.example.com") as office:
        holding, token = office.holding(DEVICE), office.token(DEVICE)
        with pytest.raises(AwayError, match="not our hub"):
            step(office, holding, token)


def test_there_is_one_authority_and_its_key_is_locked(office: Office) -> None:
    with pytest.raises(IdentityError, match="There is an authority"):
        make(office.settings.ca, "Example Stores", PASSPHRASE, NOW)
    with pytest.raises(IdentityError, match="passphrase"):
        open_authority(office.settings.ca, Secret("wrong"))
    key = Path(office.settings.ca.folder, "ca.key")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert "ENCRYPTED" in key.read_text()


def test_the_brokers_files_are_written_when_something_changed_only(office: Office) -> None:
    def keep() -> list[str]:
        return keep_in_step(office.engine, office.settings, office.authority, office.clock)

    assert keep() == ["acl", "crl.pem"]
    assert keep() == []
    office.enrolled(DEVICE)
    assert keep() == ["acl"]
    with writing(office.engine) as conn:
        revoke(conn, DEVICE, 1)
    assert keep() == ["acl", "crl.pem"]
    office.clock.advance(31 * DAY_SECONDS)
    assert keep() == ["crl.pem"]
