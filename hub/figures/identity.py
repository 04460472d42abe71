"""Each device's identity: its certificate, its token, and who was refused one in its name."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from hub.domain.identity import WORDS, Life, State, is_device, state
from hub.domain.names import device_name
from hub.figures.selection import Selection
from hub.store.identity import newest_certificates, open_tokens
from hub.store.refusals import refusals

_NO_ZONE: Final = "UTC"
"""For shops that nobody has announced yet."""


@dataclass(frozen=True, slots=True)
class IdentityFigure:
    """One device. Instants are None for what never was."""

    device: str
    """`SITE/DEVICE`."""
    called: str
    """As people call it; the same where nobody has announced its shop yet."""
    site_id: int | None
    """None: nobody has announced its shop yet."""
    timezone: str
    state: State
    expires_ms: int | None
    """Of its newest certificate."""
    token_expires_ms: int | None
    """Of a token that is not used yet."""
    refused_ms: int | None
    refused: str | None
    """Why somebody who said to be this device got no certificate; to be translated."""

    @property
    def site(self) -> str:
        """The code of its shop."""
        return self.device.partition("/")[0]

    @property
    def name(self) -> str:
        """Its name within the shop."""
        return self.device.partition("/")[2]


def identities(
    conn: Connection, chosen: Selection, *, whole: bool, warn_days: int
) -> list[IdentityFigure]:
    """Devices that have certificates or tokens, in the chosen shops, by shop and name.

    Args:
        conn: the store.
        chosen: which shops, and the instant.
        whole: also of shops that are not known yet: for whoever sees every shop.
        warn_days: so many days before its end, a certificate is said to end soon.
    """
    known = {site.code: site for site in chosen.sites.values()}
    newest = {one.subject: one for one in newest_certificates(conn)}
    tokens = open_tokens(conn)
    refused = {one.device: one for one in refusals(conn)}
    unannounced = whole and not chosen.key
    figures = []
    for device in sorted(newest.keys() | tokens.keys() | refused.keys()):
        site = known.get(device.partition("/")[0])
        if not is_device(device) or not (site or unannounced):
            continue
        found, refusal = newest.get(device), refused.get(device)
        life = Life(
            tokens.get(device),
            found.expires_ms if found else None,
            found is not None and found.revoked_ms is not None,
        )
        figures.append(
            IdentityFigure(
                device=device,
                called=device_name(site.name, device.partition("/")[2]) if site else device,
                site_id=site.id if site else None,
                timezone=site.timezone if site else _NO_ZONE,
                state=state(life, chosen.now_ms, warn_days),
                expires_ms=life.expires_ms,
                token_expires_ms=life.token_expires_ms,
                refused_ms=refusal.at_ms if refusal else None,
                refused=WORDS[refusal.why] if refusal else None,
            )
        )
    return figures
