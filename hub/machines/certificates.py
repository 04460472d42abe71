"""Shutting a device out, and letting it in: what it holds is worth nothing, and a token is."""

from sqlalchemy import Connection

from hub.domain.lengths import HOUR_MS
from hub.errors import UnknownNameError
from hub.store import identity
from hub.store.audit_log import record
from hub.store.refusals import forget_refusal


def shut_out(conn: Connection, device: str, *, who: str, at_ms: int) -> None:
    """Revoke all certificates and withdraw all tokens of a device; it is in the audit log.

    `otklik-hub enrol` tells the broker, within seconds.

    Args:
        conn: in a write transaction.
        device: `SITE/DEVICE`.
        who: who shuts it out.
        at_ms: when.

    Raises:
        UnknownNameError: it never had a certificate or a token.
    """
    if not identity.newest_certificates(conn, [device]) and not identity.had_token(conn, device):
        raise UnknownNameError(f"{device} has no certificate: see `otklik-hub ca list`.")
    identity.revoke(conn, device, at_ms)
    identity.withdraw_tokens(conn, device, at_ms)
    record(
        conn,
        who=who,
        what="certificate.revoked",
        about=f"device {device}",
        details={},
        at_ms=at_ms,
    )


def let_in(conn: Connection, device: str, hours: int, *, who: str, at_ms: int) -> str:
    """Make a device's token, good once and for so long; it is in the audit log.

    Returns:
        The token, which nobody can be told again. Earlier ones are worth nothing any more.
    """
    expires_ms = at_ms + hours * HOUR_MS
    token = identity.add_token(conn, device, at_ms, expires_ms)
    forget_refusal(conn, device)
    record(
        conn,
        who=who,
        what="enrolment.allowed",
        about=f"device {device}",
        details={"expires_ms": expires_ms},
        at_ms=at_ms,
    )
    return token
