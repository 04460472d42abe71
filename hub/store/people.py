"""Who may look: people with passwords, programs with tokens. The only importer of argon2."""

import hmac
import secrets
import unicodedata
from functools import cache
from hashlib import sha256
from typing import Any, Final, NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import Connection, Row, insert, select, update

from hub.errors import DuplicateNameError, HubError, UnknownNameError
from hub.store.schema import api_tokens, users

MIN_PASSWORD_LENGTH: Final = 12
MAX_PASSWORD_LENGTH: Final = 1024
_PREFIX: Final = "otk_"
"""Lets a scanner of repositories recognise a token that leaked."""
_USE_NOTED_EVERY_MS: Final = 60_000
_MAX_NAME_LENGTH: Final = 64

# RFC 9106, second recommended choice: 64 MiB, 3 passes, 4 lanes. A hub on a Pi has that.
_hasher = PasswordHasher()


class PeopleError(HubError, ValueError):
    """A name or password that cannot be taken. The text has the cure."""


class User(NamedTuple):
    """Somebody who may sign in. `session_key` is what a session must carry to be valid."""

    id: int
    name: str
    created_ms: int
    session_key: str


class Token(NamedTuple):
    """A program's right to read. The token itself is not kept, only its hash."""

    id: int
    name: str
    created_ms: int
    last_used_ms: int | None
    revoked_ms: int | None


def add_user(conn: Connection, name: str, password: str, now_ms: int) -> User:
    """Make a user.

    Raises:
        DuplicateNameError: the name is taken.
        PeopleError: the name is unfit, or the password too short or too long.
    """
    known = _tidy(name)
    if _user_row(conn, known) is not None:
        raise DuplicateNameError(f"There is a user {known!r} already: choose another name.")
    values = {
        "name": known,
        "password_hash": _hash(password),
        "created_ms": now_ms,
        "session_key": secrets.token_urlsafe(24),
    }
    conn.execute(insert(users).values(values))
    return _user(_existing(conn, known))


def list_users(conn: Connection) -> list[User]:
    """All users, by name."""
    return [_user(row) for row in conn.execute(select(users).order_by(users.c.name))]


def find_user(conn: Connection, user_id: int) -> User | None:
    """A user by number, as a session names one."""
    row = conn.execute(select(users).where(users.c.id == user_id)).first()
    return _user(row) if row else None


def set_password(conn: Connection, name: str, password: str) -> None:
    """Change a password. Ends all sessions of that user.

    Raises:
        UnknownNameError: no such user.
        PeopleError: the password is too short or too long.
    """
    row = _existing(conn, _tidy(name))
    conn.execute(update(users).where(users.c.id == row.id).values(password_hash=_hash(password)))
    end_sessions(conn, row.id)


def end_sessions(conn: Connection, user_id: int) -> None:
    """Sign a user out everywhere."""
    key = secrets.token_urlsafe(24)
    conn.execute(update(users).where(users.c.id == user_id).values(session_key=key))


def verify(conn: Connection, name: str, password: str) -> User | None:
    """The user, if the password is right. A name nobody has costs the same time."""
    try:
        row = _user_row(conn, _tidy(name))
    except PeopleError:
        row = None
    try:
        # A longer one was never accepted: do not let a stranger make us hash megabytes.
        _hasher.verify(row.password_hash if row else _nobody(), password[: MAX_PASSWORD_LENGTH + 1])
    except VerificationError:
        return None
    return _user(row) if row else None


def add_token(conn: Connection, name: str, now_ms: int) -> str:
    """Make a token and return it. This is the only time it can be seen.

    Raises:
        DuplicateNameError: the name is taken, if only by a revoked token.
        PeopleError: the name is unfit.
    """
    known = _tidy(name)
    if conn.execute(select(api_tokens.c.id).where(api_tokens.c.name == known)).first():
        raise DuplicateNameError(
            f"There is a token {known!r} already, or was: choose another name."
        )
    text = _PREFIX + secrets.token_urlsafe(32)
    values = {"name": known, "token_hash": _fingerprint(text), "created_ms": now_ms}
    conn.execute(insert(api_tokens).values(values))
    return text


def list_tokens(conn: Connection) -> list[Token]:
    """All tokens, by name, revoked ones as well."""
    return [_token(row) for row in conn.execute(select(api_tokens).order_by(api_tokens.c.name))]


def revoke_token(conn: Connection, name: str, now_ms: int) -> None:
    """Make a token worthless, for good.

    Raises:
        UnknownNameError: there is no such token.
    """
    changed = conn.execute(
        update(api_tokens)
        .where(api_tokens.c.name == _tidy(name), api_tokens.c.revoked_ms.is_(None))
        .values(revoked_ms=now_ms)
    )
    if changed.rowcount == 0:
        raise UnknownNameError(f"There is no valid token {name!r}: see `otklik-hub token list`.")


def find_token(conn: Connection, text: str) -> Token | None:
    """The token, if it is one of ours and was not revoked."""
    fingerprint = _fingerprint(text)
    row = conn.execute(select(api_tokens).where(api_tokens.c.token_hash == fingerprint)).first()
    if row is None or row.revoked_ms is not None:
        return None
    return _token(row) if hmac.compare_digest(row.token_hash, fingerprint) else None


def use_is_worth_noting(token: Token, now_ms: int) -> bool:
    """Whether `note_use` is due: a busy program must not cost a write for each question."""
    return token.last_used_ms is None or now_ms - token.last_used_ms >= _USE_NOTED_EVERY_MS


def note_use(conn: Connection, token: Token, now_ms: int) -> None:
    """Remember that a token was used."""
    changed = update(api_tokens).where(api_tokens.c.id == token.id)
    conn.execute(changed.values(last_used_ms=now_ms))


def _tidy(name: str) -> str:
    """Names are compared without capitals: a phone's keyboard likes to begin with one."""
    known = unicodedata.normalize("NFKC", name).strip().casefold()
    if not 1 <= len(known) <= _MAX_NAME_LENGTH or not known.isprintable():
        raise PeopleError(f"A name has 1 to {_MAX_NAME_LENGTH} printable characters.")
    return known


@cache
def _nobody() -> str:
    """Checked for names that do not exist: the time of an answer must not tell which do."""
    return _hasher.hash(secrets.token_urlsafe(32))


def _hash(password: str) -> str:
    if not MIN_PASSWORD_LENGTH <= len(password) <= MAX_PASSWORD_LENGTH:
        raise PeopleError(
            f"A password has {MIN_PASSWORD_LENGTH} to {MAX_PASSWORD_LENGTH} characters; "
            "four or five words that do not belong together are easy to keep in mind."
        )
    return _hasher.hash(password)


def _fingerprint(token: str) -> str:
    # 256 random bits need no slow hash: there is nothing to guess.
    return sha256(token.encode()).hexdigest()


def _user_row(conn: Connection, known: str) -> Row[*tuple[Any, ...]] | None:
    return conn.execute(select(users).where(users.c.name == known)).first()


def _existing(conn: Connection, known: str) -> Row[*tuple[Any, ...]]:
    row = _user_row(conn, known)
    if row is None:
        raise UnknownNameError(f"There is no user {known!r}: see `otklik-hub user list`.")
    return row


def _user(row: Row[*tuple[Any, ...]]) -> User:
    return User(row.id, row.name, row.created_ms, row.session_key)


def _token(row: Row[*tuple[Any, ...]]) -> Token:
    return Token(row.id, row.name, row.created_ms, row.last_used_ms, row.revoked_ms)
