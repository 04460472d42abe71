"""What changes about a user after it was made: language, address, last sign-in, an end."""

import re
from typing import Final

from sqlalchemy import Connection, select, update

from hub.domain.text import text
from hub.errors import UnknownNameError
from hub.store.grants import keep_an_admin
from hub.store.people import PeopleError, User, end_sessions, find_user, find_user_named
from hub.store.schema import users

MAX_EMAIL_LENGTH: Final = 254
"""RFC 5321, section 4.5.3.1, less the brackets."""
_PART: Final = r"[^\s\x00-\x1f\x7f@<>\"(),:;\[\]\\.]+"
_EMAIL: Final = re.compile(rf"{_PART}(\.{_PART})*@{_PART}(\.{_PART})+")
"""What mail servers take without quotes; a header can hold it as it is."""


def note_sign_in(conn: Connection, user_id: int, now_ms: int) -> None:
    """Remember when somebody last signed in."""
    _set(conn, user_id, last_sign_in_ms=now_ms)


def set_language(conn: Connection, user_id: int, language: str | None) -> None:
    """The language of pages and mails. None: the browser's."""
    _set(conn, user_id, language=language)


def set_email(conn: Connection, user_id: int, email: str) -> None:
    """Where reports and alerts go; empty: nowhere.

    Raises:
        PeopleError: this cannot be an address.
    """
    tidy = email.strip()
    if tidy and (len(tidy) > MAX_EMAIL_LENGTH or not _EMAIL.fullmatch(tidy)):
        raise PeopleError(
            text(
                "%(email)s is no e-mail address; write it like anna@example.com.",
                email=repr(tidy[:80]),
            )
        )
    _set(conn, user_id, email=tidy or None)


def disable(conn: Connection, name: str, now_ms: int) -> User:
    """Keep somebody from signing in, at once; what they changed stays theirs.

    Raises:
        UnknownNameError: no such user, or disabled already.
        LastAdminError: nobody would be left who can give rights.
    """
    user = find_user_named(conn, name)
    if user.disabled_ms is not None:
        raise UnknownNameError(text("%(name)s cannot sign in already.", name=user.name))
    _set(conn, user.id, disabled_ms=now_ms)
    end_sessions(conn, user.id)
    keep_an_admin(conn)
    return user


def enable(conn: Connection, name: str) -> User:
    """Let somebody sign in again, with the roles of before.

    Raises:
        UnknownNameError: no such user, or not disabled.
    """
    user = find_user_named(conn, name)
    if user.disabled_ms is None:
        raise UnknownNameError(text("%(name)s can sign in already.", name=user.name))
    _set(conn, user.id, disabled_ms=None)
    return user


def find_by_subject(conn: Connection, subject: str) -> User | None:
    """Whom a sign-in provider means; `subject` holds its address as well."""
    number = conn.execute(select(users.c.id).where(users.c.oidc_subject == subject)).scalar()
    return None if number is None else find_user(conn, number)


def bind_subject(conn: Connection, user_id: int, subject: str) -> bool:
    """Remember whom the provider means by a subject. False: the user is bound to another one."""
    free = (users.c.id == user_id) & users.c.oidc_subject.is_(None)
    return conn.execute(update(users).where(free).values(oidc_subject=subject)).rowcount == 1


def _set(conn: Connection, user_id: int, **values: str | int | None) -> None:
    conn.execute(update(users).where(users.c.id == user_id).values(**values))
