"""Who may sign in, and their passwords. The only importer of argon2."""

import secrets
import unicodedata
from functools import cache
from typing import Any, Final, NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import Connection, Row, insert, select, update

from hub.domain.rights import Grant, Role
from hub.domain.text import text
from hub.errors import DuplicateNameError, HubError, UnknownNameError
from hub.store.grants import give, has_admin
from hub.store.schema import users

MIN_PASSWORD_LENGTH: Final = 12
MAX_PASSWORD_LENGTH: Final = 1024
MAX_NAME_LENGTH: Final = 64

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
    language: str | None = None
    """Of pages and mails. None: the browser's."""
    email: str | None = None
    """For reports and alerts. None: nothing is sent."""
    last_sign_in_ms: int | None = None
    disabled_ms: int | None = None
    """Since when the user may not sign in."""


def add_user(conn: Connection, name: str, password: str, now_ms: int) -> User:
    """Make a user, without a role; where nobody is admin of the organisation yet, as that.

    Raises:
        DuplicateNameError: the name is taken.
        PeopleError: the name is unfit, or the password too short or too long.
    """
    made = _add(conn, name, _hash(password), now_ms)
    if not has_admin(conn):
        give(conn, made.id, Grant(Role.ADMIN), now_ms)
    return made


def add_user_of_provider(conn: Connection, name: str, now_ms: int) -> User:
    """Make a user who signs in by OpenID Connect only: no password is right. Never as admin.

    Raises:
        DuplicateNameError: the name is taken.
        PeopleError: the name is unfit.
    """
    return _add(conn, name, "", now_ms)


def list_users(conn: Connection) -> list[User]:
    """All users, by name."""
    return [_user(row) for row in conn.execute(select(users).order_by(users.c.name))]


def find_user(conn: Connection, user_id: int) -> User | None:
    """A user by number, as a session names one."""
    row = conn.execute(select(users).where(users.c.id == user_id)).first()
    return _user(row) if row else None


def find_user_named(conn: Connection, name: str) -> User:
    """A user by name, as a person writes it.

    Raises:
        UnknownNameError: there is none.
        PeopleError: nobody can have such a name.
    """
    return _user(_existing(conn, tidy(name)))


def has_password(conn: Connection, user_id: int) -> bool:
    """Whether this user can sign in by password at all."""
    asked = select(users.c.id).where(users.c.id == user_id, users.c.password_hash != "")
    return conn.execute(asked).first() is not None


def set_password(conn: Connection, name: str, password: str) -> None:
    """Change a password. Ends all sessions of that user.

    Raises:
        UnknownNameError: no such user.
        PeopleError: the password is too short or too long.
    """
    row = _existing(conn, tidy(name))
    conn.execute(update(users).where(users.c.id == row.id).values(password_hash=_hash(password)))
    end_sessions(conn, row.id)


def end_sessions(conn: Connection, user_id: int) -> None:
    """Sign a user out everywhere."""
    key = secrets.token_urlsafe(24)
    conn.execute(update(users).where(users.c.id == user_id).values(session_key=key))


def verify(conn: Connection, name: str, password: str) -> User | None:
    """The user, if the password is right. A name nobody has costs the same time."""
    try:
        row = _user_row(conn, tidy(name))
    except PeopleError:
        row = None
    try:
        # A longer one was never accepted: do not let a stranger make us hash megabytes.
        known = row.password_hash if row and row.password_hash else _nobody()
        _hasher.verify(known, password[: MAX_PASSWORD_LENGTH + 1])
    except VerificationError:
        return None
    # After the hash: who is disabled must not be told from who does not exist, not by time either.
    return _user(row) if row and row.disabled_ms is None else None


def tidy(name: str) -> str:
    """A name as it is kept. Capitals do not count: a phone's keyboard likes to begin with one.

    Raises:
        PeopleError: it is empty, too long or not printable.
    """
    known = unicodedata.normalize("NFKC", name).strip().casefold()
    if not 1 <= len(known) <= MAX_NAME_LENGTH or not known.isprintable():
        raise PeopleError(
            text("A name has 1 to %(most)s printable characters.", most=MAX_NAME_LENGTH)
        )
    return known


def _add(conn: Connection, name: str, password_hash: str, now_ms: int) -> User:
    known = tidy(name)
    if _user_row(conn, known) is not None:
        raise DuplicateNameError(
            text("There is a user %(name)s already: choose another name.", name=repr(known))
        )
    values = {
        "name": known,
        "password_hash": password_hash,
        "created_ms": now_ms,
        "session_key": secrets.token_urlsafe(24),
    }
    conn.execute(insert(users).values(values))
    return _user(_existing(conn, known))


@cache
def _nobody() -> str:
    """Checked for names that do not exist: the time of an answer must not tell which do."""
    return _hasher.hash(secrets.token_urlsafe(32))


def _hash(password: str) -> str:
    if not MIN_PASSWORD_LENGTH <= len(password) <= MAX_PASSWORD_LENGTH:
        raise PeopleError(
            text(
                "A password has %(least)s to %(most)s characters; four or five words that do not "
                "belong together are easy to keep in mind.",
                least=MIN_PASSWORD_LENGTH,
                most=str(MAX_PASSWORD_LENGTH),
            )
        )
    return _hasher.hash(password)


def _user_row(conn: Connection, known: str) -> Row[*tuple[Any, ...]] | None:
    return conn.execute(select(users).where(users.c.name == known)).first()


def _existing(conn: Connection, known: str) -> Row[*tuple[Any, ...]]:
    row = _user_row(conn, known)
    if row is None:
        raise UnknownNameError(
            text("There is no user %(name)s: see `otklik-hub user list`.", name=repr(known))
        )
    return row


def _user(row: Row[*tuple[Any, ...]]) -> User:
    return User(*(getattr(row, name) for name in User._fields))
