"""Certificates that end soon although devices renew theirs long before."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection

from hub.domain.alerts import Finding, Kind, Known
from hub.domain.identity import is_device
from hub.domain.lengths import DAY_MS
from hub.store.identity import newest_certificates
from hub.store.sites import list_sites
from hub.work.job import Context

ENDING: Final[tuple[Kind, ...]] = ("certificate",)
_FORGOTTEN_DAYS: Final = 60
"""Ended so long ago: of a device that is gone, which nobody revoked."""


def look_for_ending(conn: Connection, context: Context, _known: Sequence[Known]) -> list[Finding]:
    """Devices, the broker and programs whose newest certificate has few days left, or none."""
    until_ms = context.now_ms + context.settings.ca.warn_days * DAY_MS
    since_ms = context.now_ms - _FORGOTTEN_DAYS * DAY_MS
    sites = {site.code: site.id for site in list_sites(conn)}
    found = []
    for one in newest_certificates(conn):
        if one.revoked_ms is not None or not since_ms < one.expires_ms < until_ms:
            continue
        site, _, device = one.subject.partition("/")
        known = sites.get(site) if is_device(one.subject) else None
        # By its whole name where its shop is not known, or where it is no device.
        name = one.subject if known is None else device
        day = datetime.fromtimestamp(one.expires_ms / 1000, UTC).date().isoformat()
        found.append(Finding("certificate", known, name, {"device": name, "day": day}))
    return found
