"""Users and tokens."""

import pytest
from sqlalchemy import Engine, select

from hub.errors import DuplicateNameError, UnknownNameError
from hub.store.engine import reading, writing
from hub.store.people import (
    PeopleError,
    add_user,
    find_user,
    list_users,
    set_password,
    verify,
)
from hub.store.schema import api_tokens, users
from hub.store.tokens import (
    add_token,
    find_token,
    list_tokens,
    note_use,
    revoke_token,
    use_is_worth_noting,
)

PASSWORD = "correct horse battery"


def test_a_user_gets_in_with_the_right_password_only(engine: Engine) -> None:
    with writing(engine) as conn:
        anna = add_user(conn, "Anna", PASSWORD, 5)
    with reading(engine) as conn:
        assert verify(conn, " anna ", PASSWORD) == anna
        assert verify(conn, "anna", PASSWORD + "!") is None
        assert verify(conn, "anna", "") is None
        assert verify(conn, "nobody", PASSWORD) is None
        assert verify(conn, "\x00" * 100, PASSWORD) is None
        assert verify(conn, "anna", "x" * 1_000_000) is None
        assert list_users(conn) == [anna]
        assert find_user(conn, anna.id) == anna
        assert find_user(conn, 99) is None


def test_a_new_password_ends_sessions_and_the_old_one(engine: Engine) -> None:
    with writing(engine) as conn:
        before = add_user(conn, "anna", PASSWORD, 5)
        set_password(conn, "anna", "another long password")
        after = verify(conn, "anna", "another long password")
        assert verify(conn, "anna", PASSWORD) is None
    assert after is not None
    assert after.session_key != before.session_key


@pytest.mark.parametrize(
    ("name", "password", "text"),
    [
        ("anna", PASSWORD, "already"),
        ("ANNA ", PASSWORD, "already"),
        ("", PASSWORD, "1 to 64 printable"),
        ("a" * 65, PASSWORD, "1 to 64 printable"),
        ("a\nb", PASSWORD, "1 to 64 printable"),
        ("bert", "short", "12 to 1024 characters"),
        ("bert", "x" * 1025, "12 to 1024 characters"),
    ],
)
def test_unfit_names_and_passwords_are_refused(
    engine: Engine, name: str, password: str, text: str
) -> None:
    with writing(engine) as conn:
        add_user(conn, "anna", PASSWORD, 5)
        with pytest.raises((PeopleError, DuplicateNameError), match=text):
            add_user(conn, name, password, 6)


def test_unknown_names_are_named(engine: Engine) -> None:
    with writing(engine) as conn:
        with pytest.raises(UnknownNameError, match="no user 'bert'"):
            set_password(conn, "bert", PASSWORD)
        with pytest.raises(UnknownNameError, match="no valid token 'till'"):
            revoke_token(conn, "till", 1)


def test_no_password_and_no_token_is_kept_as_text(engine: Engine) -> None:
    with writing(engine) as conn:
        add_user(conn, "anna", PASSWORD, 5)
        token = add_token(conn, "till", 5)
        kept = repr([conn.execute(select(table)).all() for table in (users, api_tokens)])
    assert token.startswith("otk_")
    assert len(token) >= 47  # 256 bits
    assert token not in kept
    assert token.removeprefix("otk_") not in kept
    assert PASSWORD not in kept
    assert "$argon2id$" in kept


def test_a_token_opens_until_it_is_revoked(engine: Engine) -> None:
    with writing(engine) as conn:
        text = add_token(conn, "till", 5)
        found = find_token(conn, text)
        assert found is not None
        assert found.name == "till"
        assert find_token(conn, text + "x") is None
        assert find_token(conn, "") is None
        revoke_token(conn, "till", 9)
        assert find_token(conn, text) is None
        assert [token.revoked_ms for token in list_tokens(conn)] == [9]
        with pytest.raises(DuplicateNameError, match="or was"):
            add_token(conn, "till", 10)


def test_use_is_noted_once_a_minute(engine: Engine) -> None:
    with writing(engine) as conn:
        text = add_token(conn, "till", 5)
        token = find_token(conn, text)
        assert token is not None
        assert use_is_worth_noting(token.last_used_ms, 100)
        note_use(conn, token, 100)
        token = find_token(conn, text)
        assert token is not None
        assert token.last_used_ms == 100
        assert not use_is_worth_noting(token.last_used_ms, 60_099)
        assert use_is_worth_noting(token.last_used_ms, 60_100)
