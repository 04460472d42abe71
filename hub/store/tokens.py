"""What opens the hub without a person: tokens of programs, with their scopes and area."""

import hmac
import secrets
from collections.abc import Collection
from hashlib import sha256
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Row, insert, select, update

from hub.domain.rights import Access as Access  # noqa: PLC0414 - handed on
from hub.domain.rights import Area, Right, Role, limited
from hub.domain.text import text
from hub.errors import DuplicateNameError, UnknownNameError
from hub.store.grants import area_access
from hub.store.people import PeopleError, tidy
from hub.store.schema import api_tokens

SCOPES: Final = {
    "read": frozenset({Right.SEE}),
    "sales:write": frozenset({Right.ACT}),
    "metrics": frozenset[Right](),
    "admin": frozenset(Right),
}
"""What may be written after `--scope`, and the rights that each gives within the token's area."""
_PREFIX: Final = "otk_"
"""Lets a scanner of repositories recognise a token that leaked."""
_USE_NOTED_EVERY_MS: Final = 60_000


class Token(NamedTuple):
    """A program's right. The token itself is not kept, only its hash."""

    id: int
    name: str
    created_ms: int
    last_used_ms: int | None
    revoked_ms: int | None
    scopes: frozenset[str]
    area: Area


def add_token(
    conn: Connection,
    name: str,
    now_ms: int,
    *,
    scopes: Collection[str] = ("read",),
    area: Area = Area(),  # noqa: B008 - immutable
) -> str:
    """Make a token and return it. This is the only time it can be seen.

    Raises:
        DuplicateNameError: the name is taken, if only by a revoked token.
        PeopleError: the name is unfit, or there is no such scope.
    """
    known = tidy(name)
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise PeopleError(
            f"There is no scope {', '.join(unknown) or 'given'}; there are {', '.join(SCOPES)}."
        )
    if conn.execute(select(api_tokens.c.id).where(api_tokens.c.name == known)).first():
        raise DuplicateNameError(
            text(
                "There is a token %(name)s already, or was: choose another name.",
                name=repr(known),
            )
        )
    secret = _PREFIX + secrets.token_urlsafe(32)
    values = {
        "name": known,
        "token_hash": fingerprint(secret),
        "created_ms": now_ms,
        "scopes": " ".join(sorted(set(scopes))),
        "region_id": area.region_id,
        "site_id": area.site_id,
    }
    conn.execute(insert(api_tokens).values(values))
    return secret


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
        .where(api_tokens.c.name == tidy(name), api_tokens.c.revoked_ms.is_(None))
        .values(revoked_ms=now_ms)
    )
    if changed.rowcount == 0:
        raise UnknownNameError(
            text("There is no valid token %(name)s: see `otklik-hub token list`.", name=repr(name))
        )


def find_token(conn: Connection, secret: str) -> Token | None:
    """The token, if it is one of ours and was not revoked."""
    wanted = fingerprint(secret)
    row = conn.execute(select(api_tokens).where(api_tokens.c.token_hash == wanted)).first()
    if row is None or row.revoked_ms is not None:
        return None
    return _token(row) if hmac.compare_digest(row.token_hash, wanted) else None


def token_access(conn: Connection, token: Token) -> Access:
    """What a token may do, and in which shops: its scopes within its area."""
    rights = frozenset[Right]().union(*(SCOPES.get(one, frozenset()) for one in token.scopes))
    return limited(area_access(conn, token.area, Role.ADMIN), rights)


def use_is_worth_noting(last_used_ms: int | None, now_ms: int) -> bool:
    """Whether noting a use is due: a busy program must not cost a write for each question."""
    return last_used_ms is None or now_ms - last_used_ms >= _USE_NOTED_EVERY_MS


def note_use(conn: Connection, token: Token, now_ms: int) -> None:
    """Remember that a token was used."""
    changed = update(api_tokens).where(api_tokens.c.id == token.id)
    conn.execute(changed.values(last_used_ms=now_ms))


def fingerprint(secret: str) -> str:
    """What is kept of a random secret. 256 random bits need no slow hash: nothing to guess."""
    return sha256(secret.encode()).hexdigest()


def _token(row: Row[*tuple[Any, ...]]) -> Token:
    return Token(
        row.id,
        row.name,
        row.created_ms,
        row.last_used_ms,
        row.revoked_ms,
        frozenset(row.scopes.split()),
        Area(row.region_id, row.site_id),
    )
