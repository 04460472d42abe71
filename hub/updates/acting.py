"""What a person does with releases: begin, stop, let go on. Each is in the audit log."""

from typing import NamedTuple

from sqlalchemy import Connection

from hub.domain.text import text
from hub.errors import ReleaseError
from hub.settings import HubSettings
from hub.store.audit_log import record
from hub.store.rollouts import Rollout, begin_rollout, change_rollout, newest_rollout
from hub.updates.course import courses, tally_of
from hub.updates.repository import held
from wire.settings import state_path
from wire.update.release import order_of


class Actor(NamedTuple):
    """Who acts, and when."""

    who: str
    now_ms: int


def start_release(conn: Connection, settings: HubSettings, version: str, actor: Actor) -> None:
    """Begin to give a release out, at 5 % of the devices.

    Raises:
        ReleaseError: there is no such release, it is older than one given out, or no key.
    """
    if not settings.updates.key_file:
        raise ReleaseError(text("This hub gives no releases out: `updates.key_file` is not set."))
    here = held(state_path(settings.updates.folder))
    if here is None or version not in here.versions:
        raise ReleaseError(
            text("There is no such release here: bring it with `otklik-hub release take`.")
        )
    before = newest_rollout(conn)
    if before is not None and order_of(version) <= order_of(before.version):
        raise ReleaseError(text("Devices never go back: give out a release that is newer."))
    begin_rollout(conn, version, actor.who, actor.now_ms)
    _note(conn, "started", version, actor)


def stop_release(conn: Connection, actor: Actor) -> None:
    """Give the release to nobody else. Devices that have it keep it.

    Raises:
        ReleaseError: none is on its way.
    """
    release = _newest(conn)
    if release.state not in ("running", "done"):
        raise ReleaseError(text("No release is on its way."))
    change_rollout(conn, release.id, state="stopped", why="person")
    _note(conn, "stopped", release.version, actor)


def resume_release(conn: Connection, actor: Actor) -> None:
    """Let a stopped release go on; the failures that there are now are forgiven.

    Raises:
        ReleaseError: none was stopped.
    """
    release = _newest(conn)
    if release.state != "stopped":
        raise ReleaseError(text("No release was stopped."))
    failed = tally_of(courses(conn, release, actor.now_ms), release).failed
    change_rollout(
        conn, release.id, state="running", why=None, stage_ms=actor.now_ms, forgiven=failed
    )
    _note(conn, "resumed", release.version, actor, forgiven=failed)


def _newest(conn: Connection) -> Rollout:
    found = newest_rollout(conn)
    if found is None:
        raise ReleaseError(text("No release is on its way."))
    return found


def _note(conn: Connection, done: str, version: str, actor: Actor, **details: int) -> None:
    record(
        conn,
        who=actor.who,
        what=f"release.{done}",
        about=f"release {version}",
        details=details,
        at_ms=actor.now_ms,
    )
