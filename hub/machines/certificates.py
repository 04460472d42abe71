"""Shutting a device out: what it holds is worth nothing any more, and so is its token."""

from sqlalchemy import Connection

from hub.errors import UnknownNameError
from hub.store import identity
from hub.store.audit_log import record


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
    if not identity.revoke(conn, device, at_ms) and not identity.had_token(conn, device):
        raise UnknownNameError(f"{device} has no certificate: see `otklik-hub ca list`.")
    identity.withdraw_tokens(conn, device, at_ms)
    record(
        conn,
        who=who,
        what="certificate.revoked",
        about=f"device {device}",
        details={},
        at_ms=at_ms,
    )
