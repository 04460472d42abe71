"""What somebody changes on a page, in the audit log."""

from sqlalchemy import Connection

from hub.serving import this_hub
from hub.store import audit_log
from hub.web.rights import who


def record(conn: Connection, what: str, about: str, /, **details: object) -> None:
    """Write down a change that whoever asks makes now; see `hub.store.audit_log.record`."""
    now_ms = this_hub().now_ms()
    audit_log.record(conn, who=who(), what=what, about=about, details=details, at_ms=now_ms)
