"""What the broker goes by, kept in step with the store: who may speak, and who no longer."""

from sqlalchemy import Connection, Engine

from hub.domain.broker_access import PROGRAMS, access_list
from hub.domain.identity import is_device
from hub.identity.authority_files import ACCESS, REVOCATIONS, held_by_broker, put_for_broker
from hub.identity.x509 import Authority
from hub.settings import HubSettings
from hub.store.engine import reading
from hub.store.identity import holders, newest_certificates, worthless
from wire.clock import Clock


def keep_in_step(
    engine: Engine, settings: HubSettings, authority: Authority, clock: Clock
) -> list[str]:
    """Write what has changed; the broker reads it anew when it is told to (systemd/).

    Returns:
        The names of the files that were written.

    Raises:
        IdentityError: the disk refuses.
        StoreUnavailableError: the store did not answer.
    """
    now = clock.now().wall
    now_ms = round(now.timestamp() * 1000)
    with reading(engine) as conn:
        access = wanted_access(conn, settings, now_ms)
        gone = worthless(conn, now_ms)
    written = []
    if held_by_broker(settings.ca, ACCESS) != access:
        put_for_broker(settings.ca, ACCESS, access)
        written.append(ACCESS)
    if not authority.still_right(held_by_broker(settings.ca, REVOCATIONS), gone, now):
        put_for_broker(settings.ca, REVOCATIONS, authority.revocations(gone, now))
        written.append(REVOCATIONS)
    return written


def wanted_access(conn: Connection, settings: HubSettings, now_ms: int) -> bytes:
    """The access list as the certificates of this instant want it."""
    names = holders(conn, now_ms)
    home = settings.home_assistant
    return access_list(
        (name for name in names if is_device(name)),
        # The hub's own line is always there, so that its certificate works as soon as it is made.
        names & set(PROGRAMS) | {"hub"},
        home.prefix if home.enabled else None,
    ).encode()


def out_of_step(conn: Connection, settings: HubSettings, now_ms: int) -> bool | None:
    """Whether the broker goes by other certificates than there are. None: there never were any."""
    if not any(is_device(one.subject) for one in newest_certificates(conn)):
        return None
    listed = held_by_broker(settings.ca, REVOCATIONS) != b""
    same = held_by_broker(settings.ca, ACCESS) == wanted_access(conn, settings, now_ms)
    return not (listed and same)
