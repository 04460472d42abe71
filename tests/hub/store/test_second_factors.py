"""Codes by the vectors of RFC 6238, taken once; recovery codes; nothing kept in clear."""

from base64 import b32encode
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, select, update

from hub.store.engine import reading, writing
from hub.store.people import add_user
from hub.store.schema import recovery_codes, second_factors
from hub.store.sealing import Seal
from hub.store.second_factors import (
    Sealed,
    accept,
    begin,
    begun,
    confirm,
    is_on,
    recovery_codes_left,
    renew_recovery_codes,
    seal_all,
    turn_off,
    users_with,
)
from tests.support.waiting import PATIENCE_SECONDS

SEAL = Seal("the hub's own secret, of 32 letters or more", "second factors")
RFC_SECRET = b32encode(b"12345678901234567890").decode()
RFC_6238 = [
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
]
"""RFC 6238, appendix B, SHA-1: eight digits, of which an authenticator shows the last six."""


@pytest.fixture
def anna(engine: Engine) -> int:
    """A user with the secret of the RFC, turned on long ago."""
    with writing(engine) as conn:
        number = add_user(conn, "anna", "correct horse battery", 0).id
        begin(conn, number, SEAL)
        sealed = SEAL.close(RFC_SECRET, f"user {number}")
        values = {"secret": sealed, "confirmed_ms": 1, "last_step": 0}
        conn.execute(update(second_factors).values(values))
    return number


@pytest.mark.parametrize(("at_s", "digits"), RFC_6238)
def test_the_vectors_of_the_rfc(engine: Engine, anna: int, at_s: int, digits: str) -> None:
    with writing(engine) as conn:
        assert not accept(conn, anna, digits, at_s * 1000, SEAL), "eight digits are none of ours"
        assert accept(conn, anna, digits[-6:], at_s * 1000, SEAL)
        assert not accept(conn, anna, digits[-6:], at_s * 1000, SEAL)
        assert not accept(conn, anna, digits[-6:], (at_s + 30) * 1000, SEAL)


def test_of_two_who_come_with_one_code_one_gets_in(engine: Engine, anna: int) -> None:
    both, taken = Barrier(2), []

    def come() -> None:
        both.wait(PATIENCE_SECONDS)
        with writing(engine) as conn:
            taken.append(accept(conn, anna, "287082", 59_000, SEAL))

    threads = [Thread(target=come) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    assert sorted(taken) == [False, True]


def test_nothing_is_asked_for_before_the_first_code(engine: Engine) -> None:
    with writing(engine) as conn:
        number = add_user(conn, "bert", "correct horse battery", 0).id
        first = begin(conn, number, SEAL)
        second = begin(conn, number, SEAL)
        assert first != second
        assert begun(conn, number, SEAL) == second
        assert not is_on(conn, number)
        assert confirm(conn, number, "", 90_000, SEAL) is None
        assert not accept(conn, number, "000000", 90_000, SEAL)


def test_recovery_codes_are_kept_as_hashes_and_used_once(engine: Engine, anna: int) -> None:
    with writing(engine) as conn:
        codes = renew_recovery_codes(conn, anna)
        assert len(set(codes)) == 10
        assert accept(conn, anna, codes[0], 90_000, SEAL)
        assert not accept(conn, anna, codes[0], 90_000, SEAL)
        assert not accept(conn, anna + 1, codes[1], 90_000, SEAL)
        assert recovery_codes_left(conn, anna) == 9
        kept = conn.execute(select(recovery_codes.c.code_hash)).scalars().all()
    assert not set(codes) & set(kept)


def test_turned_off_nothing_is_left(engine: Engine, anna: int) -> None:
    with writing(engine) as conn:
        renew_recovery_codes(conn, anna)
        assert turn_off(conn, anna)
        assert not turn_off(conn, anna)
    with reading(engine) as conn:
        assert users_with(conn) == frozenset()
        assert recovery_codes_left(conn, anna) == 0


def _stored(engine: Engine) -> str:
    with reading(engine) as conn:
        return str(conn.execute(select(second_factors.c.secret)).scalar_one())


def test_the_store_holds_no_secret_in_clear(engine: Engine) -> None:
    with writing(engine) as conn:
        number = add_user(conn, "bert", "correct horse battery", 0).id
        secret = begin(conn, number, SEAL)
    assert secret not in _stored(engine)
    assert len(_stored(engine)) > len(secret)


def test_what_an_older_version_kept_in_clear_is_sealed_and_still_good(
    engine: Engine, anna: int
) -> None:
    with writing(engine) as conn:
        conn.execute(update(second_factors).values(secret=RFC_SECRET))
        assert seal_all(conn, SEAL) == Sealed(sealed=1, lost=0)
        assert seal_all(conn, SEAL) == Sealed(sealed=0, lost=0)
    assert RFC_SECRET not in _stored(engine)
    with writing(engine) as conn:
        assert accept(conn, anna, "287082", 59_000, SEAL)


def test_with_another_secret_of_the_hub_only_recovery_codes_are_good(
    engine: Engine, anna: int
) -> None:
    other = Seal("another secret, of thirty-two letters or more", "second factors")
    with writing(engine) as conn:
        codes = renew_recovery_codes(conn, anna)
        assert seal_all(conn, other) == Sealed(sealed=0, lost=1)
        assert not accept(conn, anna, "287082", 59_000, other)
        assert accept(conn, anna, codes[0], 59_000, other)
        assert accept(conn, anna, "287082", 59_000, SEAL)


def test_a_secret_put_into_the_row_of_another_does_not_open(engine: Engine, anna: int) -> None:
    with writing(engine) as conn:
        bert = add_user(conn, "bert", "correct horse battery", 0).id
        conn.execute(update(second_factors).values(user_id=bert))
        assert not accept(conn, bert, "287082", 59_000, SEAL)
