"""Tokens, certificates and refusals in the store. Only hashes of tokens are kept."""

import secrets
from collections.abc import Collection
from hashlib import sha256
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Row, and_, desc, insert, or_, select, update

from hub.domain.identity import Right
from hub.domain.lengths import DAY_MS
from hub.store.schema import certificate, enrolment_token

_PREFIX: Final = "ote_"
"""Lets a scanner of repositories recognise a token that leaked."""
_REPLACED_COUNTS_MS: Final = 7 * DAY_MS
"""A replaced certificate stays good for so long, should the new one not have reached the device."""


class Certificate(NamedTuple):
    """A certificate that was given. Instants are None for what has not happened."""

    id: int
    subject: str
    """`SITE/DEVICE`, or the name of a program or server."""
    serial: str
    key_hash: str
    pem: str
    issued_ms: int
    expires_ms: int
    given_for: str | None
    """`token 3` or `certificate 7`: the right that was spent on it. None: an operator made it."""
    replaced_ms: int | None
    revoked_ms: int | None


def add_token(conn: Connection, device: str, made_ms: int, expires_ms: int) -> str:
    """Make a token for a device and return it; earlier unused ones are worth nothing any more."""
    withdraw_tokens(conn, device, made_ms)
    token = _PREFIX + secrets.token_urlsafe(32)
    conn.execute(
        insert(enrolment_token).values(
            device=device, token_hash=_hash(token), made_ms=made_ms, expires_ms=expires_ms
        )
    )
    return token


def withdraw_tokens(conn: Connection, device: str, now_ms: int) -> None:
    """Make all tokens of a device worthless, used ones too."""
    conn.execute(
        update(enrolment_token)
        .where(enrolment_token.c.device == device, enrolment_token.c.withdrawn_ms.is_(None))
        .values(withdrawn_ms=now_ms)
    )


def right_of_token(conn: Connection, token: str) -> tuple[str, Right] | None:
    """What a token gives, and the name of that right. None: it is none of ours."""
    found = conn.execute(
        select(enrolment_token).where(enrolment_token.c.token_hash == _hash(token))
    ).first()
    if found is None:
        return None
    right = Right(
        found.device,
        found.made_ms,
        found.expires_ms,
        found.withdrawn_ms is not None,
        found.key_hash,
    )
    return f"token {found.id}", right


def right_of_certificate(conn: Connection, serial: str) -> tuple[str, Right] | None:
    """The right to renew a certificate, and its name. None: it is none of ours."""
    found = conn.execute(select(certificate).where(certificate.c.serial == serial)).first()
    if found is None:
        return None
    name = f"certificate {found.id}"
    spent = given_for(conn, name)
    right = Right(
        found.subject,
        found.issued_ms,
        found.expires_ms,
        found.revoked_ms is not None,
        spent.key_hash if spent else None,
    )
    return name, right


def spend(conn: Connection, right: str, key_hash: str, now_ms: int) -> bool:
    """Spend a right on a key. False: somebody was quicker; read it again.

    On PostgreSQL whoever comes second waits here for the first to commit.
    """
    kind, number = right.split()
    if kind == "token":
        changing = update(enrolment_token).where(
            enrolment_token.c.id == int(number), enrolment_token.c.key_hash.is_(None)
        )
        return conn.execute(changing.values(key_hash=key_hash)).rowcount == 1
    replacing = update(certificate).where(
        certificate.c.id == int(number), certificate.c.replaced_ms.is_(None)
    )
    return conn.execute(replacing.values(replaced_ms=now_ms)).rowcount == 1


def add_certificate(
    conn: Connection,
    *,
    subject: str,
    serial: str,
    key_hash: str,
    pem: str,
    issued_ms: int,
    expires_ms: int,
    given_for: str | None = None,
) -> None:
    """Remember a certificate that was signed."""
    conn.execute(
        insert(certificate).values(
            subject=subject,
            serial=serial,
            key_hash=key_hash,
            pem=pem,
            issued_ms=issued_ms,
            expires_ms=expires_ms,
            given_for=given_for,
        )
    )


def given_for(conn: Connection, right: str) -> Certificate | None:
    """The certificate on which a right was spent."""
    found = conn.execute(select(certificate).where(certificate.c.given_for == right)).first()
    return _certificate(found) if found else None


def revoke(conn: Connection, subject: str, now_ms: int) -> None:
    """Revoke all certificates of a subject."""
    conn.execute(
        update(certificate)
        .where(certificate.c.subject == subject, certificate.c.revoked_ms.is_(None))
        .values(revoked_ms=now_ms)
    )


def worthless(conn: Connection, now_ms: int) -> set[str]:
    """Serials for the revocation list: revoked, or replaced a week ago, and not yet run out."""
    long_replaced = certificate.c.replaced_ms < now_ms - _REPLACED_COUNTS_MS
    gone = or_(certificate.c.revoked_ms.is_not(None), long_replaced)
    asked = select(certificate.c.serial).where(gone, certificate.c.expires_ms > now_ms)
    return set(conn.execute(asked).scalars())


def holders(conn: Connection, now_ms: int) -> set[str]:
    """Everybody who has a certificate that is good now."""
    good = and_(certificate.c.revoked_ms.is_(None), certificate.c.expires_ms > now_ms)
    return set(conn.execute(select(certificate.c.subject).where(good).distinct()).scalars())


def newest_certificates(
    conn: Connection, subjects: Collection[str] | None = None
) -> list[Certificate]:
    """The newest certificate of each subject, by subject. None: of all."""
    asked = select(certificate).order_by(certificate.c.subject, desc(certificate.c.id))
    if subjects is not None:
        asked = asked.where(certificate.c.subject.in_(sorted(subjects)))
    newest: dict[str, Certificate] = {}
    for row in conn.execute(asked):
        newest.setdefault(row.subject, _certificate(row))
    return list(newest.values())


def open_tokens(conn: Connection) -> dict[str, int]:
    """When the unused token of each device runs out, or ran out, by device."""
    unused = and_(enrolment_token.c.withdrawn_ms.is_(None), enrolment_token.c.key_hash.is_(None))
    asked = select(enrolment_token.c.device, enrolment_token.c.expires_ms).where(unused)
    return {row.device: row.expires_ms for row in conn.execute(asked)}


def had_token(conn: Connection, device: str) -> bool:
    """Whether there ever was a token for a device."""
    asked = select(enrolment_token.c.id).where(enrolment_token.c.device == device).limit(1)
    return conn.execute(asked).first() is not None


def _hash(token: str) -> str:
    # 256 random bits need no slow hash: there is nothing to guess.
    return sha256(token.encode()).hexdigest()


def _certificate(row: Row[*tuple[Any, ...]]) -> Certificate:
    return Certificate(*(getattr(row, name) for name in Certificate._fields))
